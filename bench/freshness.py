"""From the owner's commit to the row in monitoring's store and to the live page, beside Kafka and one insert alone."""

import asyncio
import time
from collections.abc import Callable
from importlib import import_module
from statistics import quantiles
from typing import Any, Final

import asyncpg
import httpx
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from panhuo_contracts import Event, encode

from bench import population
from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle
from bench.pacing import at_rate, steadily
from bench.progress import Progress, Scale
from bench.seam import TOPIC
from bench.serving import served
from bench.world import World, open_world
from chassis.service import Service
from chassis.settings import Settings

RATE: Final = 200
_MOST_TIMES_THE_FLOOR: Final = 5.0
_WARM_SECONDS: Final = 2
_PATIENCE: Final = 60
_TELL: Final = """
    CREATE FUNCTION live.tell_bench() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('bench', string_agg(patent, ' ')) FROM added;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER tell_bench AFTER INSERT ON live.patent_event REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION live.tell_bench()
"""
"""Whoever listens is told of rows at the commit that makes them visible; looking for them would disturb it more."""
Moments = dict[str, float]


async def through_the_product(
    world: World, dsn: str, monitoring_dsn: str, port: int, start: int, seconds: int
) -> dict[str, list[float]]:
    """Announce as a command of inventory does; two services' processes do the rest."""
    handlers = import_module("services.inventory.app").HANDLERS
    environment = {name.lower(): value for name, value in world.environment("inventory", dsn).items()}
    service = await Service.open(Settings.read(**environment), handlers)
    said, seen, shown = Moments(), Moments(), Moments()
    listening = await asyncpg.connect(monitoring_dsn)
    await listening.add_listener("bench", lambda *told: _note(seen, str(told[3]).split()))
    watching = asyncio.create_task(_watch(port, shown))
    await asyncio.sleep(0.5)

    async def announce(n: int) -> None:
        event = Event.of(population.inventoried(n))
        async with service.unit() as unit:
            await unit.announce([event])
        said[event.body.key] = time.perf_counter()

    reached = await steadily(announce, range(start, start + RATE * seconds), RATE)
    await _until(lambda: len(seen) >= len(said), _PATIENCE)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await listening.close()
    await service.database.close()
    return _latencies(said, {"row": seen, "page": shown}) | {"rate": [reached]}


async def through_kafka_alone(world: World, start: int, seconds: int) -> dict[str, list[float]]:
    """The floor: aiokafka's producer and consumer and one insert for what was read, no promise kept."""
    dsn = await world.database()
    conn = await asyncpg.connect(dsn)
    await conn.execute("CREATE TABLE landed (patent text PRIMARY KEY, body bytea NOT NULL)")
    producer = AIOKafkaProducer(bootstrap_servers=world.bootstrap, acks="all", linger_ms=0)
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=world.bootstrap, auto_offset_reset="latest")
    await producer.start()
    await consumer.start()
    await consumer.seek_to_end()
    for partition in consumer.assignment():
        await consumer.position(partition)
    said, seen = Moments(), Moments()

    async def land() -> None:
        while True:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                # The service beside it goes on saying what its clocks find.
                rows = [(key, record.value) for record in records if (key := record.key.decode()) in said]
                if not rows:
                    continue
                await conn.execute(
                    "INSERT INTO landed SELECT * FROM unnest($1::text[], $2::bytea[])",
                    *(list(column) for column in zip(*rows, strict=True)),
                )
                _note(seen, [row[0] for row in rows])

    async def send(n: int) -> None:
        record = encode(Event.of(population.inventoried(n)), writer="cn", sequence=1)
        said[record.key.decode()] = time.perf_counter()
        await producer.send_and_wait(record.topic, record.value, key=record.key, headers=list(record.headers))

    landing = asyncio.create_task(land())
    await steadily(send, range(start, start + RATE * seconds), RATE)
    await _until(lambda: len(seen) >= len(said), _PATIENCE)
    landing.cancel()
    await asyncio.gather(landing, return_exceptions=True)
    await consumer.stop()
    await producer.stop()
    await conn.close()
    await world.drop(dsn)
    return _latencies(said, {"row": seen})


async def _watch(port: int, shown: Moments) -> None:
    """What a browser's live page is sent."""
    async with (
        httpx.AsyncClient(trust_env=False, timeout=None) as http,  # noqa: S113 - cancelled by its caller
        http.stream("GET", f"http://127.0.0.1:{port}/monitoring/api/live") as stream,
    ):
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                _note(shown, [orjson.loads(line[6:])["patent"]])


def _note(moments: Moments, keys: list[str]) -> None:
    now = time.perf_counter()
    for key in keys:
        moments.setdefault(key, now)


def _latencies(said: Moments, ends: dict[str, Moments]) -> dict[str, list[float]]:
    """Milliseconds from being said, the first seconds left out."""
    counted = list(said)[RATE * _WARM_SECONDS :]
    return {name: [(at[key] - said[key]) * 1e3 for key in counted if key in at] for name, at in ends.items()}


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while not holds() and time.perf_counter() < deadline:  # noqa: ASYNC110 - what holds is a count, not an event
        await asyncio.sleep(0.05)


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Both in turns, three times."""
    seconds, events = scale.fresh_seconds + _WARM_SECONDS, RATE * scale.fresh_seconds
    rows, pages, floors, rates = list[list[float]](), list[list[float]](), list[list[float]](), list[float]()
    async with open_world() as world, served(world, "inventory") as owner, served(world, "monitoring") as reader:
        conn = await asyncpg.connect(reader.dsn)
        await conn.execute(_TELL)
        await conn.close()
        for turn in range(scale.repetitions):
            start = turn * 1_000_000
            found: dict[str, Any] = await run(
                world, through_the_product, dsn=owner.dsn, monitoring_dsn=reader.dsn, port=reader.port, start=start,
                seconds=seconds,
            )  # fmt: skip
            floor = await run(world, through_kafka_alone, start=start + 500_000, seconds=seconds)
            for kept, said in ((rows, found["row"]), (pages, found["page"]), (floors, floor["row"])):
                kept.append(said)
            rates += found["rate"]
            for name, last in (("event → row", rows[-1]), ("Kafka and one insert", floors[-1])):
                if len(last) < events:
                    raise ValueError(f"{name}: {events - len(last)} of {events} events have not arrived")
            progress.say(
                f"{turn + 1}/{scale.repetitions} p50/p99 ms: row {_both(rows[-1])}, page {_both(pages[-1])},"
                f" floor {_both(floors[-1])}"
            )
    return _conclude(rows, pages, floors, events, at_rate(RATE, rates))


def _both(latencies: list[float]) -> str:
    return f"{_percentile(latencies, 50):.1f}/{_percentile(latencies, 99):.1f}"


def _percentile(latencies: list[float], n: int) -> float:
    return quantiles(latencies, n=100)[n - 1]


def _conclude(
    rows: list[list[float]], pages: list[list[float]], floors: list[list[float]], events: int, rate: str
) -> Findings:
    findings = Findings("freshness")

    def at(kept: list[list[float]], n: int) -> float:
        return middle([_percentile(one, n) for one in kept])

    ratios = [_percentile(row, 99) / _percentile(floor, 99) for row, floor in zip(rows, floors, strict=True)]
    findings.figures += [
        Figure("event → row in monitoring: p50", at(rows, 50), "ms"),
        Figure("event → row in monitoring: p99", at(rows, 99), "ms"),
        Figure("event → live page: p50", at(pages, 50), "ms"),
        Figure("event → live page: p99", at(pages, 99), "ms"),
        Figure("event → row in monitoring: p99 ÷ the floor's", middle(ratios), "ratio", at_most=_MOST_TIMES_THE_FLOOR),
    ]
    table = [
        (name, f"{at(kept, 50):.1f}", f"{at(kept, 99):.1f}", f"{min(map(len, kept)):,} of {events:,}")
        for name, kept in (("event → row", rows), ("event → live page", pages), ("Kafka and one insert", floors))
    ]
    header = ("Way", "p50 ms", "p99 ms", "events seen")
    findings.tables.append(Table(f"{rate} events a second, each announced in a transaction of its own", header, table))
    return findings
