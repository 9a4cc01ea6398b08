"""Digests: what writers state of their topics, beside what this installation received of them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from panhuo_contracts import Fact
from panhuo_contracts.events.monitoring import DigestPublished

from chassis.database import Connection
from services.monitoring.digests import Comparison, Digest


async def keep_stated(conn: Connection, facts: Sequence[Fact[DigestPublished]]) -> None:
    """Keep the latest word on each topic and day; a subject is one of these, so a wave meets it once."""
    await conn.execute(
        """
        INSERT INTO stated_digest (topic, day, writer, events, fold, as_of)
        SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])
        ORDER BY 1, 2
        ON CONFLICT (topic, day) DO UPDATE SET
            writer = excluded.writer, events = excluded.events, fold = excluded.fold, as_of = excluded.as_of
        """,
        [fact.body.topic for fact in facts],
        [fact.body.day for fact in facts],
        [fact.writer for fact in facts],
        [fact.body.events for fact in facts],
        [fact.body.fold for fact in facts],
        [fact.body.as_of for fact in facts],
    )
