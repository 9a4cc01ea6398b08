"""A register of institutions as a file: credit code, name, kind, ministry and jurisdiction of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from panhuo_contracts.codes import InstitutionKind

from services.inventory.files import cells
from services.inventory.files.cells import BrokenRule
from services.inventory.files.comma_separated import encoding_of, records
from services.inventory.files.options import INSTITUTION_KINDS, MINISTRIES
from services.inventory.files.standard_format import MARKS, plain
from services.inventory.files.unreadable import Unreadable
from services.inventory.institutions import Institution, home_of_code, is_provisional
from services.inventory.jurisdictions import NAMED
from services.inventory.rules.problems import Problems
from services.inventory.store.imports import RowProblem

HEADER: Final = ("统一社会信用代码", "单位名称", "单位类别", "主管部门", "辖区", "数据标识")
MOST_ROWS: Final = 20_000


def _home(text: str) -> str:
    home = NAMED.get(text)
    if home is None:
        raise BrokenRule("E120")
    return home


Reading = tuple[str, str, Callable[[str], Any]]
"""Field, header, reader."""
_READERS: Final[dict[str, Reading]] = {
    plain(header): (field_name, header, read)
    for field_name, header, read in (
        ("code", "统一社会信用代码", cells.credit_code),
        ("name", "单位名称", cells.line_of(400)),
        ("kind", "单位类别", cells.option_of(INSTITUTION_KINDS)),
        ("ministry", "主管部门", cells.option_of(MINISTRIES)),
        ("home", "辖区", _home),
        ("generated", "数据标识", cells.one_of(MARKS, "生成、真实")),
    )
}


@dataclass(slots=True)
class Register:
    """What a file says, and what is wrong with it."""

    institutions: list[Institution] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    refused: int = 0


def read_register(path: Path, writer: str) -> Register:
    """Read a register, each institution once. Raises Unreadable."""
    with path.open("rb") as file:
        encoding = encoding_of(path, file.read(64 * 1024))
    rows = records(path, encoding)
    columns = [_READERS.get(plain(name)) for name in next(rows, [])]
    present = {column[0] for column in columns if column}
    missing = [name for name, wanted in (("统一社会信用代码", "code"), ("单位名称", "name")) if wanted not in present]
    if missing:
        raise Unreadable(f"缺少必填列：{'、'.join(missing)}", f"required columns are missing: {', '.join(missing)}")
    register = Register()
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS:,} 行，请分成几份", f"more than {MOST_ROWS:,} rows: split it")
        if not any(row):
            continue
        problems = Problems()
        institution = _institution(columns, row, writer, problems)
        if institution is None:
            register.refused += 1
            register.problems += [RowProblem(number, place, found) for place, found in enumerate(problems.found)]
        elif institution.code not in seen:
            seen.add(institution.code)
            register.institutions.append(institution)
    return register


def _institution(
    columns: Sequence[Reading | None], row: Sequence[str], writer: str, problems: Problems
) -> Institution | None:
    values: dict[str, Any] = {"kind": InstitutionKind.UNCLASSIFIED, "ministry": None, "home": None, "generated": False}
    for place, column in enumerate(columns):
        if column is None:
            continue
        field_name, header, read = column
        text = row[place].strip() if place < len(row) else ""
        if "\x00" in text:
            problems.add(header, text.replace("\x00", "�"), "E002")
        elif text:
            try:
                values[field_name] = read(text)
            except BrokenRule as broken:
                problems.add(header, text, broken.rule, **broken.parts)
        elif field_name in ("code", "name"):
            problems.add(header, "", "E001")
    if problems.found:
        return None
    home = values["home"] or home_of_code(values["code"])
    if home is None:
        problems.add("辖区", "", "E123")
        return None
    return Institution(
        values["code"],
        values["name"],
        values["kind"],
        home,
        writer,
        is_provisional=is_provisional(values["code"]),
        is_generated=values["generated"],
        ministry=values["ministry"],
    )
