"""What enterprises are told of the patents that they follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import LegalStatus
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway

from chassis.database import Connection

TRANSFERRED: Final = "transferred"
LEAVING: Final = frozenset(
    {LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED, TRANSFERRED}
)
"""Kinds with which the patent leaves the resource library."""
MOST_COUNTED: Final = 99

_TOLD: Final = """
    FROM subscription
    JOIN right_notice AS notice USING (patent)
    LEFT JOIN notices_seen AS seen USING (enterprise)
    WHERE enterprise = $1 AND (notice.said_at AT TIME ZONE 'Asia/Shanghai')::date >= subscription.subscribed_on
"""
"""Of the time before somebody followed a patent there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that became of a patent."""

    id: UUID
    patent: str
    title: str | None
    kind: str
    flags: tuple[str, ...]
    effective_on: date
    cause: str
    said_at: datetime
    is_new: bool

    @property
    def is_leaving(self) -> bool:
        return self.kind in LEAVING


async def save_statuses(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    await _save(conn, [(*_of(f), f.body.status.value, f.body.flags, f.body.effective_on, f.body.cause) for f in facts])


async def save_transfers(conn: Connection, facts: Sequence[Fact[PatentTransferredAway]]) -> None:
    await _save(
        conn, [(*_of(f), TRANSFERRED, (), f.body.transferred_on, "；".join(f.body.holders)[:400]) for f in facts]
    )


async def told(conn: Connection, enterprise: str, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Notice]:
    """What an enterprise was told, the latest first."""
    rows = await conn.fetch(
        f"""
        SELECT notice.id, notice.patent,
            (SELECT known.title FROM patent_title AS known WHERE known.patent = notice.patent
             ORDER BY known.writer = notice.writer DESC, known.writer LIMIT 1),
            kind, flags, effective_on, cause, said_at, seen.seen_at IS NULL OR said_at > seen.seen_at
        {_TOLD} AND ($2::timestamptz IS NULL OR (said_at, notice.id) < ($2, $3::uuid))
        ORDER BY said_at DESC, notice.id DESC LIMIT $4
        """,
        enterprise,
        *(after or (None, None)),
        limit,
    )
    return [_notice(row) for row in rows]


def _notice(row: asyncpg.Record) -> Notice:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Notice(*values)


async def count_new(conn: Connection, enterprise: str) -> int:
    """How many it has not seen, up to a bound."""
    found: int = await conn.fetchval(
        f"""
        SELECT count(*) FROM (
            SELECT {_TOLD} AND (seen.seen_at IS NULL OR said_at > seen.seen_at) LIMIT {MOST_COUNTED + 1}
        ) AS new
        """,
        enterprise,
    )
    return found


async def see(conn: Connection, enterprise: str, upto: datetime) -> None:
    """Everything told up to then is no longer new."""
    await conn.execute(
        """
        INSERT INTO kept.notices_seen AS known (enterprise, seen_at) VALUES ($1, $2)
        ON CONFLICT (enterprise) DO UPDATE SET seen_at = greatest(known.seen_at, excluded.seen_at)
        """,
        enterprise,
        upto,
    )


def _of(fact: Fact[LegalStatusChanged] | Fact[PatentTransferredAway]) -> tuple[object, ...]:
    return UUID(str(fact.id)), fact.key, fact.writer, fact.time


async def _save(conn: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    await conn.executemany(
        """
        INSERT INTO right_notice (id, patent, writer, said_at, kind, flags, effective_on, cause)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """,
        rows,
    )
