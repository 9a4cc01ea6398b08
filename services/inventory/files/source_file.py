"""A file as it was sent: what kind it is, and its rows as texts, within bounds of memory and time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from python_calamine import CalamineSheet

from chassis.spreadsheets import unguarded
from services.inventory.files import exchange_files
from services.inventory.files.archives import check_directory
from services.inventory.files.comma_separated import encoding_of, records
from services.inventory.files.standard_format import Layout, looks_like_header, recognize
from services.inventory.files.unreadable import Unreadable
from services.inventory.files.workbook import is_workbook, open_sheets, rows_of

MOST_BYTES: Final = 2 * 1024**3
MOST_ROWS: Final = 3_000_000
MOST_COLUMNS: Final = 256
_HEADER_WITHIN: Final = 10
_LONGEST_NAME: Final = 200
"""Of a column: with each of its problems its name is kept."""
_START: Final = 64 * 1024
_ZIP: Final = b"PK"
_OTHER_KINDS: Final = (
    (b"MZ", "程序文件", "a program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"%PDF", "PDF", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"SQLite format 3", "数据库", "a database"),
    (b"<", "网页", "a web page"),
    (b"{", "JSON 或 RTF", "JSON or RTF"),
    (
        b"\xd0\xcf\x11\xe0",
        "旧版 xls 或加密的工作簿，请另存为 xlsx",
        "an old xls or an encrypted workbook: save it as xlsx",
    ),
)

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read through once, from its first row to its last, and can be read again."""

    kind: str
    layout: Layout
    header_row: int
    rows: int
    """Rows below the header that are not empty."""
    _read: Callable[[], Rows]

    def read(self) -> Rows:
        """Rows below the header with their numbers in the file; empty ones are left out."""
        rows = _below(self._read(), self.header_row)
        if self.layout.is_returned:
            return ((number, [unguarded(cell) for cell in cells]) for number, cells in rows)
        return rows


def open_source(path: Path) -> Source:
    """Recognize a file and read it through, so that nothing of a broken one is ever taken in. Raises Unreadable."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("文件是空的，没有内容", "the file is empty")
    if size > MOST_BYTES:
        raise Unreadable("文件超过 2 GB，请分成几份", "the file is larger than 2 GB: split it")
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(_ZIP):
        check_directory(path)
        return _workbook(path) if is_workbook(path) else _archive(path)
    if exchange_files.is_xml(start):
        return _source("xml", lambda: exchange_files.rows_of_file(path))
    for mark, name, english in _OTHER_KINDS:
        if start.lstrip().startswith(mark):
            raise Unreadable(
                f"不是 xlsx、csv 或国家局交换 XML：{name}", f"neither xlsx, csv nor exchange XML: {english}"
            )
    encoding = encoding_of(path, start)
    return _source(f"csv {encoding.removesuffix('-sig').upper()}", lambda: enumerate(records(path, encoding), 1))


def _workbook(path: Path) -> Source:
    """The first sheet that has a header of the format; where none has, the first says what is missing."""
    sheets = open_sheets(path)
    if not sheets:
        raise Unreadable("工作簿里没有内容", "there is nothing in the workbook")
    for sheet in sheets:
        if any(looks_like_header(cells) for _, cells in islice(rows_of(sheet), _HEADER_WITHIN)):
            return _source_of_sheet(sheet)
    return _source_of_sheet(sheets[0])


def _archive(path: Path) -> Source:
    exchange_files.check_archive(path)
    return _source("zip xml", lambda: exchange_files.rows_of_archive(path))


def _source_of_sheet(sheet: CalamineSheet) -> Source:
    return _source("xlsx", lambda: rows_of(sheet))


def _source(kind: str, read: Callable[[], Rows]) -> Source:
    header_row, header = _header(list(islice(read(), _HEADER_WITHIN)))
    layout = recognize(header)
    if layout.missing:
        names = "、".join(layout.missing)
        raise Unreadable(f"缺少必填列：{names}", f"required columns are missing: {names}")
    if any(len(name) > _LONGEST_NAME for name in header):
        raise Unreadable(
            f"表头有一格超过 {_LONGEST_NAME} 字", f"a cell of the header has more than {_LONGEST_NAME} characters"
        )
    rows = 0
    for _ in _below(read(), header_row):
        rows += 1
        if rows > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS:,} 行，请分成几份", f"more than {MOST_ROWS:,} rows: split it")
    if rows == 0:
        raise Unreadable("表头下面没有数据行", "there are no rows below the header")
    return Source(kind, layout, header_row, rows, read)


def _header(first: list[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The header among the first rows: some files have a title above it."""
    for number, cells in first:
        width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if width > MOST_COLUMNS:
            raise Unreadable(
                f"有 {width:,} 列，最多 {MOST_COLUMNS} 列", f"there are {width:,} columns; at most {MOST_COLUMNS}"
            )
        if looks_like_header(cells):
            return number, cells[:width]
    return first[0] if first else (1, [])


def _below(rows: Rows, header_row: int) -> Rows:
    for number, cells in rows:
        if number > header_row and any(cells):
            yield number, cells
