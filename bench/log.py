"""Puts material on the log, gathered, and reads it by hand."""

import asyncio
from collections.abc import Iterable
from itertools import islice

from aiokafka import AIOKafkaProducer, TopicPartition
from panhuo_contracts import Record

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


async def partitions(bootstrap: str, topic: str) -> dict[TopicPartition, int]:
    """Each partition with its end."""
    onlooker = kafka.onlooker(bootstrap, "bench")
    await onlooker.start()
    try:
        await onlooker.topics()
        onlooker.subscribe([topic])
        found = [TopicPartition(topic, n) for n in onlooker.partitions_for_topic(topic) or range(6)]
        return dict(await onlooker.end_offsets(found))
    finally:
        await onlooker.stop()
