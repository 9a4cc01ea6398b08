"""What the operator sees of this service's delivery, read from the tables of the seam."""

from dataclasses import dataclass
from datetime import datetime

from chassis.database import Connection


@dataclass(frozen=True, slots=True)
class Incident:
    """Something the log itself declared: a hole, a loss, a recreated topic."""

    kind: str
    topic: str
    partition: int
    from_offset: int
    to_offset: int
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """Where delivery stands."""

    blown_at: datetime | None
    blown_because: str | None
    held_until: datetime | None
    outbox: int
    oldest_said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one topic has been read."""

    topic: str
    partitions: int
    read: int
    lost: int


async def backlog(conn: Connection) -> Backlog:
    row = await conn.fetchrow(
        "SELECT blown_at, reason, held_until, (SELECT count(*) FROM outbox) AS outbox,"
        " (SELECT min(said_at) FROM outbox) AS oldest FROM fuse"
    )
    if row is None:
        return Backlog(None, None, None, 0, None)
    return Backlog(row["blown_at"], row["reason"], row["held_until"], row["outbox"], row["oldest"])


async def incidents(conn: Connection, limit: int = 20) -> list[Incident]:
    rows = await conn.fetch(
        "SELECT kind, topic, partition, from_offset, to_offset, last_at, times FROM incident"
        " ORDER BY last_at DESC LIMIT $1",
        limit,
    )
    return [Incident(**row) for row in rows]


async def standings(conn: Connection) -> list[Standing]:
    rows = await conn.fetch(
        "SELECT t.name AS topic, count(*) AS partitions, sum(p.next_offset)::bigint AS read,"
        " count(*) FILTER (WHERE p.state = 'lost') AS lost"
        " FROM position AS p JOIN topic AS t ON t.id = p.topic_id GROUP BY t.name ORDER BY t.name"
    )
    return [Standing(**row) for row in rows]


async def open_letters_by_reason(conn: Connection) -> dict[str, int]:
    rows = await conn.fetch(
        "SELECT reason, count(*) AS n FROM dead_letter WHERE closed_at IS NULL GROUP BY reason ORDER BY n DESC, reason"
    )
    return {row["reason"]: row["n"] for row in rows}
