"""The seeded bugs: each breaks one rule from outside the shipped code, and the checks must see it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chassis.database import Connection, Database
from chassis.delivery import batch, digest, outbox, position, relay, sequence
from chassis.delivery.failure import Failure, classify
from chassis.delivery.position import Place
from chassis.delivery.settling import Settler


@dataclass(frozen=True, slots=True)
class Bug:
    """What is broken, how, and in which invariants it is expected to show (at least one of them)."""

    name: str
    what: str
    plant: Callable[[Database], None]
    shows_in: tuple[str, ...]


def plant(name: str, database: Database) -> None:
    """Break this process; nothing where ``name`` is empty."""
    if name:
        BUGS[name].plant(database)


def _sequence_off(_database: Database) -> None:
    async def admit(_conn: Connection, _ids: Any, letters: Sequence[Any]) -> list[Any]:
        return list(letters)

    sequence.admit = admit


def _fence_and_sequence_off(database: Database) -> None:
    _sequence_off(database)
    _fence_off()


def _fence_off() -> None:
    async def advance(conn: Connection, steps: Any, *, heeds_fuse: bool = True) -> None:
        await conn.executemany(
            "UPDATE position SET next_offset = greatest(next_offset, $3) WHERE topic_id = $1 AND partition = $2",
            [(topic, partition, upto) for topic, partition, _, upto in sorted(steps)],
        )

    position.advance = advance


def _unkeyed_publish(_database: Database) -> None:
    async def publish(producer: Any, rows: Sequence[Any]) -> None:
        whole = [dict(row) for row in rows]
        for topic in {row["topic"] for row in whole}:
            partition = random.choice(sorted(await producer.partitions_for(topic)))
            await _published(producer, [row for row in whole if row["topic"] == topic], partition)

    relay._publish = publish


async def _published(producer: Any, rows: Sequence[Any], partition: int) -> None:
    import orjson

    waits = []
    for row in rows:
        headers = [(name, text.encode()) for name, text in orjson.loads(row["headers"]).items()]
        waits.append(
            await producer.send(row["topic"], row["value"], key=row["key"], headers=headers, partition=partition)
        )
    for wait in waits:
        await wait


def _relay_by_cursor(_database: Database) -> None:
    last = 0

    async def carry(self: Any, conn: Any, producer: Any) -> bool:
        nonlocal last
        self._awake.clear()
        rows = await conn.fetch(
            "SELECT id, topic, key, value, headers FROM outbox WHERE id > $1 ORDER BY id LIMIT $2", last, relay.WINDOW
        )
        for turn in relay._turns(rows):
            await relay._publish(producer, turn)
        if rows:
            last = rows[-1]["id"]
            async with conn.transaction():
                gone = await conn.fetch(
                    "DELETE FROM outbox WHERE id = ANY ($1::bigint[]) RETURNING topic, day, fold",
                    [row["id"] for row in rows],
                )
                await digest.count(conn, "sent", ((row["topic"], row["day"], int(row["fold"])) for row in gone))
        return bool(rows)

    relay.Relay._carry = carry


def _head_not_locked(_database: Database) -> None:
    original = outbox._draw

    async def draw(conn: Connection, events: Sequence[Any]) -> dict[tuple[str, str], int]:
        wanted: dict[tuple[str, str], int] = {}
        for event in events:
            address = (event.body.stream, event.body.key)
            wanted[address] = wanted.get(address, 0) + 1
        drawn = {}
        for (stream, key), count in sorted(wanted.items()):
            at = await conn.fetchval("SELECT sequence FROM head WHERE stream = $1 AND key = $2", stream, key) or 0
            drawn[stream, key] = at + 1
            await conn.execute(
                "INSERT INTO head VALUES ($1, $2, $3)"
                " ON CONFLICT (stream, key) DO UPDATE SET sequence = excluded.sequence",
                stream,
                key,
                at + count,
            )
        return drawn

    assert original is not draw
    outbox._draw = draw


def _outbox_elsewhere(database: Database) -> None:
    original = outbox.put

    async def put(_conn: Connection, writer: str, events: Sequence[Any]) -> None:
        async with database.transaction() as another:
            await original(another, writer, events)

    outbox.put = put


def _exception_leaked(_database: Database) -> None:
    original = Settler.settle

    async def settle(self: Settler, letters: Sequence[Any], positions: dict[Place, Any]) -> None:
        """What a framework does with a failed batch: the next commit of its position passes over it."""
        if not letters:
            return
        try:
            with self._observation.batch(letters) as noted:
                noted.outcome = await self._applier.apply(letters, positions)
        except Exception as error:  # noqa: BLE001 - as a framework would
            if classify(error) is not Failure.TRANSIENT:
                await original(self, letters, positions)
                return
            await _pass_over(self._applier.database, letters, positions)
        for letter in letters:
            place = Place(letter.record.topic, letter.record.partition)
            positions[place] = positions[place]._replace(next_offset=letter.record.offset + 1)

    Settler.settle = settle


async def _pass_over(database: Database, letters: Sequence[Any], positions: dict[Place, Any]) -> None:
    async with database.transaction() as conn:
        await position.advance(conn, batch._steps(letters, positions))


def _refetched_batch_dropped(_database: Database) -> None:
    original = batch.Applier.apply
    has_failed = False

    async def apply(self: batch.Applier, letters: Sequence[Any], starts: Any) -> batch.Outcome:
        nonlocal has_failed
        if has_failed:
            has_failed = False
            await _pass_over(self.database, letters, starts)
            return batch.Outcome([], [], len(letters))
        try:
            return await original(self, letters, starts)
        except Exception:
            has_failed = True
            raise

    batch.Applier.apply = apply


BUGS: Final = {
    bug.name: bug
    for bug in (
        Bug(
            "sequence-off",
            "the sequence rule admits everything; a relay dies between publish and delete",
            _sequence_off,
            ("I3",),
        ),
        Bug(
            "fence-and-sequence-off",
            "positions move without comparing, and the sequence rule admits everything; a paused member resumes",
            _fence_and_sequence_off,
            ("I3",),
        ),
        Bug(
            "unkeyed-publish",
            "the relay puts each batch in one partition, whatever its keys",
            _unkeyed_publish,
            ("I5",),
        ),
        Bug("relay-by-cursor", "the relay reads `id > last` instead of what is there", _relay_by_cursor, ("I6", "I1")),
        Bug("head-not-locked", "numbers are read first and written later", _head_not_locked, ("I1", "I6")),
        Bug("outbox-elsewhere", "the outbox is written outside the command's transaction", _outbox_elsewhere, ("I2",)),
        Bug(
            "exception-leaked",
            "an exception passes to the framework, whose next commit skips the batch",
            _exception_leaked,
            ("I1",),
        ),
        Bug(
            "refetched-batch-dropped",
            "a batch that failed and is read again counts as done, once",
            _refetched_batch_dropped,
            ("I1",),
        ),
    )
}
