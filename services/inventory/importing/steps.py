"""The rows of a file in steps: read and checked for themselves, before the library is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from services.inventory.files.source_file import Source
from services.inventory.files.standard_format import Layout
from services.inventory.importing.first_rows import FirstRows
from services.inventory.importing.rows import Importer, Row, RowReader
from services.inventory.institutions import Directory, Institution
from services.inventory.records import Entry, Remarks
from services.inventory.rules.problems import Problem, Refusal
from services.inventory.words import spaced_words

STEP_ROWS: Final = 2_000
STEP_CHARACTERS: Final = 8_000_000
"""A step ends earlier where its rows are long: a few of them are in memory at once."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which file is to be read, on whose behalf, and what is known beforehand."""

    path: Path
    importer: Importer
    institutions: Sequence[Institution]
    next_row: int
    """Rows before it were stored by a run before this one."""


class Recognized(NamedTuple):
    """What kind of file it is. It was read through: every row of it can be read."""

    kind: str
    layout: Layout
    rows: int


@dataclass(slots=True)
class Step:
    """Some rows, ready to be decided on."""

    last: int = 0
    handled: int = 0
    accepted: list[Row] = field(default_factory=list)
    cells: bytes = b"[]"
    """The accepted rows as they were sent, as JSON: opened only where the library refuses one of them."""
    words: dict[str, str] = field(default_factory=dict)
    """Words of the accepted rows' titles."""
    refusals: list[Refusal] = field(default_factory=list)
    repeated: int = 0
    """Rows that say word for word what an earlier row says."""
    newcomers: list[Institution] = field(default_factory=list)

    def sent(self) -> list[list[str]]:
        """Cells of each accepted row."""
        rows: list[list[str]] = orjson.loads(self.cells)
        return rows

    def __reduce__(self) -> tuple[Any, ...]:
        """Rows go through the pipe column by column: row by row, pickling them takes twice as long."""
        lines, entries, remarks, *rest = zip(*self.accepted, strict=True) if self.accepted else ((),) * len(Row._fields)
        has_remarks = any(remarks)
        columns = (lines, [*zip(*entries, strict=True)], [*zip(*remarks, strict=True)] if has_remarks else None, *rest)
        others = (self.cells, self.words, self.refusals, self.repeated, self.newcomers)
        return _unpacked, (self.last, self.handled, columns, *others)


def _unpacked(last: int, handled: int, columns: Any, *others: Any) -> Step:  # noqa: ANN401 - what Step put in
    lines, entries, remarks, *rest = columns
    stated = map(Remarks._make, zip(*remarks, strict=True)) if remarks else repeat(None, len(lines))
    accepted = list(map(Row, lines, map(Entry._make, zip(*entries, strict=True)), stated, *rest))
    return Step(last, handled, accepted, *others)


class Steps:
    """Rows of a file in steps."""

    def __init__(self, source: Source, order: Order) -> None:
        self._rows: Iterator[tuple[int, list[str]]] = source.read()
        self._directory = Directory(order.institutions)
        self._reader = RowReader(source.layout, self._directory, order.importer)
        self._next_row = order.next_row
        self._first_rows = FirstRows(source.rows)
        self._number = source.layout.name("number")

    def next(self) -> Step | None:
        step = Step()
        sent: list[list[str]] = []
        characters = 0
        for number, cells in self._rows:
            row = self._reader.read(number, cells)
            problems = row if isinstance(row, list) else self._twice(row)
            if number < self._next_row:
                continue  # read for what later rows are compared with
            step.last = number
            step.handled += 1
            if problems:
                step.refusals.append(Refusal(number, cells, problems))
            elif problems is None and isinstance(row, Row):
                step.accepted.append(row)
                sent.append(cells)
            else:
                step.repeated += 1
            characters += sum(map(len, cells))
            if step.handled == STEP_ROWS or characters > STEP_CHARACTERS:
                break
        step.cells = orjson.dumps(sent)
        step.words = {row.entry.title: spaced_words(row.entry.title) for row in step.accepted}
        step.newcomers = self._directory.take_arrived()
        return step if step.handled else None

    def _twice(self, row: Row) -> list[Problem] | None:
        """None for a first row of a patent; else what is wrong, nothing where the row says the same again."""
        first, says_the_same = self._first_rows.note(row.entry.number, row.line, row[1:])
        if first == row.line:
            return None
        if says_the_same:
            return []
        return [Problem(self._number, row.entry.number, "E150", {"row": f"{first:,}"})]
