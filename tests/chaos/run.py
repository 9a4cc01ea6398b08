"""The run: traffic, strangers and faults at once; then healing, draining, checking, redriving and rebuilding."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from tests.chaos import checks, witness
from tests.chaos.checks import Evidence, Violation
from tests.chaos.commands import Traffic
from tests.chaos.engines import Engines
from tests.chaos.faults import Faults
from tests.chaos.operators import rebuild, redrive
from tests.chaos.strangers import Stranger
from tests.chaos.watch import Watch
from tests.chaos.world import Member, World, eventually, inhabited

MEMBERS: Final = ("inventory", "inventory", "filing", "filing", "monitoring", "monitoring")
GRACE_SECONDS: Final = 15
_TOLD_EVERY_SECONDS: Final = 20
SOMETIMES: Final = (
    "a duplicate was dropped",
    "an event came too late",
    "a record was buried",
    "a batch was fenced",
    "a batch was tried again",
    "a rebalance came mid-batch",
    "the log was asked why a batch started elsewhere",
    "a relay started over",
    "an outbox row was published again",
    "a command's end was unknown",
)
"""What must have happened, or the run proved little."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how much, and which faults; all of them unless stated."""

    seed: int
    seconds: float
    commands: int
    kinds: tuple[str, ...] | None = None
    sometimes: tuple[str, ...] = SOMETIMES
    members: tuple[str, ...] = MEMBERS
    is_brief: bool = False
    """Whether redriving and rebuilding are left out."""


@dataclass
class Outcome:
    """What a run did and found."""

    violations: list[Violation] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    strangers: Counter[str] = field(default_factory=Counter)
    sometimes: Counter[str] = field(default_factory=Counter)
    figures: dict[str, str] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    """What should have happened at least once and did not."""

    @property
    def is_green(self) -> bool:
        return not self.violations and not self.never


async def run(engines: Engines, plan: Plan, say: Say) -> Outcome:
    """Rage as planned, then check everything."""
    outcome = Outcome()
    async with inhabited(engines, "run", "cn", plan.members) as world:
        say(f"{len(world.members)} processes run; seed {plan.seed}")
        traffic = Traffic([m.port for m in world.of("inventory")], _random(plan, 0))
        stranger = Stranger(world.bootstrap, _random(plan, 1))
        watch = Watch(world, _random(plan, 2))
        faults = Faults(world, _random(plan, 3))
        took = await _rage(world, plan, (traffic, stranger, watch, faults), say)
        say(f"{len(traffic.ledger.attempts)} commands and {sum(faults.counts.values())} faults in {took:.0f} s; healed")
        await _judge(world, plan, traffic, watch, outcome, say)
        outcome.faults, outcome.strangers = faults.counts, stranger.sent
        outcome.attempts = traffic.ledger.outcomes()
        await asyncio.gather(*(world.end(member) for member in world.members))
        outcome.violations += watch.violations + watch.bounds() + _endings(world)
        outcome.sometimes |= witness.tally(world.directory)
        outcome.sometimes["a command's end was unknown"] = outcome.attempts["unknown"]
        slowest, who = max(world.drains)
        outcome.figures |= {
            "commands": f"{outcome.attempts.total()} in {took:.0f} s",
            "slowest of the ends after SIGTERM": f"{slowest:.1f} s of {len(world.drains)} ({who})",
            "instants at which every figure was recomputed": str(watch.instants),
            "most memory of a process": f"{max(watch.memory_mb.values())} MB",
            "longest outbox": f"{watch.outbox} rows",
        }
        planned = [
            kind for lane in faults.lanes().values() for kind in lane if plan.kinds is None or kind in plan.kinds
        ]
        outcome.never = [kind for kind in planned if not faults.counts[kind]]
        outcome.never += [happening for happening in plan.sometimes if not outcome.sometimes[happening]]
    return outcome


def _random(plan: Plan, n: int) -> random.Random:
    return random.Random(plan.seed * 10 + n)


async def _rage(world: World, plan: Plan, actors: tuple[Traffic, Stranger, Watch, Faults], say: Say) -> float:
    """Seconds that it went on; afterwards everybody is alive."""
    traffic, stranger, watch, faults = actors
    calm, stop, began = asyncio.Event(), asyncio.Event(), time.monotonic()

    async def tell_until_stop() -> None:
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TOLD_EVERY_SECONDS)
            say(f"{len(traffic.ledger.attempts)} commands, {faults.counts.total()} faults")

    beside = asyncio.gather(stranger.write_until(stop, pause=0.1), watch.look_until(stop), tell_until_stop())
    sending = asyncio.create_task(traffic.send(plan.commands, seconds=plan.seconds, until=calm))
    await faults.rage(plan.seconds, plan.kinds)
    calm.set()
    await sending
    stop.set()
    await beside
    took = time.monotonic() - began
    world.revive()
    await asyncio.gather(*(member.has_started() for member in world.members))
    return took


async def _judge(world: World, plan: Plan, traffic: Traffic, watch: Watch, outcome: Outcome, say: Say) -> None:
    """Drain and check; redrive, rebuild, go on, and check again."""
    drains_within = 40 if plan.is_brief else 120
    if not await _drains(world, outcome, drains_within):
        return
    await watch.compare_figures()
    evidence = await Evidence.gather(world, traffic.ledger.attempts)
    outcome.violations += checks.check(evidence)
    outcome.figures["records on the log"] = str(len(evidence.records))
    copies = Counter((r.topic, r.key, r.number) for r in evidence.said_in_log("inventory"))
    outcome.sometimes["an outbox row was published again"] = copies.total() - len(copies)
    say(f"drained and checked: {len(evidence.records)} records, {len(outcome.violations)} violations")
    if outcome.violations or plan.is_brief:
        return
    redriven = {}
    for service in world.dsns:
        redriven[service], wrong = await redrive(world, service, evidence)
        outcome.violations += wrong
    if not await _drains(world, outcome, drains_within):
        return
    for service in world.dsns:
        began = time.monotonic()
        outcome.violations += await rebuild(world, service)
        outcome.figures[f"rebuild of {service}"] = f"{time.monotonic() - began:.1f} s"
    say("late events are redriven, all projections rebuilt; going on")
    await traffic.send(500)
    if await _drains(world, outcome, drains_within):
        await watch.compare_figures()
        outcome.violations += checks.check(await Evidence.gather(world, traffic.ledger.attempts, redriven))
        outcome.violations += [v for member in world.members for v in await _health(member)]


async def _drains(world: World, outcome: Outcome, within: float) -> bool:
    began = time.monotonic()
    try:
        await world.drained(within)
    except TimeoutError as error:
        outcome.violations.append(Violation("I11", str(error)))
        for member in world.members:
            outcome.violations.append(Violation("I11", f"{member.process.name}: {await member.ask({'do': 'look'})}"))
        return False
    outcome.figures.setdefault("until drained", f"{time.monotonic() - began:.1f} s")
    return True


async def _health(member: Member) -> list[Violation]:
    """Nobody may be stuck, and everybody must be ready again."""

    async def is_well() -> bool:
        return not await _troubles(member)

    try:
        await eventually(is_well, 10, "")
    except TimeoutError:
        return [Violation("I11", sentence) for sentence in await _troubles(member)]
    return []


async def _troubles(member: Member) -> list[str]:
    health = await member.ask({"do": "look"})
    if health is None:
        return [f"{member.process.name} does not answer"]
    looked_at = {"liveness": health["liveness"], **health["readiness"]}
    return [f"{member.process.name}: {name}: {wrong}" for name, wrong in looked_at.items() if wrong]


def _endings(world: World) -> list[Violation]:
    slow = [f"{who} took {seconds:.1f} s to end" for seconds, who in world.drains if seconds > GRACE_SECONDS]
    return [Violation("I13", sentence) for sentence in (*slow, *world.unclean)]
