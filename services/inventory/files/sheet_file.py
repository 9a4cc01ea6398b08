"""A small file of rows (csv or xlsx) that is read whole in the service itself: register lines, people."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from services.inventory.files.comma_separated import encoding_of, records
from services.inventory.files.unreadable import Unreadable
from services.inventory.files.workbook import open_sheets, rows_of

MOST_BYTES: Final = 16 << 20
_MOST_UNPACKED: Final = 96 << 20
_HEADER_WITHIN: Final = 10
_START: Final = 64 * 1024

Rows = Iterator[tuple[int, list[str]]]


def rows_in(path: Path) -> Rows:
    """Rows with something in them, each with its number in the file. Raises Unreadable."""
    with path.open("rb") as file:
        start = file.read(_START)
    if not start:
        raise Unreadable("文件是空的，没有内容", "the file is empty")
    if start.startswith(b"PK"):
        _refuse_bulk(path)
        sheets = open_sheets(path)
        if not sheets:
            raise Unreadable("工作簿里没有内容", "there is nothing in the workbook")
        yield from ((number, row) for number, row in rows_of(sheets[0]) if any(row))
        return
    yield from ((number, row) for number, row in enumerate(records(path, encoding_of(path, start)), 1) if any(row))


def header_in(rows: Rows, is_header: Callable[[Sequence[str]], bool], wanted: str) -> list[str]:
    """The first of the first rows that is one: some files have a title above it. Raises Unreadable."""
    for count, (_, row) in enumerate(rows):
        names = [name.strip() for name in row]
        if is_header(names):
            return names
        if count >= _HEADER_WITHIN:
            break
    raise Unreadable(f"缺少必填列：{wanted}", f"a required column is missing: {wanted}")


def _refuse_bulk(path: Path) -> None:
    """A workbook is unpacked in the service itself: only one of the size that so many lines have."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError) as broken:
        raise Unreadable("工作簿已损坏", f"the workbook is broken: {broken}") from None
    if unpacked > _MOST_UNPACKED:
        raise Unreadable("工作簿展开后过大：请另存为 CSV UTF-8", "the workbook is too large: save it as CSV UTF-8")
