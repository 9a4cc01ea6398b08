"""A service's delivery: one subscriber, the loop that settles its batches, one relay."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from panhuo_contracts import Event

from chassis import kafka
from chassis.database import Connection, Database
from chassis.delivery import log_account
from chassis.delivery.batch import Applier
from chassis.delivery.inbox import Letter, open_between
from chassis.delivery.observation import Observation
from chassis.delivery.position import Fenced, Place, Position, positions
from chassis.delivery.progress import Progress
from chassis.delivery.relay import Relay
from chassis.delivery.settling import Settler, Stop, Stopped
from chassis.delivery.waves import Handlers

_UNREACHABLE: Final = (KafkaError, OSError, TimeoutError)
_LOOK_SECONDS: Final = 5
log = structlog.get_logger()


class Delivery:
    """Reads every stream that a service needs, and says what it has to say.

    ``announce`` belongs into the transaction of a command; ``start`` begins to read and to relay.
    """

    def __init__(
        self, service: str, writer: str, handlers: Handlers, database: Database, *, bootstrap: str, dsn: str
    ) -> None:
        application = f"panhuo.{service}"
        self.writer = writer
        self.database = database
        self.observation = Observation()
        self._bootstrap = bootstrap
        self._stop = Stop()
        self._applier = Applier(database, handlers, writer)
        self._settler = Settler(self._applier, self._stop, self.observation)
        self._inbox: asyncio.Queue[Sequence[Letter]] = asyncio.Queue(maxsize=1)
        self._positions: dict[Place, Position] = {}
        self._onlooker = log_account.Onlooker(bootstrap, application)
        self._relay = Relay(dsn, bootstrap, application, self._stop.asked)
        self._broker = kafka.broker(bootstrap, application)
        self._progress = Progress()
        self._subscriber = self._broker.subscriber(**kafka.subscription(service, writer), listener=self._progress)
        self._subscriber(self._take)
        self._tasks: list[asyncio.Task[None]] = []

    async def announce(self, conn: Connection, events: Sequence[Event]) -> None:
        """Let events take effect here and put them in the outbox, all in the caller's transaction."""
        await self._applier.announce(conn, events)

    async def start(self) -> None:
        """Begin to relay and, as soon as Kafka answers, to read. Returns at once."""
        self._tasks = [
            asyncio.create_task(self._relay.run(), name="relay"),
            asyncio.create_task(self._read(), name="read"),
            asyncio.create_task(self._take_in_for_ever(), name="take in"),
            asyncio.create_task(self._observe(), name="observe"),
        ]

    async def stop(self) -> None:
        """Finish the batch in hand and stop. Takes milliseconds also while something is tried again."""
        self._stop.asked.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=12)
            for task in late:
                task.cancel()
        self._progress.stop()
        with suppress(*_UNREACHABLE):
            await asyncio.wait_for(self._broker.stop(), 8)
        await self._onlooker.close()

    # ---- reading -------------------------------------------------------------------------------

    async def _read(self) -> None:
        """Start the subscriber as soon as a broker answers."""
        with suppress(Stopped):
            await self._stop.unless(kafka.wait_until_reachable(self._bootstrap))
            while True:
                try:
                    await self._stop.unless(self._broker.start())
                except _UNREACHABLE as error:
                    log.warning("waiting for Kafka", reason=str(error) or type(error).__name__)
                    await self._stop.pause(1)
                else:
                    self.observation.is_reading = True
                    return

    async def _take(self, records: Any) -> None:  # noqa: ANN401 - FastStream builds a validator from the annotation
        """FastStream's handler: makes records out while the batch before waits for PostgreSQL. It never raises."""
        with suppress(Stopped):
            await self._stop.unless(self._inbox.put(await open_between(records)))

    async def _take_in_for_ever(self) -> None:
        with suppress(Stopped):
            while True:
                await self._take_in(await self._stop.unless(self._inbox.get()))

    async def _take_in(self, letters: Sequence[Letter]) -> None:
        """Settle what was read; whatever fails around it is tried again with the positions learned anew."""
        attempt = 0
        while True:
            try:
                if await self._is_settled(letters):
                    return
            except Stopped:
                raise
            except Exception as error:  # noqa: BLE001 - nothing that is raised may reach FastStream
                attempt = await self._settler.pause_after(attempt, error)
                self._positions.clear()
                with suppress(*_UNREACHABLE):
                    await self._onlooker.close()

    async def _is_settled(self, letters: Sequence[Letter]) -> bool:
        """Whether a batch is through: applied, or left to be read again from where another member has come to."""
        try:
            await self._settler.settle(await self._stop.unless(self._admissible(letters)), self._positions)
            self._show_progress()
        except Fenced:
            await self._stop.unless(self._seek_back())
            if await self._is_held():
                await self._stop.pause(1)
                return False
        return True

    async def _admissible(self, letters: Sequence[Letter]) -> list[Letter]:
        """The letters that go on from their partitions' positions.

        Where a partition's records start elsewhere, the log is asked why, and the consumer sent back to the position.
        """
        by_place: defaultdict[Place, list[Letter]] = defaultdict(list)
        for letter in letters:
            by_place[letter.place].append(letter)
        await self._learn_positions(place for place in by_place if place not in self._positions)
        admissible: list[Letter] = []
        for place, theirs in by_place.items():
            fresh = self._from_position(place, theirs)
            if fresh is None and place in self._positions:
                await log_account.reconcile(self._onlooker, self.database, place, self._positions[place].next_offset)
                await self._learn_positions([place])
                fresh = self._from_position(place, theirs)
                if fresh is None:
                    await self._seek(place)
            admissible += fresh or ()
        return admissible

    def _from_position(self, place: Place, letters: Sequence[Letter]) -> Sequence[Letter] | None:
        """The letters from the position on; None where they leave a gap to it, before or after, or it is stopped."""
        if place not in self._positions:
            return None
        expected = self._positions[place].next_offset
        first, end = letters[0].record.offset, letters[-1].record.offset + 1
        if not first <= expected <= end:
            return None
        if first == expected:
            return letters
        return [letter for letter in letters if letter.record.offset >= expected]

    async def _learn_positions(self, places: Iterable[Place]) -> None:
        wanted = list(places)
        if not wanted:
            return
        async with self.database.read() as conn:
            known = await positions(conn)
        fresh = [place for place in wanted if place not in known]
        for place in fresh:
            await log_account.start_of(self._onlooker, self.database, place)
        if fresh:
            async with self.database.read() as conn:
                known = await positions(conn)
        for place in wanted:
            if known[place].is_lost:
                self._positions.pop(place, None)
            else:
                self._positions[place] = known[place]

    async def _seek(self, place: Place) -> None:
        """Send the consumer to the position, where the partition is still ours and the consumer stands elsewhere.

        A seek throws away what was fetched: one to where the consumer stands already would only cost its time.
        """
        partition, consumer = TopicPartition(*place), self._consumer
        if place in self._positions and consumer is not None and partition in consumer.assignment():
            wanted = self._positions[place].next_offset
            if await asyncio.wait_for(consumer.position(partition), _LOOK_SECONDS) != wanted:
                consumer.seek(partition, wanted)

    async def _seek_back(self) -> None:
        """Read on from the positions in the database."""
        self._positions.clear()
        if self._consumer is not None:
            await self._learn_positions(Place(*partition) for partition in self._consumer.assignment())
            for place in self._positions:
                await self._seek(place)

    async def _is_held(self) -> bool:
        """Whether the fuse is blown, or an operator holds the readers."""
        async with self.database.read() as conn:
            fuse = await conn.fetchrow("SELECT reason FROM fuse WHERE blown_at IS NOT NULL OR held_until > now()")
        self.observation.stopped_by = None if fuse is None else fuse["reason"] or "an operator holds the readers"
        return fuse is not None

    # ---- what others see -----------------------------------------------------------------------

    @property
    def _consumer(self) -> AIOKafkaConsumer | None:
        return self._subscriber.consumer

    def _show_progress(self) -> None:
        if self._consumer is not None:
            self._progress.show(self._consumer, self._positions)

    async def _observe(self) -> None:
        """Look at lag and backlog, and send the consumer back where a partition does not move.

        A group's committed offset may be ahead of the position: after a restore, or where the database is new.
        """
        with suppress(Stopped):
            while True:
                try:
                    await self._stop.unless(self.observation.look(self._consumer, self.database))
                    if standing := self.observation.standing():
                        await self._learn_positions(standing)
                        for place in standing:
                            await self._stop.unless(self._seek(place))
                except Stopped:
                    raise
                except Exception as error:  # noqa: BLE001 - a look that fails must not end the looking
                    log.info("lag cannot be seen", reason=str(error) or type(error).__name__)
                self._show_progress()
                await self._stop.pause(1 if self.observation.is_behind else 5)

    def liveness(self) -> str | None:
        """Why this process should be restarted, None where it should not."""
        ended = [task.get_name() for task in self._tasks if task.done()]
        if self.observation.is_reading:
            ended.remove("read")
        if ended and not self._stop.asked.is_set():
            return f"{', '.join(ended)} has ended"
        return self.observation.stuck()

    def readiness(self) -> dict[str, str | None]:
        """Each check of delivery with what is wrong, None where nothing is."""
        return {
            "subscriber": self.liveness() or (None if self.observation.is_reading else "waiting for Kafka"),
            "fuse": self.observation.stopped_by,
            "effects": self.observation.trouble,
            "relay": self._relay.trouble,
        }
