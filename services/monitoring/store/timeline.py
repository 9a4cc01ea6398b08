"""Every event of a patent, in the order of its days."""

from collections.abc import Sequence
from typing import Final

import orjson
from panhuo_contracts import Body, Fact

from chassis.database import Connection
from services.monitoring.summaries import summarize

CHANNEL: Final = "monitoring_live"
"""Notified once for each transaction that keeps events: live pages then look at what is new."""

_KEEP: Final = """
    WITH kept AS (
        INSERT INTO patent_event (patent, stream, writer, sequence, event_id, type, at, day, summary)
        SELECT patent, $2, writer, sequence, event_id, $5, at, day, summary::jsonb
        FROM unnest($1::text[], $3::text[], $4::bigint[], $6::uuid[], $7::timestamptz[], $8::date[], $9::text[])
            AS g (patent, writer, sequence, event_id, at, day, summary)
        ORDER BY patent
        ON CONFLICT (patent, stream, writer, sequence) DO NOTHING
    )
    SELECT pg_notify('monitoring_live', '')"""


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
    )
