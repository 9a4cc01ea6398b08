"""Files as people send them: rows state what matters, the other columns are filled in."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from services.inventory.files.standard_format import COLUMNS
from tests.builders import patent_number

FIELDS = tuple(column.field for column in COLUMNS)
HEADER = tuple(column.name for column in COLUMNS)


def row(serial: int = 1, **stated: str) -> list[str]:
    """Cells of one row that keeps every rule, but for what is stated."""
    cells = dict.fromkeys(FIELDS, "") | {
        "number": patent_number(serial),
        "title": f"一种示例装置{serial}",
        "filing_date": "2021-01-04",
        "grant_date": "2023-05-12",
        "institution_name": UNIVERSITY_NAME,
        "institution": UNIVERSITY,
        "institution_kind": "其他高校",
        "home": "北京",
        "ipc": "H01M10/54",
        "accepted_modes": "转让; 普通许可",
        "maturity": "中试",
        "self_grade": "较好",
        "inventoried_on": "2024-05-20",
        "generated": "生成",
    }
    unknown = stated.keys() - cells.keys()
    assert not unknown, unknown
    return list((cells | stated).values())


def csv_text(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def csv_file(
    path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8"
) -> Path:
    path.write_bytes(csv_text(rows, header).encode(encoding))
    return path


def xlsx_file(path: Path, rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, cells in enumerate([header, *rows]):
        for place, cell in enumerate(cells):
            sheet.write(number, place, cell)
    book.close()
    return path
