"""The relay emptying an outbox, beside aiokafka's own gathered publication of the same records."""

import asyncio
import time
from itertools import islice
from typing import Any

from panhuo_contracts import Event, encode

from bench import log, population, sampling
from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle, spread
from bench.progress import Progress, Scale
from bench.world import World, measured, open_world
from chassis import kafka
from chassis.database import Database
from chassis.delivery import outbox
from chassis.delivery.relay import Relay


async def by_the_relay(world: World, count: int) -> dict[str, float]:
    """Fill an outbox with the seam's own ``put``, then let the relay carry it."""
    dsn = await world.database("inventory")
    database = await Database.open(dsn, application="bench")
    events = (Event.of(population.inventoried(n)) for n in range(count))
    while window := list(islice(events, 2_000)):
        async with database.transaction() as conn:
            await outbox.put(conn, "cn", window)
    async with database.pool.acquire() as conn:
        await conn.execute("ANALYZE kept.outbox")
    stop = asyncio.Event()
    relay = Relay(dsn, world.bootstrap, "bench", stop)
    sampling.begin()
    with measured(world) as spent:
        running = asyncio.create_task(relay.run())
        while True:
            async with database.read() as conn:
                if not await conn.fetchval("SELECT EXISTS (SELECT FROM kept.outbox)"):
                    break
            await asyncio.sleep(0.02)
    stop.set()
    await running
    await database.close()
    await world.drop(dsn)
    return spent.stated()


async def by_aiokafka(world: World, count: int) -> dict[str, float]:
    """The ceiling: the same records, encoded beforehand, sent in windows of the relay's size and awaited."""
    producer = kafka.producer(world.bootstrap, "bench")
    await producer.start()
    material = (encode(Event.of(population.inventoried(n)), writer="cn", sequence=1) for n in range(count))
    spent, seconds = None, 0.0
    while window := list(islice(material, 2_000)):
        began = time.perf_counter()
        with measured(world) as last:
            await log.publish(producer, window)
        seconds += time.perf_counter() - began
        spent = last if spent is None else spent
        if spent is not last:
            spent.client += last.client
            spent.server += last.server
    await producer.stop()
    assert spent is not None
    spent.seconds = seconds
    return spent.stated()


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Both in turns, each in a process of its own."""
    findings = Findings("relay")
    relayed, sent = list[dict[str, Any]](), list[dict[str, Any]]()
    count = scale.relay_events
    async with open_world() as world:
        for turn in range(scale.repetitions):
            relayed.append(await run(world, by_the_relay, count=count))
            sent.append(await run(world, by_aiokafka, count=count))
            rates = [f"{count / one[-1]['seconds']:,.0f}" for one in (relayed, sent)]
            progress.say(f"{turn + 1}/{scale.repetitions} relay {rates[0]}, aiokafka alone {rates[1]} events/s")
        ratios = [ceiling["seconds"] / one["seconds"] for one, ceiling in zip(relayed, sent, strict=True)]
        findings.figures += [
            Figure("relay: events a second", middle([count / one["seconds"] for one in relayed]), "1/s"),
            Figure("relay: rate ÷ aiokafka's gathered send", middle(ratios), "ratio", at_least=0.5),
            Figure("relay: peak memory", max(one["peak_megabytes"] for one in relayed), "MB"),
        ]
        findings.tables.append(
            Table(
                f"An outbox of {count:,} events emptied",
                ("Way", "events/s", "CPU-s per million: client", "server"),
                [
                    (
                        name,
                        spread([count / one["seconds"] for one in times]),
                        spread([one["client"] * 1e6 / count for one in times], ".1f"),
                        spread([one["server"] * 1e6 / count for one in times], ".1f"),
                    )
                    for name, times in (("the relay", relayed), ("aiokafka's gathered send", sent))
                ],
            )
        )
        if findings.missed:
            findings.profiles["the relay"] = await run(world, by_the_relay, is_sampled=True, count=count)
    return findings
