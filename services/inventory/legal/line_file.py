"""A file of register lines (csv or xlsx): its columns, and each row as a line or as what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from services.inventory.files import cells
from services.inventory.files.cells import BrokenRule
from services.inventory.files.options import LEGAL_FLAGS, LEGAL_STATUSES, choices
from services.inventory.files.sheet_file import Rows, header_in, rows_in
from services.inventory.files.standard_format import plain
from services.inventory.files.unreadable import Unreadable
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.kinds import LICENSE_KINDS, SPELLINGS, VOCABULARY
from services.inventory.rules.problems import Problem, Problems

_MOST_YEARS: Final = 40
_SOME_KINDS: Final = "授权（GR01）、转移（TR01）、未缴年费终止（CF01）"


class Column(NamedTuple):
    """One column: the field it fills, its headers, and what stands in it."""

    field: str
    name: str
    synonyms: tuple[str, ...]
    form: tuple[str, str]
    example: str
    is_required: bool = False


_LICENSES: Final = cells.option_of(LICENSE_KINDS)
COLUMNS: Final = (
    Column(
        "patent",
        "专利号",
        ("申请号", "专利申请号", "专利号/申请号"),
        ("12 位数字（2003 年 10 月前 8 位）加校验位", "12 digits (8 before October 2003) and the check digit"),
        "ZL 2021 1 0000123.5",
        is_required=True,
    ),
    Column(
        "kind",
        "事件",
        ("法律事件", "法律状态", "事务类型", "事件代码", "法律状态代码"),
        (
            "、".join(term.chinese for term in VOCABULARY.values()) + "；或公报、INPADOC 代码",
            "the event by its name or its gazette or INPADOC code",
        ),
        "未缴年费终止",
        is_required=True,
    ),
    Column(
        "effective_on",
        "生效日",
        ("登记日", "登记生效日", "生效日期"),
        ("日期；留空取公告日", "date; empty: the day of the gazette"),
        "2024-01-17",
    ),
    Column("announced_on", "公告日", ("法律状态公告日", "公告日期"), ("日期", "date"), "2024-03-29"),
    Column(
        "number",
        "登记号",
        ("备案号", "文号", "合同备案号", "质押登记号"),
        (
            "登记、备案或裁定的编号；解除、变更、注销写同一编号",
            "of the registration, filing or decision; what lifts or changes it writes the same",
        ),
        "Y2024980000123",
    ),
    Column(
        "holders",
        "变更后权利人",
        ("受让人", "权利人", "变更后专利权人"),
        ("多人用分号隔开，首位在前", "several with semicolons between, the first patentee first"),
        "示例制造有限公司",
    ),
    Column(
        "holder_code",
        "变更后权利人信用代码",
        ("受让人信用代码", "权利人信用代码"),
        ("18 位", "18 characters"),
        "",
    ),
    Column(
        "license_kind", "许可种类", ("许可类型",), (choices(LICENSE_KINDS), choices(LICENSE_KINDS, english=True)), ""
    ),
    Column(
        "until",
        "截止日",
        ("期限至", "届满日", "许可期限至", "保全期限至"),
        ("许可、保全、质押或补偿后期限的最后一日", "last day of the license, preservation, pledge or new term"),
        "",
    ),
    Column("annuity_year", "年度", ("年费年度",), ("年费所属的专利年度，如 6", "the patent year, such as 6"), ""),
    Column(
        "status",
        "登记簿状态",
        ("专利权状态",),
        (choices(LEGAL_STATUSES), choices(LEGAL_STATUSES, english=True)),
        "",
    ),
    Column("flags", "登记簿标记", (), (choices(LEGAL_FLAGS), choices(LEGAL_FLAGS, english=True)), ""),
    Column("note", "说明", ("备注", "法律状态信息"), ("不超过 2,000 字", "at most 2,000 characters"), ""),
)
_NAMED: Final = {plain(name): column for column in COLUMNS for name in (column.name, *column.synonyms)}
NAMES: Final = {column.field: column.name for column in COLUMNS}


def _kind(text: str) -> object:
    kind = SPELLINGS.get(text.casefold()) or SPELLINGS.get(text.replace(" ", "").casefold())
    if kind is None:
        raise BrokenRule("E401", options=_SOME_KINDS)
    return kind


def _year(text: str) -> int:
    digits = text.removeprefix("第").removesuffix("年度").removesuffix("年")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 3 and 1 <= int(digits) <= _MOST_YEARS):
        raise BrokenRule("E301", options=f"1–{_MOST_YEARS}")
    return int(digits)


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "patent": cells.patent_number,
    "kind": _kind,
    "effective_on": cells.day,
    "announced_on": cells.day,
    "number": cells.line_of(400),
    "holders": cells.names,
    "holder_code": cells.credit_code,
    "license_kind": _LICENSES,
    "until": cells.day,
    "annuity_year": _year,
    "status": cells.option_of(LEGAL_STATUSES),
    "flags": cells.options_of(LEGAL_FLAGS),
    "note": cells.text_of(2_000),
}


def open_lines(path: Path) -> tuple[list[str], Rows]:
    """The header, and the rows below it with their numbers, one by one. Raises Unreadable, also while rows are read."""
    rows = rows_in(path)
    header = header_in(rows, names_a_patent, NAMES["patent"])
    present = {column.field for column in columns_of(header) if column}
    missing = [column.name for column in COLUMNS if column.is_required and column.field not in present]
    if not present & {"effective_on", "announced_on"}:
        missing.append(NAMES["effective_on"])
    if missing:
        raise Unreadable(f"缺少必填列：{'、'.join(missing)}", f"required columns are missing: {', '.join(missing)}")
    return header, rows


def columns_of(header: Sequence[str]) -> list[Column | None]:
    """The columns that a header names; None for each that means nothing here."""
    return [_NAMED.get(plain(name)) for name in header]


def names_a_patent(names: Sequence[str]) -> bool:
    """Whether a row is the header: one of its cells is a name of the patent's column."""
    return any(_is_patent(name) for name in names)


def place_of_patent(header: Sequence[str]) -> int:
    """Where a header has the patent's number."""
    return next(place for place, name in enumerate(header) if _is_patent(name))


def _is_patent(name: str) -> bool:
    column = _NAMED.get(plain(name))
    return column is not None and column.field == "patent"


def read_row(
    columns: Sequence[Column | None], row: Sequence[str], today: date
) -> tuple[str, RegisterEntry] | list[Problem]:
    """The patent and what the register says of it, or everything that is wrong with the row."""
    return read_line({column.field: cell for column, cell in zip(columns, row, strict=False) if column}, today)


def read_line(texts: Mapping[str, str], today: date) -> tuple[str, RegisterEntry] | list[Problem]:
    """A line from the texts of its fields, of a row or of a form; or everything that is wrong with it."""
    problems = Problems()
    values: dict[str, Any] = {}
    for name, cell in texts.items():
        text = cell.strip()
        if "\x00" in text:
            problems.add(NAMES[name], text.replace("\x00", "�"), "E002")
        elif text:
            try:
                values[name] = _READERS[name](text)
            except BrokenRule as broken:
                problems.add(NAMES[name], text, broken.rule, **broken.parts)
    wrong = {problem.column for problem in problems.found}
    values.setdefault("effective_on", values.get("announced_on"))
    if NAMES["announced_on"] in wrong:
        wrong.add(NAMES["effective_on"])
    for name in ("patent", "kind", "effective_on"):
        if values.get(name) is None and NAMES[name] not in wrong:
            problems.add(NAMES[name], "", "E001")
    problems.found += [gap for gap in gaps(values) if gap.column not in wrong]
    if (since := values["effective_on"]) is not None and since > today:
        problems.add(NAMES["effective_on"], since.isoformat(), "E403")
    if problems.found:
        return problems.found
    return values.pop("patent"), RegisterEntry(**values)


def gaps(values: dict[str, Any]) -> list[Problem]:
    """What a line of its kind must say and does not."""
    kind = values.get("kind")
    if kind is None:
        return []
    term = VOCABULARY[kind]
    return [Problem(NAMES[name], "", "E402", {"kind": term.chinese}) for name in term.needs if not values.get(name)]
