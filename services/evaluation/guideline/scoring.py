"""What the answers come to: between the worst and the best that is still unanswered, or withheld."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Final

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import AnswerSource, ValuePart

from services.evaluation.guideline.tree import GROUPS, indicators

WORST: Final = Decimal(0)
BEST: Final = Decimal(100)
_STEP: Final = Decimal("0.01")
_BAND: Final = Decimal(20)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one indicator, from 0 to 100."""

    indicator: str
    source: AnswerSource
    low: Decimal
    high: Decimal
    evidence: str = ""
    evidence_en: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A range, and the share in percent of the weight that has an answer."""

    low: Decimal
    high: Decimal
    answered: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three values; ``weight`` in percent of the whole."""

    part: ValuePart
    weight: Decimal
    score: Score


@dataclass(frozen=True, slots=True)
class Result:
    """All of it. ``whole`` is None where too little is answered to say anything."""

    parts: tuple[Part, ...]
    answered: Decimal
    whole: Score | None


def chosen(indicator: str, band: int) -> Answer:
    """A person's answer: one of the five bands."""
    return Answer(indicator, AnswerSource.ANSWERED, _BAND * (band - 1), _BAND * band)


def weights(table: CodeTable) -> dict[str, Decimal]:
    """Each indicator's weight: its group's, shared evenly. Raises KeyError for a table without a group's weight."""
    return {
        indicator.code: table.number(f"weight_{group.code}") / len(group.indicators)
        for group in GROUPS
        for indicator in group.indicators
    }


def reckon(weighted: Mapping[str, Decimal], answers: Mapping[str, Answer], least_answered: Decimal) -> Result:
    """The parts that have a weight, and the whole unless less than ``least_answered`` percent has an answer.

    What is unanswered counts from 0 to 100 and never as 0: an answer more can only narrow a range. Raises ValueError
    where no indicator has a weight.
    """
    total = sum(weighted.values())
    if not total:
        raise ValueError("no indicator has a weight")
    groups = indicators()
    parts = []
    for part in ValuePart:
        own = {code: weight for code, weight in weighted.items() if groups[code].part is part}
        if of_part := sum(own.values()):
            parts.append(Part(part, _nearest(BEST * of_part / total), _range(own, answers)))
    whole = _range(weighted, answers)
    return Result(tuple(parts), whole.answered, whole if whole.answered >= least_answered else None)


def _range(weighted: Mapping[str, Decimal], answers: Mapping[str, Answer]) -> Score:
    """Rounded outwards, so that the range holds what it stands for, and the answered share downwards."""
    total = sum(weighted.values(), Decimal(0))
    low = _mean(((answers[c].low if c in answers else WORST, w) for c, w in weighted.items()), total)
    high = _mean(((answers[c].high if c in answers else BEST, w) for c, w in weighted.items()), total)
    known = _mean(((BEST if c in answers else WORST, w) for c, w in weighted.items()), total)
    return Score(
        low.quantize(_STEP, ROUND_FLOOR),
        min(BEST, high.quantize(_STEP, ROUND_CEILING)),
        known.quantize(_STEP, ROUND_FLOOR),
    )


def _mean(values: Iterable[tuple[Decimal, Decimal]], total: Decimal) -> Decimal:
    # The last digits of a quotient such as 100/3 added three times would round a whole number down.
    return (sum((value * weight for value, weight in values), Decimal(0)) / total).quantize(Decimal("1e-9"))


def _nearest(value: Decimal) -> Decimal:
    return value.quantize(_STEP, ROUND_HALF_EVEN)
