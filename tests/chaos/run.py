"""The full run: traffic, strangers and faults at once; then healing, draining, checking, redriving and rebuilding."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from chassis.database import Database, migrate
from chassis.delivery import rebuild, settling
from chassis.delivery.batch import Applier
from tests.chaos import checks, readers, witness
from tests.chaos.checks import Evidence, Violation
from tests.chaos.commands import Traffic
from tests.chaos.engines import Engines, lay_out_notebooks
from tests.chaos.faults import Faults
from tests.chaos.log import Place
from tests.chaos.strangers import Stranger
from tests.chaos.watch import Watch
from tests.chaos.world import World, eventually, inhabited

MEMBERS: Final = ("inventory", "inventory", "filing", "filing", "monitoring", "monitoring")
GRACE_SECONDS: Final = 15
DRAIN_SECONDS: Final = 60
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


async def run(engines: Engines, *, seed: int, seconds: float, commands: int, say: Say) -> Outcome:
    """Rage for ``seconds`` with ``commands`` commands, then check everything."""
    settling.ALONE_SECONDS = 1  # type: ignore[misc] - as in the members, for the rebuild
    outcome = Outcome()
    async with inhabited(engines, "run", "cn", MEMBERS) as world:
        say(f"{len(world.members)} processes run; seed {seed}")
        traffic = Traffic([m.port for m in world.of("inventory")], random.Random(seed))
        stranger = Stranger(world.bootstrap, random.Random(seed + 1))
        watch = Watch(world, random.Random(seed + 2))
        faults = Faults(world, random.Random(seed + 3))
        await _rage(world, traffic, stranger, watch, faults, (seconds, commands, say))
        await _judge(world, traffic, watch, outcome, say)
        outcome.faults, outcome.strangers = faults.counts, stranger.sent
        outcome.attempts = traffic.ledger.outcomes()
        outcome.sometimes = witness.tally(world.directory)
        outcome.sometimes["a command's end was unknown"] = outcome.attempts["unknown"]
        await asyncio.gather(*(world.end(member) for member in world.members))
        outcome.violations += watch.violations + watch.bounds() + _endings(world)
        outcome.figures |= {
            "slowest end after SIGTERM": f"{max(world.drains):.1f} s of {len(world.drains)}",
            "instants at which every figure was recomputed": str(watch.instants),
            "most memory of a process": f"{max(watch.memory_mb.values())} MB",
            "longest outbox": f"{watch.outbox} rows",
        }
        never = [name for lane in faults.lanes().values() for name in lane if not faults.counts[name]]
        outcome.never = never + [name for name in SOMETIMES if not outcome.sometimes[name]]
    return outcome


async def _rage(
    world: World, traffic: Traffic, stranger: Stranger, watch: Watch, faults: Faults, plan: tuple[float, int, Say]
) -> None:
    seconds, commands, say = plan
    stop, began = asyncio.Event(), time.monotonic()
    beside = asyncio.gather(stranger.write_until(stop, pause=0.05), watch.look_until(stop))
    await asyncio.gather(traffic.send(commands, seconds=seconds * 0.97), faults.rage(seconds))
    stop.set()
    await beside
    took = time.monotonic() - began
    say(f"{commands} commands and {sum(faults.counts.values())} faults in {took:.0f} s; healing")
    world.revive()
    await asyncio.gather(*(member.has_started() for member in world.members))


async def _judge(world: World, traffic: Traffic, watch: Watch, outcome: Outcome, say: Say) -> None:
    """Drain and check; redrive and check; rebuild and check; go on and check."""
    if not await _drains(world, outcome):
        return
    await watch.compare_figures()
    evidence = await Evidence.gather(world, traffic.ledger.attempts)
    outcome.violations += checks.check(evidence)
    outcome.figures["records on the log"] = str(len(evidence.records))
    copies = Counter((r.topic, r.key, r.number) for r in evidence.said_in_log("inventory"))
    outcome.sometimes["an outbox row was published again"] = sum(copies.values()) - len(copies)
    say(f"drained and checked: {len(evidence.records)} records, {len(outcome.violations)} violations")
    if outcome.violations:
        return
    redriven = {service: await _redrive(world, service, evidence, outcome) for service in world.dsns}
    if not await _drains(world, outcome):
        return
    for service in world.dsns:
        await _rebuild(world, service, outcome)
    say("late events redriven, all projections rebuilt; going on")
    await traffic.send(500)
    if await _drains(world, outcome):
        await watch.compare_figures()
        outcome.violations += checks.check(await Evidence.gather(world, traffic.ledger.attempts, redriven))
        outcome.violations += [v for member in world.members for v in await _health(member)]


async def _drains(world: World, outcome: Outcome) -> bool:
    began = time.monotonic()
    try:
        await world.drained(DRAIN_SECONDS)
    except TimeoutError as error:
        outcome.violations.append(Violation("I11", str(error)))
        for member in world.members:
            outcome.violations.append(Violation("I11", f"{member.process.name}: {await member.ask({'do': 'look'})}"))
        return False
    outcome.figures.setdefault("until drained", f"{time.monotonic() - began:.1f} s")
    return True


async def _health(member: object) -> list[Violation]:
    """Nobody may be stuck, and everybody must be ready again."""

    async def ready() -> bool:
        return not await _troubles(member)

    try:
        await eventually(ready, 10, "")
    except TimeoutError:
        return [Violation("I11", sentence) for sentence in await _troubles(member)]
    return []


async def _troubles(member: object) -> list[str]:
    from tests.chaos.world import Member

    assert isinstance(member, Member)
    health = await member.ask({"do": "look"})
    if health is None:
        return [f"{member.process.name} does not answer"]
    checked = {"liveness": health["liveness"], **health["readiness"]}
    return [f"{member.process.name}: {name}: {wrong}" for name, wrong in checked.items() if wrong]


async def _redrive(world: World, service: str, evidence: Evidence, outcome: Outcome) -> set[Place]:
    """Redrive some late events, each twice: the second time must be refused."""
    late = [place for place, dead in evidence.stores[service].dead.items() if dead["reason"] == "late"][:5]
    database = await Database.open(world.dsns[service], application="chaos")
    applier = Applier(database, readers.handlers(service, world.writer), world.writer)
    try:
        for place in late:
            await applier.redrive(*place)
            try:
                await applier.redrive(*place)
            except ValueError:
                continue
            outcome.violations.append(Violation("I10", f"{place} was redriven twice in {service}"))
    finally:
        await database.close()
    return set(late)


async def _rebuild(world: World, service: str, outcome: Outcome) -> None:
    """Replay into an empty schema while all members live, compare, and swap."""

    async def with_notebooks(dsn: str, name: str, *, live: str = "live") -> None:
        await migrate(dsn, name, live=live)
        await lay_out_notebooks(dsn, live)

    rebuild.migrate = with_notebooks  # type: ignore[assignment]
    table = readers.handlers(service, world.writer)
    before, began = await world.ends(), time.monotonic()
    rebuilt = rebuild.Rebuild(service, world.writer, table, world.dsns[service], world.bootstrap)
    comparison = await rebuilt.run(lambda _done, _total: None, is_fresh=True)
    outcome.figures[f"rebuild of {service}"] = f"{time.monotonic() - began:.1f} s"
    outcome.violations += [
        Violation(
            "I9", f"{table} of {service}: live {comparison.live.get(table)}, rebuilt {comparison.rebuilt.get(table)}"
        )
        for table in comparison.differing
    ]
    if await world.ends() != before:
        outcome.violations.append(Violation("I9", f"the rebuild of {service} said something"))


def _endings(world: World) -> list[Violation]:
    slow = [f"a process took {seconds:.1f} s to end" for seconds in world.drains if seconds > GRACE_SECONDS]
    return [Violation("I13", sentence) for sentence in (*slow, *world.unclean)]
