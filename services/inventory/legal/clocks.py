"""The clocks of a right, reckoned from filing date and type: what is due, and until when. No clock ends a right here.

Dates count in whole months and years from a day to the day of the same number, or the last of a shorter month.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import LegalFlag, LegalStatus, PatentType

from services.inventory.legal.fold import ENDED, Burden

ANNUITIES: Final = "annuities"
REMINDERS: Final = "reminders"
_CENT: Final = Decimal("0.01")


class Clock(StrEnum):
    """What runs."""

    ANNUITY = "annuity"
    TERM = "term"
    RESTORATION = "restoration"
    PLEDGE = "pledge"
    PRESERVATION = "preservation"
    LICENSE = "license"


_OF_FLAG: Final = {
    LegalFlag.PLEDGED: Clock.PLEDGE,
    LegalFlag.PRESERVED: Clock.PRESERVATION,
    LegalFlag.EXCLUSIVELY_LICENSED: Clock.LICENSE,
}


@dataclass(frozen=True, slots=True)
class Running:
    """What the clocks of a right are reckoned from."""

    patent_type: PatentType
    filing_date: date
    grant_date: date | None
    expires_on: date
    status: LegalStatus = LegalStatus.IN_FORCE
    is_away: bool = False
    paid_year: int | None = None
    """The last patent year that is known to be paid for, by the register or by its institution."""
    lapse_announced_on: date | None = None
    burdens: tuple[Burden, ...] = ()


class Deadline(NamedTuple):
    """One thing that is due."""

    clock: Clock
    due_on: date
    """Last day on which it is in time."""
    mark: str = ""
    """Which one, of several of a kind: the registration's number."""
    year: int | None = None
    """Of an annuity: the patent year that it is for."""
    is_tracked: bool = True
    """Whether payments of earlier years are known; without, nobody here can tell that this one was not made."""


def deadlines(running: Running, day: date, reminders: CodeTable, annuities: CodeTable) -> list[Deadline]:
    """What is near or has just passed, by date. Of an ended right only its restoration."""
    if running.is_away:
        return []
    near = {
        Clock.TERM: int(reminders.number("term_days")),
        Clock.ANNUITY: int(reminders.number("annuity_days")),
    }
    others = int(reminders.number("burden_days"))
    kept = timedelta(days=int(reminders.number("kept_days")))
    grace = int(annuities.number("grace_months"))
    found = [
        deadline
        for deadline in clocks_of(running, day, annuities)
        if deadline.due_on <= day + timedelta(days=near.get(deadline.clock, others))
        and day <= last_day(deadline, grace) + kept
    ]
    return sorted(found, key=lambda deadline: (deadline.due_on, deadline.clock, deadline.mark))


def last_day(deadline: Deadline, grace_months: int) -> date:
    """Until when it can still be made good: an annuity within the grace (rule 115)."""
    return add_months(deadline.due_on, grace_months) if deadline.clock is Clock.ANNUITY else deadline.due_on


def clocks_of(running: Running, day: date, annuities: CodeTable) -> Iterator[Deadline]:
    """Every clock that runs, near or far."""
    if running.status in ENDED:
        if running.status is LegalStatus.LAPSED and running.lapse_announced_on is not None:
            months = int(annuities.number("restoration_months"))
            yield Deadline(Clock.RESTORATION, add_months(running.lapse_announced_on, months))
        return
    yield Deadline(Clock.TERM, running.expires_on)
    year = year_due(running, day, int(annuities.number("grace_months")))
    if year is not None:
        yield Deadline(
            Clock.ANNUITY, annuity_due(running.filing_date, year), year=year, is_tracked=running.paid_year is not None
        )
    for burden in running.burdens:
        if burden.until is not None:
            yield Deadline(_OF_FLAG[burden.flag], burden.until, burden.number)


def annuity_due(filing_date: date, year: int) -> date:
    """Before the patent year before it ends: the filing date's day, so many years on (rule 115)."""
    return add_months(filing_date, 12 * (year - 1))


def patent_year(filing_date: date, day: date) -> int:
    """The patent year in which a day lies; the first begins with the filing date."""
    years = day.year - filing_date.year
    return years + (day >= add_months(filing_date, 12 * years))


def year_due(running: Running, day: date, grace_months: int) -> int | None:
    """The patent year whose annuity is to be paid next; None after the last.

    Where no payment is known, earlier annuities are taken to be paid: the register would have told a lapse. The year of
    grant is paid for at grant (rule 114).
    """
    present = patent_year(running.filing_date, day)
    if running.paid_year is not None:
        year = running.paid_year + 1
    elif annuity_due(running.filing_date, present) == day:
        year = present
    else:
        in_grace = day <= add_months(annuity_due(running.filing_date, present), grace_months)
        year = present if in_grace else present + 1
    if running.grant_date is not None:
        year = max(year, patent_year(running.filing_date, running.grant_date) + 1)
    return year if year > 1 and annuity_due(running.filing_date, year) < running.expires_on else None


def annuity(patent_type: PatentType, year: int, table: CodeTable, *, is_open_licensed: bool) -> Decimal:
    """The full annuity of a patent year in yuan, less what open licensing takes off."""
    prefix = f"{patent_type.value}_from_"
    steps = [int(entry.code.removeprefix(prefix)) for entry in table.entries if entry.code.startswith(prefix)]
    full = table.number(f"{prefix}{max(step for step in steps if step <= year)}")
    if is_open_licensed:
        full -= full * table.number("open_license_reduction_percent") / 100
    return full.quantize(_CENT)


def surcharge(full: Decimal, due_on: date, day: date, table: CodeTable) -> Decimal:
    """Five percent of the full annuity for each month exceeded, within the grace (rule 115)."""
    months = sum(add_months(due_on, month) < day for month in range(1, int(table.number("grace_months"))))
    return (full * months * table.number("surcharge_percent") / 100).quantize(_CENT)


def add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
