"""Tiers for programs."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from panhuo_contracts import uuid7
from panhuo_contracts.codes import PromotionTag, Tier
from panhuo_contracts.events.evaluation import GradingReason
from pydantic import BaseModel, Field

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right, allow, audit
from services.evaluation.requests import (
    AnyPatentNumber,
    Decided,
    ManyDecided,
    Sent,
    TierDecision,
    TierProposal,
)
from services.evaluation.store import tiers as store
from services.evaluation.tiers import commands

router: Final = APIRouter(prefix="/evaluation/api", tags=["evaluation"])

PatentReader = Annotated[Principal, Depends(allow(Right.PATENT_READ))]
TierSetter = Annotated[Principal, Depends(allow(Right.TIER_SET))]


class TierShown(BaseModel):
    patent: str
    tier: Tier
    computed: Tier | None
    """What the rules come to, where two people set another tier."""
    note: str
    reasons: list[GradingReason]
    tags: list[PromotionTag]
    rules: str
    graded_on: date


class Patents(Sent):
    patents: Annotated[list[AnyPatentNumber], Field(min_length=1, max_length=1000)]


@router.get("/patents/{patent}/tier")
async def show(patent: AnyPatentNumber, principal: PatentReader, service: ServiceDep) -> TierShown:
    """A patent's tier, with what it rests on; an expert is not told what other experts said."""
    async with service.database.read() as conn:
        standing = (await store.standing(conn, [patent])).get(patent)
    if standing is None:
        raise NotFound
    return TierShown(
        patent=patent,
        tier=standing.tier,
        computed=standing.computed,
        note=standing.note,
        reasons=list(standing.told(with_experts=not principal.may(Right.EXPERT_SERVE))),
        tags=list(standing.tags),
        rules=standing.rules,
        graded_on=standing.graded_on,
    )


@router.post("/gradings", response_model=ManyDecided)
async def grade_anew(request: Request, sent: Patents, principal: TierSetter, service: ServiceDep) -> Response:
    """Grade up to 1,000 patents under the thresholds of the day."""
    async with service.unit() as unit:

        async def act() -> ManyDecided:
            answers = await commands.grade_anew(unit, principal, list(dict.fromkeys(sent.patents)), today())
            decided = ManyDecided.of([Decided.of(answer) for answer in answers])
            if decided.accepted:
                await audit(unit.conn, principal, "tier.grade", f"{decided.accepted} patents")
            return decided

        return await once(request, unit, principal, act)


@router.post("/patents/{patent}/tier-proposal", response_model=Decided)
async def propose(
    request: Request, patent: AnyPatentNumber, said: TierProposal, principal: TierSetter, service: ServiceDep
) -> Response:
    """Propose another tier than the rules come to; it takes effect once a second person of one's office agrees."""
    async with service.unit() as unit:

        async def act() -> Decided:
            answer = await commands.propose(
                unit, principal, patent, said.tier, said.note, identifier=uuid7(), day=today()
            )
            await audit(unit.conn, principal, "tier.propose", patent, {"tier": said.tier.value})
            return Decided.of(answer)

        return await once(request, unit, principal, act)


@router.post("/patents/{patent}/tier-decision", response_model=Decided)
async def decide(
    request: Request, patent: AnyPatentNumber, said: TierDecision, principal: TierSetter, service: ServiceDep
) -> Response:
    """The second person's word; whoever proposed it may only take it back."""
    async with service.unit() as unit:

        async def act() -> Decided:
            answer = await commands.decide(unit, principal, patent, is_agreed=said.is_agreed, day=today())
            await audit(unit.conn, principal, "tier.agree" if said.is_agreed else "tier.decline", patent)
            return Decided.of(answer)

        return await once(request, unit, principal, act)
