"""What was read from the log, made out record by record: a fact, something to pass over, or something to bury."""

import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from panhuo_contracts import BEIJING, Body, Fact, Malformed, Topic, UnknownType, decode, event_fold, header_texts
from panhuo_contracts.jurisdictions import NATION


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
def _topic(name: str) -> Topic:
    return Topic.parse(name)


def open_letter(record: RawRecord) -> Letter:
    """Make out one record. Never raises for what it holds."""
    letter = Letter(record, _topic(record.topic))
    try:
        headers = header_texts(record.headers)
        _read_address(letter, record, headers)
        try:
            letter.fact = decode(letter.topic, record.key, record.value, headers)
        except UnknownType:
            if letter.key is None:
                raise
        else:
            _refuse_foreign(letter.fact)
        letter.fold = event_fold(letter.key or "", letter.sequence or 0, headers["ce_type"], record.value or b"")
        at = letter.fact.time if letter.fact is not None else datetime.fromisoformat(headers["ce_time"])
        letter.day = at.astimezone(BEIJING).date()
    except Malformed as error:
        letter.burial = Burial(error.code, str(error))
    except ValueError as error:
        letter.burial = Burial("bad_header", f"ce_time cannot be read: {error}")
    return letter


def _read_address(letter: Letter, record: RawRecord, headers: dict[str, str]) -> None:
    number = headers.get("ce_sequence", "")
    if record.key is not None and number.isdecimal() and 0 < len(number) < 19:
        try:
            letter.key = record.key.decode()
        except UnicodeDecodeError:
            return
        if "\x00" in letter.key or len(letter.key) > 400:
            letter.key = None
            return
        letter.sequence = int(number)


def _refuse_foreign(fact: Fact[Body]) -> None:
    home = getattr(fact.body, "home", fact.writer)
    if fact.writer not in (NATION, home):
        raise Malformed(
            "foreign",
            f"{fact.writer} spoke of {fact.key}, whose home is {home}: a province speaks for its own patents only",
        )


def open_letters(records: Iterable[RawRecord]) -> list[Letter]:
    """Make out a batch."""
    return [open_letter(record) for record in records]
