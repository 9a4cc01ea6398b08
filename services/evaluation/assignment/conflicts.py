"""Who may not evaluate what: conflicts of interest between experts and patents, which nothing outweighs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Ground(StrEnum):
    """Why an expert may not evaluate a patent."""

    SAME_INSTITUTION = "same_institution"
    CO_APPLICANT = "co_applicant"
    CO_INVENTOR = "co_inventor"
    RECOMMENDER = "recommender"
    DECLARED = "declared"


class Conflict(NamedTuple):
    """One ground for one pair, with what shows it."""

    patent: str
    expert: str
    ground: Ground
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PatentParties:
    """Who stands behind a patent. Bodies by credit code, people by a reference that is not their name."""

    number: str
    applicants: frozenset[str]
    inventors: frozenset[str] = frozenset()
    interested: frozenset[str] = frozenset()
    """Enterprises that subscribed to it, negotiate or hold a license."""


class Joint(NamedTuple):
    """A filing in which the expert, or the body they work for, stood beside another."""

    party: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class ExpertParties:
    """Whom an expert is bound to."""

    id: str
    bodies: frozenset[str]
    """Where they work or are otherwise employed."""
    recommender: str | None = None
    """The enterprise that recommended them."""
    applicants: tuple[Joint, ...] = ()
    inventors: tuple[Joint, ...] = ()
    declared_patents: frozenset[str] = frozenset()
    declared_parties: frozenset[str] = frozenset()


def conflicts(
    patents: Sequence[PatentParties], experts: Iterable[ExpertParties], day: date, *, joint_years: int
) -> list[Conflict]:
    """Every ground of every pair, in the order of experts and patents.

    Having filed together within ``joint_years`` stands between an expert and a patent.
    """
    known = _Index(patents)
    found = [conflict for expert in experts for conflict in _of(expert, known, _years_before(day, joint_years))]
    return list(dict.fromkeys(found))


class _Index:
    """Patents by who stands behind them."""

    def __init__(self, patents: Iterable[PatentParties]) -> None:
        self.numbers: set[str] = set()
        self.by_applicant: dict[str, list[str]] = defaultdict(list)
        self.by_inventor: dict[str, list[str]] = defaultdict(list)
        self.by_interest: dict[str, list[str]] = defaultdict(list)
        for patent in patents:
            self.numbers.add(patent.number)
            for parties, index in (
                (patent.applicants, self.by_applicant),
                (patent.inventors, self.by_inventor),
                (patent.interested, self.by_interest),
            ):
                for party in parties:
                    index[party].append(patent.number)


def _of(expert: ExpertParties, known: _Index, since: date) -> Iterator[Conflict]:
    for body in sorted(expert.bodies):
        yield from _each(expert, known.by_applicant, body, Ground.SAME_INSTITUTION)
    for joint in expert.applicants:
        if joint.filed_on >= since:
            yield from _each(expert, known.by_applicant, joint.party, Ground.CO_APPLICANT, joint.filed_on)
    for joint in expert.inventors:
        if joint.filed_on >= since:
            yield from _each(expert, known.by_inventor, joint.party, Ground.CO_INVENTOR, joint.filed_on)
    if expert.recommender is not None:
        for index in (known.by_applicant, known.by_interest):
            yield from _each(expert, index, expert.recommender, Ground.RECOMMENDER)
    for party in sorted(expert.declared_parties):
        for index in (known.by_applicant, known.by_inventor):
            yield from _each(expert, index, party, Ground.DECLARED)
    for number in sorted(expert.declared_patents & known.numbers):
        yield Conflict(number, expert.id, Ground.DECLARED)


def _each(
    expert: ExpertParties, index: Mapping[str, list[str]], party: str, ground: Ground, filed_on: date | None = None
) -> Iterator[Conflict]:
    evidence = party if filed_on is None else f"{party}, {filed_on.isoformat()}"
    for number in index.get(party, ()):
        yield Conflict(number, expert.id, ground, evidence)


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; of the 29th of February, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
