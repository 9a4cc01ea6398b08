"""From a register line's commit to the patent's leaving the library, and to the notice that its followers get."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from importlib import import_module
from statistics import quantiles
from typing import Final

import asyncpg
from panhuo_contracts import Body, Event
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.codes import RegisterEventKind as Kind
from panhuo_contracts.events.evaluation import PatentListed
from panhuo_contracts.events.inventory import PatentInventoried
from panhuo_contracts.events.matching import PatentSubscribed

from bench import material, population
from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle
from bench.pacing import at_rate, steadily
from bench.progress import Progress, Scale
from bench.registering import _REGISTRAR
from bench.serving import Served, served
from bench.world import World, open_world
from chassis.service import Service
from chassis.settings import Settings
from services.inventory.legal import registering
from services.inventory.legal.entry import RegisterEntry

RATE: Final = 40
_WARM_SECONDS: Final = 2
_PATIENCE: Final = 120
_MOST_MILLISECONDS: Final = 2_000.0
_DAY: Final = date(2026, 3, 2)
_TELL: Final = """
    CREATE FUNCTION live.tell_bench() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('{channel}', coalesce(string_agg(patent, ' '), '')) FROM changed{condition};
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER tell_bench AFTER {event} ON live.{table} REFERENCING {which} TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION live.tell_bench()
"""
"""Whoever listens is told at the commit that makes the change visible."""
_LEFT: Final = """
    CREATE FUNCTION live.tell_left() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('left', coalesce(string_agg(patent, ' '), '')) FROM changed;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER tell_left AFTER DELETE ON live.library_entry REFERENCING OLD TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION live.tell_left()
"""
Moments = dict[str, float]
ENDS: Final = {
    "delisted": "register line → delisted in evaluation",
    "left": "register line → out of the library that is searched",
    "told": "register line → notice to those who follow it",
}


async def lapses(world: World, dsns: dict[str, str], start: int, seconds: int) -> dict[str, list[float]]:
    """Patents that are listed and followed lapse, one in a transaction, at moments that do not wait for each other."""
    count = RATE * seconds
    ends: dict[str, Moments] = {name: {} for name in ENDS}
    said = Moments()
    async with (
        _opened(world, "inventory", dsns) as inventory,
        _opened(world, "evaluation", dsns) as evaluation,
        _opened(world, "matching", dsns) as matching,
    ):
        await _prepare(inventory, evaluation, matching, range(start, start + count))
        listening = [await _listen(dsns["evaluation"], {"delisted": ends["delisted"]})]
        listening.append(await _listen(dsns["matching"], {"left": ends["left"], "told": ends["told"]}))

        async def lapse(n: int) -> None:
            line = (material.patent_number(n), RegisterEntry(Kind.FEE_LAPSED, _DAY))
            async with inventory.unit() as unit:
                await registering.record(unit, _REGISTRAR, [line], writer="cn")
            said[line[0]] = time.perf_counter()

        reached = await steadily(lapse, range(start, start + count), RATE)
        deadline = time.perf_counter() + _PATIENCE
        while min(map(len, ends.values())) < count and time.perf_counter() < deadline:  # noqa: ASYNC110 - a count
            await asyncio.sleep(0.05)
        for conn in listening:
            await conn.close()
    counted = list(said)[RATE * _WARM_SECONDS :]
    latencies = {name: [(at[key] - said[key]) * 1e3 for key in counted if key in at] for name, at in ends.items()}
    return latencies | {"rate": [reached]}


@asynccontextmanager
async def _opened(world: World, name: str, dsns: dict[str, str]) -> AsyncIterator[Service]:
    """A service's store, to command it as its HTTP side does; a process of it relays and reads."""
    environment = {key.lower(): value for key, value in world.environment(name, dsns[name]).items()}
    handlers = import_module(f"services.{name}.app").HANDLERS
    service = await Service.open(Settings.read(**environment), handlers)
    try:
        yield service
    finally:
        await service.database.close()


async def _prepare(inventory: Service, evaluation: Service, matching: Service, serials: range) -> None:
    """Recorded in inventory, listed by evaluation, followed in matching; and all of it arrived everywhere."""
    stock = [population.inventoried(n) for n in serials]
    enterprise = material.credit_code(9_999)
    who = [{"patent": one.patent, "home": one.home, "institution": one.institution} for one in stock]
    await _announce(inventory, stock)
    await _until(evaluation, "SELECT count(*) FROM dossier WHERE is_inventoried AND patent = ANY($1::text[])", stock)
    modes = (ConversionMode.ORDINARY_LICENSE,)
    await _announce(evaluation, [PatentListed(**one, accepted_modes=modes, listed_on=_DAY) for one in who])
    await _announce(matching, [PatentSubscribed(**one, enterprise=enterprise, subscribed_on=_DAY) for one in who])
    await _until(matching, "SELECT count(*) FROM library_entry WHERE patent = ANY($1::text[])", stock)


async def _announce(service: Service, bodies: Sequence[Body]) -> None:
    for place in range(0, len(bodies), 200):
        async with service.unit() as unit:
            await unit.announce([Event.of(body) for body in bodies[place : place + 200]])


async def _until(service: Service, count: str, stock: Sequence[PatentInventoried]) -> None:
    numbers = [one.patent for one in stock]
    deadline = time.perf_counter() + _PATIENCE
    while True:
        async with service.database.read() as conn:
            found = await conn.fetchval(count, numbers)
        if found == len(numbers):
            return
        if time.perf_counter() > deadline:
            raise ValueError(f"{found} of {len(numbers)} patents arrived: {count}")
        await asyncio.sleep(0.1)


async def _listen(dsn: str, channels: dict[str, Moments]) -> asyncpg.Connection:
    conn = await asyncpg.connect(dsn)

    def note(_conn: object, _pid: int, channel: str, told: object) -> None:
        now = time.perf_counter()
        for patent in str(told).split():
            channels[channel].setdefault(patent, now)

    for channel in channels:
        await conn.add_listener(channel, note)
    return conn


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Three services' processes, as operators run them."""
    found: dict[str, list[list[float]]] = {name: [] for name in ENDS}
    rates = list[float]()
    seconds = scale.fresh_seconds + _WARM_SECONDS
    async with (
        open_world() as world,
        served(world, "inventory") as inventory,
        served(world, "evaluation") as evaluation,
        served(world, "matching") as matching,
    ):
        dsns = {one.service: one.dsn for one in (inventory, evaluation, matching)}
        await _tell(evaluation, matching)
        for turn in range(scale.repetitions):
            at = await run(world, lapses, dsns=dsns, start=turn * 1_000_000, seconds=seconds)
            rates += at.pop("rate")
            for name, latencies in at.items():
                if len(latencies) < RATE * scale.fresh_seconds:
                    raise ValueError(f"{name}: {len(latencies)} of {RATE * scale.fresh_seconds} have come")
                found[name].append(latencies)
            last = ", ".join(f"{name} {_at(all_[-1], 50):.0f}/{_at(all_[-1], 99):.0f}" for name, all_ in found.items())
            progress.say(f"{turn + 1}/{scale.repetitions} p50/p99 ms: {last}")
    return _conclude(found, scale, at_rate(RATE, rates))


async def _tell(evaluation: Served, matching: Served) -> None:
    delisted = _TELL.format(
        channel="delisted", event="UPDATE", table="listing", which="NEW", condition=" WHERE NOT is_listed"
    )
    told = _TELL.format(channel="told", event="INSERT", table="right_notice", which="NEW", condition="")
    for dsn, statements in ((evaluation.dsn, [delisted]), (matching.dsn, [told, _LEFT])):
        conn = await asyncpg.connect(dsn)
        for statement in statements:
            await conn.execute(statement)
        await conn.close()


def _at(latencies: list[float], n: int) -> float:
    return quantiles(latencies, n=100)[n - 1]


def _conclude(found: dict[str, list[list[float]]], scale: Scale, rate: str) -> Findings:
    findings = Findings("lapse")
    rows = []
    for name, words in ENDS.items():
        middles = {n: middle([_at(one, n) for one in found[name]]) for n in (50, 99)}
        findings.figures.append(Figure(f"{words}: p50", middles[50], "ms"))
        findings.figures.append(Figure(f"{words}: p99", middles[99], "ms", at_most=_MOST_MILLISECONDS))
        latest = max(max(one) for one in found[name])
        rows.append((words, f"{middles[50]:.0f}", f"{middles[99]:.0f}", f"{latest:.0f}"))
    title = f"{rate} patents a second lapse for {scale.fresh_seconds} seconds, each listed and followed"
    findings.tables.append(Table(title, ("Way", "p50 ms", "p99 ms", "latest ms"), rows))
    return findings
