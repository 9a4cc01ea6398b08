"""Acting at a steady rate."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

_AT_ONCE: Final = 8
"""As many as a service's pool has connections: who finds none there is turned away after a while, here they wait."""


async def steadily(act: Callable[[int], Awaitable[None]], serials: Iterable[int], rate: float) -> float:
    """Act at moments that do not wait for what was done before; the rate that was reached."""
    room, tasks = asyncio.Semaphore(_AT_ONCE), list[asyncio.Task[None]]()

    async def in_turn(n: int) -> None:
        async with room:
            await act(n)

    began = time.perf_counter()
    for place, serial in enumerate(serials):
        if (early := began + place / rate - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        tasks.append(asyncio.create_task(in_turn(serial)))
    await asyncio.gather(*tasks)
    return len(tasks) / (time.perf_counter() - began)


def at_rate(rate: float, reached: Iterable[float]) -> str:
    """The rate, or what a machine that was busy otherwise has made of it."""
    least = min(reached)
    return f"{rate:g}" if least > 0.95 * rate else f"{least:.0f} (of {rate:g} that were meant)"
