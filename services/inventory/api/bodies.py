"""Institutions over HTTP: applications for admission, and what offices do to an institution."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.identifiers import CreditCode
from starlette.responses import JSONResponse, Response

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right, Scope, allow
from chassis.service import Service, Unit
from services.inventory.api.access import Applicant, Reader, Registrar
from services.inventory.bodies import commands
from services.inventory.bodies.requests import (
    ApplicationAnswer,
    ApplicationRequest,
    DecisionRequest,
    HistoryAnswer,
    MergerRequest,
    ReasonRequest,
    RenamingRequest,
)
from services.inventory.store import bodies, institutions
from services.inventory.store.bodies import Application

router = APIRouter(prefix="/institutions")
Follower = Annotated[Principal, Depends(allow(Right.INSTITUTION_REGISTER, Right.INSTITUTION_APPLY))]


async def applications_for(conn: Connection, reader: Principal) -> list[Application]:
    """What somebody decides on, or what an office asked, the last first."""
    if reader.may(Right.INSTITUTION_REGISTER):
        return await bodies.waiting(conn, reader.scope(Right.INSTITUTION_REGISTER))
    own = reader.scope(Right.INSTITUTION_APPLY).organization
    return await bodies.applications_of(conn, own) if own else []


@router.get("/applications")
async def applications(reader: Follower, service: ServiceDep) -> list[ApplicationAnswer]:
    """Those that wait for the reader's answer, the oldest first; an office sees its own, answered ones too."""
    async with service.database.read() as conn:
        return [ApplicationAnswer.of(one) for one in await applications_for(conn, reader)]


@router.post("/applications", status_code=201)
async def apply(request: Request, asked: ApplicationRequest, office: Applicant, service: ServiceDep) -> Response:
    """Ask that one's own institution be admitted."""
    async with service.unit() as unit:

        async def action() -> Response:
            writer = service.settings.writer
            identifier = await commands.apply(unit, office, asked.kind, asked.ministry, writer=writer)
            return JSONResponse({"id": str(identifier)}, 201)

        return await once(request, unit, office, action)


@router.post("/applications/{identifier}/decision", response_model=ApplicationAnswer)
async def decide(
    request: Request, identifier: UUID, asked: DecisionRequest, registrar: Registrar, service: ServiceDep
) -> Response:
    """Admit an applicant, or refuse it with a reason."""
    async with service.unit() as unit:

        async def action() -> ApplicationAnswer:
            decided = await commands.decide(
                unit,
                registrar,
                identifier,
                asked.reason,
                is_admitted=asked.is_admitted,
                writer=service.settings.writer,
                today=today(),
            )
            return ApplicationAnswer.of(decided)

        return await once(request, unit, registrar, action)


@router.get("/{code}")
async def history(code: CreditCode, reader: Reader, service: ServiceDep) -> HistoryAnswer:
    """An institution with all that was done to it."""
    async with service.database.read() as conn:
        return await told(conn, code, reader.scope(Right.STOCK_READ))


@router.post("/{code}/suspension", response_model=HistoryAnswer)
async def suspend(
    request: Request, code: CreditCode, asked: ReasonRequest, registrar: Registrar, service: ServiceDep
) -> Response:
    """Nobody acts for it until it is reinstated; its records stay and can be read."""

    async def carry_out(unit: Unit) -> str:
        await commands.suspend(unit, registrar, code, asked.reason, writer=service.settings.writer, today=today())
        return code

    return await _done(request, registrar, service, carry_out)


@router.post("/{code}/reinstatement", response_model=HistoryAnswer)
async def reinstate(
    request: Request, code: CreditCode, asked: ReasonRequest, registrar: Registrar, service: ServiceDep
) -> Response:
    """End a suspension."""

    async def carry_out(unit: Unit) -> str:
        await commands.reinstate(unit, registrar, code, asked.reason, writer=service.settings.writer, today=today())
        return code

    return await _done(request, registrar, service, carry_out)


@router.post("/{code}/name", response_model=HistoryAnswer)
async def rename(
    request: Request, code: CreditCode, asked: RenamingRequest, registrar: Registrar, service: ServiceDep
) -> Response:
    """Another name from a day on; the former one still finds it."""

    async def carry_out(unit: Unit) -> str:
        on, writer = asked.renamed_on, service.settings.writer
        await commands.rename(unit, registrar, code, asked.name, on, asked.reason, writer=writer, today=today())
        return code

    return await _done(request, registrar, service, carry_out)


@router.post("/{code}/merger", response_model=HistoryAnswer)
async def merge(
    request: Request, code: CreditCode, asked: MergerRequest, registrar: Registrar, service: ServiceDep
) -> Response:
    """Another institution takes it over; its records pass over in the background."""

    async def carry_out(unit: Unit) -> str:
        on, writer = asked.merged_on, service.settings.writer
        await commands.merge(unit, registrar, code, asked.into, on, asked.reason, writer=writer, today=today())
        return code

    return await _done(request, registrar, service, carry_out)


async def _done(
    request: Request, registrar: Principal, service: Service, carry_out: Callable[[Unit], Awaitable[str]]
) -> Response:
    """Carry a command out once, and answer with the institution as it then stands."""
    async with service.unit() as unit:

        async def action() -> HistoryAnswer:
            code = await carry_out(unit)
            return await told(unit.conn, code, registrar.scope(Right.INSTITUTION_REGISTER))

        return await once(request, unit, registrar, action)


async def told(conn: Connection, code: str, scope: Scope) -> HistoryAnswer:
    """An institution, or only applications in its name. Raises NotFound."""
    known = await institutions.with_code(conn, code)
    if known is None or not scope.covers(jurisdiction=known.home, organization=known.code):
        raise NotFound
    return HistoryAnswer.told(
        known,
        await bodies.applications_of(conn, code),
        await bodies.steps(conn, code),
        await bodies.progress(conn, code),
    )
