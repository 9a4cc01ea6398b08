"""The sheet of refused rows: as they were sent, with what is wrong beside them; mended, it can be sent again."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from typing import IO, Final

import xlsxwriter

from services.inventory.rules import Refusal
from services.inventory.spreadsheets import guarded, unguarded
from services.inventory.standard_format import REASON_COLUMNS, is_reason

Refusals = AsyncIterator[Refusal]
_MARK: Final = "\ufeff"
_LONGEST_CELL: Final = 32_767
"""A spreadsheet program takes no longer ones."""
_WIDTHS: Final = (10, 60, 40, 60)


class Sheet:
    """The columns of a file, those of the reasons behind them. Reasons of an earlier sheet are left out."""

    def __init__(self, header: Sequence[str], *, english: bool) -> None:
        self._kept = [place for place, name in enumerate(header) if not is_reason(name)]
        self._width = len(header)
        self._english = english
        self.header = [guarded(unguarded(header[place])) for place in self._kept] + list(REASON_COLUMNS)

    @property
    def first_reason(self) -> int:
        return len(self._kept)

    def cells(self, refusal: Refusal) -> list[str]:
        sent, problems, english = refusal.cells, refusal.problems, self._english
        between = ": " if english else "："
        wrong = [
            f"{one.column}{between}{one.problem(english=english)}" if one.column else one.problem(english=english)
            for one in problems
        ]
        bases = dict.fromkeys(f"{one.rule} {one.source(english=english)}" for one in problems)
        mends = dict.fromkeys(one.mend(english=english) for one in problems)
        end = "; " if english else "；"
        reasons = (str(refusal.row), end.join(wrong), end.join(bases), end.join(mends))
        # What stood beyond the header stays beyond it: such a row does not go through before it is mended.
        return [
            guarded(cell)
            for cell in (
                *(sent[place] if place < len(sent) else "" for place in self._kept),
                *reasons,
                *sent[self._width :],
            )
        ]


async def as_csv(sheet: Sheet, refusals: Refusals) -> AsyncIterator[str]:
    yield _MARK + _csv_line(sheet.header)
    async for refusal in refusals:
        yield _csv_line(sheet.cells(refusal))


async def as_xlsx(sheet: Sheet, refusals: Refusals) -> IO[bytes]:
    """A workbook on disk, open at its beginning: every cell a text, so that none is a formula."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet()
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "font_color": "#b42318"})
    page.freeze_panes(1, 0)
    page.set_column(0, sheet.first_reason - 1, 18)
    for place, width in enumerate(_WIDTHS, sheet.first_reason):
        page.set_column(place, place, width)
    for place, name in enumerate(sheet.header):
        page.write_string(0, place, name, bold)
    number = 0
    async for refusal in refusals:
        number += 1
        for place, cell in enumerate(sheet.cells(refusal)):
            is_reason_cell = sheet.first_reason <= place < len(sheet.header)
            page.write_string(number, place, cell[:_LONGEST_CELL], wrapped if is_reason_cell else None)
    await asyncio.to_thread(book.close)
    file.seek(0)
    return file


def _csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
