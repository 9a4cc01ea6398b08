"""The sheet of refused rows: as they were sent, with what is wrong beside them; mended, it can be sent again."""

from collections.abc import AsyncIterator, Sequence
from typing import IO, Final

from chassis import spreadsheets
from chassis.spreadsheets import guarded, unguarded
from services.inventory.files.standard_format import REASON_COLUMNS, is_reason
from services.inventory.rules.problems import Refusal

Refusals = AsyncIterator[Refusal]
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


def as_csv(sheet: Sheet, refusals: Refusals) -> AsyncIterator[str]:
    return spreadsheets.as_csv(sheet.header, _cells(sheet, refusals))


async def as_xlsx(sheet: Sheet, refusals: Refusals) -> IO[bytes]:
    """A workbook on disk, open at its beginning; the reasons are wide, wrapped and red."""
    reasons = range(sheet.first_reason, len(sheet.header))
    widths = dict(zip(reasons, _WIDTHS, strict=True))
    return await spreadsheets.as_xlsx(sheet.header, _cells(sheet, refusals), widths=widths, remarks=reasons)


async def _cells(sheet: Sheet, refusals: Refusals) -> spreadsheets.Rows:
    async for refusal in refusals:
        yield sheet.cells(refusal)
