"""Every event of a patent, in the order of its days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Record
from panhuo_contracts import Body, Fact

from chassis.database import Connection
from services.monitoring.summaries import summarize

CHANNEL: Final = "monitoring_live"
"""Told of the last events of each wave, as ``<schema> <JSON>``: how many, and [patent, stream, writer, sequence]."""

_KEEP: Final = """
    WITH kept AS (
        INSERT INTO patent_event (patent, stream, writer, sequence, event_id, type, at, day, summary)
        SELECT patent, $2, writer, sequence, event_id, $5, at, day, summary::jsonb
        FROM unnest($1::text[], $3::text[], $4::bigint[], $6::uuid[], $7::timestamptz[], $8::date[], $9::text[])
            AS g (patent, writer, sequence, event_id, at, day, summary)
        ORDER BY patent
        ON CONFLICT (patent, stream, writer, sequence) DO NOTHING
    )
    SELECT pg_notify('monitoring_live', current_schema() || ' ' || $10)"""
_TOLD: Final = 12
"""How many of a wave's events live pages are told of: the last ones."""


async def keep(conn: Connection, facts: Sequence[Fact[Body]]) -> None:
    """Keep a wave's events, all of one type."""
    days, texts = [], []
    for fact in facts:
        day, summary = summarize(fact.body)
        days.append(day)
        texts.append(orjson.dumps(summary).decode())
    await conn.execute(
        _KEEP,
        [fact.key for fact in facts],
        facts[0].stream,
        [fact.writer for fact in facts],
        [fact.sequence for fact in facts],
        type(facts[0].body).__name__,
        [fact.id for fact in facts],
        [fact.time for fact in facts],
        days,
        texts,
        orjson.dumps(
            [len(facts), [[fact.key, fact.stream, fact.writer, fact.sequence] for fact in facts[-_TOLD:]]]
        ).decode(),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on a patent's time line."""

    patent: str
    stream: str
    writer: str
    sequence: int
    event_id: UUID
    type: str
    at: datetime
    day: date
    summary: Mapping[str, Any]
    home: str | None = None
    title: str | None = None
    generated: bool = False


_COLUMNS: Final = (
    "e.patent, e.stream, e.writer, e.sequence, e.event_id, e.type, e.at, e.day, e.summary,"
    " d.home, d.title, coalesce(d.generated, false) AS generated"
)
_FROM: Final = "FROM patent_event AS e LEFT JOIN dossier AS d USING (patent)"


async def these(conn: Connection, keys: Sequence[Sequence[Any]]) -> list[Entry]:
    """The events with these patents, streams, writers and sequences."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])"
        " AS g (patent, stream, writer, sequence) JOIN patent_event AS e USING (patent, stream, writer, sequence)"
        " LEFT JOIN dossier AS d USING (patent)",
        *(list(column) for column in zip(*keys, strict=True)),
    )
    return [_entry(row) for row in rows]


async def latest(conn: Connection, limit: int, now: datetime) -> list[Entry]:
    """The newest events by their time; one from the future waits for it."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.at <= $2 ORDER BY e.at DESC, e.patent, e.stream LIMIT $1", limit, now
    )
    return [_entry(row) for row in rows]


Mark = tuple[datetime, str, str, int]
"""Where a page ends: time, stream, writer, sequence."""


async def of_patent(conn: Connection, patent: str, after: Mark | None, limit: int) -> list[Entry]:
    """A patent's events, the newest first."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.patent = $1"
        " AND ($2::timestamptz IS NULL OR (e.at, e.stream, e.writer, e.sequence) < ($2, $3, $4, $5))"
        " ORDER BY e.at DESC, e.stream DESC, e.writer DESC, e.sequence DESC LIMIT $6",
        patent,
        *(after or (None, None, None, None)),
        limit,
    )
    return [_entry(row) for row in rows]


async def grade_of_stocktaking(conn: Connection, patent: str) -> tuple[str, date] | None:
    """The self-grade that the stocktaking record carries, and since when; None where it was sent back.

    A revision passes over a grade that it does not change, so that the last one that was said stands.
    """
    rows = await conn.fetch(
        "SELECT type, day, summary ->> 'self_grade' AS grade FROM patent_event"
        " WHERE patent = $1 AND stream = 'inventory'"
        " AND (type = 'InventoryReturned' OR summary ->> 'self_grade' IS NOT NULL)"
        " ORDER BY day DESC, sequence DESC LIMIT 1",
        patent,
    )
    return next(((row["grade"], row["day"]) for row in rows if row["type"] != "InventoryReturned"), None)


async def count_of_patent(conn: Connection, patent: str) -> int:
    count: int = await conn.fetchval("SELECT count(*) FROM patent_event WHERE patent = $1", patent)
    return count


def _entry(row: Record) -> Entry:
    return Entry(**{**row, "summary": orjson.loads(row["summary"])})
