"""Rule 7: read by id, publish gathered, delete by id. Its repetitions are legal: rule 3 drops them."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

import asyncpg
import orjson
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from panhuo_contracts import Topic

from chassis import kafka
from chassis.database import LIVE, session_settings
from chassis.telemetry.names import RELAY_PUBLISHED

WINDOW: Final = 2_000
PATIENCE: Final = 60
"""Seconds after which a publication counts as failed and is made again."""
IDLE_SECONDS: Final = 0.5
LAST_SECONDS: Final = 2
"""What a stop leaves for the window in hand, and again for the producer."""
LOCK: Final = 7_400_002
_TAKE_OUT: Final = """
    WITH gone AS (
        DELETE FROM outbox WHERE id = ANY ($1::bigint[]) RETURNING topic, day, fold
    ), said AS (
        SELECT topic, day, count(*) AS events, sum(fold) % 18446744073709551616 AS fold FROM gone GROUP BY topic, day
    ), counted AS (
        INSERT INTO digest_entry AS d (direction, topic, day, events, fold)
        SELECT 'sent', topic, day, events, fold FROM said ORDER BY topic, day
        ON CONFLICT (direction, topic, day) DO UPDATE
        SET events = d.events + excluded.events, fold = (d.fold + excluded.fold) % 18446744073709551616
    )
    SELECT topic, sum(events)::bigint FROM said GROUP BY topic
"""
"""What is acknowledged leaves and is counted in one statement, which is its own transaction."""
log = structlog.get_logger()


class Relay:
    """Carries a database's outbox to Kafka; of N processes one at a time, by a session lock.

    The session is cut off when it stays idle, so that a paused process does not hold the lock for ever.
    """

    def __init__(self, dsn: str, bootstrap: str, application: str, stop: asyncio.Event) -> None:
        self._dsn = dsn
        self._bootstrap = bootstrap
        self._application = f"{application}-relay"
        self._stop = stop
        self._awake = asyncio.Event()
        self.trouble: str | None = None
        """Why the outbox does not reach Kafka, None where it does or another process carries it."""

    async def run(self) -> None:
        """Relay until told to stop; whatever fails is tried again with fresh connections."""
        while not self._stop.is_set():
            try:
                await self._unless_stopped(self._hold_and_carry())
            except Exception as error:  # noqa: BLE001 - drivers fail in ways of their own, and the outbox must go out
                self.trouble = str(error) or type(error).__name__
                log.warning("the relay starts over", reason=self.trouble)
                self._awake.clear()
                await self._pause(1)

    async def _unless_stopped(self, carrying: Coroutine[Any, Any, None]) -> None:
        """Carry until the stop and a moment longer: what is not acknowledged by then goes out after the next start."""
        work, stop = asyncio.ensure_future(carrying), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({work}, timeout=LAST_SECONDS)
            if work.done():
                work.result()
        finally:
            stop.cancel()
            work.cancel()
            await asyncio.wait({work})

    async def _hold_and_carry(self) -> None:
        settings = session_settings(LIVE, self._application) | {
            "idle_session_timeout": "15s",
            # A deletion that a crash of the server takes back is a repetition more, and these are legal.
            "synchronous_commit": "off",
        }
        conn = await asyncpg.connect(self._dsn, timeout=5, command_timeout=30, server_settings=settings)
        try:
            while not await conn.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
                self.trouble = None
                await self._pause(1)
                if self._stop.is_set():
                    return
            await conn.add_listener("outbox", lambda *_: self._awake.set())
            producer = kafka.producer(self._bootstrap, self._application)
            try:
                await asyncio.wait_for(producer.start(), PATIENCE)
                while not self._stop.is_set():
                    if not await self._carry(conn, producer):
                        await self._pause(IDLE_SECONDS)
            finally:
                with suppress(TimeoutError, KafkaError):
                    await asyncio.wait_for(producer.stop(), LAST_SECONDS)
        finally:
            with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await conn.close(timeout=2)

    async def _carry(self, conn: asyncpg.Connection, producer: AIOKafkaProducer) -> bool:
        """Publish and delete one window; whether there was anything in it."""
        self._awake.clear()
        rows = await conn.fetch("SELECT id, topic, key, value, headers FROM outbox ORDER BY id LIMIT $1", WINDOW)
        for turn in _turns(rows):
            # A key's next event waits until the one before is acknowledged, so that no retry can swap the two.
            await asyncio.wait_for(_publish(producer, turn), PATIENCE)
        if rows:
            for topic, count in await conn.fetch(_TAKE_OUT, [row["id"] for row in rows]):
                RELAY_PUBLISHED.labels(Topic.parse(topic).stream.name).inc(count)
        self.trouble = None
        return bool(rows)

    async def _pause(self, seconds: float) -> None:
        """Wait for a wake-up, a stop, or the time."""
        waits = [asyncio.ensure_future(self._awake.wait()), asyncio.ensure_future(self._stop.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _turns(rows: Sequence[asyncpg.Record]) -> Iterable[list[asyncpg.Record]]:
    turns: list[list[asyncpg.Record]] = []
    seen: defaultdict[tuple[str, bytes], int] = defaultdict(int)
    for row in rows:
        address = (row["topic"], row["key"])
        turn = seen[address]
        seen[address] = turn + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(row)
    return turns


async def _publish(producer: AIOKafkaProducer, rows: Sequence[asyncpg.Record]) -> None:
    acknowledgements: list[asyncio.Future[Any]] = [
        await producer.send(
            row["topic"],
            row["value"],
            key=row["key"],
            headers=[(name, text.encode()) for name, text in orjson.loads(row["headers"]).items()],
        )
        for row in rows
    ]
    await asyncio.gather(*acknowledgements)
