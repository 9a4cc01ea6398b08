"""An empty file of the standard format: as csv, and as a workbook whose cells offer what may stand in them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import xlsxwriter
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chassis.options import Options
from services.inventory.files.options import (
    IMPLEMENTATION,
    INSTITUTION_KINDS,
    MATURITY,
    PATENT_TYPES,
    SELF_GRADES,
)
from services.inventory.files.standard_format import COLUMNS, FUNDED, VERSION, Column
from services.inventory.legal.terms import FIRST_FILING_DATE

ROWS: Final = 20_000
"""So many rows of the workbook are prepared; more may follow."""
Lists = dict[str, list[str]]
_LISTS: Final[Lists] = {
    "patent_type": [label for label, _ in PATENT_TYPES.values()],
    "institution_kind": [label for label, _ in INSTITUTION_KINDS.values()],
    "home": [name for code, (name, _) in JURISDICTIONS.items() if code != NATION],
    "funding": [label for label in FUNDED if label],
    "generated": ["生成", "真实"],
}
_KEPT: Final[dict[str, Options[Any]]] = {
    "implementation": IMPLEMENTATION,
    "maturity": MATURITY,
    "self_grade": SELF_GRADES,
}
"""Lists that the national office keeps."""
DATES: Final = frozenset({"filing_date", "grant_date", "expires_on", "inventoried_on"})
_LAST_DATE: Final = date(2099, 12, 31)
_LONG: Final = frozenset({"title", "abstract", "scenario", "institution_name"})
_LONGEST_MESSAGE: Final = 255


def standard_lists() -> Lists:
    """Field → what its cells offer to choose from, as it holds now."""
    return _LISTS | {field: [label for label, _ in table.in_use().values()] for field, table in _KEPT.items()}


def as_csv(columns: Sequence[Column] = COLUMNS) -> str:
    """The header alone, with a mark by which spreadsheet programs know its encoding."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerow(column.name for column in columns)
    return out.getvalue()


def as_xlsx(
    columns: Sequence[Column] = COLUMNS,
    options: Mapping[str, list[str]] | None = None,
    *,
    sheet_name: str = "盘点数据",
    title: str = f"Panhuo 标准格式 第 {VERSION} 版",
    english: bool = False,
) -> bytes:
    """A sheet to fill in, one that explains its columns, and a hidden one of the lists."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "comments": f"format version {VERSION}"})
    sheet = book.add_worksheet(sheet_name)
    _explain(book.add_worksheet("填写说明"), columns, book.add_format({"bold": True}), english=english)
    lists = book.add_worksheet("选项")
    lists.hide()
    offers = standard_lists() if options is None else options
    formats = {
        "required": book.add_format({"bold": True, "bg_color": "#dbeafe", "border": 1}),
        "optional": book.add_format({"bg_color": "#f1f5f9", "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.freeze_panes(1, 2)
    for place, column in enumerate(columns):
        _column(sheet, place, column, formats, english=english)
        if offered := offers.get(column.field):
            lists.write_column(0, place, offered)
            letter = _letters(place)
            source = f"=选项!${letter}$1:${letter}${len(offered)}"
            rule: dict[str, Any] = {"validate": "list", "source": source, "error_title": column.name}
            rule["error_message"] = "请从列表中选择" if not english else "Choose from the list."
        elif column.field in DATES:
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": FIRST_FILING_DATE,
                "maximum": _LAST_DATE,
                "error_type": "warning",
                "error_message": "请填日期，如 2021-12-05" if not english else "Write a date, such as 2021-12-05.",
            }
        else:
            rule = {"validate": "any"}
        message = column.form[english][:_LONGEST_MESSAGE]
        sheet.data_validation(1, place, ROWS, place, rule | {"input_message": message})
    book.close()
    return out.getvalue()


def _column(sheet: Worksheet, place: int, column: Column, formats: dict[str, Format], *, english: bool) -> None:
    sheet.write_string(0, place, column.name, formats["required" if column.is_required else "optional"])
    required = ("必填。", "Required. ")[english] if column.is_required else ""
    sheet.write_comment(0, place, f"{required}{column.form[english]}")
    width = 40 if column.field in _LONG else max(14, 2 * len(column.name) + 2)
    sheet.set_column(place, place, width, formats["date" if column.field in DATES else "text"])


def _explain(sheet: Worksheet, columns: Sequence[Column], bold: Format, *, english: bool) -> None:
    header = ("Column", "Required", "What stands in it", "Example") if english else ("列", "必填", "写法", "示例")
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
    for number, column in enumerate(columns, 1):
        required = ("是", "yes")[english] if column.is_required else ""
        for place, text in enumerate((column.name, required, column.form[english], column.example)):
            sheet.write_string(number, place, text)
    for place, width in enumerate((32, 8, 90, 32)):
        sheet.set_column(place, place, width)


def _letters(place: int) -> str:
    """A column as spreadsheets call it."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
