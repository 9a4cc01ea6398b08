"""What the log itself says of a partition, asked outside the group: only this may declare a hole or a loss."""

import asyncio
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis import kafka
from chassis.database import Database
from chassis.delivery import position
from chassis.delivery.position import Place

LOOK_SECONDS: Final = 10


class Onlooker:
    """A consumer of its own, started at the first question."""

    def __init__(self, bootstrap: str, application: str) -> None:
        self._bootstrap = bootstrap
        self._application = application
        self._consumer: AIOKafkaConsumer | None = None

    async def bounds(self, place: Place) -> tuple[int, int]:
        """The first offset that the log still holds, and the one after its last."""
        consumer, partition = await self._started(), TopicPartition(*place)
        first = await asyncio.wait_for(consumer.beginning_offsets([partition]), LOOK_SECONDS)
        end = await asyncio.wait_for(consumer.end_offsets([partition]), LOOK_SECONDS)
        return first[partition], end[partition]

    async def first_record_from(self, place: Place, offset: int) -> int | None:
        """Offset of the first record at or after ``offset``; None where none can be read yet."""
        consumer, partition = await self._started(), TopicPartition(*place)
        consumer.assign([partition])
        consumer.seek(partition, offset)
        records = await consumer.getmany(partition, timeout_ms=LOOK_SECONDS * 500, max_records=1)
        return records[partition][0].offset if records.get(partition) else None

    async def close(self) -> None:
        """Stop the consumer; the next question starts another."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def _started(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = kafka.onlooker(self._bootstrap, self._application)
            try:
                await asyncio.wait_for(consumer.start(), LOOK_SECONDS)
            except BaseException:
                await consumer.stop()
                raise
            self._consumer = consumer
        return self._consumer


async def start_of(onlooker: Onlooker, database: Database, place: Place) -> None:
    """Give a partition that was never read its position: the first offset that the log holds."""
    first, _ = await onlooker.bounds(place)
    async with database.transaction() as conn:
        await position.begin(conn, place, first)


async def reconcile(onlooker: Onlooker, database: Database, place: Place, expected: int) -> None:
    """A batch did not start at the position: follow what the log says, and record it.

    Nothing changes where the log still has the expected record (the consumer was ahead of it), or says nothing.
    """
    first, end = await onlooker.bounds(place)
    if expected > end:
        kind, goes_on = "recreated_topic", first
    elif expected < first:
        kind, goes_on = "retention_loss", first
    else:
        found = await onlooker.first_record_from(place, expected)
        if found is None or found == expected:
            return
        kind, goes_on = "hole", found
    async with database.transaction() as conn:
        if kind == "retention_loss":
            await position.stop_at_loss(conn, place, (expected, goes_on))
        else:
            await position.jump(conn, place, (expected, goes_on), kind)
