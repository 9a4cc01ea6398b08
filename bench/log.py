"""Puts material on the log, gathered, and looks at how far it goes."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import islice

from aiokafka import AIOKafkaProducer, TopicPartition
from confluent_kafka.admin import AdminClient
from panhuo_contracts import Record, Topic

from chassis import kafka


async def fill(bootstrap: str, material: Iterable[Record]) -> int:
    """Publish records; how many there were."""
    producer, total = kafka.producer(bootstrap, "bench"), 0
    await producer.start()
    try:
        iterator = iter(material)
        while window := list(islice(iterator, 5_000)):
            await publish(producer, window)
            total += len(window)
    finally:
        await producer.stop()
    return total


async def publish(producer: AIOKafkaProducer, window: Iterable[Record]) -> None:
    """The ceiling of publishing: aiokafka's own send, gathered."""
    await asyncio.gather(
        *[
            await producer.send(record.topic, record.value, key=record.key, headers=list(record.headers))
            for record in window
        ]
    )


async def partitions(bootstrap: str, topics: Sequence[str]) -> dict[TopicPartition, int]:
    """Each partition with its end."""
    onlooker = kafka.onlooker(bootstrap, "bench")
    await onlooker.start()
    try:
        found = [TopicPartition(topic, n) for topic in topics for n in range(Topic.parse(topic).stream.partitions)]
        return dict(await onlooker.end_offsets(found))
    finally:
        await onlooker.stop()


async def read_by(bootstrap: str, service: str, writer: str) -> dict[TopicPartition, int]:
    """Each partition that a service reads, with its end."""
    onlooker = kafka.onlooker(bootstrap, "bench")
    await onlooker.start()
    try:
        topics = await onlooker.topics()
    finally:
        await onlooker.stop()
    return await partitions(bootstrap, kafka.matching(topics, service, writer))


async def forget_groups(bootstrap: str) -> None:
    """Delete every group, so that the next reader begins as one that never read."""
    await asyncio.to_thread(_forget_groups, bootstrap)


def _forget_groups(bootstrap: str) -> None:
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3})
    groups = [group.group_id for group in admin.list_consumer_groups().result(10).valid]
    for deleted in admin.delete_consumer_groups(groups).values() if groups else ():
        deleted.result(10)
