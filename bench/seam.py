"""The seam beside indexed COPY, the hand-written reader, and confluent-kafka with COPY and merge: the same work."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from confluent_kafka import Consumer, Message
from confluent_kafka import TopicPartition as ConfluentPartition
from panhuo_contracts import Event, Fact
from panhuo_contracts.events.inventory import PatentRecorded

from bench import log, material, sampling
from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle, spread
from bench.progress import Progress, Scale
from bench.world import Spent, World, measured, open_world
from chassis import kafka
from chassis.database import Connection, Database
from chassis.delivery import Delivery
from chassis.telemetry import trace_to

TOPIC = "cn.inventory.v1"
TABLE = """
    CREATE TABLE {schema}.landed (
        patent text PRIMARY KEY, sequence bigint NOT NULL, home text NOT NULL, institution text NOT NULL,
        title text NOT NULL, abstract text NOT NULL, patent_type text NOT NULL, filing_date date NOT NULL,
        expires_on date NOT NULL
    );
    CREATE INDEX landed_institution ON {schema}.landed (institution)
"""
PLACE = "INSERT INTO place VALUES ($1, $2) ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset"
COLUMNS = (
    "patent",
    "sequence",
    "home",
    "institution",
    "title",
    "abstract",
    "patent_type",
    "filing_date",
    "expires_on",
)
_UPSERT = """
    ON CONFLICT (patent) DO UPDATE SET sequence = excluded.sequence, home = excluded.home,
        institution = excluded.institution, title = excluded.title, abstract = excluded.abstract,
        patent_type = excluded.patent_type, filing_date = excluded.filing_date, expires_on = excluded.expires_on
    WHERE excluded.sequence > l.sequence
"""
UNNEST = (
    "INSERT INTO landed AS l SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[],"
    " $6::text[], $7::text[], $8::date[], $9::date[])" + _UPSERT
)
MERGE = "INSERT INTO landed AS l SELECT DISTINCT ON (patent) * FROM stage ORDER BY patent, sequence DESC" + _UPSERT
Row = tuple[str, int, str, str, str, str, str, date, date]


async def land(facts: Sequence[Fact[PatentRecorded]], conn: Connection) -> list[Event]:
    """The handler: one unnest upsert. It needs no version guard, for the seam hands each event on once."""
    rows = sorted(_row(fact.sequence, fact.body) for fact in facts)
    await conn.execute(UNNEST, *(list(column) for column in zip(*rows, strict=True)))
    return []


def _row(sequence: int, body: PatentRecorded) -> Row:
    b = body.bibliography
    return (
        body.patent,
        sequence,
        body.home,
        body.institution,
        b.title,
        b.abstract,
        b.patent_type.value,
        b.filing_date,
        b.expires_on,
    )


async def by_the_seam(world: World, count: int) -> dict[str, float]:
    """chassis.delivery, every promise kept."""
    dsn = await world.database("filing")
    await _create(dsn, "live")
    database = await Database.open(dsn, application="bench")
    ends = await log.partitions(world.bootstrap, [TOPIC])
    trace_to("filing", endpoint=None)
    delivery = Delivery("filing", "cn-11", {PatentRecorded: land}, database, bootstrap=world.bootstrap, dsn=dsn)
    sampling.begin()
    with measured(world) as spent:
        await delivery.start()
        await until_at(database, ends)
        await delivery.stop()
    await database.close()
    await world.drop(dsn)
    return spent.stated()


async def by_hand(world: World, count: int) -> dict[str, float]:
    """What aiokafka, orjson and one unnest upsert do, positions in the transaction; no validation, no dead letters."""
    dsn = await world.database()
    await _create(dsn, "public")
    conn = await asyncpg.connect(dsn)
    await conn.execute("CREATE TABLE place (partition int PRIMARY KEY, next_offset bigint NOT NULL)")
    ends = await log.partitions(world.bootstrap, [TOPIC])
    consumer = AIOKafkaConsumer(bootstrap_servers=world.bootstrap, enable_auto_commit=False, **kafka.FETCHING)
    with measured(world) as spent:
        await consumer.start()
        consumer.assign(list(ends))
        left = sum(ends.values())
        while left:
            batch = await consumer.getmany(timeout_ms=500, max_records=kafka.BATCH_RECORDS)
            rows: dict[str, Row] = {}
            for records in batch.values():
                left -= len(records)
                for record in records:
                    _keep_latest(rows, record.value, dict(record.headers)["ce_sequence"])
            async with conn.transaction():
                await conn.executemany(
                    PLACE,
                    [(partition.partition, records[-1].offset + 1) for partition, records in batch.items()],
                )
                if rows:
                    await conn.execute(UNNEST, *(list(column) for column in zip(*sorted(rows.values()), strict=True)))
        with suppress(asyncio.CancelledError):  # aiokafka awaits a task that it has cancelled
            await consumer.stop()
    await conn.close()
    await world.drop(dsn)
    return spent.stated()


async def by_confluent_and_merge(world: World, count: int) -> dict[str, float]:
    """librdkafka, orjson, COPY to a stage and one merge, positions in the transaction."""
    dsn = await world.database()
    await _create(dsn, "public")
    conn = await asyncpg.connect(dsn)
    await conn.execute("CREATE TABLE place (partition int PRIMARY KEY, next_offset bigint NOT NULL)")
    await conn.execute("CREATE TEMP TABLE stage (LIKE landed) ON COMMIT DELETE ROWS")
    ends = await log.partitions(world.bootstrap, [TOPIC])
    consumer = Consumer(
        {
            "bootstrap.servers": world.bootstrap,
            "group.id": f"bench-{secrets.token_hex(4)}",
            "enable.auto.commit": False,
            "queued.max.messages.kbytes": 16_384,
            "log_level": 3,
        }
    )
    with measured(world) as spent:
        consumer.assign([ConfluentPartition(p.topic, p.partition, 0) for p in ends])
        left = sum(ends.values())
        while left:
            records = await asyncio.to_thread(consumer.consume, kafka.BATCH_RECORDS, 0.5)
            left -= len(records)
            rows, at = dict[str, Row](), dict[int, int]()
            for record in records:
                _keep_latest(rows, *_read_by_librdkafka(record, at))
            async with conn.transaction():
                await conn.executemany(
                    PLACE,
                    sorted(at.items()),
                )
                await conn.copy_records_to_table("stage", records=list(rows.values()))
                await conn.execute(MERGE)
        consumer.close()
    await conn.close()
    await world.drop(dsn)
    return spent.stated()


async def copied(world: World, count: int) -> dict[str, float]:
    """The ceiling: COPY of the same rows into the same indexed table, no Kafka, no guard."""
    dsn = await world.database()
    await _create(dsn, "public")
    conn = await asyncpg.connect(dsn)
    rows = [_row(1, material.recorded(n)) for n in range(count)]
    with measured(world) as spent:
        for start in range(0, len(rows), 10_000):
            await conn.copy_records_to_table("landed", records=rows[start : start + 10_000], columns=COLUMNS)
    await conn.close()
    await world.drop(dsn)
    return spent.stated()


def _keep_latest(rows: dict[str, Row], value: bytes, sequence: bytes) -> None:
    try:
        body = orjson.loads(value)
        b = body["bibliography"]
        row = (
            body["patent"],
            int(sequence),
            body["home"],
            body["institution"],
            b["title"],
            b.get("abstract", ""),
            b["patent_type"],
            date.fromisoformat(b["filing_date"]),
            date.fromisoformat(b["expires_on"]),
        )
    except (ValueError, KeyError):
        return
    before = rows.get(row[0])
    if before is None or before[1] < row[1]:
        rows[row[0]] = row


def _read_by_librdkafka(record: Message, at: dict[int, int]) -> tuple[bytes, bytes]:
    partition, offset, value = record.partition(), record.offset(), record.value()
    assert partition is not None
    assert offset is not None
    at[partition] = offset + 1
    sequence = dict(record.headers() or ())["ce_sequence"]
    assert isinstance(sequence, bytes)
    return value or b"", sequence


async def _create(dsn: str, schema: str) -> None:
    conn = await asyncpg.connect(dsn)
    await conn.execute(TABLE.format(schema=schema))
    await conn.close()


async def until_at(database: Database, ends: dict[TopicPartition, int]) -> None:
    """Wait until a service's positions have reached these ends."""
    while True:
        async with database.read() as conn:
            rows = await conn.fetch("SELECT name, partition, next_offset FROM position JOIN topic ON id = topic_id")
        at = {(row[0], row[1]): row[2] for row in rows}
        if all(at.get((p.topic, p.partition), 0) >= end for p, end in ends.items()):
            return
        await asyncio.sleep(0.05)


CONTESTANTS: dict[str, Callable[..., Awaitable[dict[str, float]]]] = {
    "seam": by_the_seam,
    "by hand": by_hand,
    "confluent-kafka and merge": by_confluent_and_merge,
    "indexed COPY": copied,
}


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Each in a process of its own, in turns."""
    findings, spent = Findings("seam"), {name: list[Spent]() for name in CONTESTANTS}
    async with open_world() as world:
        progress.say(f"publishing {scale.seam_events:,} records")
        count = await log.fill(world.bootstrap, material.records(scale.seam_events, scale.seam_events * 2 // 3))
        for turn in range(scale.repetitions):
            for name, contestant in CONTESTANTS.items():
                await log.forget_groups(world.bootstrap)
                spent[name].append(Spent(**await run(world, contestant, count=count)))
                last = spent[name][-1]
                progress.say(f"{turn + 1}/{scale.repetitions} {name}: {count / last.seconds:,.0f} events/s")
        await log.forget_groups(world.bootstrap)
        _conclude(findings, spent, count)
        if findings.missed:
            progress.say("a profile of the seam")
            findings.profiles["the seam"] = await run(world, by_the_seam, is_sampled=True, count=count)
    return findings


def _conclude(findings: Findings, spent: dict[str, list[Spent]], count: int) -> None:
    seam = spent["seam"]

    def against(name: str) -> list[float]:
        return [other.seconds / one.seconds for one, other in zip(seam, spent[name], strict=True)]

    cpu = [(one.client + one.server) * 1e6 / count for one in seam]
    findings.figures += [
        Figure("seam: events a second", middle([count / one.seconds for one in seam]), "1/s"),
        Figure("seam: rate ÷ by hand", middle(against("by hand")), "ratio", at_least=1.0),
        Figure("seam: rate ÷ indexed COPY", middle(against("indexed COPY")), "ratio"),
        Figure("seam: rate ÷ confluent-kafka and merge", middle(against("confluent-kafka and merge")), "ratio"),
        Figure("seam: CPU of client and server", middle(cpu), "s per million", at_most=35),
        Figure("seam: peak memory", max(one.peak_megabytes for one in seam), "MB"),
    ]
    findings.tables.append(
        Table(
            f"The same {count:,} records into the same table",
            ("Way", "events/s", "CPU-s per million: client", "server", "peak MB"),
            [
                (
                    name,
                    spread([count / one.seconds for one in times]),
                    spread([one.client * 1e6 / count for one in times], ".1f"),
                    spread([one.server * 1e6 / count for one in times], ".1f"),
                    "–" if name == "indexed COPY" else f"{max(one.peak_megabytes for one in times):.0f}",
                )
                for name, times in spent.items()
            ],
        )
    )
