"""What a reader would make of a record, and what its producer should change."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from panhuo_contracts import BEIJING, Body, Fact, Malformed, Topic, decode, event_types, header_texts
from panhuo_contracts.envelope import MAX_BYTES
from panhuo_contracts.jurisdictions import NATION
from pydantic import BaseModel

from panhuo.conformance.records import Found, Unreadable
from panhuo.language.sentences import parts

_MENDS: Final = {
    "unreadable": "write one record a line: see `panhuo conformance --help`",
    "unknown_topic": "publish to <writer>.<stream>.v1 with a writer and a stream of docs/streams.md",
    "missing_header": "add the headers: CloudEvents 1.0 in binary mode, names with ce_ in front",
    "bad_header": "see the headers of the message in contracts/asyncapi.yaml",
    "wrong_stream": "publish the event to the stream that docs/streams.md gives for it",
    "null_key": "set the record key to the event's subject; partition it by murmur2",
    "key_mismatch": "set the record key to the field that is the stream's key",
    "null_body": "null is for tombstones only: publish the body, or the event that removes",
    "content_type": "publish content-type application/json",
    "bad_body": "compare with contracts/schemas and contracts/examples",
    "too_large": f"a body has at most {MAX_BYTES} bytes: shorten its texts",
    "foreign": "a province speaks for its own patents only: leave this one to its home, or to the national platform",
    "unknown_type": "readers pass it over; if it was meant to be read, correct ce_type",
    "unknown_field": "readers pass it over; if it was meant to be read, correct its name",
    "wrong_source": "the topic says who speaks: ce_source is /<writer>/<service that owns the stream>",
    "wrong_subject": "ce_subject is the record key",
    "wrong_version": "ce_specversion is 1.0",
    "wrong_schema": "ce_dataschema is panhuo:<stream>/<event>.v<version>",
    "from_the_future": "set ce_time from a clock that is right",
    "number_reused": "a number says one event: give the later one the next number",
    "repeated": "it is dropped as a duplicate, which is harmless",
    "number_falls": "numbers rise by one for each event of a key: it will be dropped, or dead-lettered as late",
    "number_skipped": "numbers rise by one for each event of a key: a skipped one that comes later is dead-lettered",
    "starts_late": "the first number of a key is 1, unless you show only a part of the stream",
    "wrong_partition": "use Java's default partitioner (murmur2 of the key): else the key's order is lost",
}
_WARNINGS: Final = frozenset({"unknown_type", "unknown_field", "repeated", "starts_late", "from_the_future"})
_AHEAD: Final = timedelta(minutes=10)
_MOST_FIELDS: Final = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth a look, with one record."""

    where: str
    code: str
    what: str

    @property
    def is_warning(self) -> bool:
        return self.code in _WARNINGS

    @property
    def mend(self) -> str:
        return _MENDS[self.code]


@dataclass(slots=True)
class Examination:
    """Looks at records in the order of their stream; remembers one number and one hash for each key."""

    now: datetime = field(default_factory=lambda: datetime.now(BEIJING))
    _last: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)

    def look(self, found: Found | Unreadable) -> Iterator[Problem]:
        """Everything that can be said of one record."""
        if isinstance(found, Unreadable):
            yield Problem(found.where, "unreadable", found.reason)
            return
        try:
            topic = Topic.parse(found.topic)
        except ValueError as error:
            yield Problem(found.where, "unknown_topic", str(error))
            return
        if found.value is not None and len(found.value) > MAX_BYTES:
            yield Problem(found.where, "too_large", f"the body has {len(found.value)} bytes")
        yield from self._partition(found)
        try:
            headers = header_texts(found.headers)
        except Malformed as error:
            yield Problem(found.where, error.code, str(error))
            return
        yield from _headers(found, topic, headers)
        try:
            fact = decode(topic, found.key, found.value, headers)
        except Malformed as error:
            yield Problem(found.where, error.code, str(error))
            fact = None
        yield from self._number(found, topic, headers)
        if fact is not None:
            yield from self._fact(found, topic, fact)

    def _fact(self, found: Found, topic: Topic, fact: Fact[Body]) -> Iterator[Problem]:
        home = getattr(fact.body, "home", topic.writer)
        if topic.writer not in (NATION, home):
            yield Problem(found.where, "foreign", f"{topic.writer} speaks of {fact.key}, whose home is {home}")
        if fact.time > self.now + _AHEAD:
            yield Problem(found.where, "from_the_future", f"ce_time is {fact.time.isoformat()}")
        if found.value is not None:
            unknown = list(_unknown_fields(type(fact.body), json.loads(found.value)))
            if unknown:
                more = f" and {len(unknown) - _MOST_FIELDS} more" if len(unknown) > _MOST_FIELDS else ""
                yield Problem(found.where, "unknown_field", f"{', '.join(unknown[:_MOST_FIELDS])}{more}")

    def _number(self, found: Found, topic: Topic, headers: dict[str, str]) -> Iterator[Problem]:
        """The rule of every reader. An event that cannot be read spends its number all the same."""
        text = headers.get("ce_sequence", "")
        if found.key is None or not text.isdecimal() or not int(text[:19]) > 0:
            return
        number, key = int(text[:19]), found.key.decode(errors="replace")
        content = blake2b(headers.get("ce_type", "").encode() + (found.value or b""), digest_size=8).digest()
        before = self._last.get((found.topic, key))
        if before is None:
            if number > 1 and not topic.stream.is_compacted:
                yield Problem(found.where, "starts_late", f"the first event of {key} has number {number}")
        elif number == before[0]:
            code = "repeated" if content == before[1] else "number_reused"
            yield Problem(found.where, code, f"{key} has number {number} twice")
        elif number < before[0]:
            yield Problem(found.where, "number_falls", f"{key} goes from number {before[0]} to {number}")
        elif number > before[0] + 1 and not topic.stream.is_compacted:
            yield Problem(found.where, "number_skipped", f"{key} goes from number {before[0]} to {number}")
        if before is None or number > before[0]:
            self._last[found.topic, key] = (number, content)

    def _partition(self, found: Found) -> Iterator[Problem]:
        if found.partition is None or found.key is None:
            return
        from aiokafka.partitioner import murmur2

        expected = (murmur2(found.key) & 0x7FFFFFFF) % found.partitions
        if found.partition != expected:
            what = f"its key belongs to partition {expected}, it stands in {found.partition}"
            yield Problem(found.where, "wrong_partition", what)


def _headers(found: Found, topic: Topic, headers: dict[str, str]) -> Iterator[Problem]:
    """What readers do not need in order to decode, but the envelope prescribes."""
    missing = [name for name in ("ce_specversion", "ce_subject", "content-type") if name not in headers]
    if missing:
        yield Problem(
            found.where, "missing_header", f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        )
    body_type = event_types().get(headers.get("ce_type", ""))
    expected = {
        "ce_specversion": ("wrong_version", "1.0"),
        "ce_source": ("wrong_source", f"/{topic.writer}/{topic.stream.owner}"),
    }
    if found.key is not None:
        expected["ce_subject"] = ("wrong_subject", found.key.decode(errors="replace"))
    if body_type is not None:
        name = f"panhuo:{body_type.stream}/{body_type.__name__}.v{body_type.version}"
        expected["ce_dataschema"] = ("wrong_schema", name)
    for header, (code, value) in expected.items():
        if headers.get(header, value) != value:
            yield Problem(found.where, code, f"{header} is {headers[header][:100]!r}, expected {value!r}")


def _unknown_fields(kind: type[BaseModel], body: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        known = kind.model_fields.get(name)
        if known is None:
            yield f"{path}{name}"
            continue
        for part in parts(known.annotation):
            for one in value if isinstance(value, list) else [value]:
                yield from _unknown_fields(part, one, f"{path}{name}.")
