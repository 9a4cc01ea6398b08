"""Shares with their intervals, grade by grade."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from panhuo_contracts.codes import SelfGrade

Z: Final = 1.959964
"""Of the normal distribution at 97.5 %: intervals hold 95 %."""

LEAST: Final = 30
"""Cases that a rate needs, here as on the dashboard."""


@dataclass(frozen=True, slots=True)
class Count:
    """One grade: patents that were graded so and evaluated, and what became of them."""

    grade: SelfGrade
    evaluated: int
    favorable: int
    """With at least one favorable view in force, and more favorable views than poor ones."""
    put_to_use: int
    """With a signed contract or a filed license."""


@dataclass(frozen=True, slots=True)
class Share:
    """In percent. Few cases have no ``value``, only the interval that says how little is known; none has neither."""

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None


def share(part: int, whole: int) -> Share:
    """With the Wilson score interval (Wilson 1927), which stays within 0 and 100 near the ends."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    if not whole:
        return Share(part, whole, None, None, None)
    p, n = part / whole, whole
    center = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    low, high = max(0.0, center - half), min(1.0, center + half)
    value = round(100 * p, 1) if whole >= LEAST else None
    return Share(part, whole, value, round(100 * low, 1), round(100 * high, 1))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of one grade: how often enterprises agree, and how often the patent is put to use."""

    grade: SelfGrade
    agreed: Share
    used: Share


def calibrate(counts: list[Count]) -> list[Calibration]:
    """One for each grade, good first; a grade that nobody gave has no shares."""
    given = {one.grade: one for one in counts}
    return [
        Calibration(grade, share(one.favorable, one.evaluated), share(one.put_to_use, one.evaluated))
        for grade in SelfGrade
        for one in [given.get(grade, Count(grade, 0, 0, 0))]
    ]
