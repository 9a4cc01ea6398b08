"""What the census counts: for each measure, whether a patent counts on a day, from its dossier alone."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

Period = tuple[date | None, date | None]
"""From a day until before another; None is open."""


class Measure(StrEnum):
    """The columns of the census. All but the last three count patents; those count registered events."""

    STOCK = "stock"
    INVENTORIED = "inventoried"
    LISTED = "listed"
    SELF_EVALUATED = "self_evaluated"
    SELF_GOOD = "self_good"
    EVALUATED = "evaluated"
    CONTACTED = "contacted"
    IMPLEMENTED = "implemented"
    INDUSTRIALIZED = "industrialized"
    PASSED_LISTING = "passed_listing"
    PASSED_EVALUATION = "passed_evaluation"
    PASSED_CONTACT = "passed_contact"
    PASSED_DEAL = "passed_deal"
    PASSED_INDUSTRY = "passed_industry"
    GENERATED = "generated"
    DEALS = "deals"
    LICENSES_FILED = "licenses_filed"
    FILED_ON_TIME = "filed_on_time"


@dataclass(frozen=True, slots=True)
class Place:
    """Under which a patent is counted."""

    jurisdiction: str
    institution: str
    institution_kind: str
    patent_type: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """What all streams say of one patent, as far as it is counted. Without a place it is a stub and counts nowhere."""

    place: Place | None
    is_generated: bool = False
    recorded_on: date | None = None
    in_force: tuple[Period, ...] = ((None, None),)
    away: tuple[Period, ...] = ()
    inventoried: tuple[Period, ...] = ()
    used: tuple[Period, ...] = ()
    self_evaluated_on: date | None = None
    self_good: tuple[Period, ...] = ()
    listed: tuple[Period, ...] = ()
    evaluated: tuple[Period, ...] = ()
    contacted_on: date | None = None
    deals: tuple[date, ...] = ()
    licensed_on: date | None = None
    filed: tuple[date, ...] = ()
    filed_on_time: tuple[date, ...] = ()
    industrialized_on: date | None = None


def _during(periods: tuple[Period, ...], day: date) -> bool:
    return any((start is None or start <= day) and (end is None or day < end) for start, end in periods)


def _since(first: date | None, day: date) -> bool:
    return first is not None and first <= day


def _begun(periods: tuple[Period, ...], day: date) -> bool:
    return any(start is not None and start <= day for start, _ in periods)


def in_stock(dossier: Dossier, day: date) -> bool:
    return _since(dossier.recorded_on, day) and _during(dossier.in_force, day) and not _during(dossier.away, day)


def is_inventoried(dossier: Dossier, day: date) -> bool:
    return in_stock(dossier, day) and _during(dossier.inventoried, day)


def is_listed(dossier: Dossier, day: date) -> bool:
    return is_inventoried(dossier, day) and _during(dossier.listed, day)


def is_implemented(dossier: Dossier, day: date) -> bool:
    return in_stock(dossier, day) and (
        _during(dossier.used, day) or _since(dossier.licensed_on, day) or _since(dossier.industrialized_on, day)
    )


def _passed(dossier: Dossier, day: date, stages: int) -> bool:
    first_deal = min(dossier.deals, default=None)
    reached = (
        _begun(dossier.listed, day),
        _begun(dossier.evaluated, day),
        _since(dossier.contacted_on, day),
        _since(first_deal, day),
        _since(dossier.industrialized_on, day),
    )
    return is_inventoried(dossier, day) and all(reached[:stages])


CONDITIONS: Final[Mapping[Measure, Callable[[Dossier, date], bool]]] = {
    Measure.STOCK: in_stock,
    Measure.INVENTORIED: is_inventoried,
    Measure.LISTED: is_listed,
    Measure.SELF_EVALUATED: lambda d, day: is_inventoried(d, day) and _since(d.self_evaluated_on, day),
    Measure.SELF_GOOD: lambda d, day: is_inventoried(d, day) and _during(d.self_good, day),
    Measure.EVALUATED: lambda d, day: is_listed(d, day) and _during(d.evaluated, day),
    Measure.CONTACTED: lambda d, day: in_stock(d, day) and _since(d.contacted_on, day),
    Measure.IMPLEMENTED: is_implemented,
    Measure.INDUSTRIALIZED: lambda d, day: in_stock(d, day) and _since(d.industrialized_on, day),
    Measure.PASSED_LISTING: lambda d, day: _passed(d, day, 1),
    Measure.PASSED_EVALUATION: lambda d, day: _passed(d, day, 2),
    Measure.PASSED_CONTACT: lambda d, day: _passed(d, day, 3),
    Measure.PASSED_DEAL: lambda d, day: _passed(d, day, 4),
    Measure.PASSED_INDUSTRY: lambda d, day: _passed(d, day, 5),
    Measure.GENERATED: lambda d, day: d.is_generated and in_stock(d, day),
}
"""On which days a patent counts."""

OCCURRENCES: Final[Mapping[Measure, Callable[[Dossier], tuple[date, ...]]]] = {
    Measure.DEALS: lambda d: d.deals,
    Measure.LICENSES_FILED: lambda d: d.filed,
    Measure.FILED_ON_TIME: lambda d: d.filed_on_time,
}
"""On which days a patent's registered events fall."""


def marks(dossier: Dossier) -> Counter[tuple[date, Measure]]:
    """What the dossier adds to the census, by day: +1 where it begins to count, -1 where it ends."""
    found: Counter[tuple[date, Measure]] = Counter()
    if dossier.place is None or dossier.recorded_on is None:
        return found
    days = sorted(set(_turning_points(dossier)))
    for measure, counts in CONDITIONS.items():
        was = False
        for day in days:
            if (now := counts(dossier, day)) != was:
                found[day, measure] += 1 if now else -1
                was = now
    for measure, occurrences in OCCURRENCES.items():
        for day in occurrences(dossier):
            found[day, measure] += 1
    return found


def _turning_points(dossier: Dossier) -> Iterator[date]:
    every = (
        dossier.in_force, dossier.away, dossier.inventoried, dossier.used,
        dossier.self_good, dossier.listed, dossier.evaluated,
    )  # fmt: skip
    for periods in every:
        for period in periods:
            yield from (day for day in period if day is not None)
    single = (
        dossier.recorded_on, dossier.self_evaluated_on, dossier.contacted_on,
        dossier.licensed_on, dossier.industrialized_on, *dossier.deals,
    )  # fmt: skip
    yield from (day for day in single if day is not None)
