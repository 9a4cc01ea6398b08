"""A small reader with a ledger, its log and its database: what delivery is tried on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import asyncpg
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from panhuo_contracts import Event, Fact, Record, encode, streams
from panhuo_contracts.codes import EnterpriseKind
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.identifiers import credit_check_character, organization_check_character

from chassis import kafka
from chassis.database import Connection, Database
from chassis.delivery import Delivery
from chassis.delivery.waves import Handlers

TOPIC = "cn.enterprises.v1"
"""The ledger belongs to filing, which reads this stream and does not write it."""


WRITERS = ("cn", "cn-11", "cn-33")
READ = {
    streams()[name].topic(writer): streams()[name].partitions
    for name in ("enterprises", "inventory", "matching")
    for writer in WRITERS
}
"""The topics of other services that the reader reads, with their partitions."""


def credit_code(n: int) -> str:
    """The n-th valid credit code of a fictional enterprise."""
    organization = f"T{n:07d}"
    body = "91110000" + organization + organization_check_character(organization)
    return body + credit_check_character(body)


def registered(n: int, name: str, home: str = "cn-11") -> EnterpriseRegistered:
    return EnterpriseRegistered(
        enterprise=credit_code(n),
        name=name,
        home=home,
        kinds=(EnterpriseKind.HIGH_TECH,),
        registered_on=date(2026, 1, 5),
    )


def record(n: int, sequence: int, *, writer: str = "cn", name: str | None = None, home: str = "cn-11") -> Record:
    """The event with this number about the n-th enterprise."""
    return encode(Event.of(registered(n, name or f"{n}/{sequence}", home)), writer=writer, sequence=sequence)


async def note_name(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
    """The ledger: every name that an enterprise was given, in the order in which they took effect."""
    await conn.executemany(
        "INSERT INTO ledger (enterprise, names) VALUES ($1, ARRAY[$2])"
        " ON CONFLICT (enterprise) DO UPDATE SET names = ledger.names || excluded.names",
        sorted((fact.key, fact.body.name) for fact in facts),
    )
    return []


@dataclass
class World:
    """One broker, one database, and what a test wants to do with them."""

    bootstrap: str
    dsn: str
    database: Database
    handlers: Handlers = field(default_factory=lambda: {EnterpriseRegistered: note_name})

    async def publish(self, *records: Record | dict[str, Any], partition: int | None = None) -> None:
        """Put records on the log, in order; a dict is sent as it is (topic, key, value, headers)."""
        producer = kafka.producer(self.bootstrap, "test")
        async with started(producer):
            for entry in records:
                sent = (
                    entry
                    if isinstance(entry, dict)
                    else {"topic": entry.topic, "key": entry.key, "value": entry.value, "headers": list(entry.headers)}
                )
                await asyncio.wait_for(producer.send_and_wait(**sent, partition=partition), 20)

    @asynccontextmanager
    async def reading(self, handlers: Handlers | None = None) -> AsyncIterator[Delivery]:
        """A member of the reader's group, until the block ends."""
        delivery = Delivery(
            "filing", "cn", handlers or self.handlers, self.database, bootstrap=self.bootstrap, dsn=self.dsn
        )
        await delivery.start()
        try:
            yield delivery
        finally:
            await delivery.stop()

    async def ledger(self) -> dict[str, list[str]]:
        async with self.database.read() as conn:
            return dict(await conn.fetch("SELECT enterprise, names FROM ledger"))

    async def value(self, query: str, *arguments: object) -> Any:
        async with self.database.read() as conn:
            return await conn.fetchval(query, *arguments)

    async def drained(self) -> None:
        """Until every record on the log is behind the positions."""
        onlooker = kafka.onlooker(self.bootstrap, "test")
        async with started(onlooker):
            partitions = [TopicPartition(name, n) for name, count in READ.items() for n in range(count)]
            ends = await onlooker.end_offsets(partitions)

        async def through() -> bool:
            async with self.database.read() as conn:
                rows = await conn.fetch("SELECT name, partition, next_offset FROM position JOIN topic ON id = topic_id")
            at = {(row[0], row[1]): row[2] for row in rows}
            return all(at.get(tuple(p), 0) >= end for p, end in ends.items())

        await eventually(through)


@asynccontextmanager
async def started(client: Any, stop: str = "stop") -> AsyncIterator[None]:
    await asyncio.wait_for(client.start(), 20)
    try:
        yield
    finally:
        await getattr(client, stop)()


async def eventually(holds: Callable[[], Awaitable[bool]], within: float = 30) -> None:
    """Wait until something holds; AssertionError where it does not in time."""
    deadline = asyncio.get_running_loop().time() + within
    while not await holds():
        assert asyncio.get_running_loop().time() < deadline, "it never came to hold"
        await asyncio.sleep(0.05)


async def empty_topics(bootstrap: str) -> None:
    """Delete the topics that hold anything, and those of further writers, and wait until they are gone."""
    onlooker, admin = kafka.onlooker(bootstrap, "test"), AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    async with started(onlooker), started(admin, stop="close"):
        there = [name for name in await admin.list_topics() if name.startswith("cn")]
        partitions = [TopicPartition(name, n) for name in there for n in range(READ.get(name, 0))]
        ends = await onlooker.end_offsets(partitions) if partitions else {}
        written = {partition.topic for partition, end in ends.items() if end > 0}
        unwanted = [name for name in there if name in written or name.partition(".")[0] not in WRITERS]
        if unwanted:
            await admin.delete_topics(unwanted)

        async def gone() -> bool:
            return not set(unwanted) & set(await admin.list_topics())

        await eventually(gone)


async def lay_out(bootstrap: str, dsn: str) -> World:
    """Topics of two writers, and the ledger's table."""
    await kafka.ensure_topics(bootstrap, WRITERS)
    conn = await asyncpg.connect(dsn)
    await conn.execute("CREATE TABLE live.ledger (enterprise text PRIMARY KEY, names text[] NOT NULL)")
    await conn.close()
    return World(bootstrap, dsn, await Database.open(dsn, application="test"))
