"""The decision: the record's answers and a person's, under a scenario's weights, as one event."""

from collections.abc import Mapping
from datetime import date

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import AnswerSource, GuidelineScenario, PatentType
from panhuo_contracts.events.evaluation import GuidelineEvaluated, IndicatorAnswer, PartScore

from services.evaluation.guideline.record import Known, computed
from services.evaluation.guideline.scoring import Answer, Result, chosen, reckon, weights
from services.evaluation.guideline.tree import EDITION, indicators
from services.evaluation.library import recorded
from services.evaluation.refusals import NoIndicators, NothingAnswered, NoWeights


def answered(known: Known, bands: Mapping[str, int], day: date) -> dict[str, Answer]:
    """Every answer there is; what the record says stands before what a person chose."""
    people = {code: chosen(code, band) for code, band in bands.items() if code in indicators()}
    return people | computed(known, day)


def result(answers: Mapping[str, Answer], table: CodeTable) -> Result:
    """Raises NoWeights."""
    try:
        return reckon(weights(table), answers, table.number("least_answered"))
    except ValueError:
        raise NoWeights(
            f"代码表 {table.name} 中没有大于零的权重", english=f"The table {table.name} has no weight above zero."
        ) from None


def evaluate(
    known: Known, scenario: GuidelineScenario, bands: Mapping[str, int], table: CodeTable, day: date
) -> GuidelineEvaluated:
    """The filled-in form. Raises NotInventoried, NoIndicators, NothingAnswered and NoWeights."""
    record = recorded(known.dossier)
    if record.patent_type is PatentType.DESIGN:
        raise NoIndicators(
            f"{known.dossier.patent} 是外观设计，指引不适用",
            english=f"{known.dossier.patent} is a design; the guideline does not cover it.",
        )
    answers = answered(known, bands, day)
    if all(one.source is AnswerSource.COMPUTED for one in answers.values()):
        raise NothingAnswered("没有回答任何一项", english="Nothing is answered.")
    reckoned = result(answers, table)
    whole = reckoned.whole
    return GuidelineEvaluated(
        patent=known.dossier.patent,
        home=record.home,
        institution=record.institution,
        scenario=scenario,
        indicators=EDITION,
        rules=f"{table.name} {known.points.name}",
        answers=tuple(
            IndicatorAnswer(
                indicator=one.indicator,
                source=one.source,
                low=one.low,
                high=one.high,
                evidence=one.evidence,
                evidence_en=one.evidence_en,
            )
            for _, one in sorted(answers.items())
        ),
        parts=tuple(
            PartScore(
                part=part.part,
                weight=part.weight,
                answered=part.score.answered,
                low=part.score.low,
                high=part.score.high,
            )
            for part in reckoned.parts
        ),
        answered=reckoned.answered,
        low=None if whole is None else whole.low,
        high=None if whole is None else whole.high,
        evaluated_on=day,
    )
