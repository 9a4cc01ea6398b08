"""Rows as columns: PostgreSQL takes a wave in one statement through unnest."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import orjson
from panhuo_contracts import Body, Fact

F = TypeVar("F", bound=Fact[Body])


def by_key(facts: Sequence[F]) -> list[F]:
    """In the order of keys, in which every transaction takes its locks."""
    return sorted(facts, key=lambda fact: fact.key)


def columns(rows: Iterable[tuple[object, ...]]) -> list[list[Any]]:
    """The rows' columns; there must be a row."""
    return [list(column) for column in zip(*rows, strict=True)]


def listed(values: Iterable[str]) -> str:
    """Several values as the text of a JSON array: unnest would flatten an array of arrays."""
    return orjson.dumps([str(value) for value in values]).decode()


def unlisted(text: str) -> tuple[str, ...]:
    return tuple(orjson.loads(text))
