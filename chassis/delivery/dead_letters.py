"""Rule 5: what could not take effect keeps its bytes, headers, coordinates and reason, until somebody closes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from chassis.database import Connection
from chassis.delivery import digest
from chassis.delivery.inbox import Letter, open_letter

FUSE_WINDOW: Final = 1_000
_COLUMNS: Final = (
    "topic, partition, record_offset, key, value, header_names, header_values,"
    " reason, detail, buried_at, closed_at, closed_as"
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One buried record, as it came off the wire."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    reason: str
    detail: str
    buried_at: datetime
    closed_at: datetime | None
    closed_as: str | None


async def bury(conn: Connection, letters: Sequence[Letter]) -> None:
    """Keep letters that cannot take effect."""
    read: int = await conn.fetchval("SELECT coalesce(sum(next_offset), 0)::bigint FROM position")
    await conn.executemany(
        """
        INSERT INTO dead_letter (topic, partition, record_offset, key, value, header_names, header_values,
            reason, detail, records_before)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (topic, partition, record_offset) DO NOTHING
        """,
        [
            (
                letter.record.topic,
                letter.record.partition,
                letter.record.offset,
                letter.record.key,
                letter.record.value,
                [name.replace("\x00", "�") for name, _ in letter.record.headers],
                [value for _, value in letter.record.headers],
                letter.burial.reason,
                letter.burial.detail.replace("\x00", "�"),
                read,
            )
            for letter in letters
            if letter.burial is not None
        ],
    )


async def check_fuse(conn: Connection) -> None:
    """Blow the fuse, which stops all members, where over half of the last 1,000 records were buried."""
    await conn.execute(
        """
        UPDATE fuse SET blown_at = now(), reason = format('%s of the last %s records were buried', n, $1::int)
        FROM (
            SELECT count(*) AS n FROM dead_letter
            WHERE records_before > (SELECT sum(next_offset) FROM position) - $1::int
        ) AS recent
        WHERE blown_at IS NULL AND n > $1::int / 2
        """,
        FUSE_WINDOW,
    )


async def listed(conn: Connection, *, is_open: bool = True, limit: int = 50, offset: int = 0) -> list[DeadLetter]:
    """One page of dead letters, the latest first."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM dead_letter WHERE ($1 AND closed_at IS NULL) OR NOT $1"
        " ORDER BY buried_at DESC, topic, partition, record_offset DESC LIMIT $2 OFFSET $3",
        is_open,
        limit,
        offset,
    )
    return [_read(row) for row in rows]


async def lock(conn: Connection, topic: str, partition: int, offset: int) -> DeadLetter:
    """One dead letter, locked until the transaction ends. Raises LookupError."""
    row = await conn.fetchrow(
        f"SELECT {_COLUMNS} FROM dead_letter WHERE topic = $1 AND partition = $2 AND record_offset = $3 FOR UPDATE",
        topic,
        partition,
        offset,
    )
    if row is None:
        message = f"there is no dead letter {topic}/{partition}/{offset}"
        raise LookupError(message)
    return _read(row)


async def close(conn: Connection, letter: DeadLetter, how: str) -> None:
    """Close a locked dead letter as ``redriven`` or ``discarded``."""
    await conn.execute(
        "UPDATE dead_letter SET closed_at = now(), closed_as = $4"
        " WHERE topic = $1 AND partition = $2 AND record_offset = $3",
        letter.topic,
        letter.partition,
        letter.offset,
        how,
    )


async def count_redriven(conn: Connection, letter: Letter) -> None:
    """A redriven event has taken effect: it enters the digest of its day."""
    await digest.count(conn, "received", [(letter.record.topic, letter.day, letter.fold)])


def reopen(letter: DeadLetter) -> Letter:
    """Make out a dead letter's record once more; its burial is set where it is still malformed."""
    return open_letter(letter)


def _read(row: asyncpg.Record) -> DeadLetter:
    topic, partition, offset, key, value, names, values, *rest = row
    return DeadLetter(topic, partition, offset, key, value, tuple(zip(names, values, strict=True)), *rest)
