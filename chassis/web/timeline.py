"""A patent's time line: one lane per state machine, placed on a shared axis of days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Role = Literal["green", "blue", "blue-soft", "amber", "red", "grey"]


@dataclass(frozen=True, slots=True)
class Span:
    """A state held from a day until the next; `end` is `None` while it lasts."""

    start: date
    end: date | None
    label: str
    role: Role = "blue"


@dataclass(frozen=True, slots=True)
class Tick:
    """An event on its day."""

    day: date
    label: str
    href: str = ""
    role: Role = "blue"
    note: str = ""
    """Written beside it, where there is room."""


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    english: str
    spans: Sequence[Span] = ()
    ticks: Sequence[Tick] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """The days shown; everything is placed in percent of its width."""

    start: date
    end: date

    def at(self, day: date | None) -> float:
        """Percent from the left, held inside the axis; `None` is its end."""
        days = (self.end - self.start).days or 1
        reached = ((self.end if day is None else day) - self.start).days
        return round(min(max(reached / days, 0.0), 1.0) * 100, 3)

    def marks(self) -> Iterator[date]:
        """First days of months, about eight of them, at a round step."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        step = next((s for s in (1, 2, 3, 6, 12, 24, 36) if months / s <= 9), 60)
        month = self.start.year * 12 + self.start.month - 1
        month += -month % step
        while (mark := date(month // 12, month % 12 + 1, 1)) <= self.end:
            if mark >= self.start:
                yield mark
            month += step
