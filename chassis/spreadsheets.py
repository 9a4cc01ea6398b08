"""Spreadsheets to take along: as csv or as a workbook, in bounded memory, and no cell of them runs."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import IO, Final

import xlsxwriter
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

Rows = AsyncIterator[Sequence[str]]

_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"
_MARK: Final = "\ufeff"
"""By which spreadsheet programs know a csv file's encoding."""
_LONGEST_CELL: Final = 32_767
_WIDTH: Final = 18
_CHUNK: Final = 1 << 16
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def guarded(cell: str) -> str:
    """A text that a spreadsheet does not run; a number with its sign is none (a price of -1 is no formula)."""
    return _GUARD + cell if _is_active(cell) else cell


def unguarded(cell: str) -> str:
    """The text before it was guarded."""
    return cell[1:] if cell.startswith(_GUARD) and _is_active(cell[1:]) else cell


def _is_active(cell: str) -> bool:
    text = cell.lstrip(_GUARD)
    return text.startswith(_ACTIVE) and not text.removeprefix("-").removeprefix("+").replace(".", "", 1).isdecimal()


async def as_csv(header: Sequence[str], rows: Rows) -> AsyncIterator[str]:
    """Cells are written as they are: whoever makes them guards them."""
    yield _MARK + csv_line(header)
    async for cells in rows:
        yield csv_line(cells)


async def as_xlsx(
    header: Sequence[str], rows: Rows, *, widths: Mapping[int, int] | None = None, remarks: range = range(0)
) -> IO[bytes]:
    """A workbook on disk, open at its beginning: every cell a text, so that none is a formula.

    ``remarks``: the columns whose cells are wrapped and red.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet()
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "font_color": "#b42318"})
    page.freeze_panes(1, 0)
    for place, name in enumerate(header):
        width = (widths or {}).get(place, _WIDTH)
        page.set_column(place, place, width)
        page.write_string(0, place, name, bold)
    number = 0
    async for cells in rows:
        number += 1
        for place, cell in enumerate(cells):
            page.write_string(number, place, cell[:_LONGEST_CELL], wrapped if place in remarks else None)
    await asyncio.to_thread(book.close)
    file.seek(0)
    return file


def csv_answer(name: str, header: Sequence[str], rows: Rows) -> Response:
    """A csv file to keep, sent as its rows come."""
    return StreamingResponse(as_csv(header, rows), media_type=_CSV, headers=_attachment(name))


async def xlsx_answer(name: str, header: Sequence[str], rows: Rows) -> Response:
    """A workbook to keep."""
    file = await as_xlsx(header, rows)
    return StreamingResponse(
        iter(lambda: file.read(_CHUNK), b""),
        media_type=_XLSX,
        headers=_attachment(name),
        background=BackgroundTask(file.close),
    )


def csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
