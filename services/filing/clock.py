"""The three months within which a license contract must be filed."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = 3
"""Implementing Rules (2023), rule 15: within three months of the contract taking effect."""
_NEARLY_OVER: Final = 0.7


@dataclass(frozen=True, slots=True)
class FilingClock:
    """Runs from the day the contract takes effect, not from its signature."""

    effective_on: date
    due_on: date
    today: date

    @classmethod
    def of(cls, effective_on: date, today: date) -> "FilingClock":
        return cls(effective_on, filing_due_on(effective_on), today)

    @property
    def days_left(self) -> int:
        """Negative once it is overdue."""
        return (self.due_on - self.today).days

    @property
    def is_on_time(self) -> bool:
        return self.today <= self.due_on

    @property
    def share_used(self) -> float:
        """From 0 at effect to 1 on the last day; never beyond."""
        elapsed = (self.today - self.effective_on).days / (self.due_on - self.effective_on).days
        return min(max(elapsed, 0.0), 1.0)

    @property
    def is_nearly_over(self) -> bool:
        return self.share_used >= _NEARLY_OVER


def filing_due_on(effective_on: date) -> date:
    """The last day to file on time.

    Implementing Rules (2023), rule 5: the first day does not count; the period ends on the corresponding day of its
    last month, or on that month's last day; where that is a day of rest, on the next working day. Public holidays
    are announced year by year and are not known here: the day given is then earlier than the law's, never later.
    """
    month = effective_on.month - 1 + MONTHS
    year, month = effective_on.year + month // 12, month % 12 + 1
    last = date(year, month, min(effective_on.day, calendar.monthrange(year, month)[1]))
    return last + timedelta(days={5: 2, 6: 1}.get(last.weekday(), 0))
