"""Stock records over HTTP: lists, one record, its stocktaking and review, register events."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.codes import PatentType
from panhuo_contracts.identifiers import CreditCode, Jurisdiction, PatentNumber
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import NotFound
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from services.inventory import commands, registering
from services.inventory.api.access import English, Filler, Reader, Recorder, Reviewer
from services.inventory.records import remarks_of
from services.inventory.requests import (
    ApprovalsAnswer,
    ApprovalsRequest,
    FillRequest,
    LegalStatusRequest,
    PatentAnswer,
    RecordAnswer,
    RefusedOne,
    ReturnRequest,
)
from services.inventory.store import drafts, facts, legal, stock
from services.inventory.store.stock import Search

router = APIRouter()


class Asked(BaseModel):
    """The filters of a list."""

    q: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""
    """The beginning of a number, or words of the title."""
    state: Literal["", "recorded", "awaiting", "returned", "inventoried"] = ""
    patent_type: PatentType | Literal[""] = ""
    home: Jurisdiction | Literal[""] = ""
    institution: CreditCode | Literal[""] = ""
    writer: Jurisdiction | Literal[""] = ""

    def search(self) -> Search:
        return Search(self.q, self.state, self.patent_type, self.home, self.institution, self.writer)


def asked(request: Request) -> Asked:
    return Asked.model_validate({name: request.query_params.get(name, "") for name in Asked.model_fields})


AskedDep = Annotated[Asked, Depends(asked)]


@router.get("/patents")
async def list_patents(reader: Reader, service: ServiceDep, page: PageDep, filters: AskedDep) -> Page[PatentAnswer]:
    """Records within reach by number."""
    async with service.database.read() as conn:
        found = await stock.page(
            conn, reader.scope(Right.STOCK_READ), filters.search(), after=place_of(page), limit=page.limit + 1
        )
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].number, rows[-1].writer) if more else None
    return Page(items=[PatentAnswer.of(row) for row in rows], next_cursor=following)


def place_of(page: PageRequest) -> tuple[str, str]:
    """Number and writer of the last record seen."""
    number, writer = page.marks(str, str) or ("", "")
    return str(number or ""), str(writer or "")


@router.get("/patents/{number}")
async def read_patent(number: PatentNumber, reader: Reader, service: ServiceDep) -> RecordAnswer:
    async with service.database.read() as conn:
        return await record_answer(conn, service, reader, number)


@router.put("/patents/{number}/annotations", response_model=RecordAnswer)
async def fill(
    request: Request, number: PatentNumber, filling: FillRequest, filler: Filler, service: ServiceDep
) -> Response:
    """Keep the six groups of annotations as a draft. The record changes when the institution passes it."""

    async def action(unit: Unit) -> None:
        funding = filling.funding.value() if filling.funding else None
        remarks = remarks_of(filling.annotations)
        await commands.fill(unit, filler, number, remarks, funding, writer=service.settings.writer)

    return await _carry_out(request, service, filler, number, action)


@router.post("/patents/{number}/submit", response_model=RecordAnswer)
async def submit(request: Request, number: PatentNumber, filler: Filler, service: ServiceDep) -> Response:
    """Hand the draft in for review."""

    async def action(unit: Unit) -> None:
        await commands.submit(unit, filler, number, writer=service.settings.writer)

    return await _carry_out(request, service, filler, number, action)


@router.post("/patents/{number}/approve", response_model=RecordAnswer)
async def approve(request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep) -> Response:
    """Pass a submitted record: the patent is inventoried."""

    async def action(unit: Unit) -> None:
        await commands.approve_one(unit, reviewer, number, writer=service.settings.writer, today=today())

    return await _carry_out(request, service, reviewer, number, action)


@router.post("/patents/{number}/return", response_model=RecordAnswer)
async def send_back(
    request: Request, number: PatentNumber, returning: ReturnRequest, reviewer: Reviewer, service: ServiceDep
) -> Response:
    """Send a submitted record back, with the reason."""

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        await commands.send_back(unit, reviewer, number, returning.reason, writer=writer, today=today())

    return await _carry_out(request, service, reviewer, number, action)


@router.post("/patents/{number}/legal-status", response_model=RecordAnswer)
async def record_legal_status(
    request: Request, number: PatentNumber, said: LegalStatusRequest, recorder: Recorder, service: ServiceDep
) -> Response:
    """Take down an extract of the register: how the right stood on a day."""

    async def action(unit: Unit) -> None:
        await registering.record_one(unit, recorder, (number, said.entry()), writer=service.settings.writer)

    return await _carry_out(request, service, recorder, number, action)


@router.post("/approvals", response_model=ApprovalsAnswer)
async def approve_many(
    request: Request, asked: ApprovalsRequest, reviewer: Reviewer, service: ServiceDep, english: English
) -> Response:
    """Pass those that can be passed and say why the others were not; a trial changes nothing."""
    async with service.unit() as unit:

        async def action() -> ApprovalsAnswer:
            decided = await commands.approve(
                unit,
                reviewer,
                asked.numbers,
                writer=service.settings.writer,
                today=today(),
                is_trial=asked.is_trial,
            )
            return ApprovalsAnswer(
                is_trial=asked.is_trial,
                approved=decided.approved,
                refused=[
                    RefusedOne(
                        number=number,
                        rule=refused.rule,
                        message=refused.english if english and refused.english else str(refused),
                        mend=refused.mend,
                    )
                    for number, refused in decided.refused
                ],
            )

        return await once(request, unit, reviewer, action)


async def record_answer(conn: Connection, service: Service, reader: Principal, number: str) -> RecordAnswer:
    """The record within reach; drafts and funding for the institution's own people. Raises NotFound."""
    scope = reader.scope(Right.STOCK_READ)
    writer = service.settings.writer
    found = await stock.record(conn, scope, number, writer)
    if found is None:
        raise NotFound(number)
    is_own = reader.may(Right.INVENTORY_FILL) and found.writer == writer
    draft = await drafts.of(conn, number) if is_own else None
    funding = await drafts.funding_of(conn, number) if is_own else None
    published = await facts.legal_history(conn, number)
    register = await legal.history(conn, number, found.writer)
    return RecordAnswer.of(found, published, register, draft, funding, writer=writer)


async def _carry_out(
    request: Request, service: Service, principal: Principal, number: str, action: Callable[[Unit], Awaitable[None]]
) -> Response:
    """A command on one record, once; answered with the record as it then stands."""
    async with service.unit() as unit:

        async def carried_out() -> RecordAnswer:
            await action(unit)
            return await record_answer(unit.conn, service, principal, number)

        return await once(request, unit, principal, carried_out)
