"""The log as it stands, read outside every group, and what each reader must hold because of it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aiokafka import TopicPartition
from panhuo_contracts import Topic

from chassis import kafka
from tests.chaos.strangers import KIND, PASSED_OVER, POISON

Place = tuple[str, int, int]
"""Topic, partition, offset."""
GOOD: Final = "good"


@dataclass(frozen=True, slots=True)
class Logged:
    """One record of the log."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    kind: str
    """What its sender meant it to be: good, or a kind of poison."""
    id: str
    type: str
    number: int

    @classmethod
    def of(cls, record: Any) -> "Logged":
        texts = {name: value.decode(errors="replace") for name, value in record.headers if value is not None}
        number = texts.get("ce_sequence", "")
        return cls(
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            tuple(record.headers),
            texts.get(KIND, GOOD),
            texts.get("ce_id", ""),
            texts.get("ce_type", ""),
            int(number) if number.isdecimal() else 0,
        )


async def read(bootstrap: str, topics: Sequence[str]) -> list[Logged]:
    """Every record of these topics, in the order of each partition."""
    consumer = kafka.onlooker(bootstrap, "chaos-log")
    await asyncio.wait_for(consumer.start(), 20)
    try:
        places = [TopicPartition(topic, n) for topic in topics for n in range(Topic.parse(topic).stream.partitions)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        found: list[Logged] = []
        while missing := [place for place in places if await consumer.position(place) < ends[place]]:
            for records in (await consumer.getmany(*missing, timeout_ms=500)).values():
                found += map(Logged.of, records)
        return sorted(found, key=lambda record: (record.topic, record.partition, record.offset))
    finally:
        await consumer.stop()


@dataclass
class Expected:
    """What one reader must hold."""

    heard: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    dead: dict[Place, str] = field(default_factory=dict)


def expected(service: str, records: Iterable[Logged]) -> Expected:
    """Fold the log by the promise itself: the first copy of a number counts, unless a later one came before it."""
    result = Expected()
    seen: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    highest: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for record in records:
        place = (record.topic, record.partition, record.offset)
        if record.kind in POISON:
            poison = POISON[record.kind]
            if service in poison.buried_by:
                result.dead[place] = poison.reason
                continue
        elif record.kind in PASSED_OVER:
            continue
        writer, stream, _ = record.topic.split(".")
        address = (writer, stream, (record.key or b"").decode())
        if record.number in seen[address]:
            continue
        if record.number < highest[address]:
            result.dead[place] = "late"
        else:
            result.heard[address].append(f"{record.number} {record.id}")
            highest[address] = record.number
        seen[address].add(record.number)
    return result
