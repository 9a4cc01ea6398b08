"""What is looked at while faults are going on: the dashboard's figures, memory, and the outbox."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import asyncpg
import psutil

from services.monitoring import census
from tests.chaos.checks import Violation
from tests.chaos.world import UNREACHABLE, World, query

MEMORY_LIMIT_MB: Final = 300


@dataclass
class Watch:
    """Looks until it is told to stop."""

    world: World
    rng: random.Random
    instants: int = 0
    """At how many instants the figures were recomputed."""
    memory_mb: dict[str, int] = field(default_factory=dict)
    """The most that any process of a service held."""
    outbox: int = 0
    """The most rows that waited in one outbox."""
    violations: list[Violation] = field(default_factory=list)

    async def look_until(self, stop: asyncio.Event) -> None:
        await asyncio.gather(self._figures_until(stop), self._bounds_until(stop))

    async def _figures_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            with suppress(*UNREACHABLE):
                await self.compare_figures()
            await _pause(stop, self.rng.uniform(2, 12))

    async def compare_figures(self) -> None:
        """Recompute every figure of the dashboard in one snapshot and compare."""
        settings = {"search_path": "live,kept"}
        dsn = self.world.dsns["monitoring"]
        conn = await asyncpg.connect(dsn, timeout=5, command_timeout=30, server_settings=settings)
        try:
            async with conn.transaction(isolation="repeatable_read", readonly=True):
                differing = await census.differences(conn)
        finally:
            await conn.close(timeout=2)
        self.instants += 1
        for difference in differing[:3]:
            self.violations.append(Violation("I7", f"{difference}"))

    async def _bounds_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            for member in self.world.members:
                with suppress(psutil.NoSuchProcess):
                    if member.process.pid is not None:
                        memory = psutil.Process(member.process.pid).memory_info().rss >> 20
                        self.memory_mb[member.service] = max(memory, self.memory_mb.get(member.service, 0))
            for dsn in self.world.dsns.values():
                with suppress(*UNREACHABLE):
                    self.outbox = max(self.outbox, (await query(dsn, "SELECT count(*) FROM outbox"))[0][0])
            await _pause(stop, 1.5)

    def bounds(self) -> list[Violation]:
        return [
            Violation("I12", f"a process of {service} held {memory} MB")
            for service, memory in self.memory_mb.items()
            if memory > MEMORY_LIMIT_MB
        ]


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
