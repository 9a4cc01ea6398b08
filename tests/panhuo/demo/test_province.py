"""The stand-in for a province's own system, on a real broker."""

from datetime import UTC, date, datetime

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from panhuo_contracts import BEIJING, event_fold, fold_hex, header_texts
from panhuo_contracts.events.monitoring import DigestPublished
from panhuo_contracts.registry import Topic

from chassis.kafka import ensure_topics
from panhuo.demo.province import facts
from panhuo.demo.province.system import ProvincialSystem
from panhuo.demo.sample import Sample

NOW = datetime(2026, 4, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def events() -> list[object]:
    sample = Sample.make(0.01)
    return [event for holding in sample.provincial for event in facts.told(holding)]


async def read(bootstrap: str, topic: str) -> list[object]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await consumer.start()
    try:
        stream = Topic.parse(topic).stream
        places = [TopicPartition(topic, partition) for partition in range(stream.partitions)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends, found = await consumer.end_offsets(places), []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
        return found
    finally:
        await consumer.stop()


async def test_what_was_said_is_not_said_again_by_a_system_that_starts_anew(kafka: str, events: list):
    writer = "cn-62"
    await ensure_topics(kafka, [writer])
    async with ProvincialSystem(writer, kafka) as first:
        assert await first.say(events) == len(events)
        assert await first.say(events) == 0
    before = await read(kafka, f"{writer}.inventory.v1")

    async with ProvincialSystem(writer, kafka) as second:
        assert await second.say(events) == 0
        assert second.totals() == first.totals()

    assert len(await read(kafka, f"{writer}.inventory.v1")) == len(before)


async def test_numbers_rise_by_one_for_each_key_and_stream(kafka: str, events: list):
    writer = "cn-63"
    await ensure_topics(kafka, [writer])
    async with ProvincialSystem(writer, kafka) as system:
        await system.say(events)
        await system.add([facts.said(event.body, date(2026, 4, 2), 9) for event in events[:5]])

    numbers: dict[bytes, list[int]] = {}
    for record in await read(kafka, f"{writer}.inventory.v1"):
        numbers.setdefault(record.key, []).append(int(header_texts(record.headers)["ce_sequence"]))

    assert all(seen == list(range(1, len(seen) + 1)) for seen in numbers.values())


async def test_stated_digests_are_those_of_what_stands_in_the_log(kafka: str, events: list):
    writer = "cn-64"
    await ensure_topics(kafka, [writer])
    async with ProvincialSystem(writer, kafka) as system:
        await system.say(events)
        said = await system.state_digests(NOW)
        assert await system.state_digests(NOW) == 0  # nothing changed

    stated = {}
    for record in await read(kafka, f"{writer}.monitoring.v1"):
        body = DigestPublished.model_validate_json(record.value)
        stated[body.topic, body.day] = (body.events, body.fold)
    assert len(stated) == said

    topic, held = f"{writer}.inventory.v1", {}
    for record in await read(kafka, topic):
        texts = header_texts(record.headers)
        day = datetime.fromisoformat(texts["ce_time"]).astimezone(BEIJING).date()
        count, fold = held.get(day, (0, 0))
        one = event_fold(record.key.decode(), int(texts["ce_sequence"]), texts["ce_type"], record.value)
        held[day] = (count + 1, fold + one)
    assert {day: (count, fold_hex(fold)) for day, (count, fold) in held.items()} == {
        day: entry for (name, day), entry in stated.items() if name == topic
    }
