"""All of filing's SQL: what other services said, what was decided here, and the lists of its screens."""

from collections.abc import Iterable


def columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    """Rows as the arrays that ``unnest`` takes."""
    return [list(column) for column in zip(*rows, strict=True)]
