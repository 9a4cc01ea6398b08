"""Records to examine: lines of a file, or what stands in a topic.

A file holds one record a line, as JSON:

    {"topic": "cn-33.inventory.v1", "key": "2021200678903", "headers": {"ce_type": "…", …}, "body": {…}}

``body`` is the record's value as JSON, null for a tombstone. In its place ``value`` may hold the value as text (also
text that is no JSON), or ``value_base64`` its bytes.
"""

import base64
import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

MOST_LINE_BYTES: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """One record, and where it stands."""

    where: str
    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    partition: int | None = None
    partitions: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that holds no record."""

    where: str
    reason: str


def from_file(path: Path) -> Iterator[Found | Unreadable]:
    """The records of a file of JSON lines."""
    with path.open("rb") as file:
        yield from from_lines(file)


def from_lines(file: BinaryIO) -> Iterator[Found | Unreadable]:
    """Records line by line; a line of any length takes bounded memory."""
    number = 0
    while line := file.readline(MOST_LINE_BYTES + 1):
        number += 1
        where = f"line {number}"
        if len(line) > MOST_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MOST_LINE_BYTES)
            yield Unreadable(where, f"the line is longer than {MOST_LINE_BYTES >> 20} MB")
        elif line.strip():
            yield _record(where, line)


async def from_topic(bootstrap: str, topic: str) -> AsyncGenerator[Found, None]:
    """What stands in a topic now, partition by partition. Raises LookupError where there is no such topic."""
    from aiokafka import TopicPartition

    from chassis.kafka import onlooker, wait_until_reachable

    await wait_until_reachable(bootstrap, patience=10)
    numbers = await _partitions_of(bootstrap, topic)
    consumer = onlooker(bootstrap, "panhuo.conformance")
    await consumer.start()
    try:
        for number in numbers:
            partition = TopicPartition(topic, number)
            consumer.assign([partition])
            end = (await consumer.end_offsets([partition]))[partition]
            await consumer.seek_to_beginning(partition)
            while await consumer.position(partition) < end:
                for record in (await consumer.getmany(timeout_ms=1_000)).get(partition, ()):
                    if record.offset < end:
                        yield Found(
                            f"{topic}[{number}]@{record.offset}",
                            topic,
                            record.key,
                            record.value,
                            tuple(record.headers),
                            number,
                            len(numbers),
                        )
    finally:
        await consumer.stop()


async def _partitions_of(bootstrap: str, topic: str) -> list[int]:
    from aiokafka.admin import AIOKafkaAdminClient

    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        if topic not in await admin.list_topics():
            raise LookupError(topic)
        (described,) = await admin.describe_topics([topic])
        return sorted(partition["partition"] for partition in described["partitions"])
    finally:
        await admin.close()


def _record(where: str, line: bytes) -> Found | Unreadable:
    try:
        stated = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Unreadable(where, f"it is not JSON: {error}")
    if not isinstance(stated, dict):
        return Unreadable(where, "it is not a JSON object")
    unknown = stated.keys() - {"topic", "key", "headers", "body", "value", "value_base64"}
    headers = stated.get("headers")
    key = stated.get("key")
    if unknown:
        return Unreadable(where, f"unknown members {', '.join(sorted(unknown))}: expected topic, key, headers, body")
    if not isinstance(stated.get("topic"), str):
        return Unreadable(where, 'it names no topic: add "topic": "<writer>.<stream>.v1"')
    if not isinstance(headers, dict) or not all(isinstance(one, str | None) for one in headers.values()):
        return Unreadable(where, 'its headers are not texts: add "headers": {"ce_type": "…"}')
    if not isinstance(key, str | None):
        return Unreadable(where, "its key is not a text")
    try:
        value = _value(stated)
        return Found(
            where,
            stated["topic"],
            None if key is None else key.encode(),
            value,
            tuple((name, None if text is None else text.encode()) for name, text in headers.items()),
        )
    except (ValueError, RecursionError) as error:
        return Unreadable(where, f"its value cannot be read: {error}")


def _value(stated: dict[str, Any]) -> bytes | None:
    given = [name for name in ("body", "value", "value_base64") if name in stated]
    if len(given) != 1:
        raise ValueError("give one of body, value, value_base64")
    content = stated[given[0]]
    if content is None:
        return None
    if given[0] == "body":
        return json.dumps(content, ensure_ascii=False).encode()
    match given[0], content:
        case "value", str():
            return content.encode()
        case "value_base64", str():
            return base64.b64decode(content, validate=True)
        case name, _:
            raise ValueError(f"{name} is not a text")
