"""A world: three services that share one log, each with a database and members in processes of their own."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import asyncpg
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from panhuo_contracts import Topic

from chassis import kafka
from panhuo.runtime.ports import free_port
from panhuo.runtime.process import Process
from tests.chaos.commands import Line
from tests.chaos.engines import Engines

STRANGER: Final = "cn-33"
"""A province's own system, which writes to the log by itself."""
UNREACHABLE: Final = (
    OSError,
    EOFError,
    TimeoutError,
    KafkaError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
T = TypeVar("T")


@dataclass
class Member:
    """One process, at a port that it keeps when it is started again."""

    service: str
    process: Process
    port: int

    async def ask(self, request: dict[str, Any], within: float = 3) -> dict[str, Any] | None:
        """Its answer; None where it has none."""
        line = await Line.open(self.port)
        if line is None:
            return None
        try:
            return await line.ask(request, within)
        except (OSError, EOFError, TimeoutError):
            return None
        finally:
            line.close()

    async def arm(self, point: str, how: str) -> bool:
        return await self.ask({"do": "arm", "point": point, "how": how}) is not None

    async def has_started(self, within: float = 30) -> None:
        await eventually(lambda: self.ask({"do": "look"}), within, f"{self.process.name} does not answer")


@dataclass
class World:
    """Everything that one run touches, under one writer's name."""

    engines: Engines
    writer: str
    dsns: dict[str, str]
    members: list[Member]
    directory: Path
    bug: str = ""
    is_alone: bool = False
    """Whether it takes no notice of other writers, so that several worlds fit on one log."""
    drains: list[tuple[float, str]] = field(default_factory=list)
    """Seconds that each process took from SIGTERM to its end, and which it was."""
    unclean: list[str] = field(default_factory=list)

    @property
    def bootstrap(self) -> str:
        return self.engines.kafka.bootstrap

    def of(self, *services: str) -> list[Member]:
        return [member for member in self.members if member.service in services]

    def add_member(self, service: str) -> Member:
        """One more process of a service; it is not started yet."""
        name = f"{service}-{sum(member.service == service for member in self.members) + 1}"
        port = free_port()
        environment = {
            **os.environ,
            "CHAOS_SERVICE": service,
            "CHAOS_WRITER": self.writer,
            "CHAOS_DSN": self.dsns[service],
            "CHAOS_BOOTSTRAP": self.bootstrap,
            "CHAOS_PORT": str(port),
            "CHAOS_WITNESS": str(self.directory / f"{name}.witness"),
            "CHAOS_BUG": self.bug,
            "CHAOS_ALONE": "yes" if self.is_alone else "",
        }
        command = [sys.executable, "-m", "tests.chaos.member"]
        process = Process(name, command, log=self.directory / f"{name}.log", environment=environment)
        member = Member(service, process, port)
        self.members.append(member)
        return member

    async def restart(self, member: Member) -> None:
        """End a member politely, within the grace, and start it again."""
        await self.end(member)
        member.process.spawn()

    async def end(self, member: Member) -> None:
        await member.has_started()  # a process that is still importing knows no grace
        began = time.monotonic()
        await member.process.stop(grace=30)
        self.drains.append((time.monotonic() - began, member.process.name))
        if member.process.returncode != 0:
            self.unclean.append(f"{member.process.name} ended with {member.process.returncode}")

    def revive(self) -> None:
        """Start whoever is dead and wake whoever is paused."""
        for member in self.members:
            if member.process.is_running:
                member.process.resume()
            else:
                member.process.spawn()

    def topics_read_by(self, service: str, topics: Sequence[str]) -> list[str]:
        matching = kafka.matching(topics, service, self.writer)
        return [name for name in matching if not self.is_alone or name.startswith(f"{self.writer}.")]

    async def ends(self) -> dict[tuple[str, int], int]:
        """The log's end, for each partition of each topic that somebody here reads."""
        onlooker = kafka.onlooker(self.bootstrap, "chaos")
        try:
            await asyncio.wait_for(onlooker.start(), 20)
            read = {name for s in self.dsns for name in self.topics_read_by(s, sorted(await onlooker.topics()))}
            places = [TopicPartition(name, n) for name in read for n in range(Topic.parse(name).stream.partitions)]
            ends = await asyncio.wait_for(onlooker.end_offsets(places), 20)
            return {(place.topic, place.partition): end for place, end in ends.items()}
        finally:
            await onlooker.stop()

    async def drained(self, within: float) -> None:
        """Until every outbox is empty and every reader stands at the end. TimeoutError says who does not."""
        missing = "nothing was seen"

        async def is_through() -> bool:
            nonlocal missing
            # Twice: what follows from the last event may have gone out between the looks at outbox and log.
            missing = await self.missing() or await self.missing()
            return not missing

        try:
            await eventually(is_through, within, "")
        except TimeoutError:
            raise TimeoutError(missing) from None

    async def missing(self) -> str:
        """What has not gone out or not been read yet, as a sentence; empty where there is nothing."""
        for service, dsn in self.dsns.items():
            waiting = (await query(dsn, "SELECT count(*) FROM outbox"))[0][0]
            if waiting:
                return f"{waiting} events wait in the outbox of {service}"
        ends = await self.ends()
        for service, dsn in self.dsns.items():
            rows = await query(dsn, "SELECT name, partition, next_offset FROM position JOIN topic ON id = topic_id")
            at = {(row[0], row[1]): row[2] for row in rows}
            read = set(self.topics_read_by(service, sorted({topic for topic, _ in ends})))
            for place, end in ends.items():
                if place[0] in read and at.get(place, 0) != end:
                    return f"{service} stands at {at.get(place, 0)} of {end} in {place[0]}/{place[1]}"
        return ""


async def query(dsn: str, statement: str, *arguments: object) -> list[asyncpg.Record]:
    """One look at a store, on a connection of its own."""
    settings = {"search_path": "live,kept", "application_name": "chaos", "timezone": "UTC"}
    conn = await asyncpg.connect(dsn, timeout=5, command_timeout=60, server_settings=settings)
    try:
        return await conn.fetch(statement, *arguments)
    finally:
        await conn.close(timeout=2)


async def eventually(holds: Callable[[], Coroutine[Any, Any, T]], within: float, otherwise: str) -> T:
    """The first true thing that ``holds`` answers. TimeoutError where there is none in time."""
    deadline = time.monotonic() + within
    while True:
        with suppress(*UNREACHABLE):
            if found := await holds():
                return found
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        await asyncio.sleep(0.1)


@asynccontextmanager
async def inhabited(
    engines: Engines, name: str, writer: str, members: Sequence[str], *, bug: str = "", is_alone: bool = False
) -> AsyncIterator[World]:
    """A world with these members, one for each naming of a service; all are ended with the block."""
    directory = engines.directory / name
    directory.mkdir()
    dsns = {service: await engines.database(service, f"{name}_{service}") for service in dict.fromkeys(members)}
    world = World(engines, writer, dsns, [], directory, bug, is_alone)
    await kafka.ensure_topics(engines.kafka.bootstrap, [writer] if is_alone else [writer, STRANGER])
    for service in members:
        world.add_member(service).process.spawn()
    try:
        await asyncio.gather(*(member.has_started() for member in world.members))
        yield world
    finally:
        for member in world.members:
            member.process.kill()
