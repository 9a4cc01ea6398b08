"""Submission and review over HTTP: the moves of one record, several at once, and what the office arranges."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from services.inventory import commands
from services.inventory.api.access import Checker, English, Filler, Office, Reader, Reviewer
from services.inventory.api.patents import carry_out
from services.inventory.requests import ApprovalsAnswer, ApprovalsRequest, RecordAnswer, ReturnRequest
from services.inventory.review import assigning, reviewers
from services.inventory.review.requests import (
    ArrangementAnswer,
    AssignmentsRequest,
    CollegeRequest,
    MovedAnswer,
    ReturnsRequest,
    ReviewAnswer,
    RouteRequest,
    refusals,
)
from services.inventory.store import colleges, imports, reviews, stock
from services.inventory.store.colleges import College

router = APIRouter()


@router.get("/patents/{number}/review")
async def read_review(number: PatentNumber, reader: Reader, service: ServiceDep) -> ReviewAnswer:
    """Where the record stands and who did what; of this system's own records."""
    writer = service.settings.writer
    async with service.database.read() as conn:
        found = await stock.record(conn, reader.scope(Right.STOCK_READ), number, writer)
        held = await reviews.seen(conn, number, writer)
        if found is None or held is None:
            raise NotFound(number)
        steps, files = await reviews.history(conn, number), await imports.that_changed(conn, number, writer)
        return ReviewAnswer.of(held, steps, files)


@router.post("/patents/{number}/submit", response_model=RecordAnswer)
async def submit(request: Request, number: PatentNumber, filler: Filler, service: ServiceDep) -> Response:
    """Hand the draft in for review."""

    async def action(unit: Unit) -> None:
        await commands.submit(unit, filler, number, writer=service.settings.writer, today=today())

    return await carry_out(request, service, filler, number, action)


@router.post("/patents/{number}/withdraw", response_model=RecordAnswer)
async def withdraw(request: Request, number: PatentNumber, filler: Filler, service: ServiceDep) -> Response:
    """Take the draft back before it is passed."""

    async def action(unit: Unit) -> None:
        await commands.withdraw(unit, filler, number, writer=service.settings.writer)

    return await carry_out(request, service, filler, number, action)


@router.post("/patents/{number}/approve", response_model=RecordAnswer)
async def approve(request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep) -> Response:
    """Pass a submitted record: a college to its institution, the institution for good."""

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        (await reviewers.approve(unit, reviewer, [number], writer=writer, today=today())).or_raise()

    return await carry_out(request, service, reviewer, number, action)


@router.post("/patents/{number}/return", response_model=RecordAnswer)
async def send_back(
    request: Request, number: PatentNumber, returning: ReturnRequest, reviewer: Reviewer, service: ServiceDep
) -> Response:
    """Send a submitted record back, with the reason."""

    async def action(unit: Unit) -> None:
        writer, reason = service.settings.writer, returning.reason
        (await reviewers.send_back(unit, reviewer, [number], reason, writer=writer, today=today())).or_raise()

    return await carry_out(request, service, reviewer, number, action)


@router.post("/patents/{number}/spot-check-return", response_model=RecordAnswer)
async def fail_spot_check(
    request: Request, number: PatentNumber, returning: ReturnRequest, checker: Checker, service: ServiceDep
) -> Response:
    """An inventoried record failed a spot check: it has to pass every review again."""

    async def action(unit: Unit) -> None:
        writer, reason = service.settings.writer, returning.reason
        (await reviewers.spot_check(unit, checker, [number], reason, writer=writer, today=today())).or_raise()

    return await carry_out(request, service, checker, number, action)


@router.post("/approvals", response_model=ApprovalsAnswer)
async def approve_many(
    request: Request, asked: ApprovalsRequest, reviewer: Reviewer, service: ServiceDep, english: English
) -> Response:
    """Pass those that can be passed and say why the others were not; a trial changes nothing."""
    async with service.unit() as unit:

        async def action() -> ApprovalsAnswer:
            decided = await reviewers.approve(
                unit,
                reviewer,
                asked.numbers,
                writer=service.settings.writer,
                today=today(),
                is_trial=asked.is_trial,
            )
            refused = refusals(decided, english=english)
            return ApprovalsAnswer(is_trial=asked.is_trial, approved=list(decided.done), refused=refused)

        return await once(request, unit, reviewer, action)


@router.post("/returns", response_model=MovedAnswer)
async def return_many(
    request: Request, asked: ReturnsRequest, reviewer: Reviewer, service: ServiceDep, english: English
) -> Response:
    """Send several back for one reason; a trial changes nothing."""
    async with service.unit() as unit:

        async def action() -> MovedAnswer:
            decided = await reviewers.send_back(
                unit,
                reviewer,
                asked.numbers,
                asked.reason,
                writer=service.settings.writer,
                today=today(),
                is_trial=asked.is_trial,
            )
            return MovedAnswer.of(decided, is_trial=asked.is_trial, english=english)

        return await once(request, unit, reviewer, action)


@router.post("/assignments", response_model=MovedAnswer)
async def assign_many(
    request: Request, asked: AssignmentsRequest, office: Office, service: ServiceDep, english: English
) -> Response:
    """Put records to a college, or to whoever fills them in; a trial changes nothing."""
    async with service.unit() as unit:

        async def action() -> MovedAnswer:
            decided = await assigning.assign(
                unit,
                office,
                asked.numbers,
                writer=service.settings.writer,
                college=asked.college,
                person=asked.person,
                is_trial=asked.is_trial,
            )
            return MovedAnswer.of(decided, is_trial=asked.is_trial, english=english)

        return await once(request, unit, office, action)


@router.get("/arrangement")
async def read_arrangement(office: Office, service: ServiceDep) -> ArrangementAnswer:
    """How the office's institution reviews, and its colleges."""
    institution = assigning.own(office)
    async with service.database.read() as conn:
        return ArrangementAnswer.of(await colleges.route_of(conn, institution), await colleges.of(conn, institution))


@router.put("/arrangement/route", response_model=ArrangementAnswer)
async def choose_route(request: Request, asked: RouteRequest, office: Office, service: ServiceDep) -> Response:
    """From now on the institution reviews that way."""
    return await _arrange(request, service, office, lambda unit: assigning.choose_route(unit, office, asked.route))


@router.put("/arrangement/colleges", response_model=ArrangementAnswer)
async def put_college(request: Request, asked: CollegeRequest, office: Office, service: ServiceDep) -> Response:
    """Enter a college, rename it, close or reopen it."""
    college = College(asked.code, asked.name, asked.is_closed)
    return await _arrange(request, service, office, lambda unit: assigning.put_college(unit, office, college))


async def _arrange(
    request: Request, service: Service, office: Principal, act: Callable[[Unit], Awaitable[None]]
) -> Response:
    institution = assigning.own(office)
    async with service.unit() as unit:

        async def action() -> ArrangementAnswer:
            await act(unit)
            return ArrangementAnswer.of(
                await colleges.route_of(unit.conn, institution), await colleges.of(unit.conn, institution)
            )

        return await once(request, unit, office, action)
