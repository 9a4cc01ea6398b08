"""Screens of leaving the library of experts: an office lets somebody go, or an expert goes. Both are asked first."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from panhuo_contracts import uuid7
from starlette.responses import Response

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import NotFound
from chassis.http import ServiceDep
from chassis.identity import Principal, Right, audit
from chassis.service import Service, Unit
from chassis.web.layout import render
from services.evaluation.experts import commands
from services.evaluation.experts.api import Admitter, Expert
from services.evaluation.experts.candidates import Candidate
from services.evaluation.experts.forms import read, text
from services.evaluation.experts.pages import carry_out
from services.evaluation.experts.requests import Retirement
from services.evaluation.experts.store import batches, people

Leave = Callable[[Unit, str], Awaitable[list[str]]]
"""Lets an expert go for a reason; the batches in which others have to take over."""

router = APIRouter(prefix="/evaluation", include_in_schema=False)


@router.get("/experts/{expert}/retirement")
async def ask_office(request: Request, expert: str, principal: Admitter, service: ServiceDep) -> Response:
    """Who would leave, and what others would have to take over."""
    async with service.database.read() as conn:
        held = await people.candidate(conn, expert)
        if held is None:
            raise NotFound
        principal.scope(Right.EXPERT_ADMIT).require(jurisdiction=held.home)
        return await _ask(request, conn, held, f"/evaluation/experts/{expert}/retirement")


@router.post("/experts/{expert}/retirement")
async def retire(request: Request, expert: str, principal: Admitter, service: ServiceDep) -> Response:
    async def leave(unit: Unit, reason: str) -> list[str]:
        return await commands.retire_within(unit, principal.scope(Right.EXPERT_ADMIT), expert, reason, today())

    return await _leave(request, principal, service, expert, leave)


@router.get("/expert/retirement")
async def ask_expert(request: Request, principal: Expert, service: ServiceDep) -> Response:
    """What others would have to take over of one's own."""
    async with service.database.read() as conn:
        held = await commands.myself(conn, principal)
        return await _ask(request, conn, held, "/evaluation/expert/retirement")


@router.post("/expert/retirement")
async def go(request: Request, principal: Expert, service: ServiceDep) -> Response:
    """An expert leaves the library."""

    async def leave(unit: Unit, reason: str) -> list[str]:
        return await commands.retire(unit, await commands.myself(unit.conn, principal), reason, today())

    return await _leave(request, principal, service, "self", leave)


async def _ask(request: Request, conn: Connection, held: Candidate, address: str) -> Response:
    left = await batches.unfinished_of(conn, held.expert)
    name = await people.name_of(conn, held.expert)
    context = {"held": held, "name": name, "left": len(left), "key": str(uuid7()), "address": address}
    return render(request, "experts/retirement.html", context)


async def _leave(
    request: Request,
    principal: Principal,
    service: Service,
    who: str,
    leave: Callable[[Unit, str], Awaitable[list[str]]],
) -> Response:
    left: list[str] = []

    async def act(unit: Unit) -> str:
        said = read(Retirement, {"reason": text(await request.form(), "reason")})
        left.extend(await leave(unit, said.reason))
        await audit(unit.conn, principal, "experts.retire", who)
        return "/evaluation/experts?done=retired"

    answer = await carry_out(request, principal, service, act)
    await commands.hand_on(service, left, today())
    return answer
