"""Rule 5: what fails for now is tried again, what will never succeed is halved down to the offender and buried."""

import asyncio
import random
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

import structlog

from chassis.delivery.batch import Applier
from chassis.delivery.failure import Failure, classify
from chassis.delivery.inbox import Burial, Letter, ends
from chassis.delivery.observation import Observation
from chassis.delivery.position import Fenced, Place, Position

T = TypeVar("T")
ALONE_SECONDS: Final = 120
"""How long an event that meets a defect is tried alone before it is buried."""
_PAUSES: Final = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger()


class Stopped(Exception):
    """The service was told to stop while it waited."""


class Stop:
    """The wish to stop; every wait of delivery listens to it."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped where the stop comes first."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.asked.wait(), seconds)
            raise Stopped

    async def unless(self, waited: Coroutine[Any, Any, T]) -> T:
        """What was waited for. Raises Stopped where the stop comes first."""
        work, stop = asyncio.ensure_future(waited), asyncio.ensure_future(self.asked.wait())
        try:
            await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
            if stop.done():
                raise Stopped
            return work.result()
        finally:
            work.cancel()
            stop.cancel()


class Settler:
    """Brings letters into the store, whatever it takes."""

    def __init__(self, applier: Applier, stop: Stop, observation: Observation) -> None:
        self._applier = applier
        self._stop = stop
        self._observation = observation

    async def settle(self, letters: Sequence[Letter], positions: dict[Place, Position]) -> None:
        """Apply letters that go on from ``positions``, and move these. Raises Fenced and Stopped."""
        if not letters:
            return
        attempt, gives_up_at = 0, 0.0
        while True:
            try:
                with self._observation.batch(letters) as noted:
                    noted.outcome = await self._applier.apply(letters, positions)
            except Fenced:
                raise
            except Exception as error:  # noqa: BLE001 - handlers may fail in any way
                failure = classify(error)
                if failure is not Failure.TRANSIENT and len(letters) > 1:
                    half = len(letters) // 2
                    await self.settle(letters[:half], positions)
                    await self.settle(letters[half:], positions)
                    return
                now = asyncio.get_running_loop().time()
                gives_up_at = gives_up_at or now + ALONE_SECONDS
                is_defect_on_trial = failure is Failure.UNKNOWN and now < gives_up_at
                # What cannot even be buried must not spin.
                if failure is Failure.TRANSIENT or is_defect_on_trial or letters[0].burial is not None:
                    attempt = await self.pause_after(attempt, error)
                else:
                    letters[0].burial = Burial.of_failure(getattr(error, "rule", failure.name.lower()), error)
            else:
                for place, end in ends(letters).items():
                    positions[place] = positions[place]._replace(next_offset=end)
                return

    async def pause_after(self, attempt: int, error: Exception) -> int:
        """Wait, longer each time and not in step with others; the number of the next attempt."""
        self._observation.retrying(error)
        if attempt == 0:
            log.warning("a batch is tried again", reason=str(error) or type(error).__name__, exc_info=error)
        pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
        await self._stop.pause(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        return attempt + 1
