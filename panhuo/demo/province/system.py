"""The province's own system as the rest of the world sees it: it says events, and states their digests."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Self
from uuid import NAMESPACE_URL, uuid5

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from panhuo_contracts import (
    BEIJING,
    Event,
    Record,
    encode,
    event_fold,
    fold_hex,
    header_texts,
    streams,
)
from panhuo_contracts.events.monitoring import DigestPublished

_WINDOW: Final = 1_000
"""How many records are on their way at once."""
_DIGESTS: Final = "monitoring"


@dataclass(slots=True)
class Sum:
    """Events and their fold so far."""

    events: int = 0
    fold: int = 0

    @property
    def stated(self) -> tuple[int, str]:
        return self.events, fold_hex(self.fold)


@dataclass(slots=True)
class Memory:
    """What this system has said; it is read back from its own topics, so that nothing is said twice."""

    heads: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    days: defaultdict[tuple[str, date], Sum] = field(default_factory=lambda: defaultdict(Sum))
    stated: dict[str, tuple[int, str]] = field(default_factory=dict)

    def take(self, stream: str, record: Record) -> None:
        """Note a record, unless its number was seen: a resend is no second event."""
        texts = header_texts(record.headers)
        key, sequence = record.key.decode(), int(texts["ce_sequence"])
        if sequence <= self.heads[stream, key]:
            return
        self.heads[stream, key] = sequence
        if stream == _DIGESTS and record.value is not None:
            body = DigestPublished.model_validate_json(record.value)
            self.stated[body.subject] = (body.events, body.fold)
            return
        day = datetime.fromisoformat(texts["ce_time"]).astimezone(BEIJING).date()
        one = self.days[record.topic, day]
        one.events += 1
        one.fold += event_fold(key, sequence, texts["ce_type"], record.value or b"")


class ProvincialSystem:
    """Use as a context; it reads its own topics first."""

    def __init__(self, writer: str, bootstrap: str) -> None:
        self.writer = writer
        self._bootstrap = bootstrap
        self._memory = Memory()
        # Java's partitioner is aiokafka's default: a key stays on its partition whoever writes.
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            client_id=f"{writer}-own-system",
            acks="all",
            enable_idempotence=True,
            max_request_size=1 << 20,
            linger_ms=20,
        )

    async def __aenter__(self) -> Self:
        await self._recall()
        await self._producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._producer.stop()

    async def say(self, events: Iterable[Event]) -> int:
        """Say what was not said yet; events of one key and stream in their order, from its first. How many were new."""
        turns: defaultdict[tuple[str, str], int] = defaultdict(int)
        fresh: list[tuple[Event, int]] = []
        for event in events:
            address = (event.body.stream, event.body.key)
            turns[address] += 1
            if turns[address] > self._memory.heads[address]:
                fresh.append((event, turns[address]))
        await self._send(fresh)
        return len(fresh)

    async def add(self, events: Sequence[Event]) -> None:
        """Say something new, after all that was said of the same keys."""
        heads = dict(self._memory.heads)
        numbered = []
        for event in events:
            address = (event.body.stream, event.body.key)
            heads[address] = heads.get(address, 0) + 1
            numbered.append((event, heads[address]))
        await self._send(numbered)

    async def state_digests(self, now: datetime) -> int:
        """Say of each topic and day how many events there are and their fold, where that changed; how many did."""
        events = []
        for (topic, day), one in sorted(self._memory.days.items()):
            subject = f"{topic}/{day}"
            if self._is_compacted(topic) or self._memory.stated.get(subject) == one.stated:
                continue
            body = DigestPublished.of(topic, day, *one.stated, now)
            identifier = str(uuid5(NAMESPACE_URL, f"{subject}/{one.events}/{one.fold}"))
            events.append(Event(body, identifier, now))
        await self.add(events)
        return len(events)

    def totals(self) -> dict[str, tuple[int, str]]:
        """Events and fold of each topic, as every reader must come to hold them."""
        sums: defaultdict[str, Sum] = defaultdict(Sum)
        for (topic, _), one in self._memory.days.items():
            sums[topic].events += one.events
            sums[topic].fold += one.fold
        return {topic: one.stated for topic, one in sums.items() if not self._is_compacted(topic)}

    async def _send(self, numbered: Sequence[tuple[Event, int]]) -> None:
        for start in range(0, len(numbered), _WINDOW):
            window = numbered[start : start + _WINDOW]
            records = [encode(event, writer=self.writer, sequence=sequence) for event, sequence in window]
            sent = [
                await self._producer.send(record.topic, record.value, key=record.key, headers=list(record.headers))
                for record in records
            ]
            await asyncio.gather(*sent)
            for (event, _), record in zip(window, records, strict=True):
                self._memory.take(event.body.stream, record)

    async def _recall(self) -> None:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            names = {stream.topic(self.writer): stream for stream in streams().values()}
            places = [TopicPartition(topic, n) for topic, stream in names.items() for n in range(stream.partitions)]
            consumer.assign(places)
            await consumer.seek_to_beginning(*places)
            ends = await consumer.end_offsets(places)
            while any([await consumer.position(place) < end for place, end in ends.items()]):
                for place, records in (await consumer.getmany(timeout_ms=500)).items():
                    for record in records:
                        said = Record(record.topic, record.key, record.value, tuple(record.headers))
                        self._memory.take(names[place.topic].name, said)
        finally:
            await consumer.stop()

    def _is_compacted(self, topic: str) -> bool:
        return streams()[topic.split(".")[1]].is_compacted
