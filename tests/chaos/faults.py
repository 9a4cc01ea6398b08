"""The faults: each is done to real processes, in three lanes side by side, and counted once it has really happened."""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final

import psutil

from chassis.delivery.relay import LOCK
from tests.chaos import witness
from tests.chaos.world import UNREACHABLE, Member, World, query

ZOMBIE_SECONDS: Final = 13
"""Longer than the session of ten seconds."""
IDLE_RELAY_SECONDS: Final = 18
"""Longer than a paused relay may hold its lock."""
_REACHED_WITHIN: Final = 15
_TURNS: Final = 20
"""After which a fault that never happens is given up."""
Fault = Callable[[], Coroutine[Any, Any, bool]]


class Faults:
    """What is done to a world. Each fault leaves everybody alive."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world = world
        self.rng = rng
        self.counts: Counter[str] = Counter()
        self._busy: set[int] = set()
        self._background: set[asyncio.Task[None]] = set()

    def lanes(self) -> Mapping[str, Mapping[str, Fault]]:
        """Faults that may come at the same time as those of another lane."""
        return {
            "readers": {
                "a reader is killed": self.kill_reader,
                "a reader is killed mid-batch": lambda: self.die_at(witness.MID_BATCH),
                "a reader is killed between commit and position": lambda: self.die_at(witness.AFTER_BATCH),
                "a reader is paused beyond its session and resumes": self.zombie_reader,
                "a reader's connection breaks mid-batch": lambda: self.fail_at(witness.MID_BATCH, "fail"),
                "a reader's COMMIT is not answered": lambda: self.fail_at(witness.CUT, "cut"),
                "a member joins and leaves": self.join_and_leave,
                "a reader is restarted (SIGTERM)": lambda: self.restart("filing", "monitoring"),
            },
            "writers": {
                "a writer with its clients is killed": self.kill_writer,
                "a writer is killed between COMMIT and answer": self.die_answering,
                "a relay is killed mid-publish": lambda: self.die_as_relay(witness.MID_PUBLISH),
                "a relay is killed between publish and delete": lambda: self.die_as_relay(witness.PUBLISHED),
                "a relay is paused until its lock is gone, and resumes": self.zombie_relay,
                "a writer is restarted (SIGTERM)": lambda: self.restart("inventory"),
            },
            "engines": {
                "Kafka is killed": self.kill_kafka,
                "Kafka is restarted": self.restart_kafka,
                "Kafka is paused": self.pause_kafka,
                "PostgreSQL is killed": self.kill_postgres,
                "PostgreSQL is restarted": self.restart_postgres,
                "PostgreSQL is paused": self.pause_postgres,
                "all backends are terminated, again and again": self.storm,
            },
        }

    async def rage(self, seconds: float, kinds: Collection[str] | None = None) -> None:
        """Every kind of every lane (or only ``kinds``) in turn, in random order: each once, and on until time is up."""
        deadline = time.monotonic() + seconds
        lanes = [
            {kind: fault for kind, fault in lane.items() if kinds is None or kind in kinds}
            for lane in self.lanes().values()
        ]
        await asyncio.gather(*(self._lane(lane, deadline) for lane in lanes))
        await asyncio.gather(*self._background)

    async def _lane(self, faults: Mapping[str, Fault], deadline: float) -> None:
        for turn in itertools.count():
            kinds = [kind for kind in faults if time.monotonic() < deadline or not self.counts[kind]]
            if not kinds or turn == _TURNS:
                return
            self.rng.shuffle(kinds)
            for kind in kinds:
                await asyncio.sleep(self.rng.uniform(0.3, 2))
                if time.monotonic() < deadline or not self.counts[kind]:
                    await self.inflict(kind, faults[kind])

    async def inflict(self, kind: str, fault: Fault) -> None:
        if await fault():
            self.counts[kind] += 1

    # ---- members -----------------------------------------------------------------------------------

    def _pick(self, *services: str) -> Member | None:
        free = [m for m in self.world.of(*services) if id(m) not in self._busy and m.process.is_running]
        return self.rng.choice(free) if free else None

    async def kill_reader(self) -> bool:
        return await self._kill(self._pick("filing", "monitoring"))

    async def kill_writer(self) -> bool:
        return await self._kill(self._pick("inventory"))

    async def _kill(self, member: Member | None) -> bool:
        if member is None:
            return False
        member.process.kill()
        await asyncio.sleep(self.rng.uniform(0, 1.5))
        member.process.spawn()
        return True

    async def die_at(self, point: str, service: str | None = None) -> bool:
        """Arm a reader to kill itself at a point, and start it again."""
        return await self._die(self._pick(*([service] if service else ["filing", "monitoring"])), point)

    async def die_answering(self) -> bool:
        return await self._die(self._pick("inventory"), witness.ANSWERING)

    async def die_as_relay(self, point: str) -> bool:
        return await self._die(await self.relaying(), point)

    async def _die(self, member: Member | None, point: str) -> bool:
        if member is None or not await member.arm(point, "kill"):
            return False
        has_died = await _in_time(lambda: not member.process.is_running)
        if not has_died:
            member.process.kill()  # what is armed must not go off later
        member.process.spawn()
        return has_died

    async def fail_at(self, point: str, how: str, service: str | None = None) -> bool:
        member = self._pick(*([service] if service else ["filing", "monitoring"]))
        if member is None or not await member.arm(point, how):
            return False
        deadline = time.monotonic() + _REACHED_WITHIN
        while time.monotonic() < deadline:
            look = await member.ask({"do": "look"})
            if look is not None and point not in look["armed"]:
                return True
            await asyncio.sleep(0.2)
        return False

    async def zombie_reader(self) -> bool:
        member = self._pick("filing", "monitoring")
        if member is None or not await member.arm(witness.BEFORE_BATCH, "stop"):
            return False
        return await self._until_stopped(member) and self._later(self.wake(member, ZOMBIE_SECONDS), member)

    async def zombie_relay(self) -> bool:
        member = await self.relaying()
        if member is None or not await member.arm(witness.PUBLISHED, "stop"):
            return False
        return await self._until_stopped(member) and self._later(self.wake(member, IDLE_RELAY_SECONDS), member)

    async def _until_stopped(self, member: Member) -> bool:
        return await _in_time(lambda: is_stopped(member)) or self._discard(member)

    def _discard(self, member: Member) -> bool:
        """What is armed must not go off later."""
        member.process.kill()
        member.process.spawn()
        return False

    def _later(self, doing: Coroutine[Any, Any, None], member: Member) -> bool:
        """Go on with other faults meanwhile; this member is left alone until it is over."""

        async def through() -> None:
            try:
                await doing
            finally:
                self._busy.discard(id(member))

        self._busy.add(id(member))
        task = asyncio.create_task(through())
        self._background.add(task)
        return True

    async def wake(self, member: Member, after: float) -> None:
        await asyncio.sleep(after)
        member.process.resume()

    async def relaying(self) -> Member | None:
        """The writing member whose relay holds the lock."""
        with suppress(*UNREACHABLE):
            rows = await query(
                self.world.dsns["inventory"],
                "SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE locktype = 'advisory' AND objid = $1::bigint::oid AND granted",
                LOCK,
            )
            ports = {row[0] for row in rows}
            for member in self.world.of("inventory"):
                if id(member) not in self._busy and member.process.pid and ports & _ports_of(member.process.pid):
                    return member
        return None

    async def join_and_leave(self) -> bool:
        service = self.rng.choice(["filing", "monitoring"])
        for other in self.world.of(service):
            await other.arm(witness.DAWDLE, "dawdle")  # so that partitions move while a batch is in hand
        member = self.world.add_member(service)
        self._busy.add(id(member))
        member.process.spawn()
        try:
            await asyncio.sleep(self.rng.uniform(5, 8))
            await self.world.end(member)
        finally:
            member.process.kill()
            self.world.members.remove(member)
        return True

    async def restart(self, *services: str) -> bool:
        member = self._pick(*services)
        if member is None:
            return False
        await self.world.restart(member)
        return True

    # ---- engines -----------------------------------------------------------------------------------

    async def kill_kafka(self) -> bool:
        self.world.engines.kafka.kill()
        return await self._start_kafka()

    async def restart_kafka(self) -> bool:
        await self.world.engines.kafka.stop()
        return await self._start_kafka()

    async def _start_kafka(self) -> bool:
        await asyncio.sleep(self.rng.uniform(0, 1))
        self.world.engines.kafka.spawn()
        await self.world.engines.kafka.until_ready()
        return True

    async def pause_kafka(self) -> bool:
        self.world.engines.kafka.pause()
        await asyncio.sleep(self.rng.uniform(2, 4))
        self.world.engines.kafka.resume()
        return True

    async def kill_postgres(self) -> bool:
        self.world.engines.postgres.kill()
        return await self._start_postgres()

    async def restart_postgres(self) -> bool:
        await self.world.engines.postgres.stop()
        return await self._start_postgres()

    async def _start_postgres(self) -> bool:
        await asyncio.sleep(self.rng.uniform(0, 1))
        self.world.engines.postgres.spawn()
        await self.world.engines.postgres.until_ready()
        return True

    async def pause_postgres(self) -> bool:
        self.world.engines.postgres.pause()
        await asyncio.sleep(self.rng.uniform(2, 4))
        self.world.engines.postgres.resume()
        return True

    async def storm(self) -> bool:
        has_struck = False
        for _ in range(6):
            with suppress(*UNREACHABLE):
                gone = await query(
                    self.world.engines.postgres.dsn(),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
                )
                has_struck = has_struck or bool(gone)
            await asyncio.sleep(self.rng.uniform(0.1, 0.6))
        return has_struck


async def _in_time(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _REACHED_WITHIN
    while not holds():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


def is_stopped(member: Member) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(member.process.pid).status() == psutil.STATUS_STOPPED)
    return False


def _ports_of(pid: int) -> set[int]:
    with suppress(psutil.NoSuchProcess):
        return {connection.laddr.port for connection in psutil.Process(pid).net_connections("tcp")}
    return set()
