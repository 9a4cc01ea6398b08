"""The envelope: CloudEvents 1.0, binary mode, as Kafka headers around a JSON body."""

import os
import re
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Final, Generic, NamedTuple, TypeVar
from uuid import UUID, uuid5

from pydantic import ValidationError

from panhuo_contracts.body import BEIJING, Body
from panhuo_contracts.registry import MAJOR, Topic, event_types, streams

E_co = TypeVar("E_co", bound=Body, covariant=True)
Headers = tuple[tuple[str, bytes], ...]

MAX_BYTES: Final = 900_000
"""Largest body that a writer may publish; the brokers' limit is a megabyte with headers."""
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")
_REQUIRED: Final = ("ce_id", "ce_source", "ce_type", "ce_time", "ce_sequence")
_required: Final = itemgetter(*_REQUIRED)


class Malformed(ValueError):
    """A record is not an event of these contracts; the message says what is wrong and how to mend it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnknownType(Malformed):
    """An event type that this version of the contracts does not know: readers pass it over."""


class Event(NamedTuple):
    """Something to be said: a body, and what caused it."""

    body: Body
    id: str
    time: datetime
    causation_id: str | None = None
    correlation_id: str | None = None
    traceparent: str | None = None

    @classmethod
    def of(cls, body: Body, *, correlation_id: str | None = None, traceparent: str | None = None) -> "Event":
        """Say something of one's own accord: a fresh UUIDv7, now."""
        return cls(body, str(uuid7()), datetime.now(BEIJING), None, correlation_id, traceparent)

    @classmethod
    def caused(cls, fact: "Fact[Body]", body: Body, n: int = 0) -> "Event":
        """Say what follows from a fact. The id derives from it, so that saying it twice is saying it once."""
        identifier = str(uuid5(UUID(fact.id), f"{body.event_type()}/{body.key}/{n}"))
        return cls(body, identifier, fact.time, fact.id, fact.correlation_id or fact.id, fact.traceparent)


class Fact(NamedTuple, Generic[E_co]):
    """An event as it was read: who said it (the topic knows, never the payload), when, and its body."""

    id: str
    writer: str
    stream: str
    key: str
    sequence: int
    time: datetime
    body: E_co
    causation_id: str | None = None
    correlation_id: str | None = None
    traceparent: str | None = None


class Record(NamedTuple):
    """An event as it stands on the wire."""

    topic: str
    key: bytes
    value: bytes | None
    """None: a tombstone."""
    headers: Headers = ()


def uuid7() -> UUID:
    """A time-ordered identifier (RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | random & 0x3FFF_FFFF_FFFF_FFFF)


def encode(event: Event, *, writer: str, sequence: int) -> Record:
    """Put an event on the wire. Raises Malformed where it is larger than MAX_BYTES."""
    headers = headers_of(event, writer=writer, sequence=sequence)
    return Record(
        topic=f"{writer}.{event.body.stream}.v{MAJOR}",
        key=headers["ce_subject"].encode(),
        value=body_of(event),
        headers=tuple((name, text.encode()) for name, text in headers.items()),
    )


def body_of(event: Event) -> bytes | None:
    """The body on the wire; None for a tombstone. Raises Malformed where it is larger than MAX_BYTES."""
    body = event.body
    if body.is_tombstone:
        return None
    value = body.model_dump_json(exclude_none=True).encode()
    if len(value) > MAX_BYTES:
        message = (
            f"{body.event_type()} for {body.key} has {len(value)} bytes; at most {MAX_BYTES} fit: shorten its texts"
        )
        raise Malformed("too_large", message)
    return value


def headers_of(event: Event, *, writer: str, sequence: int) -> dict[str, str]:
    """The envelope as texts."""
    headers = _headers_of_type(type(event.body), writer) | {
        "ce_id": event.id,
        "ce_subject": event.body.key,
        "ce_time": event.time.isoformat(),
        "ce_sequence": str(sequence),
    }
    if event.causation_id is not None:
        headers["ce_causationid"] = event.causation_id
    if event.correlation_id is not None:
        headers["ce_correlationid"] = event.correlation_id
    if event.traceparent is not None:
        headers["traceparent"] = event.traceparent
    return headers


@cache
def _headers_of_type(body_type: type[Body], writer: str) -> dict[str, str]:
    return {
        "ce_specversion": "1.0",
        "ce_source": f"/{writer}/{streams()[body_type.stream].owner}",
        "ce_type": body_type.event_type(),
        "ce_dataschema": f"panhuo:{body_type.stream}/{body_type.__name__}.v{body_type.version}",
        "content-type": "application/json",
    }


def header_texts(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """Headers as text. Raises Malformed where one is null, or one of the envelope's is not UTF-8."""
    entries = list(headers)
    try:
        return {name: raw.decode() for name, raw in entries}  # type: ignore[union-attr]  # a null is caught
    except (AttributeError, UnicodeDecodeError):
        return {name: _header_text(name, raw) for name, raw in entries if _is_ours(name) or raw is None}


def _is_ours(name: str) -> bool:
    return name.startswith("ce_") or name in ("content-type", "traceparent")


def _header_text(name: str, raw: bytes | None) -> str:
    if raw is None:
        raise Malformed("bad_header", f"header {name!r} is null: leave it out instead")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Malformed("bad_header", f"header {name!r} is not UTF-8") from None


def decode(topic: Topic, key: bytes | None, value: bytes | None, headers: Mapping[str, str]) -> Fact[Body]:
    """Read an event off the wire.

    ``headers`` are texts (see ``header_texts``). Raises UnknownType for a type to pass over, Malformed for all else
    that is no event of these contracts.
    """
    try:
        identifier, _, kind, said_at, number = _required(headers)
    except KeyError:
        missing = [name for name in _REQUIRED if name not in headers]
        raise Malformed(
            "missing_header", f"headers {', '.join(missing)} are missing (CloudEvents 1.0, binary mode)"
        ) from None
    body_type = event_types().get(kind)
    if body_type is None:
        raise UnknownType("unknown_type", f"{kind!r} is not an event type of these contracts")
    if body_type.stream != topic.stream.name:
        raise Malformed("wrong_stream", f"{kind} belongs to stream {body_type.stream}, not {topic.stream.name}")
    if key is None:
        raise Malformed("null_key", "the record key is null: set it to the event's subject")
    if (value is None) != body_type.is_tombstone:
        raise Malformed("null_body", f"{kind} must have {'no body' if body_type.is_tombstone else 'a body'}")
    content_type = headers.get("content-type", "application/json")
    if not content_type.startswith("application/json"):
        raise Malformed("content_type", f"content type {content_type!r} is not supported: publish application/json")
    try:
        body = (
            body_type.model_validate({body_type.key_field: key.decode(errors="replace")})
            if value is None
            else body_type.model_validate_json(value)
        )
    except ValidationError as error:
        raise Malformed("bad_body", _in_words(kind, error)) from None
    try:
        subject = key.decode()
        at = datetime.fromisoformat(said_at)
    except ValueError as error:
        raise Malformed("bad_header", f"key or ce_time cannot be read: {error}") from None
    if not _NUMBER.fullmatch(number):
        raise Malformed("bad_header", f"ce_sequence is {number!r}: it counts 1, 2, 3 … for each key, in decimal digits")
    if not _UUID.fullmatch(identifier):
        raise Malformed("bad_header", f"ce_id {identifier!r} is not a UUID in its usual form")
    if subject != body.key:
        raise Malformed(
            "key_mismatch", f"the record key is {subject!r}, but the body's {body_type.key_field} is {body.key!r}"
        )
    if at.tzinfo is None:
        raise Malformed("bad_header", f"ce_time {said_at!r} has no offset from UTC")
    return Fact(
        identifier,
        topic.writer,
        topic.stream.name,
        subject,
        int(number),
        at,
        body,
        headers.get("ce_causationid"),
        headers.get("ce_correlationid"),
        headers.get("traceparent"),
    )


def _in_words(kind: str, error: ValidationError) -> str:
    problems = [
        f"{'.'.join(str(part) for part in problem['loc']) or 'body'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_context=False, include_input=False)[:5]
    ]
    return f"{kind}: " + "; ".join(problems)
