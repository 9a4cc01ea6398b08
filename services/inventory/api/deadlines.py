"""What is due: the clocks of rights over HTTP, and the office's note that an annuity was paid."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts.identifiers import PatentNumber
from pydantic import BaseModel, Field
from starlette.responses import Response

from chassis import codes
from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Right
from services.inventory.api.access import Reader, Reviewer
from services.inventory.legal import annuities
from services.inventory.legal.annuities import Account
from services.inventory.legal.clocks import ANNUITIES, Clock
from services.inventory.requests import Asked
from services.inventory.store import deadlines as store
from services.inventory.store.deadlines import Due

router = APIRouter()
When = Literal["", "passed", "30", "90"]


class DueAnswer(BaseModel):
    """One thing that is due, or has passed by the clock."""

    patent: str
    title: str
    institution: str
    institution_name: str
    home: str
    clock: Clock
    mark: str
    due_on: date
    year: int | None
    is_tracked: bool
    """Whether payments of earlier years are known here; without, one that was made may not be."""
    legal_status: str
    """As the register says: what is overdue by the clock has lapsed only if the register says so."""
    fee: Decimal | None = None
    surcharge: Decimal | None = None
    payable_until: date | None = None
    standing: str | None = None
    """Of an annuity, by the clock: ``due``, ``grace`` or ``past``."""

    @classmethod
    def of(cls, due: Due, account: Account | None) -> Self:
        stated = {name: getattr(due, name) for name in cls.model_fields if hasattr(due, name)}
        if account is not None:
            stated |= {
                "fee": account.fee,
                "surcharge": account.surcharge,
                "payable_until": account.until,
                "standing": account.standing,
            }
        return cls(legal_status=due.status, **stated)


class PaidRequest(Asked):
    """An annuity that was paid."""

    year: Annotated[int, Field(ge=2, le=40)]
    paid_on: date


def asked_for(
    clock: Annotated[Clock | Literal[""], Query()] = "",
    when: Annotated[When, Query()] = "",
    *,
    tracked: Annotated[bool, Query()] = False,
) -> store.Asked:
    """Which clock, and how near: passed already, within 30 or 90 days, or all."""
    day = today()
    since, until = date.min, date.max
    if when == "passed":
        until = day - timedelta(days=1)
    elif when:
        since, until = day, day + timedelta(days=int(when))
    return store.Asked(clock or None, since, until, tracked)


AskedDep = Annotated[store.Asked, Depends(asked_for)]


def place_of(page: PageRequest) -> tuple[date, str, str, str]:
    """The last deadline seen. Raises Invalid for another list's cursor."""
    marks = page.marks(str, str, str, str)
    if marks is None:
        return date.min, "", "", ""
    day, patent, clock, mark = map(str, marks)
    try:
        return date.fromisoformat(day), patent, clock, mark
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
        ) from None


def following(last: Due) -> str:
    return cursor_of(last.due_on.isoformat(), last.patent, last.clock.value, last.mark)


@router.get("/deadlines")
async def list_deadlines(reader: Reader, service: ServiceDep, page: PageDep, asked: AskedDep) -> Page[DueAnswer]:
    """What is due within reach, by date, with what it costs today."""
    async with service.database.read() as conn:
        found = await store.page(
            conn,
            reader.scope(Right.STOCK_READ),
            asked,
            service.settings.writer,
            after=place_of(page),
            limit=page.limit + 1,
        )
        table = await codes.in_force(conn, ANNUITIES, today())
    rows, more = page.cut(found)
    return Page(
        items=[DueAnswer.of(due, annuities.account(due, today(), table)) for due in rows],
        next_cursor=following(rows[-1]) if more else None,
    )


@router.post("/patents/{number}/annuities", status_code=204)
async def note_paid(
    request: Request, number: PatentNumber, paid: PaidRequest, reviewer: Reviewer, service: ServiceDep
) -> Response:
    """Note that an annuity was paid: the institution's word beside the register's."""
    async with service.unit() as unit:

        async def action() -> Response:
            await annuities.note_paid(
                unit, reviewer, number, paid.year, paid.paid_on, writer=service.settings.writer, today=today()
            )
            return Response(status_code=204)

        return await once(request, unit, reviewer, action)
