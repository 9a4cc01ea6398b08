"""`panhuo sample`: files in the standard format from real records; what those lack is made up and marked so."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Annotated, Any, Final

import typer
from panhuo_contracts.codes import ImplementationStatus, InstitutionKind, PatentType
from panhuo_contracts.identifiers import application_check_digit
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

from services.inventory.files.cells import BrokenRule, patent_number, publication_number
from services.inventory.files.options import (
    IMPLEMENTATION,
    INSTITUTION_KINDS,
    MATURITY,
    MODES,
    PATENT_TYPES,
    SELF_GRADES,
)
from services.inventory.files.register_file import HEADER as REGISTER_HEADER
from services.inventory.files.standard_format import COLUMNS
from services.inventory.institutions import provisional_code
from services.inventory.jurisdictions import PROVINCES, Abroad, home_of_address

PATENTS, INSTITUTIONS = "patents.csv", "institutions.csv"
_FIELDS: Final = tuple(column.field for column in COLUMNS)
_HOMES: Final = tuple(code for code in JURISDICTIONS if code != NATION)
_TYPE_DIGITS: Final = {PatentType.INVENTION: 1, PatentType.UTILITY_MODEL: 2, PatentType.DESIGN: 3}
_TYPES: Final = {names[0]: code for code, names in PATENT_TYPES.items()}
_SERIALS_FROM: Final = 9_000_000
"""Serials of made-up numbers: so high that hardly a year has given them out."""
_IPC: Final = re.compile(r"[A-H]\d{2}[A-Z]\d{1,3}/\d{2,6}")
"""Without the groups from 2000 on, which the CPC has alone."""
_MOST_CLASSES: Final = 8
_FIRST_DAY, _LAST_DAY = date(2024, 3, 1), date(2024, 11, 29)
_AWAITING_SHARE: Final = 0.08
_UNIVERSITIES: Final = 24
_KINDS: Final = (
    (re.compile(r"医院"), InstitutionKind.HOSPITAL),
    (re.compile(r"大学|学院|学校"), InstitutionKind.OTHER_UNIVERSITY),
    (re.compile(r"研究所|研究院|科学院"), InstitutionKind.RESEARCH_INSTITUTE),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A first patentee: its name is real where the record has one, its code is not."""

    name: str
    home: str

    @property
    def code(self) -> str:
        return provisional_code(self.name)

    @property
    def kind(self) -> InstitutionKind:
        found = (kind for pattern, kind in _KINDS if pattern.search(self.name) and "公司" not in self.name)
        return next(found, InstitutionKind.UNCLASSIFIED)


def sample(
    patents: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Real records, one JSON object a line.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Where the files go.")],
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many patents.")] = None,
) -> None:
    """Write a patents file and an institutions file in the standard format.

    Of a record: its title; applicants, application_number, filing_date,
    publication_number, publication_date, address, inventors, ipc and abstract
    where it has them, else made up or left empty.

    Example: panhuo sample --patents records.jsonl --out files --limit 1000

    Ends with 0 where the files are written, 2 where a line is no record.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = list(_records(patents))
    homes = _homes(known)
    holders: dict[str, Holder] = {}
    written = left_out = 0
    with (out / PATENTS).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(column.name for column in COLUMNS)
        for place, record in enumerate(known):
            if limit is not None and written == limit:
                break
            if _is_abroad(record):
                left_out += 1
                continue
            holder = _holder(record, homes)
            holders[holder.code] = holder
            cells = row(record, place, holder)
            rows.writerow(cells[field] for field in _FIELDS)
            written += 1
    with (out / INSTITUTIONS).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(REGISTER_HEADER)
        for holder in holders.values():
            rows.writerow(
                (holder.code, holder.name, INSTITUTION_KINDS[holder.kind][0], "", JURISDICTIONS[holder.home][0], "生成")
            )
    typer.echo(f"{written:,} patents of {len(holders):,} institutions in {out}; {left_out:,} from abroad left out")


def row(record: dict[str, Any], place: int, holder: Holder) -> dict[str, str]:
    """One row. The same record at the same place always gives the same row."""
    chance = _chance(f"{record.get('source_id') or record.get('publication_number')}{record['title']}")
    patent_type = _TYPES.get(record.get("patent_type") or "", PatentType.INVENTION)
    filed = _filing_date(record, chance)
    number = _number(record) or _made_up_number(filed.year, patent_type, place)
    granted = _grant_date(record, filed, chance)
    classes = [symbol for symbol in record.get("ipc") or record.get("cpc") or () if _IPC.fullmatch(symbol)]
    return {
        **dict.fromkeys(_FIELDS, ""),
        "number": number,
        "title": record["title"][:400],
        "patent_type": PATENT_TYPES[patent_type][0],
        "filing_date": filed.isoformat(),
        "grant_date": granted.isoformat(),
        "publication_number": _publication(record),
        "institution_name": holder.name,
        "institution": holder.code,
        "institution_kind": INSTITUTION_KINDS[holder.kind][0],
        "home": JURISDICTIONS[holder.home][0],
        "co_patentees": "; ".join((record.get("applicants") or [])[1:]),
        "inventors": "; ".join(record.get("inventors") or []),
        "ipc": "; ".join(classes[:_MOST_CLASSES]),
        "abstract": (record.get("abstract") or "")[:8_000],
        **_annotations(granted, chance),
        "generated": "生成",
    }


def _annotations(granted: date, chance: Random) -> dict[str, str]:
    """What an institution would say: made up, in shares like those that the programme has published."""
    modes = chance.sample([names[0] for names in list(MODES.values())[:-1]], chance.randint(1, 3))
    # What was transferred is no stock any more.
    stock = [status for status in IMPLEMENTATION if status is not ImplementationStatus.TRANSFERRED]
    implementation = chance.choices(stock, (83, 7, 6, 1, 3))[0]
    is_awaiting = chance.random() < _AWAITING_SHARE
    day = max(_FIRST_DAY + timedelta(days=chance.randrange((_LAST_DAY - _FIRST_DAY).days)), granted)
    return {
        "implementation": IMPLEMENTATION[ImplementationStatus(implementation)][0],
        "accepted_modes": "; ".join(modes),
        "asking_price": str(chance.choice((-1, -1, -1, 5, 10, 20, 50, 80, 120, 300))),
        "maturity": chance.choices([names[0] for names in MATURITY.values()], (45, 25, 20, 10))[0],
        "self_grade": chance.choices([names[0] for names in SELF_GRADES.values()], (30, 50, 20))[0],
        "funding": chance.choice(("是", "否")),
        "inventoried_on": "" if is_awaiting else day.isoformat(),
    }


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """Raises typer.BadParameter for a line that is no record, or a file without any."""
    number = 0
    with path.open(encoding="utf-8") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    record = json.loads(line)
                    if "title" not in record:
                        raise typer.BadParameter(f"{path}:{number}: the record has no title")
                    yield record
        except (ValueError, TypeError):
            raise typer.BadParameter(f"{path}:{number}: this is no JSON object in UTF-8") from None
    if not number:
        raise typer.BadParameter(f"{path} is empty")


def _homes(records: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Where patentees with an address are at home, by the first one that stands there."""
    homes: dict[str, str] = {}
    for record in records:
        if record.get("address") and record.get("applicants") and not _is_abroad(record):
            home = home_of_address(record["address"])
            if home is not None:
                homes.setdefault(record["applicants"][0], home)
    return homes


def _is_abroad(record: dict[str, Any]) -> bool:
    try:
        home_of_address(record.get("address") or "")
    except Abroad:
        return True
    return False


def _holder(record: dict[str, Any], homes: dict[str, str]) -> Holder:
    """The first applicant; for a record that names none, a made-up university."""
    applicants = record.get("applicants") or []
    name = applicants[0] if applicants else f"示例大学{_chance(record['title']).randint(1, _UNIVERSITIES)}"
    home = homes.get(name) or next((code for place, code in PROVINCES.items() if name.startswith(place)), None)
    return Holder(name, home or _chance(name).choice(_HOMES))


def _number(record: dict[str, Any]) -> str | None:
    try:
        return patent_number(record["application_number"])
    except (KeyError, BrokenRule):
        return None


def _made_up_number(year: int, patent_type: PatentType, place: int) -> str:
    body = f"{year}{_TYPE_DIGITS[patent_type]}{_SERIALS_FROM + place:07d}"
    return body + application_check_digit(body)


def _publication(record: dict[str, Any]) -> str:
    try:
        return publication_number(record.get("publication_number") or "")
    except BrokenRule:
        return ""


def _filing_date(record: dict[str, Any], chance: Random) -> date:
    made_up = date(chance.randint(2014, 2020), 1, 1) + timedelta(days=chance.randrange(365))
    return date.fromisoformat(record["filing_date"]) if record.get("filing_date") else made_up


def _grant_date(record: dict[str, Any], filed: date, chance: Random) -> date:
    made_up = min(filed + timedelta(days=chance.randint(400, 1_100)), date(2023, 12, 29))
    return date.fromisoformat(record["publication_date"]) if record.get("publication_date") else made_up


def _chance(key: str) -> Random:
    """Chance that falls the same way each time."""
    return Random(int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big"))  # noqa: S311 - sample data
