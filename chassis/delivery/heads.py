"""Rule 6, after a restore from backup: no number that the log already has may be given again."""

import asyncio
from collections.abc import Mapping
from typing import Final

from aiokafka import TopicPartition
from panhuo_contracts import streams

from chassis import kafka
from chassis.database import Database
from chassis.delivery.inbox import open_letter

_CHUNK: Final = 50_000


async def lift(database: Database, bootstrap: str, service: str, writer: str) -> int:
    """Raise every head to the highest number that the service's own topics hold; how many had to rise."""
    own = [stream for stream in streams().values() if stream.owner == service]
    partitions = [TopicPartition(stream.topic(writer), n) for stream in own for n in range(stream.partitions)]
    consumer = kafka.onlooker(bootstrap, f"panhuo.{service}.heads")
    try:
        await asyncio.wait_for(consumer.start(), 30)
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        raised, highest = 0, dict[tuple[str, str], int]()
        while open_partitions := [p for p in partitions if await consumer.position(p) < ends[p]]:
            for batch in (await consumer.getmany(*open_partitions, timeout_ms=500, max_records=2_000)).values():
                for letter in map(open_letter, batch):
                    if letter.key is not None and letter.sequence is not None:
                        address = (letter.topic.stream.name, letter.key)
                        highest[address] = max(highest.get(address, 0), letter.sequence)
            if len(highest) > _CHUNK:
                raised += await _raise(database, highest)
                highest = {}
        return raised + await _raise(database, highest)
    finally:
        await consumer.stop()


async def _raise(database: Database, highest: Mapping[tuple[str, str], int]) -> int:
    ordered = sorted(highest.items())
    async with database.transaction() as conn:
        status = await conn.execute(
            """
            INSERT INTO head AS h (stream, key, sequence)
            SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
            ON CONFLICT (stream, key) DO UPDATE SET sequence = excluded.sequence WHERE h.sequence < excluded.sequence
            """,
            [address[0] for address, _ in ordered],
            [address[1] for address, _ in ordered],
            [sequence for _, sequence in ordered],
        )
    return int(status.split()[-1])
