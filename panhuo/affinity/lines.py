"""Records as JSON, one a line: each line is right, or is told of by its number."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import orjson

from services.evaluation.affinity import Language, Subject, language_of, parse_symbol

MOST_BYTES: Final = 4 * 2**20
_SHOWN: Final = 20
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_BETWEEN_SYMBOLS: Final = re.compile(r"[;,|；，、]")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    subject: Subject


@dataclass(slots=True)
class Findings:
    """What is wrong with the files so far; only the first problems are kept in words."""

    problems: list[str] = field(default_factory=list)
    count: int = 0
    strange_symbols: int = 0
    """Left out, since offices also write other classifications into this field."""

    def add(self, file: Path, line: int | None, problem: str) -> None:
        self.count += 1
        if len(self.problems) < _SHOWN:
            self.problems.append(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")


class _Wrong(Exception):
    """A line that is no record; the message says why."""


def read_records(file: Path, findings: Findings, tell: Callable[[int], None]) -> Iterator[Record]:
    """The records of a file in their order; goes on after a wrong line, so that all of them are found at once.

    `tell` hears how many bytes have been read.
    """
    lines_of: dict[str, int] = {}
    read = 0
    with file.open("rb") as opened:
        for number, line in _lines(opened):
            read += len(line)
            tell(read)
            if not line.strip():
                continue
            try:
                record = _record(line, findings)
            except _Wrong as problem:
                findings.add(file, number, str(problem))
                continue
            earlier = lines_of.setdefault(record.id, number)
            if earlier == number:
                yield record
            else:
                findings.add(file, number, f"the id {_short(record.id)} stands already in line {earlier}")
    if not lines_of and not findings.count:
        findings.add(file, None, "holds no record")


def _lines(opened: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without a byte order mark; of one that is too long, one byte more than allowed."""
    number = 0
    while line := opened.readline(MOST_BYTES + 1):
        number += 1
        if len(line) > MOST_BYTES and not line.endswith(b"\n"):
            while (rest := opened.readline(MOST_BYTES)) and not rest.endswith(b"\n"):
                pass
        yield number, line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line


def _record(line: bytes, findings: Findings) -> Record:
    if len(line) > MOST_BYTES:
        raise _Wrong(f"longer than {MOST_BYTES // 2**20} MiB")
    if line.startswith(_UTF_16_MARKS):
        raise _Wrong("is UTF-16; UTF-8 is expected")
    if b"\x00" in line:
        raise _Wrong("holds a NUL byte")
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        raise _Wrong(f"is not JSON in UTF-8: {problem}") from None
    if not isinstance(said, dict):
        raise _Wrong("is JSON, but not an object with id and text")
    text = _text(said)
    symbols = [(one, parse_symbol(one)) for one in _symbols(said)]
    findings.strange_symbols += sum(1 for one, symbol in symbols if symbol is None and one.strip())
    known = dict.fromkeys(symbol for _, symbol in symbols if symbol is not None)
    return Record(_id(said), Subject(text, language_of(text, _language(said)), tuple(known)))


def _id(said: dict[str, Any]) -> str:
    written = said.get("id")
    if isinstance(written, int) and not isinstance(written, bool):
        return str(written)
    if written is None or written == "":
        raise _Wrong("id is missing")
    if not isinstance(written, str):
        raise _Wrong("id is neither a string nor a whole number")
    if not written.strip():
        raise _Wrong("id is blank")
    if _CONTROL.search(written):
        raise _Wrong(f"id {_short(written)} holds a control character")
    return written


def _text(said: dict[str, Any]) -> str:
    written = said.get("text")
    if written is None:
        raise _Wrong("text is missing")
    if not isinstance(written, str):
        raise _Wrong("text is not a string")
    if "\x00" in written:
        raise _Wrong("text holds a NUL")
    if not written.strip():
        raise _Wrong("text is empty")
    return written


def _symbols(said: dict[str, Any]) -> list[str]:
    written = said.get("ipc")
    if written is None:
        return []
    if isinstance(written, str):
        return _BETWEEN_SYMBOLS.split(written)
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise _Wrong("ipc is not a list of strings")
    return written


def _language(said: dict[str, Any]) -> Language | None:
    written = said.get("lang")
    if written is None:
        return None
    if not isinstance(written, str) or written not in set(Language):
        raise _Wrong(f"lang is {_short(written)}; zh and en are known")
    return Language(written)


def _short(written: object) -> str:
    said = repr(written)
    return said if len(said) <= 60 else f"{said[:57]}…"
