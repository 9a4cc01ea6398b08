"""A province's own system writes to the log by itself: good events, doubles, swapped numbers, poison."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aiokafka.errors import KafkaError
from panhuo_contracts import BEIJING, Event, Record, encode

from chassis import kafka
from tests.chaos import bodies
from tests.chaos.world import STRANGER

KIND: Final = "chaos-kind"
"""A header that tells the checks what a record was meant to be; the seam does not know it."""

Headers = list[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Poison:
    """What is done to a good record, and for which reason whom buries it."""

    reason: str
    buried_by: frozenset[str] = frozenset({"inventory", "filing", "monitoring"})


POISON: Final[dict[str, Poison]] = {
    "bad JSON": Poison("bad_body"),
    "wrong field type": Poison("bad_body"),
    "unknown code": Poison("bad_body"),
    "not UTF-8": Poison("bad_body"),
    "NUL in a text": Poison("bad_body"),
    "900 kB of junk": Poison("bad_body"),
    "null key": Poison("null_key"),
    "another's key": Poison("key_mismatch"),
    "key that is not UTF-8": Poison("bad_header"),
    "null body": Poison("null_body"),
    "missing header": Poison("missing_header"),
    "header that is not UTF-8": Poison("bad_header"),
    "null header": Poison("bad_header"),
    "time without zone": Poison("bad_header"),
    "time before all days": Poison("bad_header"),
    "number that is none": Poison("bad_header"),
    "number beyond all bounds": Poison("bad_header"),
    "number with a sign": Poison("bad_header"),
    "unknown encoding": Poison("content_type"),
    "wrong stream": Poison("wrong_stream"),
    "foreign province": Poison("foreign"),
    "refused by a rule": Poison("cause_forbidden", frozenset({"filing"})),
    "defect of a handler": Poison("unknown", frozenset({"filing"})),
}
PASSED_OVER: Final = ("future version", "unknown type")
"""Kinds that take no effect and are not buried either."""


@dataclass
class Stranger:
    """Numbers its own events and sends them one after the other, good and bad."""

    bootstrap: str
    rng: random.Random
    sent: Counter[str] = field(default_factory=Counter)
    _numbers: Counter[int] = field(default_factory=Counter)
    _poisoned: int = 0

    async def write_until(self, stop: asyncio.Event, *, pause: float) -> None:
        """Send something every ``pause`` seconds, with a fresh producer where Kafka was away."""
        schedule = self._schedule()
        while not stop.is_set():
            producer = kafka.producer(self.bootstrap, "stranger")
            with suppress(KafkaError, OSError, TimeoutError):
                try:
                    await asyncio.wait_for(producer.start(), 10)
                    while not stop.is_set():
                        await self._send(producer, next(schedule))
                        with suppress(TimeoutError):
                            await asyncio.wait_for(stop.wait(), pause)
                finally:
                    with suppress(KafkaError, OSError, TimeoutError):
                        await asyncio.wait_for(producer.stop(), 5)

    async def _send(self, producer: Any, group: tuple[str, list[dict[str, Any]]]) -> None:
        kind, records = group
        for record in records:
            await asyncio.wait_for(producer.send_and_wait(**record), 30)
        self.sent[kind] += 1

    def _schedule(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each kind of trouble in turn, with good events in between."""
        while True:
            kinds = [*POISON, *PASSED_OVER, "duplicates", "reordered"]
            self.rng.shuffle(kinds)
            for kind in kinds:
                yield "good", [self._as_sent(self._good(), "good") for _ in range(self.rng.randrange(1, 6))]
                yield kind, list(self._trouble(kind))

    def _trouble(self, kind: str) -> Iterator[dict[str, Any]]:
        match kind:
            case "duplicates":
                once = self._as_sent(self._good(), "good")
                yield from [once, once, self._as_sent(self._good(), "good"), once]
            case "reordered":
                serial = self._serial()
                three = [self._good(serial) for _ in range(3)]
                yield from (self._as_sent(record, "good") for record in reversed(three))
            case _:
                yield self._poisoned_record(kind)

    def _serial(self) -> int:
        return 1_000_000 + self.rng.randrange(200)

    def _good(self, serial: int | None = None) -> Record:
        serial = self._serial() if serial is None else serial
        self._numbers[serial] += 1
        return self._record(self.rng.choice(bodies.KINDS), serial, self._numbers[serial])

    def _record(self, kind: str, serial: int, number: int, home: str = STRANGER, **different: object) -> Record:
        body = bodies.body(kind, serial, self.rng.randrange(200), home, **different)
        identifier = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        return encode(Event(body, identifier, datetime.now(BEIJING)), writer=STRANGER, sequence=number)

    def _as_sent(self, record: Record, kind: str) -> dict[str, Any]:
        headers: Headers = [*record.headers, (KIND, kind.encode())]
        return {"topic": record.topic, "key": record.key, "value": record.value, "headers": headers}

    def _poisoned_record(self, kind: str) -> dict[str, Any]:
        """A good record of a key of its own, spoilt."""
        self._poisoned += 1
        serial = 2_000_000 + self._poisoned
        record = self._as_sent(self._record("status", serial, 1, **_DIFFERENT.get(kind, {})), kind)
        record |= _FIELDS.get(kind, {})
        if kind in _HEADERS:
            name, text = _HEADERS[kind]
            kept = [(other, value) for other, value in record["headers"] if other != name]
            record["headers"] = kept if text is _LEFT_OUT else [*kept, (name, text)]
        elif kind == "another's key":
            record["key"] = bodies.patent(serial + 1_000_000).encode()
        elif kind == "NUL in a text":
            record["value"] = record["value"].replace("示例公告".encode(), b"a\\u0000b")
        elif kind == "foreign province":
            record["value"] = record["value"].replace(STRANGER.encode(), b"cn-32")
        return record


_LEFT_OUT: Final = b"left out"
_DIFFERENT: Final[dict[str, dict[str, Any]]] = {
    "refused by a rule": {"cause": bodies.FORBIDDEN},
    "defect of a handler": {"cause": bodies.DEFECTIVE},
}
_FIELDS: Final[dict[str, dict[str, Any]]] = {
    "bad JSON": {"value": b'{"patent": '},
    "wrong field type": {"value": b'{"patent": [], "home": 7}'},
    "unknown code": {"value": b'{"patent": "2020100000010", "home": "cn-33", "status": "asleep"}'},
    "not UTF-8": {"value": b"\xff\xfe\x00{}"},
    "900 kB of junk": {"value": b"junk " * 180_000},
    "null key": {"key": None},
    "key that is not UTF-8": {"key": b"\xff\xfe"},
    "null body": {"value": None},
}
_HEADERS: Final[dict[str, tuple[str, bytes | None]]] = {
    "missing header": ("ce_id", _LEFT_OUT),
    "header that is not UTF-8": ("ce_time", b"\xff\xff"),
    "null header": ("ce_source", None),
    "time without zone": ("ce_time", b"2026-01-05T09:00:00"),
    "time before all days": ("ce_time", b"0001-01-01T00:00:00+14:00"),
    "number that is none": ("ce_sequence", b"first"),
    "number beyond all bounds": ("ce_sequence", b"99999999999999999999"),
    "number with a sign": ("ce_sequence", b"+1"),
    "unknown encoding": ("content-type", b"application/avro"),
    "wrong stream": ("ce_type", b"panhuo.LicenseFiled.v1"),
    "future version": ("ce_type", b"panhuo.LegalStatusChanged.v9"),
    "unknown type": ("ce_type", b"panhuo.SomethingElse.v1"),
}
