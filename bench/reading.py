"""Events that are on the log already, into each service's real reader, schema and handlers."""

import asyncio
import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from bench import log, population, sampling
from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle, spread
from bench.progress import FULL, Progress, Scale
from bench.world import Meter, World, open_world
from chassis.service import Service
from chassis.telemetry import trace_to

SERVICES: Final = ("inventory", "evaluation", "matching", "filing", "monitoring")
WRITER_OF: Final = {"inventory": "cn-11"}
"""Inventory reads the national stream as another writer's, for its own takes effect when it is said."""
_MOST_MEGABYTES: Final = 300


async def read(world: World, service: str, writer: str, upto: int) -> dict[str, Any]:
    """Read until that many events are settled, or all; what was spent at each tenth of the way."""
    dsn = await world.database(service)
    os.environ.update(world.environment(service, dsn, writer=writer))
    module = import_module(f"services.{service}.app")
    app = module.build()  # its routes and templates are part of the process
    trace_to(service, endpoint=None)
    ends = await log.read_by(world.bootstrap, service, writer)
    upto = min(upto, sum(ends.values()))
    running = await Service.open(app.state.settings, module.HANDLERS)
    sampling.begin()
    meter, points = Meter(world), list[tuple[int, float, float, float, float]]()
    await running.start()
    settled = 0
    while settled < upto:
        await asyncio.sleep(0.05)
        async with running.database.read() as conn:
            settled = await conn.fetchval("SELECT coalesce(sum(next_offset), 0)::bigint FROM position")
        if settled >= upto or settled >= (len(points) + 1) * upto / 10:
            spent = meter.read()
            points.append((settled, spent.seconds, spent.client, spent.server, spent.peak_megabytes))
    async with running.database.read() as conn:
        dead = await conn.fetchval("SELECT count(*) FROM dead_letter")
    await running.stop()
    await world.drop(dsn)
    return {"points": points, "dead": dead}


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Each service in turn, three times over the first events, and once over all."""
    findings = Findings("readers")
    brief, whole = scale.reader_steps
    async with open_world() as world:
        progress.say(f"publishing the events of {scale.reader_patents:,} patents")
        count = await log.fill(world.bootstrap, population.records(scale.reader_patents))
        progress.say(f"{count:,} events published")
        short: dict[str, list[dict[str, Any]]] = {service: [] for service in SERVICES}
        for turn in range(scale.repetitions):
            for service in SERVICES:
                short[service].append(await _read(world, service, brief))
                progress.say(f"{turn + 1}/{scale.repetitions} {service}: {_rate(short[service][-1]):,.0f} events/s")
        long = {}
        for service in SERVICES:
            long[service] = await _read(world, service, whole)
            progress.say(f"{service}, all: {_rate(long[service]):,.0f} events/s")
            _conclude(findings, service, short[service], long[service])
        findings.tables.append(_table(short, long))
        for service in SERVICES if scale is FULL or findings.missed else ():
            progress.say(f"a profile of {service}")
            findings.profiles[f"the reader of {service}"] = await _read(world, service, brief, is_sampled=True)
    return findings


async def _read(world: World, service: str, upto: int, *, is_sampled: bool = False) -> Any:
    await log.forget_groups(world.bootstrap)
    writer = WRITER_OF.get(service, "cn")
    answer = await run(world, read, is_sampled=is_sampled, service=service, writer=writer, upto=upto)
    if not is_sampled and answer["dead"]:
        raise ValueError(f"{service} has buried {answer['dead']} of the events")
    return answer


def _rate(answer: Mapping[str, Any]) -> float:
    count, seconds = answer["points"][-1][:2]
    return float(count / seconds)


def _cpu(answer: Mapping[str, Any]) -> float:
    count, _, client, server, _ = answer["points"][-1]
    return float((client + server) * 1e6 / count)


def _conclude(findings: Findings, service: str, short: list[dict[str, Any]], long: dict[str, Any]) -> None:
    small, large = middle([one["points"][-1][4] for one in short]), long["points"][-1][4]
    findings.figures += [
        Figure(f"{service} reader: events a second", _rate(long), "1/s"),
        Figure(f"{service} reader: CPU of client and server", _cpu(long), "s per million"),
        Figure(f"{service} reader: peak memory", large, "MB", at_most=_MOST_MEGABYTES),
        Figure(f"{service} reader: peak memory, all ÷ the first events", large / small, "ratio"),
    ]


def _table(short: Mapping[str, list[dict[str, Any]]], long: Mapping[str, dict[str, Any]]) -> Table:
    rows = []
    for service in SERVICES:
        points = long[service]["points"]
        before, last = points[-2], points[-1]
        rows.append(
            (
                service,
                f"{short[service][0]['points'][-1][0]:,}",
                spread([_rate(one) for one in short[service]]),
                spread([_cpu(one) for one in short[service]], ".0f"),
                f"{middle([one['points'][-1][4] for one in short[service]]):.0f}",
                f"{last[0]:,}",
                f"{_rate(long[service]):,.0f}",
                f"{(last[0] - before[0]) / (last[1] - before[1]):,.0f}",
                f"{last[2] * 1e6 / last[0]:.0f} + {last[3] * 1e6 / last[0]:.0f}",
                f"{last[4]:.0f}",
            )
        )
    header = ("Service", "first events", "events/s", "CPU-s per million", "peak MB", "all events", "events/s")
    return Table(
        "Each service's reader over the first events (three times) and over all (once)",
        (*header, "the last tenth, events/s", "CPU-s per million: client + server", "peak MB"),
        rows,
    )
