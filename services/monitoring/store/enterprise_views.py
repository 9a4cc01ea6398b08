"""What enterprises said of patents, and for how long it counts: objections and their reviews bear on it."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.database import Connection
from services.monitoring.store import dossiers


def _said(column: str, kind: str, kept: str) -> str:
    """Takes in columns of their own; said twice or out of order, the same stands in the end."""
    names, kinds = column.split(", "), kind.split(", ")
    arrays = ", ".join(f"${n}::{each}[]" for n, each in enumerate(("text", "text", *kinds), 1))
    assigned = ", ".join(f"{name} = {how}" for name, how in zip(names, kept.split("; "), strict=True))
    return (
        f"INSERT INTO enterprise_view AS v (patent, evaluation, {column})"
        f" SELECT * FROM unnest({arrays}) ORDER BY 1, 2"
        f" ON CONFLICT (patent, evaluation) DO UPDATE SET {assigned}"
    )


_EVALUATED: Final = _said(
    "evaluated_on, valid_until",
    "date, date",
    "LEAST(v.evaluated_on, excluded.evaluated_on); GREATEST(v.valid_until, excluded.valid_until)",
)
_OBJECTED: Final = _said("objected_on", "date", "LEAST(v.objected_on, excluded.objected_on)")
_REVIEWED: Final = _said(
    "reviewed_on, is_upheld",
    "date, bool",
    "GREATEST(v.reviewed_on, excluded.reviewed_on); coalesce(v.is_upheld OR excluded.is_upheld, excluded.is_upheld)",
)


async def evaluate(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, evaluation, day, last day of validity."""
    await _apply(conn, _EVALUATED, rows)


async def object_to(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, evaluation, day of the objection."""
    await _apply(conn, _OBJECTED, rows)


async def review(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, evaluation, day of the review, whether the objection was upheld."""
    await _apply(conn, _REVIEWED, rows)


async def _apply(conn: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    await conn.execute(statement, *(list(column) for column in zip(*rows, strict=True)))
    await dossiers.count_views(conn, [row[0] for row in rows])
