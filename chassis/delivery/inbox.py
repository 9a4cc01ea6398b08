"""What was read from the log, made out record by record: a fact, something to pass over, or something to bury."""

import asyncio
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Final, Protocol

from panhuo_contracts import BEIJING, Body, Fact, Malformed, Topic, UnknownType, decode, event_fold, header_texts
from panhuo_contracts.jurisdictions import NATION

from chassis.delivery.position import Place

_AT_ONCE: Final = 25


class RawRecord(Protocol):
    """The part of aiokafka's ConsumerRecord that delivery looks at."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


@dataclass(frozen=True, slots=True)
class Burial:
    """Why a record goes to the dead letters."""

    reason: str
    detail: str

    @classmethod
    def of_failure(cls, reason: str, error: BaseException) -> "Burial":
        """Bury what a handler failed on, with the traceback."""
        return cls(reason, "".join(traceback.format_exception(error))[-8_000:])


@dataclass(slots=True)
class Letter:
    """One record on its way into the store."""

    record: RawRecord
    place: Place
    topic: Topic
    key: str | None = None
    sequence: int | None = None
    """Known where the envelope could be read, even if the body could not: a buried event spends its number."""
    fact: Fact[Body] | None = None
    fold: int = 0
    day: date = date.min
    """Beijing day of the event's time."""
    burial: Burial | None = None


@cache
def _whence(topic: str, partition: int) -> tuple[Place, Topic]:
    return Place(topic, partition), Topic.parse(topic)


def open_letter(record: RawRecord) -> Letter:
    """Make out one record. Never raises for what it holds."""
    letter = Letter(record, *_whence(record.topic, record.partition))
    try:
        _read(letter, record)
    except Malformed as error:
        letter.burial = Burial(error.code, str(error))
        _read_address(letter, record)
    return letter


def _read(letter: Letter, record: RawRecord) -> None:
    headers = header_texts(record.headers)
    try:
        letter.fact = fact = decode(letter.topic, record.key, record.value, headers)
    except UnknownType:
        _read_address(letter, record)
        if letter.key is None:
            raise
    else:
        letter.key, letter.sequence = fact.key, fact.sequence
        home = getattr(fact.body, "home", fact.writer)
        if fact.writer not in (NATION, home):
            message = (
                f"{fact.writer} spoke of {fact.key}, whose home is {home}: a province speaks for its own patents only"
            )
            raise Malformed("foreign", message)
    letter.fold = event_fold(letter.key or "", letter.sequence or 0, headers["ce_type"], record.value or b"")
    letter.day = _beijing_day(headers["ce_time"])


def _read_address(letter: Letter, record: RawRecord) -> None:
    """Key and number of what cannot be read otherwise: it spends its number all the same."""
    number = dict(record.headers).get("ce_sequence") or b""
    if record.key is None or not number.isdigit() or len(number) > 18 or int(number) < 1:
        return
    try:
        key = record.key.decode()
    except UnicodeDecodeError:
        return
    if "\x00" not in key and len(key) <= 400:
        letter.key, letter.sequence = key, int(number)


def _beijing_day(ce_time: str) -> date:
    if ce_time.endswith("+08:00"):
        return _day(ce_time[:10])
    try:
        return datetime.fromisoformat(ce_time).astimezone(BEIJING).date()
    except (ValueError, OverflowError) as error:
        raise Malformed("bad_header", f"ce_time cannot be read: {error}") from None


@lru_cache(maxsize=1_000)
def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Malformed("bad_header", f"ce_time cannot be read: {error}") from None


async def open_between(records: Sequence[RawRecord]) -> list[Letter]:
    """Make out a batch a little at a time, so that the batch before never waits long for its next statement."""
    letters: list[Letter] = []
    for start in range(0, len(records), _AT_ONCE):
        letters += map(open_letter, records[start : start + _AT_ONCE])
        await asyncio.sleep(0)
    return letters


def ends(letters: Iterable[Letter]) -> dict[Place, int]:
    """The offset after the last letter of each partition."""
    return {letter.place: letter.record.offset + 1 for letter in letters}
