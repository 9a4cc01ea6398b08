"""Reads the file into rows: each is a view of an enterprise, or says what is wrong in which column."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from panhuo_contracts.codes import Confidence, ConversionMode, ProspectGrade
from panhuo_contracts.identifiers import CreditCode, normalize_patent_number
from pydantic import TypeAdapter, ValidationError

from chassis.errors import Invalid, Told
from services.evaluation.opinion import MarketOpinion
from services.evaluation.upload.columns import (
    COLUMNS,
    CONFIDENCE,
    COOPERATION,
    ENTERPRISE,
    EVALUATED_ON,
    NEED,
    OPINION,
    PATENT,
    PROSPECT,
    REASON_COLUMN,
    Column,
    column_of,
)

SOURCE: Final = "评价上传格式"
"""docs/evaluation-upload.md"""
MOST_ROWS: Final = 1_000
MOST_BYTES: Final = 2 << 20
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MOST_CHARACTERS: Final = 8_000
_FIRST_DAY: Final = date(2024, 1, 26)
"""Of the Work Plan: nobody evaluated before."""
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How xlsx and xls begin."""
_SEPARATORS: Final = re.compile(r"[、;；,，\s]+")
_ENTERPRISE: Final[TypeAdapter[str]] = TypeAdapter(CreditCode)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, by which rule, where it is written, and how to mend it."""

    column: str
    value: str
    rule: Told
    source: str
    mend: Told


@dataclass(frozen=True, slots=True)
class View:
    """A row that can be read."""

    patent: str
    enterprise: str
    opinion: MarketOpinion
    evaluated_on: date


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file as it came, under the standard names, and what it says."""

    line: int
    cells: Mapping[str, str]
    view: View | None
    problems: tuple[Problem, ...] = ()


def read(content: bytes, today: date) -> list[Row]:
    """Raises Invalid for what is no such file at all."""
    if len(content) > MOST_BYTES:
        raise _invalid("文件超过 2 MB，请分批上传", "The file is larger than 2 MB: send it in parts.")
    lines = list(_lines(_decoded(content)))
    if not lines:
        raise _invalid("文件是空的", "The file is empty.")
    headers = [column_of(header) for header in lines[0]]
    named = [one for one in headers if one is not None]
    if len(set(named)) != len(named):
        raise _invalid("同一列出现了两次", "A column stands there twice.")
    if missing := [one.names[0] for one in COLUMNS if one.is_required and one not in named]:
        text = "、".join(missing)
        raise _invalid(f"缺少列：{text}", f"Columns are missing: {text}.")
    rows = [
        _row(number, headers, cells, today)
        for number, cells in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise _invalid("只有表头，没有数据行", "There is a header and nothing below it.")
    if len(rows) > MOST_ROWS:
        raise _invalid(f"超过 {MOST_ROWS} 行，请分批上传", f"More than {MOST_ROWS} rows: send them in parts.")
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith(_WORKBOOKS):
        raise _invalid(
            "这是 Excel 工作簿，请在 Excel 中打开，另存为“CSV UTF-8（逗号分隔）”后上传",
            "This is an Excel workbook: open it in Excel, save it as “CSV UTF-8 (comma delimited)” and send that.",
        )
    if b"\x00" in content:
        raise _invalid("文件不是 CSV 文本", "The file is no CSV text.")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _invalid("文字编码不是 UTF-8 或 GB18030", "The text is neither UTF-8 nor GB18030.")


def _lines(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error:
        raise _invalid("文件不是完整的 CSV", "The file is no whole CSV.") from None


def _row(number: int, headers: Sequence[Column | None], cells: Sequence[str], today: date) -> Row:
    stated = {column.names[0]: cell.strip() for column, cell in zip(headers, cells, strict=False) if column is not None}
    line = _Line(stated, today)
    view = View(
        line.number(PATENT),
        line.code(ENTERPRISE),
        MarketOpinion(
            ProspectGrade(line.choice(PROSPECT, ProspectGrade.UNCLEAR)),
            Confidence(line.choice(CONFIDENCE, Confidence.LOW)),
            line.text(NEED),
            tuple(ConversionMode(mode) for mode in line.choices(COOPERATION)),
            line.text(OPINION),
        ),
        line.day(EVALUATED_ON),
    )
    if len(cells) > len(headers):
        line.wrong(
            Column(
                "",
                (f"第 {len(headers) + 1} 列",),
                False,
                Told(f"表头有 {len(headers)} 列", f"The header has {len(headers)} columns"),
                Told("含逗号的单元格须加引号", "Quote cells that hold a comma"),
            )
        )
    return Row(number, stated, None if line.problems else view, tuple(line.problems))


class _Line:
    """One row being read: each method gives a column's value, or takes down why there is none."""

    def __init__(self, stated: Mapping[str, str], today: date) -> None:
        self.stated = stated
        self.today = today
        self.problems: list[Problem] = []

    def wrong(self, column: Column) -> None:
        name = column.names[0]
        self.problems.append(Problem(name, self._cell(column)[:200], column.rule, SOURCE, column.mend))

    def number(self, column: Column) -> str:
        try:
            return normalize_patent_number(self._cell(column))
        except ValueError:
            self.wrong(column)
            return ""

    def code(self, column: Column) -> str:
        try:
            return _ENTERPRISE.validate_python(self._cell(column).upper())
        except ValidationError:
            self.wrong(column)
            return ""

    def choice(self, column: Column, instead: str) -> str:
        chosen = column.options.get(self._cell(column))
        if chosen is None:
            self.wrong(column)
        return chosen or instead

    def choices(self, column: Column) -> list[str]:
        said = [text for text in _SEPARATORS.split(self._cell(column)) if text]
        chosen = [column.options[text] for text in said if text in column.options]
        if len(chosen) != len(said):
            self.wrong(column)
        return list(dict.fromkeys(chosen))

    def text(self, column: Column) -> str:
        text = self._cell(column)
        if len(text) > _MOST_CHARACTERS:
            self.wrong(column)
            return ""
        return text

    def day(self, column: Column) -> date:
        try:
            day = date.fromisoformat(self._cell(column))
        except ValueError:
            self.wrong(column)
            return self.today
        if not _FIRST_DAY <= day <= self.today:
            self.wrong(column)
        return day

    def _cell(self, column: Column) -> str:
        # A quote before a cell that would be a formula is what returned rows carry.
        text = self.stated.get(column.names[0], "")
        return text[1:] if text.startswith("'") and text[1:2] in FORMULA else text


def returned(rows: Iterable[tuple[Row, str]]) -> str:
    """Refused rows as a file of the same format, the reason beside each: mended and sent again, it goes through."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*(column.names[0] for column in COLUMNS), REASON_COLUMN])
    for row, reason in rows:
        cells = [row.cells.get(column.names[0], "") for column in COLUMNS]
        writer.writerow([_guarded(cell) for cell in (*cells, reason)])
    return "\ufeff" + out.getvalue()


def _guarded(cell: str) -> str:
    """A spreadsheet would reckon it as a formula."""
    return f"'{cell}" if cell[:1] and cell[0] in FORMULA else cell


def _invalid(message: str, english: str) -> Invalid:
    return Invalid(message, field="file", english=english)
