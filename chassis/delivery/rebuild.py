"""Replay every stream into an empty schema beside the live one, compare the two, and swap them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from panhuo_contracts import Topic, streams

from chassis import kafka
from chassis.database import KEPT, LIVE, Database, migrate, session_settings
from chassis.delivery import dead_letters, digest, position
from chassis.delivery.batch import Applier
from chassis.delivery.inbox import open_letter
from chassis.delivery.observation import Observation
from chassis.delivery.position import Place, Position
from chassis.delivery.settling import Settler, Stop
from chassis.delivery.waves import Handlers

REBUILT: Final = "rebuilt"
_OF_DELIVERY: Final = frozenset({"topic", "position", "received", "dead_letter", "head", "digest_entry"})
_QUIET_SECONDS: Final = 30
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Digest of each table, live and rebuilt, and the names of those that differ."""

    live: Mapping[str, str]
    rebuilt: Mapping[str, str]
    differing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One service's projections, made again from the log. May be broken off and run again: it goes on."""

    service: str
    writer: str
    handlers: Handlers
    dsn: str
    bootstrap: str

    async def run(self, progress: Progress, *, is_fresh: bool = False, accepts_difference: bool = False) -> Comparison:
        """Replay, compare while the service holds still, and swap where nothing differs.

        Raises RuntimeError where the service's outbox does not drain, so that the log lacks what the store has.
        """
        if is_fresh:
            await self._administer(f"DROP SCHEMA IF EXISTS {REBUILT} CASCADE")
        await migrate(self.dsn, self.service, live=REBUILT)
        database = await Database.open(self.dsn, application=f"panhuo.{self.service}.rebuild", schema=REBUILT)
        consumer = kafka.onlooker(self.bootstrap, f"panhuo.{self.service}.rebuild")
        try:
            await asyncio.wait_for(consumer.start(), 30)
            replay = await Replay.open(self, database, consumer)
            async with self._looking() as live:
                targets = await self._targets(live, replay)
            await replay.until(targets, progress)
            async with self._standstill() as live:
                await replay.until(await self._targets(live, replay), progress)
                await self._repeat_operators_decisions(live, replay.applier)
                comparison = await self._compare(live)
                if not comparison.differing or accepts_difference:
                    await self._swap(live)
            return comparison
        finally:
            await consumer.stop()
            await database.close()

    @asynccontextmanager
    async def _looking(self) -> AsyncIterator[asyncpg.Connection]:
        settings = session_settings(LIVE, f"panhuo.{self.service}.rebuild")
        settings |= {"idle_in_transaction_session_timeout": "0", "lock_timeout": "30s"}
        conn = await asyncpg.connect(self.dsn, timeout=10, command_timeout=600, server_settings=settings)
        try:
            yield conn
        finally:
            await conn.close(timeout=5)

    @asynccontextmanager
    async def _standstill(self) -> AsyncIterator[asyncpg.Connection]:
        """Hold the readers, lock out commands, and wait until the log has all that was said."""
        await self._administer(f"UPDATE {KEPT}.fuse SET held_until = now() + interval '2 minutes'")
        try:
            async with self._looking() as conn, conn.transaction():
                await conn.execute("LOCK TABLE position, head IN EXCLUSIVE MODE")
                for _ in range(_QUIET_SECONDS * 10):
                    if not await conn.fetchval("SELECT EXISTS (SELECT FROM outbox)"):
                        break
                    await asyncio.sleep(0.1)
                else:
                    message = f"the outbox does not drain: is {self.service} running, and does it reach Kafka?"
                    raise RuntimeError(message)
                yield conn
        finally:
            await self._administer(f"UPDATE {KEPT}.fuse SET held_until = NULL")

    async def _targets(self, live: asyncpg.Connection, replay: "Replay") -> dict[Place, int]:
        """What the live schema has taken in: its positions, and for its own topics the whole log."""
        stands = await position.positions(live)
        ends, own = await replay.ends(), self._own_topics
        return {
            place: end if place.topic in own else stands[place].next_offset if place in stands else 0
            for place, end in ends.items()
        }

    @property
    def _own_topics(self) -> list[str]:
        return [stream.topic(self.writer) for stream in streams().values() if stream.owner == self.service]

    async def _repeat_operators_decisions(self, live: asyncpg.Connection, applier: Applier) -> None:
        """Dead letters that operators redrove or discarded are redriven and discarded again."""
        closed = await live.fetch(
            f"""
            SELECT topic, partition, record_offset, l.closed_as FROM {LIVE}.dead_letter l
            JOIN {REBUILT}.dead_letter r USING (topic, partition, record_offset)
            WHERE l.closed_at IS NOT NULL AND r.closed_at IS NULL ORDER BY l.closed_at
            """
        )
        for topic, partition, offset, how in closed:
            if how == "redriven":
                await applier.redrive(topic, partition, offset)
            else:
                async with applier.database.transaction() as conn:
                    await dead_letters.close(conn, await dead_letters.lock(conn, topic, partition, offset), how)

    async def _compare(self, live: asyncpg.Connection) -> Comparison:
        ours = await digest.of_tables(live, LIVE, without=_OF_DELIVERY)
        theirs = await digest.of_tables(live, REBUILT, without=_OF_DELIVERY)
        return Comparison(ours, theirs, digest.differences(ours, theirs))

    async def _swap(self, live: asyncpg.Connection) -> None:
        """The rebuilt schema becomes the live one. Heads never sink, and what was sent stays counted."""
        await live.execute(
            f"""
            INSERT INTO {REBUILT}.head AS h SELECT * FROM {LIVE}.head
            ON CONFLICT (stream, key) DO UPDATE SET sequence = greatest(h.sequence, excluded.sequence);
            INSERT INTO {REBUILT}.digest_entry SELECT * FROM {LIVE}.digest_entry WHERE direction = 'sent';
            """
        )
        for table in ("position", "received"):
            await live.execute(
                f"DELETE FROM {REBUILT}.{table} USING {REBUILT}.topic WHERE id = topic_id AND name = ANY ($1)",
                self._own_topics,
            )
        await live.execute(
            f"DELETE FROM {REBUILT}.digest_entry WHERE direction = 'received' AND topic = ANY ($1)",
            self._own_topics,
        )
        await live.execute(f"DROP SCHEMA {LIVE} CASCADE; ALTER SCHEMA {REBUILT} RENAME TO {LIVE}")

    async def _administer(self, statement: str) -> None:
        conn = await asyncpg.connect(self.dsn, timeout=10, command_timeout=60)
        try:
            await conn.execute(statement)
        finally:
            await conn.close(timeout=5)


class Replay:
    """Reads every partition outside the group, from the rebuilt schema's own positions on."""

    def __init__(self, rebuild: Rebuild, database: Database, consumer: AIOKafkaConsumer, places: list[Place]) -> None:
        self.applier = Applier(database, rebuild.handlers, rebuild.writer, is_muted=True)
        self._settler = Settler(self.applier, Stop(), Observation())
        self._database = database
        self._consumer = consumer
        self._places = places

    @classmethod
    async def open(cls, rebuild: Rebuild, database: Database, consumer: AIOKafkaConsumer) -> "Replay":
        """Find the topics, and start each partition where it stands or where the log begins."""
        topics = kafka.matching(await consumer.topics(), rebuild.service, rebuild.writer, with_own=True)
        places = [Place(topic, n) for topic in topics for n in range(Topic.parse(topic).stream.partitions)]
        consumer.assign([TopicPartition(*place) for place in places])
        first = await consumer.beginning_offsets([TopicPartition(*place) for place in places])
        async with database.transaction() as conn:
            for place in places:
                await position.begin(conn, place, first[TopicPartition(*place)])
        return cls(rebuild, database, consumer, places)

    async def ends(self) -> dict[Place, int]:
        """The end of each partition as it is now."""
        ends = await self._consumer.end_offsets([TopicPartition(*place) for place in self._places])
        return {Place(*partition): end for partition, end in ends.items()}

    async def until(self, targets: Mapping[Place, int], progress: Progress) -> None:
        """Apply every record before ``targets``; ``progress`` is told records done and to do."""
        positions = await self._positions()
        for place, stands in positions.items():
            self._consumer.seek(TopicPartition(*place), stands.next_offset)
        total = sum(targets.values())
        while open_places := [p for p, end in targets.items() if positions[p].next_offset < end]:
            read = await self._consumer.getmany(
                *(TopicPartition(*place) for place in open_places), timeout_ms=500, max_records=kafka.BATCH_RECORDS
            )
            records = [r for batch in read.values() for r in batch if r.offset < targets[Place(r.topic, r.partition)]]
            await self._settler.settle([open_letter(record) for record in records], positions)
            if not records:
                await self._pass_over_holes(open_places, targets, positions)
            progress(sum(positions[place].next_offset for place in targets), total)

    async def _pass_over_holes(
        self, places: list[Place], targets: Mapping[Place, int], positions: dict[Place, Position]
    ) -> None:
        """Where the consumer has come to the target without a record, only markers or compacted offsets were left."""
        for place in places:
            if await self._consumer.position(TopicPartition(*place)) >= targets[place]:
                async with self._database.transaction() as conn:
                    await position.jump(conn, place, (positions[place].next_offset, targets[place]), "hole")
                positions[place] = positions[place]._replace(next_offset=targets[place])

    async def _positions(self) -> dict[Place, Position]:
        async with self._database.read() as conn:
            return await position.positions(conn)
