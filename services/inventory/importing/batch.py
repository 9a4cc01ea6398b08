"""Records that a program sends, some hundreds at a time: kept to the rules of rows, taken in or refused one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chassis.service import Unit
from services.inventory.files.cells import UNFIT
from services.inventory.files.standard_format import COLUMNS, Layout, recognize_fields
from services.inventory.importing.arrival import Outcome
from services.inventory.importing.first_rows import FirstRows
from services.inventory.importing.rows import Importer, Row, RowReader
from services.inventory.importing.taking_in import Sender, TakingIn
from services.inventory.institutions import Directory, Institution
from services.inventory.rules.problems import SHOWN, Problem
from services.inventory.store import institutions

MOST_RECORDS: Final = 1_000
Record = Mapping[str, Any]
"""Field or header of the standard format → text, number, boolean, null, or a list of them."""
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """Whose rows alone are accepted."""

    code: str
    name: str
    home: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a record."""

    row: int
    """Its place in the batch; the first is 1."""
    number: str
    outcome: Outcome | list[Problem]


async def take_in(
    unit: Unit, records: Sequence[Record], sender: Sender, office: Office | None, ipc_table: Path | None = None
) -> list[Answer]:
    """Take a batch in, in one transaction; the answers stand in its order."""
    readers = _Readers(await _directory(unit, records, office), sender, office, ipc_table)
    first_rows = FirstRows(len(records))
    answers: list[Answer | None] = [None] * len(records)
    accepted: dict[Keys, list[tuple[int, Row]]] = {}
    for place, record in enumerate(records):
        read = readers.read(place + 1, record)
        if isinstance(read, Row):
            first, says_the_same = first_rows.note(read.entry.number, read.line, read[1:])
            if first == read.line:
                accepted.setdefault(tuple(record), []).append((place, read))
                continue
            outcome: Outcome | list[Problem] = Outcome.UNCHANGED
            if not says_the_same:
                name = readers.layout(tuple(record)).name("number")
                outcome = [Problem(name, read.entry.number, "E150", {"row": str(first)})]
            answers[place] = Answer(read.line, read.entry.number, outcome)
        else:
            answers[place] = Answer(place + 1, readers.number(record), read)
    await institutions.add(unit.conn, readers.newcomers(), by=sender.subject)
    claimed = 0
    for keys, rows in accepted.items():
        taking = TakingIn(readers.layout(keys), sender, claimed=claimed)
        outcomes = await taking.take_in(unit, [row for _, row in rows])
        claimed = taking.claimed
        for (place, row), what in zip(rows, outcomes, strict=True):
            answers[place] = Answer(row.line, row.entry.number, [what] if isinstance(what, Problem) else what)
    return [answer for answer in answers if answer is not None]


async def _directory(unit: Unit, records: Sequence[Record], office: Office | None) -> Directory:
    """The institutions that a batch speaks of, of all that are registered."""
    codes, names = {office.code} if office else set(), {office.name} if office else set()
    for record in records:
        places = recognize_fields(tuple(record)).places
        values = [str(value).strip() for value in record.values()]
        codes |= {values[places["institution"]].upper()} if "institution" in places else set()
        names |= {values[places["institution_name"]]} if "institution_name" in places else set()
    known = await institutions.among(unit.conn, sorted(_storable(codes)), sorted(_storable(names)))
    return Directory(known)


def _storable(texts: set[str]) -> set[str]:
    """What a database can be asked for; the rules refuse rows with anything else."""
    return {text for text in texts if text and not UNFIT.search(text)}


class _Readers:
    """A reader of rows for each set of keys that records have."""

    def __init__(self, directory: Directory, sender: Sender, office: Office | None, ipc_table: Path | None) -> None:
        self._directory = directory
        self._importer = Importer(sender.writer, office.code if office else None, sender.today, ipc_table)
        self._layouts: dict[Keys, Layout] = {}
        self._readers: dict[Keys, RowReader] = {}

    def layout(self, keys: Keys) -> Layout:
        if keys not in self._layouts:
            self._layouts[keys] = recognize_fields(keys)
        return self._layouts[keys]

    def read(self, line: int, record: Record) -> Row | list[Problem]:
        keys = tuple(record)
        layout = self.layout(keys)
        problems = [_unknown(name) for name in layout.unknown]
        problems += [Problem(name, "", "E001", {}) for name in layout.missing]
        cells: list[str] = []
        for name, value in record.items():
            cell = _cell(value)
            if cell is None:
                problems.append(Problem(_shown(name), _shown(str(value)), "E006", {}))
            cells.append(cell or "")
        if problems:
            return problems
        if keys not in self._readers:
            self._readers[keys] = RowReader(layout, self._directory, self._importer)
        return self._readers[keys].read(line, cells)

    def number(self, record: Record) -> str:
        """The patent's number as the record states it."""
        place = self.layout(tuple(record)).places.get("number")
        return "" if place is None else _shown(str(list(record.values())[place]))

    def newcomers(self) -> list[Institution]:
        return self._directory.take_arrived()


def _unknown(name: str) -> Problem:
    return Problem(_shown(name), "", "E005", {"known": "、".join(column.field for column in COLUMNS)})


def _shown(text: str) -> str:
    return UNFIT.sub("�", text[:SHOWN])


def _cell(value: object) -> str | None:
    """A value as a file's cell has it; None for what no cell can hold."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case list():
            parts = [_cell(part) for part in value if not isinstance(part, list)]
            stated = [part for part in parts if part is not None]
            return "; ".join(stated) if len(stated) == len(value) else None
        case _:
            return None
