"""Check the checker: one short scenario, run once as it is and once with each seeded bug, side by side on one log."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.chaos import checks, witness
from tests.chaos.bugs import BUGS
from tests.chaos.checks import Evidence, Violation
from tests.chaos.commands import Traffic
from tests.chaos.engines import Engines
from tests.chaos.faults import ZOMBIE_SECONDS, Faults
from tests.chaos.world import World, inhabited

SOUND: Final = ""
"""The name of the bug that is none."""
_MEMBERS: Final = ("inventory", "filing", "filing")
_WRITERS: Final = ("cn-12", "cn-13", "cn-14", "cn-15", "cn-21", "cn-22", "cn-23", "cn-31", "cn-32", "cn-34")
_AT_ONCE: Final = 5
_WITH_ZOMBIE: Final = (SOUND, "fence-and-sequence-off")


@dataclass
class Verdict:
    """What the checks said of one seeded bug."""

    bug: str
    violations: list[Violation] = field(default_factory=list)
    did_not_happen: list[str] = field(default_factory=list)

    @property
    def caught_by(self) -> Counter[str]:
        return Counter(violation.invariant for violation in self.violations)

    @property
    def is_as_it_should(self) -> bool:
        """A sound seam is green, a bug is caught by an invariant in which it shows."""
        if self.bug == SOUND:
            return not self.violations and not self.did_not_happen
        return any(invariant in self.caught_by for invariant in BUGS[self.bug].shows_in)


async def try_bugs(engines: Engines, names: list[str], seed: int) -> list[Verdict]:
    """One verdict for each name, in their order."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(name: str, writer: str) -> Verdict:
        async with room:
            return await _try(engines, name, writer, seed)

    # Those with a paused member take longest and go first.
    order = sorted(names, key=lambda name: name not in _WITH_ZOMBIE)
    verdicts = await asyncio.gather(*(one(n, w) for n, w in zip(order, _WRITERS, strict=False)))
    return sorted(verdicts, key=lambda verdict: names.index(verdict.bug))


async def _try(engines: Engines, bug: str, writer: str, seed: int) -> Verdict:
    verdict = Verdict(bug)
    world_name = f"try_{writer.replace('-', '')}"
    async with inhabited(engines, world_name, writer, _MEMBERS, bug=bug, is_alone=True) as world:
        rng = random.Random(seed)
        traffic = Traffic([m.port for m in world.of("inventory")], rng, patents=60, dawdling=0.2, declining=0.1)
        calm = asyncio.Event()
        sending = asyncio.create_task(traffic.send(300, clients=8, until=calm))
        verdict.did_not_happen = await _inflict(world, Faults(world, rng), has_zombie=bug in _WITH_ZOMBIE)
        calm.set()
        await sending
        world.revive()
        try:
            await world.drained(20 if bug == SOUND else 8)
        except TimeoutError as error:
            verdict.violations.append(Violation("I11", str(error)))
        verdict.violations += checks.check(await Evidence.gather(world, traffic.ledger.attempts))
    return verdict


async def _inflict(world: World, faults: Faults, *, has_zombie: bool) -> list[str]:
    """A relay dies between publish and delete, a reader's connection breaks mid-batch, and one may fall asleep."""
    await faults.inflict("a relay is killed between publish and delete", lambda: faults.die_as_relay(witness.PUBLISHED))
    await asyncio.gather(*(member.has_started() for member in world.members))
    for member in world.of("filing"):
        await member.arm(witness.MID_BATCH, "fail")
    wanted = ["a relay is killed between publish and delete"]
    if has_zombie:
        wanted.append("a reader is paused beyond its session and resumes")
        await faults.inflict(wanted[-1], faults.zombie_reader)
        await asyncio.sleep(ZOMBIE_SECONDS + 2)
    else:
        await asyncio.sleep(3)
    return [kind for kind in wanted if not faults.counts[kind]]
