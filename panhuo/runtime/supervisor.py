"""Keeps parts running: a part that crashed or stays sick is started again, and people are told."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Protocol

from panhuo.runtime.process import Process

LOOK_EVERY_SECONDS = 0.5
EXAMINE_EVERY_SECONDS = 5.0
SICK_FOR_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0

Report = Callable[[str], None]


class Part(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def process(self) -> Process: ...
    def spawn(self) -> None: ...
    async def is_healthy(self) -> bool: ...
    async def stop(self, grace: float) -> None: ...


class Supervisor:
    def __init__(
        self,
        report: Report,
        restarted: Callable[[], None] = lambda: None,
        *,
        examine_every: float = EXAMINE_EVERY_SECONDS,
        sick_for: float = SICK_FOR_SECONDS,
    ) -> None:
        self._report = report
        self._restarted = restarted
        self._examine_every = examine_every
        self._sick_for = sick_for
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self.restarts: dict[str, int] = {}

    def watch(self, part: Part) -> None:
        self._keepers[part.name] = asyncio.create_task(self._keep(part), name=f"keep {part.name}")

    async def release(self) -> None:
        """Stops watching; the parts go on."""
        for keeper in self._keepers.values():
            keeper.cancel()
        for keeper in self._keepers.values():
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        self._keepers.clear()

    async def failed(self) -> None:
        """Returns never, or raises what a keeper died of: a watcher that is gone must not go unnoticed."""
        await asyncio.gather(*self._keepers.values())

    async def _keep(self, part: Part) -> None:
        pause = FIRST_PAUSE_SECONDS
        started = examined = monotonic()
        well = monotonic()
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if monotonic() - started > STEADY_AFTER_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            if not part.process.is_running:
                reason = f"ended with {_ending(part.process.returncode)}"
            elif monotonic() - examined < self._examine_every:
                continue
            else:
                examined = monotonic()
                if await part.is_healthy():
                    well = monotonic()
                if monotonic() - well < self._sick_for:
                    continue
                reason = f"was not healthy for {monotonic() - well:.0f} s"
                await part.stop(5.0)
            self._report(f"{part.name} {reason}; starting it again in {pause:g} s (log: {part.process.log})")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            part.spawn()
            self._restarted()
            self.restarts[part.name] = self.restarts.get(part.name, 0) + 1
            started = examined = well = monotonic()


async def stop_in_order(stages: Sequence[Sequence[Part]], grace: float, otherwise: Callable[[], bool]) -> None:
    """Each stage together, stage after stage; as soon as `otherwise()` holds, nobody is asked any more."""
    for stage in stages:
        stopping: list[Awaitable[None]] = [part.stop(grace) for part in stage]
        together = asyncio.ensure_future(asyncio.gather(*stopping))
        while not together.done():
            if otherwise():
                together.cancel()
                for part in stage:
                    part.process.kill()
                break
            await asyncio.wait([together], timeout=0.2)
        with contextlib.suppress(asyncio.CancelledError):
            await together


def _ending(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return f"signal {-returncode}"
    return f"exit code {returncode}"
