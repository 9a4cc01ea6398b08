"""Rows of a file: each becomes a record, or the list of what is wrong with it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from panhuo_contracts.codes import InstitutionKind, PatentType
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

from services.inventory.classification import main_groups
from services.inventory.files import cells
from services.inventory.files.cells import UNFIT, BrokenRule, Remembered
from services.inventory.files.options import (
    IMPLEMENTATION,
    INSTITUTION_KINDS,
    MATURITY,
    MODES,
    PATENT_TYPES,
    SELF_GRADES,
)
from services.inventory.files.standard_format import COLUMNS, FUNDED, MARKS, Layout
from services.inventory.institutions import (
    MOST_PROVISIONAL,
    Directory,
    Institution,
    home_of_code,
    is_provisional,
    provisional_code,
)
from services.inventory.jurisdictions import NAMED, Abroad, home_of_address
from services.inventory.legal.terms import FIRST_FILING_DATE, is_possible_end, statutory_end
from services.inventory.records import REMARK_FIELDS, Entry, Remarks
from services.inventory.rules.problems import Problem, Problems

_TYPE_OF_DIGIT: Final = {
    "1": PatentType.INVENTION,
    "8": PatentType.INVENTION,
    "2": PatentType.UTILITY_MODEL,
    "9": PatentType.UTILITY_MODEL,
    "3": PatentType.DESIGN,
}
_DOCUMENTS: Final = {
    PatentType.INVENTION: ("1", "ABC"),
    PatentType.UTILITY_MODEL: ("2", "UY"),
    PatentType.DESIGN: ("3", "SD"),
}
"""How a type's document numbers begin, and their kinds: ZC 0007, ZC 0008-2004 and those in use before."""
_DEFAULTS: Final[dict[str, Any]] = {
    "abstract": "",
    "patent_type": None,
    "publication_number": None,
    "grant_date": None,
    "expires_on": None,
    "institution": None,
    "institution_kind": None,
    "ministry": None,
    "home": None,
    "ipc": (),
    "locarno": None,
    "co_patentees": (),
    "inventors": (),
    "funding": None,
    "inventoried_on": None,
    "generated": False,
    **Remarks._field_defaults,
}


class Row(NamedTuple):
    """An accepted row."""

    line: int
    """Row number in the file; the header is row 1."""
    entry: Entry
    remarks: Remarks | None
    """None: the file has no column of annotations."""
    is_funded: bool | None
    inventoried_on: date | None
    inventors: tuple[str, ...] | None
    """None: the file has no column of them."""


@dataclass(frozen=True, slots=True)
class Importer:
    """On whose behalf a file is read."""

    writer: str
    """Whom this installation speaks for."""
    organization: str | None
    """Credit code of the one institution whose rows are accepted; None: any."""
    today: date
    ipc_table: Path | None = None
    """A table of IPC symbols; without one, only their classes are checked."""


Reader = Callable[[str], Any]


def _readers(groups: frozenset[str] | None, *, is_office_export: bool) -> dict[str, Reader]:
    read_classes = (cells.office_classes if is_office_export else cells.ipc_symbols)(groups)
    return {
        "number": cells.patent_number,
        "title": cells.line_of(400),
        "patent_type": Remembered(cells.option_of(PATENT_TYPES)).__getitem__,
        "filing_date": Remembered(cells.day).__getitem__,
        "grant_date": Remembered(cells.day).__getitem__,
        "publication_date": Remembered(cells.day).__getitem__,
        "publication_number": cells.publication_number,
        "expires_on": Remembered(cells.day).__getitem__,
        "institution_name": cells.line_of(400),
        "institution": Remembered(cells.credit_code).__getitem__,
        "institution_kind": Remembered(cells.option_of(INSTITUTION_KINDS)).__getitem__,
        "home": Remembered(_jurisdiction).__getitem__,
        "co_patentees": cells.names,
        "inventors": cells.inventors,
        "applicants": cells.names,
        "address": cells.line_of(2000),
        "ipc": Remembered(read_classes).__getitem__,
        "main_ipc": Remembered(read_classes).__getitem__,
        "locarno": Remembered(cells.locarno_class).__getitem__,
        "abstract": cells.text_of(8000),
        "implementation": Remembered(cells.option_of(IMPLEMENTATION)).__getitem__,
        "accepted_modes": Remembered(cells.options_of(MODES)).__getitem__,
        "asking_price": Remembered(cells.price_in_yuan).__getitem__,
        "maturity": Remembered(cells.option_of(MATURITY)).__getitem__,
        "self_grade": Remembered(cells.option_of(SELF_GRADES)).__getitem__,
        "scenario": cells.text_of(8000),
        "industries": Remembered(cells.industry_codes).__getitem__,
        "keywords": Remembered(cells.keywords).__getitem__,
        "funding": cells.one_of(FUNDED, "是、否"),
        "inventoried_on": Remembered(cells.day).__getitem__,
        "generated": cells.one_of(MARKS, "生成、真实"),
    }


def _jurisdiction(text: str) -> str:
    home = NAMED.get(text)
    if home is None:
        raise BrokenRule("E120")
    return home


_ERROR_VALUES: Final = frozenset(("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))
"""What spreadsheet programs write where a formula fails."""
_TWICE: Final = re.compile(r"\bE15[01]\b", re.ASCII)
_REQUIRED: Final = frozenset(column.field for column in COLUMNS if column.is_required) | {"applicants", "address"}


class RowReader:
    """Reads the rows of one file. Knows nothing of the database but the directory of institutions."""

    def __init__(self, layout: Layout, directory: Directory, importer: Importer) -> None:
        self._layout = layout
        self._directory = directory
        self._importer = importer
        readers = _readers(main_groups(importer.ipc_table), is_office_export=layout.is_office_export)
        self._plan = [(field, place, readers[field], field in _REQUIRED) for field, place in layout.places.items()]
        self._again = [(field, place, readers[field]) for field, place in layout.again]
        self._width = len(layout.header)
        self._holder = layout.name("applicants" if layout.is_office_export else "institution_name")
        self._remarks = layout.has_annotations
        self._names_inventors = "inventors" in layout.places
        self._basis = layout.basis_place

    def read(self, line: int, row: Sequence[str]) -> Row | list[Problem]:
        """The row's record, or everything that is wrong with it."""
        problems = Problems()
        values = self._values(row, problems)
        if not problems.found and self._is_still_twice(row):
            problems.add(self._layout.name("number"), values["number"], "E151")
        if problems.found:
            return problems.found
        if self._layout.is_office_export:
            self._take_export(values, problems)
            if problems.found:
                return problems.found
        self._check_register(values, problems)
        institution = self._institution(values, problems)
        if problems.found or institution is None:
            return problems.found
        if self._directory.with_code(institution.code) is None:
            self._directory.arrive(institution)
        values["home"] = institution.home
        values["institution"] = institution.code
        values["institution_name"] = institution.name
        values["institution_kind"] = institution.kind
        values["ministry"] = institution.ministry
        return Row(
            line,
            Entry(*[values[field] for field in Entry._fields]),
            Remarks(*[values[field] for field in REMARK_FIELDS]) if self._remarks else None,
            values["funding"],
            values["inventoried_on"],
            values["inventors"] if self._names_inventors else None,
        )

    def _is_still_twice(self, row: Sequence[str]) -> bool:
        """Whether it was refused beside another row of its patent, and nobody has said since that this one counts."""
        basis = row[self._basis] if self._basis is not None and self._basis < len(row) else ""
        return _TWICE.search(basis) is not None

    def _values(self, row: Sequence[str], problems: Problems) -> dict[str, Any]:
        values = _DEFAULTS.copy()
        width = len(row)
        if width > self._width and any(row[self._width :]):
            problems.add("", "", "E004", cells=str(width), columns=str(self._width))
            return values
        if UNFIT.search("".join(row)):
            for place, cell in enumerate(row[: self._width]):
                if UNFIT.search(cell):
                    problems.add(self._layout.header[place], UNFIT.sub("�", cell), "E002")
            return values
        for field, place, read, is_required in self._plan:
            text = row[place].strip() if place < width else ""
            if text in _ERROR_VALUES:
                problems.add(self._layout.header[place], text, "E007")
            elif text:
                try:
                    values[field] = read(text)
                except BrokenRule as broken:
                    problems.add(self._layout.header[place], text, broken.rule, **broken.parts)
            elif is_required:
                problems.add(self._layout.header[place], "", "E001")
        if not problems.found:
            self._compare(row, values, problems)
        return values

    def _compare(self, row: Sequence[str], values: dict[str, Any], problems: Problems) -> None:
        """Further columns for a field must say what the first says, or nothing."""
        for field, place, read in self._again:
            text = row[place].strip() if place < len(row) else ""
            try:
                agrees = not text or read(text) == values[field]
            except BrokenRule:
                agrees = False
            if not agrees:
                problems.add(self._layout.header[place], text, "E008", first=self._layout.name(field))

    def _take_export(self, values: dict[str, Any], problems: Problems) -> None:
        """What the office's export says, in the words of the standard format.

        The first applicant is the first patentee, home is where its address is. A publication of kind A is an
        application: the announcement of the grant has not been made.
        """
        publication: str = values["publication_number"] or ""
        if publication[2:] and publication.rstrip("0123456789").endswith("A"):
            problems.add(self._layout.name("publication_number"), publication, "E131")
        values["grant_date"] = values.pop("publication_date", None)
        applicants: tuple[str, ...] = values.pop("applicants")
        if not applicants:
            problems.add(self._layout.name("applicants"), "", "E001")
            return
        values["institution_name"], *others = applicants
        values["co_patentees"] = tuple(others)
        classes = dict.fromkeys((*values.pop("main_ipc", ()), *values["ipc"]))
        values["ipc"] = tuple(name for name in classes if "/" in name)
        values["locarno"] = next((name for name in classes if "/" not in name), None)
        address: str = values.pop("address")
        try:
            values["home"] = home_of_address(address)
        except Abroad:
            problems.add(self._layout.name("address"), address, "E121")

    def _check_register(self, values: dict[str, Any], problems: Problems) -> None:
        number: str = values["number"]
        name = self._layout.name
        of_number = _TYPE_OF_DIGIT[number[-9] if len(number) == 13 else number[2]]
        if values["patent_type"] is None:
            values["patent_type"] = of_number
        elif values["patent_type"] is not of_number:
            problems.add(
                name("patent_type"),
                PATENT_TYPES[values["patent_type"]][0],
                "E103",
                expected=PATENT_TYPES[of_number][0],
            )
        self._check_classes(values, of_number, problems)
        self._check_dates(values, number, problems)
        filed: date = values["filing_date"]
        if values["expires_on"] is None:
            values["expires_on"] = statutory_end(of_number, filed)
        elif not is_possible_end(of_number, filed, values["expires_on"]):
            end = statutory_end(of_number, filed).isoformat()
            problems.add(name("expires_on"), values["expires_on"].isoformat(), "E203", expected=end)
        granted: date | None = values["grant_date"]
        if granted is not None and granted >= values["expires_on"]:
            problems.add(name("grant_date"), granted.isoformat(), "E208", end=values["expires_on"].isoformat())

    def _check_classes(self, values: dict[str, Any], of_number: PatentType, problems: Problems) -> None:
        """What only one type has must be of that type."""
        document: str | None = values["publication_number"]
        digit, kinds = _DOCUMENTS[of_number]
        if document is not None and not (document[2] == digit and document[-1] in kinds):
            first = document[4] if document[2] == "8" else document[2]  # an application's number, until 1988
            if first != digit or document.rstrip("0123456789")[-1] not in kinds:
                words = {"type": PATENT_TYPES[of_number][0], "digit": digit, "kinds": "、".join(kinds)}
                problems.add(self._layout.name("publication_number"), document, "E132", **words)
        if values["locarno"] is not None and of_number is not PatentType.DESIGN:
            problems.add(self._layout.name("locarno"), values["locarno"], "E144")

    def _check_dates(self, values: dict[str, Any], number: str, problems: Problems) -> None:
        name = self._layout.name
        filed: date = values["filing_date"]
        granted: date | None = values["grant_date"]
        today = self._importer.today
        year = int(number[:4]) if len(number) == 13 else _century(int(number[:2]))
        inventoried: date | None = values["inventoried_on"]
        as_granted = granted or filed
        if filed.year <= year and FIRST_FILING_DATE <= filed <= as_granted <= (inventoried or as_granted) <= today:
            return  # nearly every row
        if filed.year > year:
            problems.add(name("filing_date"), filed.isoformat(), "E205", expected=str(year))
        if filed < FIRST_FILING_DATE:
            problems.add(name("filing_date"), filed.isoformat(), "E207")
        for field in ("filing_date", "grant_date", "inventoried_on"):
            stated: date | None = values[field]
            if stated is not None and stated > today:
                problems.add(name(field), stated.isoformat(), "E204")
            elif stated is not None and stated < filed:
                problems.add(name(field), stated.isoformat(), "E202")
        if granted is not None and inventoried is not None and filed <= inventoried < granted:
            problems.add(name("inventoried_on"), inventoried.isoformat(), "E206")

    def _institution(self, values: dict[str, Any], problems: Problems) -> Institution | None:
        """The first patentee: by credit code, else by registered name, else a newcomer."""
        name: str = values["institution_name"]
        code: str | None = values["institution"]
        header = self._holder
        own = self._importer.organization
        known = self._directory.with_code
        if own is not None:
            institution = known(own)
            if institution is None:
                problems.add(header, name, "E112")
                return None
            named = known(code) if code else None
            if named is not institution if code else not self._directory.bears(institution, name):
                is_owner = institution.name in (name, *values["co_patentees"])
                problems.add(header, name, "E160" if is_owner else "E166")
                return None
        elif code is not None:
            institution = known(code)
        else:
            namesakes = self._directory.with_name(name)
            if len(namesakes) > 1:
                problems.add(header, name, "E113")
                return None
            institution = namesakes[0] if namesakes else None
        if institution is None:
            institution = self._newcomer(values, problems)
        else:
            self._check_registered(institution, values, problems)
        if institution is not None:
            self._check_host(institution, problems, name)
        return institution

    def _newcomer(self, values: dict[str, Any], problems: Problems) -> Institution | None:
        name: str = values["institution_name"]
        code: str | None = values["institution"]
        if code is None and self._directory.provisional >= MOST_PROVISIONAL:
            problems.add(self._holder, name, "E114", limit=f"{MOST_PROVISIONAL:,}")
            return None
        home = values["home"] or (home_of_code(code) if code else None)
        if home is None:
            problems.add(self._layout.name("home" if not self._layout.is_office_export else "address"), "", "E123")
            return None
        code = code or provisional_code(name)
        return Institution(
            code=code,
            name=name,
            kind=values["institution_kind"] or InstitutionKind.UNCLASSIFIED,
            home=home,
            writer=self._importer.writer,
            is_provisional=is_provisional(code),
            is_generated=values["generated"],
        )

    def _check_registered(self, institution: Institution, values: dict[str, Any], problems: Problems) -> None:
        name: str = values["institution_name"]
        if institution.name != name and not self._directory.bears(institution, name):
            problems.add(self._holder, name, "E161", expected=institution.name)
        home: str | None = values["home"]
        if home is not None and home != institution.home and not self._layout.is_office_export:
            # An export's addresses are where letters go: an agency's, a branch's. The registry knows better.
            problems.add(self._layout.name("home"), home, "E122", expected=JURISDICTIONS[institution.home][0])

    def _check_host(self, institution: Institution, problems: Problems, name: str) -> None:
        header = self._holder
        writer = self._importer.writer
        if institution.writer != writer:
            problems.add(header, name, "E162", writer=institution.writer)
        elif writer not in (NATION, institution.home):
            expected = JURISDICTIONS[institution.home][0]
            problems.add(header, name, "E165", expected=expected, writer=writer)


def _century(year: int) -> int:
    return 1900 + year if year >= 85 else 2000 + year
