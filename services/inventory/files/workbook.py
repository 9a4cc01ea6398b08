"""Workbooks (xlsx): looked through before they are opened, so that a small file cannot become a large one."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from services.inventory.files.unreadable import Unreadable

MOST_CELLS: Final = 6_000_000
MOST_COLUMNS: Final = 16_384
"""As many as a spreadsheet program can make."""
MOST_UNPACKED: Final = 512 * 1024**2
_MOST_PARTS: Final = 2_000
_CHUNK: Final = 1024 * 1024
LONGEST_ROW: Final = 512 * 1024
"""In characters; the longest row that keeps the rules has 20 thousand."""
_LONGEST_TAG: Final = 64 * 1024
_TAG: Final = re.compile(rb"""<(?:\w{1,20}:)?(row|c)(?=[\s/>])(?:[^<>]*?\sr=["']([A-Z]{0,9})(\d{1,9})["'])?""")
"""A row or a cell, and where it says to stand."""
_ERROR_VALUE: Final = re.compile(
    rb"""<(?:\w{1,20}:)?c(?=\s)(?=[^<>]*?\st=["']e["'])(?:[^<>]*?\sr=["']([A-Z]{1,9}\d{1,9})["'])?"""
)
"""A cell whose formula gave an error; the reader hands it on as an empty one."""
Cell = int | float | str | bool | time | date | datetime | timedelta


def is_workbook(path: Path) -> bool:
    """Whether an archive is one, as its directory says; a broken one counts as a workbook and is refused as such."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return True
    return any(name.startswith("xl/") for name in names)


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
        cells = [_text(cell) for cell in row]
        if sum(map(len, cells)) > LONGEST_ROW:
            raise Unreadable(
                f"第 {number:,} 行超过 {LONGEST_ROW // 1024} K 字，不是本格式的文件",
                f"row {number:,} has more than {LONGEST_ROW // 1024} thousand characters: this is no such file",
            )
        yield number, padding + cells


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
                _unpack(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken(str(error)) from None


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end. Raises Unreadable where the cells in it would take too much room."""
    span = _Span()
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            span.take(text)
            if part.filename.startswith("xl/worksheets/") and (wrong := _ERROR_VALUE.search(text)):
                raise _in_error((wrong[1] or b"").decode())
            last = text.rfind(b"<")
            rest = text[last:] if last >= 0 and text.find(b">", last) < 0 else b""
            if len(rest) > _LONGEST_TAG:
                raise _broken(part.filename)


class _Span:
    """The rectangle that a sheet's cells lie in: a reader makes room for all of it, be it empty."""

    def __init__(self) -> None:
        self._height = self._width = self._row = self._column = 0
        self._widest = b""

    def take(self, text: bytes) -> None:
        for tag, letters, digits in _TAG.findall(text):
            if letters:
                if len(letters) > len(self._widest) or (len(letters) == len(self._widest) and letters > self._widest):
                    self._widest = letters
                    self._width = max(self._width, _column(letters))
            elif tag == b"c":  # one that does not say where it stands: behind the one before
                self._column += 1
                self._width = max(self._width, self._column)
            else:
                self._row, self._column = int(digits) if digits else self._row + 1, 0
            if digits:
                self._height = max(self._height, int(digits))
        self._height = max(self._height, self._row)
        # Two cells in opposite corners would fill the memory.
        if self._width > MOST_COLUMNS or self._width * self._height > MOST_CELLS:
            raise Unreadable(
                f"表格范围有 {self._height:,} 行 × {self._width:,} 列，超过 {MOST_CELLS:,} 格或 {MOST_COLUMNS:,} 列："
                "请删去多余的行列，或另存为 CSV UTF-8",
                f"it spans {self._height:,} rows × {self._width:,} columns, more than {MOST_CELLS:,} cells or "
                f"{MOST_COLUMNS:,} columns: save it as CSV UTF-8",
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _in_error(cell: str) -> Unreadable:
    return Unreadable(
        f"单元格 {cell} 的公式出错（如 #N/A）：改正或清空后再上传",
        f"the formula of cell {cell} gives an error (such as #N/A): correct or clear it, then send the file again",
    )


def _broken(reason: str) -> Unreadable:
    return Unreadable(
        f"工作簿已损坏，无法打开（{reason[:200]}）", f"the workbook is broken and cannot be opened ({reason[:200]})"
    )
