"""The order of search results: a score of three parts that the page can show and explain."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

METHOD: Final = "search-1"
"""Version of this formula; it stands beside every score."""
WORDS_MOST: Final = 60
PLACES_MOST: Final = 25
EVALUATIONS_MOST: Final = 15

_FULL_RANK: Final = 0.6079271
"""``ts_rank`` of one word that stands once in a title: 6/π²."""
_EVALUATIONS_HALF: Final = 2
"""So many favorable evaluations give half of that part; each further one adds less."""
_RAREST: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patent that may be shown, and PostgreSQL's rank of each asked word in it (0: absent)."""

    patent: str
    ranks: tuple[float, ...]
    favorable_evaluations: int


@dataclass(frozen=True, slots=True)
class Score:
    """Parts in points; at most 60, 25 and 15. It orders results; it says nothing of a patent's worth."""

    patent: str
    words: Decimal
    places: Decimal
    evaluations: Decimal

    @property
    def total(self) -> Decimal:
        return self.words + self.places + self.evaluations


def ranked(asked: Sequence[str], candidates: Sequence[Candidate], frequency: Mapping[str, float]) -> list[Score]:
    """Best first; equal scores by patent number, so that pages never overlap.

    Words: which share of the question the patent mentions, rare words counting more (logarithm of the inverse share
    of entries that hold them). Places: title before keywords before abstract. Evaluations: enterprises' favorable ones.
    """
    weights = [_weight(frequency.get(word, 0.0)) for word in asked]
    whole = sum(weights) or 1.0
    scores = [
        Score(
            candidate.patent,
            words=_points(WORDS_MOST, sum(w for w, r in zip(weights, candidate.ranks, strict=True) if r > 0) / whole),
            places=_points(
                PLACES_MOST,
                sum(w * min(r / _FULL_RANK, 1.0) for w, r in zip(weights, candidate.ranks, strict=True)) / whole,
            ),
            evaluations=_points(
                EVALUATIONS_MOST,
                candidate.favorable_evaluations / (candidate.favorable_evaluations + _EVALUATIONS_HALF),
            ),
        )
        for candidate in candidates
    ]
    return sorted(scores, key=lambda score: (-score.total, score.patent))


def _weight(share: float) -> float:
    return 1.0 + math.log(1.0 / max(min(share, 1.0), _RAREST)) / math.log(1.0 / _RAREST) * 4.0


def _points(most: int, share: float) -> Decimal:
    return Decimal(f"{most * share:.1f}")
