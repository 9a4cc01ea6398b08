"""The decisions: which measures suit a patent, and the steps from assigning one to closing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import PromotionMeasure, PromotionOutcome, PromotionTag, Tier
from panhuo_contracts.events.evaluation import (
    PromotionAccepted,
    PromotionAssigned,
    PromotionClosed,
    PromotionReported,
)

from services.evaluation.dossier import Dossier
from services.evaluation.library import recorded
from services.evaluation.refusals import (
    AlreadyAccepted,
    AlreadyAssigned,
    AlreadyClosed,
    MeasureUnsuited,
    NotAccepted,
    NotForYou,
)
from services.evaluation.tiers.grading import Standing

RULES: Final = "promotion"
"""The code table with the period of each measure."""
_BY_TIER: Final = {
    Tier.PRIORITY: (PromotionMeasure.INVESTMENT, PromotionMeasure.ROADSHOW),
    Tier.REGULAR: (PromotionMeasure.ROADSHOW,),
    Tier.NURTURE: (PromotionMeasure.IMPROVEMENT,),
    Tier.UNCLEAR: (PromotionMeasure.SCREENING,),
}
_BY_TAG: Final = {
    PromotionTag.PLEDGE: PromotionMeasure.INVESTMENT,
    PromotionTag.POOL: PromotionMeasure.POOL,
    PromotionTag.OPEN_LICENSE: PromotionMeasure.OPEN_LICENSE,
    PromotionTag.STABILITY_ANALYSIS: PromotionMeasure.STABILITY_ANALYSIS,
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A measure under way, or at its end. Offices are credit codes or jurisdictions."""

    patent: str
    home: str
    institution: str
    assignment: str
    measure: PromotionMeasure
    assigner: str
    assignee: str
    due_on: date
    is_accepted: bool = False
    is_closed: bool = False


def suited(standing: Standing) -> tuple[PromotionMeasure, ...]:
    """The measures of a tier and its tags, each once (Work Plan: promotion by layers)."""
    return tuple(dict.fromkeys(_suited(standing)))


def _suited(standing: Standing) -> Iterator[PromotionMeasure]:
    yield from _BY_TIER[standing.tier]
    for tag in standing.tags:
        yield _BY_TAG[tag]


def assign(
    dossier: Dossier,
    standing: Standing | None,
    open_measures: frozenset[PromotionMeasure],
    measure: PromotionMeasure,
    table: CodeTable,
    *,
    identifier: str,
    assigner: str,
    assignee: str,
    note: str,
    day: date,
) -> PromotionAssigned:
    """Raises MeasureUnsuited and AlreadyAssigned."""
    record = recorded(dossier)
    if standing is None or measure not in suited(standing):
        raise MeasureUnsuited("这项措施不适于该专利的层级与标签", english="It does not suit tier and tags.")
    if measure in open_measures:
        raise AlreadyAssigned("这项措施已在办理", english="The measure is under way already.")
    return PromotionAssigned(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        assignment=identifier,
        measure=measure,
        tier=standing.tier,
        assigner=assigner,
        assignee=assignee,
        note=note,
        assigned_on=day,
        due_on=day + timedelta(days=int(table.number(measure.value))),
        rules=table.name,
    )


def accept(one: Assignment, office: str, day: date) -> PromotionAccepted:
    """Raises NotForYou, AlreadyClosed and AlreadyAccepted."""
    _may_work(one, office)
    if one.is_accepted:
        raise AlreadyAccepted("这项措施已有人承接", english="Somebody has taken it on already.")
    return PromotionAccepted(
        patent=one.patent,
        home=one.home,
        institution=one.institution,
        assignment=one.assignment,
        accepted_on=day,
    )


def report(one: Assignment, office: str, note: str, day: date) -> PromotionReported:
    """Raises NotForYou, AlreadyClosed and NotAccepted."""
    _may_work(one, office)
    _must_be_accepted(one)
    return PromotionReported(
        patent=one.patent,
        home=one.home,
        institution=one.institution,
        assignment=one.assignment,
        note=note,
        reported_on=day,
    )


def close(one: Assignment, office: str, outcome: PromotionOutcome, result: str, day: date) -> PromotionClosed:
    """Whoever does it closes it, or declines it before taking it on; whoever assigned it may take it back.

    Raises NotForYou, AlreadyClosed, AlreadyAccepted and NotAccepted.
    """
    if outcome is PromotionOutcome.SUPERSEDED:
        if one.is_closed:
            raise _closed()
        if office != one.assigner:
            raise _not_yours()
    else:
        _may_work(one, office)
        if outcome is PromotionOutcome.DECLINED and one.is_accepted:
            raise AlreadyAccepted("已承接的措施应当办结，不能谢绝", english="It was taken on: close it instead.")
        if outcome is not PromotionOutcome.DECLINED:
            _must_be_accepted(one)
    return PromotionClosed(
        patent=one.patent,
        home=one.home,
        institution=one.institution,
        assignment=one.assignment,
        outcome=outcome,
        result=result,
        closed_on=day,
    )


def _may_work(one: Assignment, office: str) -> None:
    if office != one.assignee:
        raise _not_yours()
    if one.is_closed:
        raise _closed()


def _must_be_accepted(one: Assignment) -> None:
    if not one.is_accepted:
        raise NotAccepted("须先承接", english="Take it on first.")


def _closed() -> AlreadyClosed:
    return AlreadyClosed("这项措施已办结", english="It has been closed.")


def _not_yours() -> NotForYou:
    return NotForYou("这项措施由其他单位办理", english="Another office does this.")
