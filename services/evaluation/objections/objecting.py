"""The decisions: who may object until when, and what a review settles."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.events.evaluation import EvaluationObjected, EvaluationReviewed

from services.evaluation.refusals import AlreadyObjected, AlreadyReviewed, NotObjected, TooLateToObject

RULES: Final = "evaluation_objection"
"""The code table with the periods."""


@dataclass(frozen=True, slots=True)
class Contested:
    """An enterprise's evaluation with what became of an objection to it."""

    patent: str
    home: str
    institution: str
    enterprise: str
    evaluation: str
    evaluated_on: date
    is_objected: bool = False
    is_reviewed: bool = False


def object_to(one: Contested, reason: str, table: CodeTable, day: date) -> EvaluationObjected:
    """Raises AlreadyObjected and TooLateToObject."""
    if one.is_objected:
        raise AlreadyObjected("对这条评价已提出过异议", english="This evaluation was objected to already.")
    last = one.evaluated_on + timedelta(days=int(table.number("objection_days")))
    if day > last:
        ended = last.isoformat()
        raise TooLateToObject(f"异议期限已于 {ended} 届满", english=f"Objections closed on {ended}.")
    return EvaluationObjected(
        patent=one.patent,
        home=one.home,
        institution=one.institution,
        enterprise=one.enterprise,
        evaluation=one.evaluation,
        reason=reason,
        objected_on=day,
        review_by=day + timedelta(days=int(table.number("review_days"))),
        rules=table.name,
    )


def review(one: Contested, finding: str, day: date, *, is_upheld: bool) -> EvaluationReviewed:
    """Raises NotObjected and AlreadyReviewed."""
    if not one.is_objected:
        raise NotObjected("对这条评价没有异议", english="Nobody objected to this evaluation.")
    if one.is_reviewed:
        raise AlreadyReviewed("这项异议已复核", english="This objection was reviewed already.")
    return EvaluationReviewed(
        patent=one.patent,
        home=one.home,
        institution=one.institution,
        enterprise=one.enterprise,
        evaluation=one.evaluation,
        is_upheld=is_upheld,
        finding=finding,
        reviewed_on=day,
    )
