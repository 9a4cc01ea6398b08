"""Workbooks (xlsx): looked through before they are opened, so that a small file cannot become a large one."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from services.inventory.unreadable import Unreadable

MOST_CELLS: Final = 6_000_000
MOST_UNPACKED: Final = 512 * 1024**2
_MOST_PARTS: Final = 2_000
_CHUNK: Final = 1024 * 1024
_PLACE: Final = re.compile(rb'\br="([A-Z]{0,3})([1-9]\d{0,6})"')
_OVERLAP: Final = 32
Cell = int | float | str | bool | time | date | datetime | timedelta


def open_sheets(path: Path) -> list[CalamineSheet]:
    """Every sheet that holds something, in order. Raises Unreadable for what is broken, hostile or no workbook."""
    _look_through(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [workbook.get_sheet_by_index(index) for index in range(len(workbook.sheet_names))]
    except (CalamineError, OSError) as error:
        raise _broken(str(error)) from None
    return [sheet for sheet in sheets if sheet.start is not None]


def rows_of(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, every cell as a text. Of a formula, the value that was stored with it."""
    # The reader keeps empty rows above the content, and leaves out empty columns before it.
    padding = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, padding + [_text(cell) for cell in row]


def _text(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _look_through(path: Path) -> None:
    """Unpack everything once, into nothing: sizes in the directory may lie, checksums do not."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Unreadable("这是压缩包，但不是 xlsx 工作簿", "this is an archive, but no xlsx workbook")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MOST_UNPACKED or len(parts) > _MOST_PARTS:
                raise Unreadable(
                    f"展开后超过 {MOST_UNPACKED // 1024**2} MB：请另存为 CSV UTF-8",
                    f"it unpacks to more than {MOST_UNPACKED // 1024**2} MB: save it as CSV UTF-8",
                )
            for part in parts:
                _unpack(archive, part, is_sheet=part.filename.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken(str(error)) from None


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, is_sheet: bool) -> None:
    width = height = 1
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            if not is_sheet:
                continue
            for letters, digits in _PLACE.findall(rest + chunk):
                height = max(height, int(digits))
                if letters:
                    width = max(width, _column(letters))
            rest = chunk[-_OVERLAP:]
    # A reader makes room for the whole rectangle: two cells in opposite corners would fill the memory.
    if width * height > MOST_CELLS:
        raise Unreadable(
            f"表格范围有 {height:,} 行 × {width:,} 列，超过 {MOST_CELLS:,} 格：请删去多余的行列，或另存为 CSV UTF-8",
            f"it spans {height:,} rows × {width:,} columns, more than {MOST_CELLS:,} cells: save it as CSV UTF-8",
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _broken(reason: str) -> Unreadable:
    return Unreadable(
        f"工作簿已损坏，无法打开（{reason[:200]}）", f"the workbook is broken and cannot be opened ({reason[:200]})"
    )
