"""A case between two bodies: how it stands by what was said of it, who settles it, and whom the verdicts leave with it.

A case is known by its patent and its claimant. Whatever order its facts come in, it stands the same: a round is closed
by what was said of that round, and the last round is the one that stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from panhuo_contracts.jurisdictions import NATION

from chassis.errors import Refused, Told

BASIS: Final = Told(
    "专利法第10条；一个单位的权属争议由所在省裁定，跨省的由国家裁定",
    "Patent Law, article 10; a province settles between its own, the nation across provinces",
)


class State(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"


class Party(NamedTuple):
    """One of the two bodies."""

    code: str
    name: str
    home: str


class Step(NamedTuple):
    """Something that was said of a case after it had opened."""

    round: int
    writer: str
    kind: str
    """withdrawn, settled or reopened"""
    awarded: str | None
    awarded_name: str | None
    reason: str
    evidence: str
    settled_by: str | None
    taken_on: date
    said_at: datetime


class Identity(NamedTuple):
    """By which a case is known: the number of the patent and the code of the claimant."""

    patent: str
    claimant: str

    def __str__(self) -> str:
        return f"{self.patent}-{self.claimant}"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands."""

    patent: str
    title: str
    holder: Party
    claimant: Party
    claimed_on: date
    writer: str
    """Which system says the claim."""
    is_said: bool
    """Whether it was claimed in so many words; else two systems publish a record of the patent."""
    round: int
    steps: tuple[Step, ...]
    """The first one first."""
    generated: bool = False

    @property
    def identity(self) -> Identity:
        return Identity(self.patent, self.claimant.code)

    @property
    def sides(self) -> tuple[Party, Party]:
        return self.holder, self.claimant

    @property
    def end(self) -> Step | None:
        """What closed the present round. A settlement stands before a withdrawal, the nation's before a province's."""
        ends = [step for step in self.steps if step.round == self.round and step.kind != "reopened"]
        return max(ends, key=_weight, default=None)

    @property
    def state(self) -> State:
        return State(self.end.kind) if self.end else State.OPEN

    @property
    def arbiter(self) -> str:
        """Whose case it is: the province of both, or else the nation."""
        return self.holder.home if self.holder.home == self.claimant.home else NATION

    @property
    def loser(self) -> Party | None:
        """Who does not have it, where that is settled."""
        if self.end is None or self.end.kind != State.SETTLED:
            return None
        return self.holder if self.end.awarded == self.claimant.code else self.claimant

    @property
    def winner(self) -> Party | None:
        loser = self.loser
        if loser is None:
            return None
        return self.claimant if loser is self.holder else self.holder


def _weight(step: Step) -> tuple[bool, bool, datetime, str]:
    return step.kind == State.SETTLED, step.writer == NATION, step.said_at, step.writer


class Verdict(NamedTuple):
    """Where all cases of a patent leave it."""

    owner: Party | None
    """Whose it is by the settlement that was said last; None while none was."""
    losers: frozenset[str]
    """Bodies whose records yield, by the codes of those that stand for them now."""
    on: date | None = None


def verdict(cases: Iterable[Case], successors: Mapping[str, str] = MappingProxyType({})) -> Verdict:
    """Fold a patent's cases, in whatever order. What was settled against a body binds whoever has taken it over."""
    settled = sorted(
        ((end.said_at, case.claimant.code, end, case) for case in cases if (end := case.end) and case.loser),
        key=lambda one: one[:2],
    )
    if not settled:
        return Verdict(None, frozenset())
    *_, end, last = settled[-1]
    owner = last.winner
    losers = {successors.get(case.loser.code, case.loser.code) for *_, case in settled if case.loser}
    spared = successors.get(owner.code, owner.code) if owner else ""
    return Verdict(owner, frozenset(losers - {spared}), end.taken_on)


def folded(
    patent: str,
    title: str,
    holder: Party,
    claimant: Party,
    *,
    claimed_on: date,
    writer: str,
    claimed_round: int | None,
    steps: Sequence[Step],
    generated: bool = False,
) -> Case:
    """A case from its facts; ``claimed_round`` is None where nobody claimed and two records stand."""
    last = max((step.round for step in steps), default=1)
    return Case(
        patent,
        title,
        holder,
        claimant,
        claimed_on,
        writer,
        claimed_round is not None,
        max(last, claimed_round or 1),
        tuple(
            sorted(steps, key=lambda step: (step.round, step.kind != "reopened", step.said_at, step.writer, step.kind))
        ),
        generated,
    )


class NotYoursToSettle(Refused):
    """A province settles between its own bodies, the nation between provinces."""

    basis = BASIS


class SettledElsewhere(Refused):
    """Between provinces only the national platform speaks for both."""

    basis = BASIS
    mend = Told("请在国家平台办理", "Do it on the national platform")


class CaseClosed(Refused):
    """What is settled or withdrawn stands until the nation takes it up again."""

    basis = BASIS
    mend = Told("发现新事实的，由国家管理部门重新立案", "With new facts the national office opens the case again")


class CaseStillOpen(Refused):
    basis = BASIS
    mend = Told("先裁定，再谈重新立案", "It is decided first")


class NothingToWithdraw(Refused):
    """Two systems publish the patent: there is no claim, one of the records has to yield."""

    basis = BASIS
    mend = Told("由裁定方裁定", "Whoever settles it decides")
