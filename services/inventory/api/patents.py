"""Stock records over HTTP: lists, one record, what is filled in, register events. Reviews are in ``reviews``."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.codes import PatentType
from panhuo_contracts.identifiers import CreditCode, Jurisdiction, PatentNumber
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from chassis.database import Connection
from chassis.errors import NotFound
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from services.inventory import commands
from services.inventory.api.access import Filler, Reader, Recorder
from services.inventory.legal import registering
from services.inventory.records import remarks_of
from services.inventory.requests import FillRequest, LegalStatusRequest, PatentAnswer, RecordAnswer
from services.inventory.store import answers as answer_store
from services.inventory.store import drafts, facts, legal, stock
from services.inventory.store.stock import Search

router = APIRouter()
Question = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
"""The beginning of a number, or words of the title."""


class Asked(BaseModel):
    """The filters of a list."""

    q: Question = ""
    state: Literal["", "recorded", "awaiting", "returned", "inventoried"] = ""
    patent_type: PatentType | Literal[""] = ""
    home: Jurisdiction | Literal[""] = ""
    institution: CreditCode | Literal[""] = ""
    writer: Jurisdiction | Literal[""] = ""
    review: Literal["", "mine", "college", "institution", "returned", "spot_check", "unclaimed"] = ""
    """That the reader is to fill it in, which review it waits for, who sent it back, or that no college has it yet."""
    college: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{0,40}$")] = ""

    def search(self, reader: Principal) -> Search:
        is_mine = self.review == "mine"
        named = self.model_dump(exclude={"q", "review"})
        review = "" if is_mine else self.review
        return Search(**named, question=self.q, review=review, filler=reader.subject if is_mine else "")

    def stated(self) -> dict[str, str]:
        """The filters that are set, as an address has them."""
        return {name: value for name, value in self.model_dump(mode="json").items() if value}


def asked(request: Request) -> Asked:
    return Asked.model_validate({name: request.query_params.get(name, "") for name in Asked.model_fields})


AskedDep = Annotated[Asked, Depends(asked)]


@router.get("/patents")
async def list_patents(reader: Reader, service: ServiceDep, page: PageDep, filters: AskedDep) -> Page[PatentAnswer]:
    """Records within reach by number."""
    async with service.database.read() as conn:
        found = await stock.page(
            conn, reader.scope(Right.STOCK_READ), filters.search(reader), after=place_of(page), limit=page.limit + 1
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
        answers = filling.answers.value() if filling.answers else None
        writer = service.settings.writer
        await commands.fill(unit, filler, number, remarks, funding, writer=writer, answers=answers)

    return await carry_out(request, service, filler, number, action)


@router.post("/patents/{number}/legal-status", response_model=RecordAnswer)
async def record_legal_status(
    request: Request, number: PatentNumber, said: LegalStatusRequest, recorder: Recorder, service: ServiceDep
) -> Response:
    """Take down an extract of the register: how the right stood on a day."""

    async def action(unit: Unit) -> None:
        await registering.record_one(unit, recorder, (number, said.entry()), writer=service.settings.writer)

    return await carry_out(request, service, recorder, number, action)


async def record_answer(conn: Connection, service: Service, reader: Principal, number: str) -> RecordAnswer:
    """The record within reach; drafts and funding for the institution's own people. Raises NotFound."""
    scope = reader.scope(Right.STOCK_READ)
    writer = service.settings.writer
    found = await stock.record(conn, scope, number, writer)
    if found is None:
        raise NotFound(number)
    is_own = found.writer == writer and sees_drafts(reader)
    draft = await drafts.of(conn, number) if is_own else None
    funding = await drafts.funding_of(conn, number) if is_own else None
    answers = await answer_store.of(conn, number) if is_own else None
    published = await facts.legal_history(conn, number)
    register = await legal.history(conn, number, found.writer)
    return RecordAnswer.of(found, published, register, draft, funding, answers, writer=writer)


def sees_drafts(reader: Principal) -> bool:
    """Whether what is not passed yet, and who paid, may be seen: by those who fill in and who review."""
    return reader.may(Right.INVENTORY_FILL) or reader.may(Right.INVENTORY_REVIEW_COLLEGE)


async def carry_out(
    request: Request, service: Service, principal: Principal, number: str, action: Callable[[Unit], Awaitable[None]]
) -> Response:
    """A command on one record, once; answered with the record as it then stands."""
    async with service.unit() as unit:

        async def carried_out() -> RecordAnswer:
            await action(unit)
            return await record_answer(unit.conn, service, principal, number)

        return await once(request, unit, principal, carried_out)
