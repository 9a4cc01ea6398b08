"""How good a matrix of scores is where the answers are known, one figure a case, and intervals over the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from bench.affinity.material import Demands, Owners

_RANKS: Final = 10
_STRONG: Final = 2
_RESAMPLES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over cases with its 95 % interval, from 2,000 resamples of the cases."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, cases: Sequence[float]) -> "Measured":
        values = np.asarray(cases, float)
        drawn = np.random.default_rng(1).integers(len(values), size=(_RESAMPLES, len(values)))
        low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
        return cls(float(values.mean()), float(low), float(high))

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.2f}–{self.high:.2f}]"


def of_demands(demands: Demands, scores: Any) -> dict[str, list[float]]:
    """NDCG@10 with gains 2^grade - 1, and whether the first was graded fairly strong or better."""
    gained, hit = [], []
    for expert, candidates in enumerate(demands.candidates):
        at = [item for item, _ in candidates]
        grades = np.array([grade for _, grade in candidates])
        found = np.asarray(scores)[expert, at]
        gained.append(_gain(grades, found))
        hit.append(float(grades[np.argmax(found)] >= _STRONG))
    return {"NDCG@10": gained, "hit@1": hit}


def of_owners(folds: Sequence[Owners], scored: Sequence[Any]) -> dict[str, list[float]]:
    """For each item: whether its own expert is first, and the reciprocal of that expert's rank; ties share ranks."""
    hit, reciprocal = [], []
    for fold, scores in zip(folds, scored, strict=True):
        for item, owner in enumerate(fold.truth):
            column = np.asarray(scores)[:, item]
            rank = 1 + (column > column[owner]).sum() + ((column == column[owner]).sum() - 1) / 2
            hit.append(float(rank == 1))
            reciprocal.append(float(1 / rank))
    return {"hit@1": hit, "MRR": reciprocal}


def bands(demands: Demands, scores: Any, edges: Sequence[float]) -> list[tuple[float, float, int, float]]:
    """What a score is worth: in each band, how many pairs were graded and which share fairly strong or better."""
    pairs = [
        (np.asarray(scores)[expert, item], grade >= _STRONG)
        for expert, candidates in enumerate(demands.candidates)
        for item, grade in candidates
    ]
    found = []
    for low, high in pairwise(edges):
        inside = [strong for score, strong in pairs if low <= score < high]
        if inside:
            found.append((low, high, len(inside), sum(inside) / len(inside)))
    return found


def _gain(grades: Any, found: Any) -> float:
    gains = 2.0**grades - 1
    discounts = 1 / np.log2(np.arange(2, _RANKS + 2))
    best = np.argsort(-found, kind="stable")[:_RANKS]
    ideal = np.sort(gains)[::-1][:_RANKS]
    return float((gains[best] * discounts[: len(best)]).sum() / (ideal * discounts[: len(ideal)]).sum())
