"""What is asked of an assignment, and what comes of it."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

from services.evaluation.assignment.conflicts import Conflict

CERTAIN: Final = 100
"""Probabilities are whole percent: every figure of the program is then a whole number, and no rounding is left over."""


class Unsound(ValueError):
    """The terms contradict themselves, whoever the experts are."""


@dataclass(frozen=True, slots=True)
class Patent:
    """One that is to be evaluated, and by how many."""

    number: str
    experts: int = 3


@dataclass(frozen=True, slots=True)
class Expert:
    """How many patents of this batch one expert takes."""

    id: str
    most: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody or something is about: a text, and symbols of the IPC."""

    text: str
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profiles:
    """Of the patents and of the experts, in the order of the batch: their affinity is measured with the assignment."""

    patents: tuple[Profile, ...]
    experts: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Patents to be evaluated and the experts who might. Raises Unsound."""

    patents: tuple[Patent, ...]
    experts: tuple[Expert, ...]
    affinity: "array[float] | Profiles"
    """A row for each patent, in it a number for each expert, in the order of both; higher is more apt."""
    conflicts: tuple[Conflict, ...] = ()
    highest_percent: int = 50
    """No pair of a patent and an expert is chosen with a higher probability."""

    def __post_init__(self) -> None:
        _distinct("patent", [patent.number for patent in self.patents])
        _distinct("expert", [expert.id for expert in self.experts])
        self._check_affinity()
        if not 1 <= self.highest_percent <= CERTAIN:
            raise Unsound("the highest probability of a pair is between 1 and 100 percent")
        if any(patent.experts < 0 for patent in self.patents):
            raise Unsound("a patent needs no fewer than no experts")
        if any(not 0 <= expert.least <= expert.most for expert in self.experts):
            raise Unsound("an expert's least load is above the highest, or below nothing")

    def _check_affinity(self) -> None:
        if isinstance(self.affinity, Profiles):
            if (len(self.affinity.patents), len(self.affinity.experts)) != (len(self.patents), len(self.experts)):
                raise Unsound("there is not one profile for each patent and expert")
            return
        if len(self.affinity) != len(self.patents) * len(self.experts):
            raise Unsound("affinity has not one number for each pair of a patent and an expert")
        if not math.isfinite(sum(self.affinity)):
            raise Unsound("an affinity is not a finite number")


def _distinct(kind: str, names: Sequence[str]) -> None:
    for one, other in pairwise(sorted(names)):
        if one == other:
            raise Unsound(f"{kind} {one} is named twice")


class Limit(StrEnum):
    """What held a pair's probability where it is."""

    PROBABILITY = "probability"
    """The highest that any pair may have."""
    LOAD = "load"
    """The expert's highest load: others want the same expert."""
    LEAST = "least"
    """The expert's least load: it had to come from somewhere."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """One expert for one patent, and why."""

    patent: str
    expert: str
    affinity: float
    percent: int
    """The probability with which the draw could choose this pair."""
    limits: tuple[Limit, ...]
    rank: int
    """Place among all experts by affinity to this patent, from 1."""
    barred: int
    """Of those before: how many have a conflict of interest."""
    full: int
    """Of those before: how many had their highest load, and were chosen elsewhere."""
    passed_over: int
    """Of those before: how many could have been drawn and were not."""
    is_kept: bool = False
    """Stood before a revision."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A drawn assignment. The same batch and seed give the same one."""

    pairs: tuple[Assigned, ...]
    seed: int
    expected: float
    """Affinity in the mean over all draws."""
    bound: float
    """No assignment under these terms has a higher one in the mean: what the solver's prices prove over all pairs."""
    probabilities: tuple[tuple[str, str, int], ...] = field(repr=False, default=())
    """Every pair that could have been drawn, in percent."""

    @property
    def affinity(self) -> float:
        return math.fsum(pair.affinity for pair in self.pairs)

    def by_patent(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for pair in self.pairs:
            found.setdefault(pair.patent, []).append(pair.expert)
        return found


class Rule(StrEnum):
    """What the national office may relax. A conflict of interest is not among them."""

    COVERAGE = "coverage"
    MOST = "most"
    LEAST = "least"
    PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule for one patent or expert, as it is and as it would have to be."""

    rule: Rule
    subject: str
    present: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Remedy:
    """Relaxations that together make the batch possible."""

    relaxations: tuple[Relaxation, ...]
    is_smallest: bool
    """It was proved that no fewer would do."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A part of the batch that shows by counting that no assignment can exist."""

    patents: tuple[str, ...]
    experts: tuple[str, ...]
    """Those whose bound (highest load; or least load, where too much is asked of too few patents) holds it."""
    needed: float
    possible: float
    is_of_least_loads: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """One number of experts for every patent and one highest probability, under which the batch can be assigned."""

    experts_each: int
    percent: int


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No assignment keeps all terms; and what would have to give."""

    bottlenecks: tuple[Bottleneck, ...]
    remedies: tuple[Remedy, ...]
    """The first is the smallest; another way may follow."""
    proposals: tuple[Proposal, ...] = ()
    """What an office can ask for instead; none where some patent has no expert at all."""


Outcome = Assignment | Infeasible


@dataclass(frozen=True, slots=True)
class Draw:
    """An order: assign a batch."""

    batch: Batch
    seed: int


@dataclass(frozen=True, slots=True)
class Revision:
    """An order: the batch has changed (a recusal, an expert who is ill); change no more pairs than must be."""

    batch: Batch
    standing: tuple[tuple[str, str], ...]
    """Patent and expert, as they were assigned."""
    seed: int


Order = Draw | Revision
