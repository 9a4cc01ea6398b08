"""Digests: what writers state of their topics, beside what this installation received of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from panhuo_contracts import Fact, fold_hex, streams
from panhuo_contracts.events.monitoring import DigestPublished

from chassis.database import Connection
from services.monitoring.digests import Comparison, Digest

COMPARED: Final = tuple(
    stream.name for stream in streams().values() if "monitoring" in stream.readers and stream.owner != "monitoring"
)
"""The streams whose digests are compared: those that are read here, but for the one that carries the digests."""

_BOTH: Final = """
    SELECT topic, day, s.events, s.fold, s.as_of, r.events AS held_events, r.fold AS held_fold
    FROM stated_digest AS s
    FULL JOIN (SELECT topic, day, events, fold FROM digest_entry WHERE direction = 'received') AS r USING (topic, day)
    WHERE split_part(topic, '.', 2) = ANY($1::text[])"""


async def keep_stated(conn: Connection, facts: Sequence[Fact[DigestPublished]]) -> None:
    """Keep the latest word on each topic and day; a subject is one of these, so a wave meets it once."""
    await conn.execute(
        """
        INSERT INTO stated_digest (topic, day, writer, events, fold, as_of)
        SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[], $5::numeric[], $6::timestamptz[])
        ORDER BY 1, 2
        ON CONFLICT (topic, day) DO UPDATE SET
            writer = excluded.writer, events = excluded.events, fold = excluded.fold, as_of = excluded.as_of
        """,
        [fact.body.topic for fact in facts],
        [fact.body.day for fact in facts],
        [fact.writer for fact in facts],
        [fact.body.events for fact in facts],
        [Decimal(int(fact.body.fold, 16)) for fact in facts],
        [fact.body.as_of for fact in facts],
    )


async def agreeing(conn: Connection, own_writer: str, until: date) -> dict[str, int]:
    """On how many topics and days each other writer's word and what is held here agree."""
    rows = await conn.fetch(
        f"SELECT split_part(topic, '.', 1) AS writer, count(*) AS n FROM ({_BOTH}) AS b"
        " WHERE split_part(topic, '.', 1) <> $2 AND day <= $3 AND events = held_events AND fold = held_fold GROUP BY 1",
        list(COMPARED),
        own_writer,
        until,
    )
    return {row["writer"]: row["n"] for row in rows}


async def open_ones(conn: Connection, own_writer: str, until: date, limit: int = 500) -> list[Comparison]:
    """The topics and days on which another writer's word and what is held here are not the same, the latest first."""
    return await _compare(
        conn,
        "split_part(topic, '.', 1) <> $2 AND day <= $3"
        " AND (events IS DISTINCT FROM held_events OR fold IS DISTINCT FROM held_fold)"
        " ORDER BY day DESC, topic LIMIT $4",
        own_writer,
        until,
        limit,
    )


async def compared(
    conn: Connection, writer: str | None, first: date, last: date, after: tuple[date, str] | None, limit: int
) -> list[Comparison]:
    """Every topic and day of a period, the latest first, after a day and topic already seen."""
    return await _compare(
        conn,
        "($2::text IS NULL OR split_part(topic, '.', 1) = $2) AND day BETWEEN $3 AND $4"
        " AND ($5::date IS NULL OR day < $5 OR (day = $5 AND topic > $6)) ORDER BY day DESC, topic LIMIT $7",
        writer,
        first,
        last,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )


async def unstated(
    conn: Connection, writer: str, until: date, topics: Collection[str] | None = None, limit: int = 2_000
) -> list[tuple[str, date, Digest]]:
    """What is held of a writer's own topics up to a day and has not been stated so."""
    rows = await conn.fetch(
        f"""
        SELECT topic, day, held_events, held_fold FROM ({_BOTH}) AS b
        WHERE split_part(topic, '.', 1) = $2 AND day <= $3 AND held_events IS NOT NULL
            AND (events IS DISTINCT FROM held_events OR fold IS DISTINCT FROM held_fold)
        ORDER BY day, topic LIMIT $4
        """,
        list(COMPARED if topics is None else topics),
        writer,
        until,
        limit,
    )
    return [(row["topic"], row["day"], Digest(row["held_events"], fold_hex(int(row["held_fold"])))) for row in rows]


async def _compare(
    conn: Connection, condition: str, *parameters: str | int | date | datetime | None
) -> list[Comparison]:
    rows = await conn.fetch(f"SELECT * FROM ({_BOTH}) AS b WHERE {condition}", list(COMPARED), *parameters)
    return [
        Comparison(
            topic=row["topic"],
            day=row["day"],
            stated=None if row["events"] is None else Digest(row["events"], fold_hex(int(row["fold"]))),
            as_of=row["as_of"],
            held=None if row["held_events"] is None else Digest(row["held_events"], fold_hex(int(row["held_fold"]))),
        )
        for row in rows
    ]
