"""The library of experts over HTTP."""

from time import time_ns
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow, audit
from services.evaluation.experts import commands
from services.evaluation.experts.candidates import Recommender
from services.evaluation.experts.requests import (
    Availability,
    BatchShown,
    Commission,
    Commissioned,
    Declaration,
    Done,
    ExpertShown,
    ExpertView,
    PairShown,
    Recommendation,
    Recommended,
    Recusal,
    Retirement,
    WorkShown,
)
from services.evaluation.experts.store import batches, people
from services.evaluation.requests import AnyPatentNumber

router = APIRouter(prefix="/evaluation/api", tags=["experts"])

Reader = Annotated[Principal, Depends(allow(Right.EXPERTS_READ))]
Enterprise = Annotated[Principal, Depends(allow(Right.EXPERT_RECOMMEND))]
Expert = Annotated[Principal, Depends(allow(Right.EXPERT_SERVE))]
Admitter = Annotated[Principal, Depends(allow(Right.EXPERT_ADMIT))]
Commissioner = Annotated[Principal, Depends(allow(Right.EXPERT_COMMISSION))]

MOST_WORK = 1_000
_SEEDS = 2**48


@router.post("/experts", response_model=Recommended)
async def recommend(request: Request, said: Recommendation, principal: Enterprise, service: ServiceDep) -> Response:
    """Put somebody forward; the reference in the answer is what they consent under."""
    async with service.unit() as unit:

        async def act() -> Recommended:
            expert = await commands.recommend(unit, said.profile(), recommender_of(principal), today())
            await audit(unit.conn, principal, "experts.recommend", expert)
            return Recommended(expert=expert)

        return await once(request, unit, principal, act)


@router.get("/experts")
async def list_experts(principal: Reader, service: ServiceDep, page: PageDep) -> Page[ExpertShown]:
    """Whom one recommended, has to look after, or is."""
    marks = page.marks(str)
    async with service.database.read() as conn:
        rows = await people.listed(conn, **reach(principal), after=str(marks[0]) if marks else "", limit=page.limit + 1)
    shown, goes_on = page.cut(rows)
    return Page(
        items=[ExpertShown.of(row) for row in shown], next_cursor=cursor_of(shown[-1]["expert"]) if goes_on else None
    )


@router.post("/experts/{expert}/consent", response_model=Done)
async def consent(request: Request, expert: str, principal: Expert, service: ServiceDep) -> Response:
    """Agree to be in the library."""
    async with service.unit() as unit:

        async def act() -> Done:
            await commands.consent(unit, expert, principal, today())
            await audit(unit.conn, principal, "experts.consent", expert)
            return Done()

        return await once(request, unit, principal, act)


@router.post("/experts/{expert}/admission", response_model=Done)
async def admit(request: Request, expert: str, principal: Admitter, service: ServiceDep) -> Response:
    async with service.unit() as unit:

        async def act() -> Done:
            await commands.admit(unit, principal.scope(Right.EXPERT_ADMIT), expert, today())
            await audit(unit.conn, principal, "experts.admit", expert)
            return Done()

        return await once(request, unit, principal, act)


@router.post("/experts/{expert}/retirement", response_model=Done)
async def retire(request: Request, expert: str, said: Retirement, principal: Admitter, service: ServiceDep) -> Response:
    """Let an expert go; others take over what they left."""
    left: list[str] = []
    async with service.unit() as unit:

        async def act() -> Done:
            scope = principal.scope(Right.EXPERT_ADMIT)
            left.extend(await commands.retire_within(unit, scope, expert, said.reason, today()))
            await audit(unit.conn, principal, "experts.retire", expert)
            return Done()

        answer = await once(request, unit, principal, act)
    await commands.hand_on(service, left, today())
    return answer


@router.post("/expert/availability", response_model=Done)
async def set_availability(request: Request, said: Availability, principal: Expert, service: ServiceDep) -> Response:
    """How many patents of one batch one takes, and until when one takes none."""
    async with service.unit() as unit:

        async def act() -> Done:
            held = await commands.myself(unit.conn, principal)
            await people.set_availability(unit.conn, held.expert, said.most, said.away_until)
            return Done()

        return await once(request, unit, principal, act)


@router.post("/expert/declarations", response_model=Done)
async def declare(request: Request, said: Declaration, principal: Expert, service: ServiceDep) -> Response:
    """Say what one should not evaluate: a patent, what belongs to a body, or a body one filed together with."""
    async with service.unit() as unit:

        async def act() -> Done:
            held = await commands.myself(unit.conn, principal)
            await people.declare(unit.conn, held.expert, said.kind, said.party, said.filed_on, today())
            return Done()

        return await once(request, unit, principal, act)


@router.get("/expert/work")
async def list_work(principal: Expert, service: ServiceDep) -> list[WorkShown]:
    """What one has to evaluate, then what one has evaluated."""
    async with service.database.read() as conn:
        held = await commands.myself(conn, principal)
        return [WorkShown.of(row) for row in await batches.waiting_for(conn, held.expert, MOST_WORK)]


@router.post("/commissions", response_model=Commissioned)
async def commission(request: Request, said: Commission, principal: Commissioner, service: ServiceDep) -> Response:
    """Draw who evaluates up to 3,000 patents. A batch that cannot be assigned is refused with what to relax."""
    terms, events = await commands.prepare(service, principal, said.asked(time_ns() % _SEEDS), today())
    async with service.unit() as unit:

        async def act() -> Commissioned:
            await commands.commission(unit, principal, terms, events)
            return Commissioned(batch=terms.batch, seed=terms.seed, pairs=len(events))

        return await once(request, unit, principal, act)


@router.get("/commissions/{batch}")
async def show_batch(batch: str, principal: Commissioner, service: ServiceDep) -> BatchShown:
    """Who evaluates what, why, and what they said."""
    async with service.database.read() as conn:
        terms = await batches.find(conn, batch)
        if terms is None:
            raise NotFound
        principal.scope(Right.EXPERT_COMMISSION).require(jurisdiction=terms.home)
        pairs, shortage = await batches.pairs(conn, batch), await batches.shortage(conn, batch)
    return BatchShown(
        batch=batch,
        name=terms.name,
        home=terms.home,
        experts_each=terms.experts_each,
        highest_percent=terms.highest_percent,
        seed=terms.seed,
        due_on=terms.due_on,
        shortage=[zh for zh, _ in shortage],
        pairs=[PairShown.of(row) for row in pairs],
    )


@router.post("/commissions/{batch}/reassignment")
async def reassign(batch: str, principal: Commissioner, service: ServiceDep) -> Done:
    """Assign again what nobody evaluates, once more experts are there; what stands is left as it is."""
    async with service.database.read() as conn:
        terms = await batches.find(conn, batch)
    if terms is None:
        raise NotFound
    principal.scope(Right.EXPERT_COMMISSION).require(jurisdiction=terms.home)
    await commands.reassign(service, batch, today())
    return Done()


@router.post("/commissions/{batch}/patents/{patent}/recusal", response_model=Done)
async def recuse(
    request: Request, batch: str, patent: AnyPatentNumber, said: Recusal, principal: Expert, service: ServiceDep
) -> Response:
    """Declare that one cannot evaluate a patent: others take over, and nothing else changes that need not."""
    async with service.unit() as unit:

        async def act() -> Done:
            held = await commands.myself(unit.conn, principal)
            await commands.recuse(unit, held, batch, patent, said.note, today())
            await audit(unit.conn, principal, "experts.recuse", patent)
            return Done()

        answer = await once(request, unit, principal, act)
    await commands.hand_on(service, [batch], today())
    return answer


@router.post("/commissions/{batch}/patents/{patent}/evaluation", response_model=Done)
async def evaluate(
    request: Request, batch: str, patent: AnyPatentNumber, said: ExpertView, principal: Expert, service: ServiceDep
) -> Response:
    async with service.unit() as unit:

        async def act() -> Done:
            held = await commands.myself(unit.conn, principal)
            await commands.evaluate(unit, held, batch, patent, said.view(), today())
            await audit(unit.conn, principal, "evaluation.expert", patent)
            return Done()

        return await once(request, unit, principal, act)


def recommender_of(principal: Principal) -> Recommender:
    """The enterprise that an account speaks for."""
    if principal.organization is None:
        raise NotFound
    return Recommender(
        principal.organization, principal.organization_name or principal.organization, principal.jurisdiction
    )


def reach(principal: Principal) -> dict[str, str | None]:
    """Which experts somebody sees: an expert sees themselves."""
    scope = principal.scope(Right.EXPERTS_READ)
    if principal.may(Right.EXPERT_SERVE):
        return {"home": None, "enterprise": None, "subject": principal.subject}
    return {"home": scope.jurisdiction, "enterprise": scope.organization, "subject": None}
