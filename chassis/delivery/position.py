"""Rule 2: a row per topic and partition is the truth about how far a service has come, and the fence."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from chassis.database import Connection


class Fenced(Exception):
    """Another member has moved on from where this batch starts, or the fuse is blown: nothing was applied."""


class Place(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Position(NamedTuple):
    """Where a service stands in one partition."""

    topic_id: int
    next_offset: int
    is_lost: bool


def topic_number(name: str) -> int:
    """A short number for a topic: the same in every schema, and different for every topic of the registry."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") >> 1


async def positions(conn: Connection) -> dict[Place, Position]:
    """The position of every partition that was ever read."""
    rows = await conn.fetch(
        "SELECT name, partition, topic_id, next_offset, state = 'lost' FROM position JOIN topic ON id = topic_id"
    )
    return {Place(row[0], row[1]): Position(*row[2:]) for row in rows}


async def begin(conn: Connection, place: Place, offset: int) -> None:
    """Start reading a partition at ``offset``, unless another member has already started."""
    number = topic_number(place.topic)
    await conn.execute("INSERT INTO topic (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", number, place.topic)
    await conn.execute(
        "INSERT INTO position (topic_id, partition, next_offset) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        number,
        place.partition,
        offset,
    )


async def advance(conn: Connection, steps: Iterable[tuple[int, int, int, int]], *, heeds_fuse: bool = True) -> None:
    """Move each (topic id, partition) from the first offset to the second. Raises Fenced where one stands elsewhere.

    It is the first statement of every batch. The rows are locked in order and stay locked until the commit, so of two
    members with the same batch the later one finds the row moved. No member passes while the fuse is blown or held.
    """
    ordered = sorted(steps)
    moved = await conn.execute(
        """
        WITH step AS (
            SELECT * FROM unnest($1::integer[], $2::integer[], $3::bigint[], $4::bigint[])
                AS s (topic_id, partition, from_offset, upto)
        ), locked AS (
            SELECT p.topic_id, p.partition, s.upto
            FROM position p JOIN step s USING (topic_id, partition)
            WHERE p.next_offset = s.from_offset AND p.state = 'reading'
                AND (NOT $5 OR EXISTS (
                    SELECT FROM fuse WHERE blown_at IS NULL AND (held_until IS NULL OR held_until < now())
                ))
            ORDER BY 1, 2 FOR UPDATE OF p
        )
        UPDATE position p SET next_offset = l.upto FROM locked l
        WHERE p.topic_id = l.topic_id AND p.partition = l.partition
        """,
        *(list(column) for column in zip(*ordered, strict=True)),
        heeds_fuse,
    )
    if moved != f"UPDATE {len(ordered)}":
        raise Fenced


async def jump(conn: Connection, place: Place, offsets: tuple[int, int], kind: str) -> None:
    """Follow the log's own account past ``offsets``: a hole, or a recreated topic; recorded as an incident."""
    moved = await conn.execute(
        """
        UPDATE position SET next_offset = $4 FROM topic
        WHERE id = topic_id AND name = $1 AND partition = $2 AND next_offset = $3
        """,
        *place,
        *offsets,
    )
    if moved != "UPDATE 1":
        raise Fenced
    await record_incident(conn, kind, place, offsets)


async def stop_at_loss(conn: Connection, place: Place, offsets: tuple[int, int]) -> None:
    """The log has dropped what was not read yet: that partition stops until an operator has looked."""
    await conn.execute(
        "UPDATE position SET state = 'lost' FROM topic WHERE id = topic_id AND name = $1 AND partition = $2", *place
    )
    await record_incident(conn, "retention_loss", place, offsets)


async def accept_loss(conn: Connection, place: Place) -> int:
    """An operator's word to read on after what was lost; the offset that it goes on from. Raises LookupError."""
    offset: int | None = await conn.fetchval(
        """
        UPDATE position SET state = 'reading', next_offset = greatest(next_offset, i.to_offset)
        FROM topic t, incident i
        WHERE t.id = topic_id AND t.name = $1 AND position.partition = $2 AND position.state = 'lost'
            AND i.kind = 'retention_loss' AND i.topic = $1 AND i.partition = $2
        RETURNING next_offset
        """,
        *place,
    )
    if offset is None:
        message = f"{place.topic} partition {place.partition} is not stopped"
        raise LookupError(message)
    return offset


async def record_incident(conn: Connection, kind: str, place: Place, offsets: tuple[int, int]) -> None:
    """Keep one row per kind and partition, with the last span and how often."""
    await conn.execute(
        """
        INSERT INTO incident (kind, topic, partition, from_offset, to_offset) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (kind, topic, partition) DO UPDATE
        SET from_offset = excluded.from_offset, to_offset = excluded.to_offset,
            last_at = now(), times = incident.times + 1
        """,
        kind,
        *place,
        *offsets,
    )
