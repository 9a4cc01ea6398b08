"""Records to examine: lines of a file, or what stands in a topic.

A file holds one record a line, as JSON; or one JSON document, printed as one likes: a record, or an array of them:

    {"topic": "cn-33.inventory.v1", "key": "2021200678903", "headers": {"ce_type": "…", …}, "body": {…}}

``body`` is the record's value as JSON, null for a tombstone. In its place ``value`` may hold the value as text (also
text that is no JSON), or ``value_base64`` its bytes.
"""

import base64
import json
from codecs import getincrementaldecoder
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

MOST_LINE_BYTES: Final = 8 << 20
_LOOKED_AT: Final = 4_096


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


class NoText(ValueError):
    """The file does not begin as text in UTF-8 does."""


def from_file(path: Path) -> Iterator[Found | Unreadable]:
    """The records of a file: JSON lines, or one document over several lines."""
    with path.open("rb") as file:
        yield from from_lines(file)


def from_lines(file: BinaryIO) -> Iterator[Found | Unreadable]:
    """Records line by line; a line of any length takes bounded memory.

    Where the first line is no JSON by itself, or an array begins on it, the whole is read as one document, if it is no
    longer than a line may be. Raises NoText.
    """
    begun = file.readline(MOST_LINE_BYTES + 1)
    if not _is_text(begun[:_LOOKED_AT]):
        raise NoText
    if _opens_a_document(begun):
        begun += file.read(MOST_LINE_BYTES + 1 - len(begun))
        if (records := _document(begun)) is not None:
            yield from (_read(f"record {number}", record) for number, record in enumerate(records, 1))
            return
    lines = _Resumed(begun, file)
    number = 0
    while line := lines.readline(MOST_LINE_BYTES + 1):
        number += 1
        where = f"line {number}"
        if len(line) > MOST_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = lines.readline(MOST_LINE_BYTES)
            yield Unreadable(where, f"the line is longer than {MOST_LINE_BYTES >> 20} MB")
        elif line.strip():
            yield _record(where, line)


class _Resumed:
    """A file of which the beginning was read already."""

    def __init__(self, begun: bytes, rest: BinaryIO) -> None:
        self._begun = BytesIO(begun)
        self._rest = rest

    def readline(self, most: int) -> bytes:
        line = self._begun.readline(most)
        return line if line.endswith(b"\n") or len(line) == most else line + self._rest.readline(most - len(line))


def _is_text(beginning: bytes) -> bool:
    try:
        getincrementaldecoder("utf-8")().decode(beginning)  # a character may be cut at its end
    except UnicodeDecodeError:
        return False
    return b"\0" not in beginning


def _opens_a_document(line: bytes) -> bool:
    """Whether a document begins on this line that does not end on it, or an array."""
    if not line.lstrip().startswith((b"{", b"[")):
        return False
    return line.lstrip().startswith(b"[") or isinstance(_json(line), ValueError)


def _document(text: bytes) -> list[Any] | None:
    """The records of one JSON document; None where the text is none."""
    stated = _json(text)
    if isinstance(stated, ValueError):
        return None
    return stated if isinstance(stated, list) else [stated]


def _json(text: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds, or what is wrong with it
    try:
        return json.loads(text)
    except RecursionError:
        return ValueError("it is nested too deeply")
    except UnicodeDecodeError:
        return ValueError("it is no text in UTF-8")
    except ValueError as error:
        return error


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
    stated = _json(line)
    return Unreadable(where, f"it is not JSON: {stated}") if isinstance(stated, ValueError) else _read(where, stated)


def _read(where: str, stated: object) -> Found | Unreadable:
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
