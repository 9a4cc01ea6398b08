"""What an institution says of its own patent, and an enterprise of another's."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import Confidence, ConversionMode, Maturity, ProspectGrade, SelfGrade
from panhuo_contracts.events.evaluation import EnterpriseEvaluated, PatentSelfEvaluated

from services.evaluation import words
from services.evaluation.dossier import Dossier
from services.evaluation.library import recorded
from services.evaluation.refusals import NothingToEvaluate, NotListed

SELF_METHOD: Final = "self-1"
"""A graded self-evaluation without the indicators of GB/T 42748."""
RULES: Final = "enterprise_evaluation"
"""The code table that says how long an enterprise's view counts."""
FAVORABLE: Final = (ProspectGrade.VERY_GOOD, ProspectGrade.GOOD)


@dataclass(frozen=True, slots=True)
class SelfOpinion:
    """What the institution filled in."""

    grade: SelfGrade
    maturity: Maturity
    scenario: str = ""
    industries: tuple[str, ...] = ()
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class MarketOpinion:
    """What the enterprise filled in; without a need it is a professional opinion for others to use."""

    prospect: ProspectGrade
    confidence: Confidence
    improvement_need: str = ""
    cooperation: tuple[ConversionMode, ...] = ()
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """The enterprise as its register, or its token, names it."""

    enterprise: str
    name: str


def self_evaluate(dossier: Dossier, opinion: SelfOpinion, day: date) -> PatentSelfEvaluated | None:
    """The self-evaluation; None where it says what already stands. Raises NothingToEvaluate."""
    if dossier.record is None:
        raise NothingToEvaluate(
            f"{dossier.patent} 不在存量专利基础库中", english=f"{dossier.patent} is not in the stock base library"
        )
    said = dossier.standing_self_evaluation
    if said is not None and opinion == SelfOpinion(
        said.grade, said.maturity, said.scenario, said.industries, said.reasons
    ):
        return None
    words.SELF_GRADES.require(opinion.grade)
    words.MATURITIES.require(opinion.maturity)
    return PatentSelfEvaluated(
        patent=dossier.patent,
        home=dossier.record.home,
        institution=dossier.record.institution,
        grade=opinion.grade,
        maturity=opinion.maturity,
        scenario=opinion.scenario,
        industries=opinion.industries,
        reasons=opinion.reasons,
        evaluated_on=day,
        method=SELF_METHOD,
    )


def evaluate(
    dossier: Dossier,
    evaluator: Evaluator,
    opinion: MarketOpinion,
    rules: CodeTable,
    *,
    identifier: str,
    day: date,
    uploaded_by: str | None = None,
) -> EnterpriseEvaluated:
    """An enterprise's evaluation, which replaces its earlier one, under the table ``RULES``. Raises NotListed."""
    if not dossier.is_listed:
        raise NotListed(
            f"{dossier.patent} 不在资源库中，不能评价", english=f"{dossier.patent} is not in the resource library"
        )
    words.PROSPECTS.require(opinion.prospect)
    words.CONFIDENCES.require(opinion.confidence)
    words.MODES.require(*opinion.cooperation)
    record = recorded(dossier)
    return EnterpriseEvaluated(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        enterprise=evaluator.enterprise,
        enterprise_name=evaluator.name,
        evaluation=identifier,
        prospect=opinion.prospect,
        confidence=opinion.confidence,
        improvement_need=opinion.improvement_need,
        cooperation=opinion.cooperation,
        opinion=opinion.opinion,
        evaluated_on=day,
        rules=rules.name,
        valid_until=months_later(day, int(rules.number("validity_months"))),
        uploaded_by=uploaded_by,
    )


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
