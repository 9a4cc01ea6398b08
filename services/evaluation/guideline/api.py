"""The guideline's form for programs."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from panhuo_contracts.codes import AnswerSource, GuidelineScenario, ValuePart
from panhuo_contracts.events.evaluation import IndicatorAnswer, PartScore
from pydantic import BaseModel, Field

from chassis import codes
from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right, allow, audit
from services.evaluation import commands
from services.evaluation.api import settle
from services.evaluation.guideline.record import computed
from services.evaluation.guideline.tree import EDITION, GROUPS, STANDARD, weights_of
from services.evaluation.requests import AnyPatentNumber, Decided, Sent
from services.evaluation.store import guideline as store

router: Final = APIRouter(prefix="/evaluation/api", tags=["evaluation"])

SelfEvaluator = Annotated[Principal, Depends(allow(Right.EVALUATION_SELF))]
Bands = Annotated[dict[str, Annotated[int, Field(ge=1, le=5)]], Field(max_length=200)]


class GuidelineSent(Sent):
    """Band 1 (0-20) to 5 (80-100) of the indicators that a person answers; one that is left out is unknown."""

    scenario: GuidelineScenario
    answers: Bands = Field(default_factory=dict)


class IndicatorShown(BaseModel):
    code: str
    name: str
    name_en: str


class GroupShown(BaseModel):
    code: str
    part: ValuePart
    name: str
    name_en: str
    weight: Decimal
    """In the scenario's table; each indicator has an even share of it."""
    indicators: list[IndicatorShown]


class GuidelineShown(BaseModel):
    standard: str
    indicators: str
    """Edition of this platform's reading of the standard's list."""
    scenario: GuidelineScenario
    rules: str
    least_answered: Decimal
    groups: list[GroupShown]


class FormShown(BaseModel):
    scenario: GuidelineScenario
    indicators: str
    rules: str
    answers: list[IndicatorAnswer]
    parts: list[PartScore]
    answered: Decimal
    low: Decimal | None
    high: Decimal | None
    evaluated_on: date


class FormsShown(BaseModel):
    patent: str
    from_record: list[IndicatorAnswer]
    """What the record answers today."""
    forms: list[FormShown]


@router.get("/guideline/{scenario}", dependencies=[Depends(allow(Right.PATENT_READ))])
async def show_guideline(scenario: GuidelineScenario, service: ServiceDep) -> GuidelineShown:
    """The indicators, and a scenario's weights as they hold today."""
    async with service.database.read() as conn:
        table = await codes.in_force(conn, weights_of(scenario), today())
    return GuidelineShown(
        standard=STANDARD,
        indicators=EDITION,
        scenario=scenario,
        rules=table.name,
        least_answered=table.number("least_answered"),
        groups=[
            GroupShown(
                code=group.code,
                part=group.part,
                name=group.names[0],
                name_en=group.names[1],
                weight=table.number(f"weight_{group.code}"),
                indicators=[
                    IndicatorShown(code=one.code, name=one.names[0], name_en=one.names[1]) for one in group.indicators
                ],
            )
            for group in GROUPS
        ],
    )


@router.get("/patents/{patent}/guideline", dependencies=[Depends(allow(Right.PATENT_READ))])
async def show_forms(patent: AnyPatentNumber, service: ServiceDep) -> FormsShown:
    """A patent's forms, one a scenario, and what its record answers today."""
    async with service.database.read() as conn:
        known = await store.known(conn, patent, today())
        if known is None or known.dossier.record is None:
            raise NotFound
        forms = await store.forms(conn, patent)
    return FormsShown(
        patent=patent,
        from_record=[
            IndicatorAnswer(
                indicator=one.indicator,
                source=AnswerSource.COMPUTED,
                low=one.low,
                high=one.high,
                evidence=one.evidence,
                evidence_en=one.evidence_en,
            )
            for one in computed(known, today()).values()
        ],
        forms=[
            FormShown(
                scenario=form.scenario,
                indicators=form.indicators,
                rules=form.rules,
                answers=list(form.answers),
                parts=list(form.parts),
                answered=form.answered,
                low=form.low,
                high=form.high,
                evaluated_on=form.evaluated_on,
            )
            for form in forms.values()
        ],
    )


@router.post("/patents/{patent}/guideline", response_model=Decided)
async def fill_in(
    request: Request, patent: AnyPatentNumber, sent: GuidelineSent, principal: SelfEvaluator, service: ServiceDep
) -> Response:
    """Fill in the form for one scenario; it replaces the one before."""
    async with service.unit() as unit:

        async def act() -> Decided:
            scope = principal.scope(Right.EVALUATION_SELF)
            answer = await commands.fill_in_guideline(unit, scope, patent, sent.scenario, sent.answers, today())
            settle(answer)
            if answer.outcome == "accepted":
                await audit(unit.conn, principal, "evaluation.guideline", patent, {"scenario": sent.scenario.value})
            return Decided.of(answer)

        return await once(request, unit, principal, act)
