"""Resident memory of each service's process: idle, and the peak while it takes in events and shows pages."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

import asyncpg
import httpx
from aiokafka import TopicPartition

from bench import log, population
from bench.findings import Figure, Findings, Table
from bench.progress import Progress, Scale
from bench.reading import SERVICES
from bench.serving import Served, served
from bench.world import World, open_world, peak_megabytes, resident_megabytes

_IDLE_SECONDS: Final = 8
_MOST_IDLE: Final = 150
_PATIENCE: Final = 900.0


async def measure(scale: Scale, progress: Progress) -> Findings:
    """One process of each service beside the others, as on one machine."""
    findings, rows = Findings("memory"), []
    async with open_world() as world, AsyncExitStack() as stack:
        processes = await asyncio.gather(*[stack.enter_async_context(served(world, name)) for name in SERVICES])
        progress.say(f"five processes are ready; idle for {_IDLE_SECONDS} s")
        await asyncio.sleep(_IDLE_SECONDS)
        idle = {one.service: resident_megabytes(one.pid) for one in processes}
        progress.say(", ".join(f"{service} {size:.0f} MB" for service, size in idle.items()))
        count = await log.fill(world.bootstrap, population.records(scale.loaded_patents))
        progress.say(f"{count:,} events published; the services read them")
        await asyncio.wait_for(asyncio.gather(*[_load(world, one) for one in processes]), _PATIENCE)
        for one in processes:
            peak = peak_megabytes(one.pid)
            findings.figures += [
                Figure(f"{one.service}: idle memory", idle[one.service], "MB", at_most=_MOST_IDLE),
                Figure(f"{one.service}: peak memory under load", peak, "MB"),
            ]
            after = resident_megabytes(one.pid)
            rows.append((one.service, f"{idle[one.service]:.0f}", f"{peak:.0f}", f"{after:.0f}"))
    header = ("Service", "idle MB", f"peak MB, {count:,} events and pages", "afterwards MB")
    findings.tables.append(Table("`panhuo serve`, one process each", header, rows))
    return findings


async def _load(world: World, one: Served) -> None:
    """Pages are asked for until the log is read."""
    ends = await log.read_by(world.bootstrap, one.service, "cn")
    conn = await asyncpg.connect(one.dsn, server_settings={"search_path": "live"})
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{one.port}", trust_env=False, timeout=30, follow_redirects=False
        ) as http:
            while not await _has_read(conn, ends):
                await http.get(f"/{one.service}/")
                await http.get("/metrics")
                await asyncio.sleep(0.2)
    finally:
        await conn.close()


async def _has_read(conn: asyncpg.Connection, ends: dict[TopicPartition, int]) -> bool:
    rows = await conn.fetch("SELECT name, partition, next_offset FROM position JOIN topic ON id = topic_id")
    at = {TopicPartition(row[0], row[1]): row[2] for row in rows}
    return all(at.get(partition, 0) >= end for partition, end in ends.items())
