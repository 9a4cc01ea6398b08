"""The annuities of one patent: the next to be paid, what its office says it paid, noting that and taking it back."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.service import Service
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import English, Reviewer
from services.inventory.legal import annuities
from services.inventory.pages.clocks import clocks_shown
from services.inventory.pages.shown import words
from services.inventory.store import deadlines, stock

router = APIRouter(include_in_schema=False)

PatentYear = Annotated[int, Path(ge=2, le=40)]
_TOLD: Final = {
    "noted": ("已记：第 {year} 年度已缴", "Noted: year {year} is paid"),
    "taken_back": ("已撤回第 {year} 年度的缴费记录", "The note of year {year} is taken back"),
}


@router.get("/inventory/patents/{number}/annuities")
async def annuities_of(
    request: Request,
    number: PatentNumber,
    reviewer: Reviewer,
    service: ServiceDep,
    *,
    told: Annotated[str, Query(max_length=20)] = "",
    year: Annotated[int, Query(ge=0, le=40)] = 0,
) -> Response:
    said = t(*_TOLD[told]).format(year=year) if told in _TOLD else ""
    return await _page(request, service, reviewer, number, told=said)


@router.post("/inventory/patents/{number}/annuities")
async def note_paid(
    request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Note a payment: the institution's word beside the register's."""
    year = _year_in(text_in(form, "year"))
    try:
        paid_on = date.fromisoformat(text_in(form, "paid_on"))
    except ValueError:
        return await _page(request, service, reviewer, number, error=t("缴费日：请选日期", "Paid on: choose a day"))
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                await annuities.note_paid(
                    unit, reviewer, number, year, paid_on, writer=service.settings.writer, today=today()
                )
                return _back_to(request, number, "noted", year)

            return await once(request, unit, reviewer, action)
    except Invalid as wrong:
        said = wrong.english if english and wrong.english else str(wrong)
        return await _page(request, service, reviewer, number, error=said)


@router.post("/inventory/patents/{number}/annuities/{year}/withdrawal")
async def take_back(
    request: Request, number: PatentNumber, year: PatentYear, reviewer: Reviewer, service: ServiceDep, _form: Form
) -> Response:
    """Take back what was noted by mistake."""
    async with service.unit() as unit:

        async def action() -> Response:
            await annuities.take_back(unit, reviewer, number, year, writer=service.settings.writer, today=today())
            return _back_to(request, number, "taken_back", year)

        return await once(request, unit, reviewer, action)


async def _page(
    request: Request, service: Service, reviewer: Principal, number: str, *, told: str = "", error: str = ""
) -> Response:
    writer, day = service.settings.writer, today()
    async with service.database.read() as conn:
        found = await stock.record(conn, reviewer.scope(Right.STOCK_READ), number, writer)
        if found is None:
            raise NotFound(number)
        clocks = await clocks_shown(conn, writer, number, day)
        noted = await deadlines.notes(conn, number)
    context: dict[str, Any] = words(
        entry=found.entry,
        next=next((clock for clock in clocks if clock.account), None),
        noted=noted,
        today=day,
        told=told,
        error=error,
    )
    return render(request, "annuities.html", context, status=422 if error else 200)


def _year_in(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 2):
        raise Invalid("年度无法识别", field="year", english="This is no year.")
    return int(text)


def _back_to(request: Request, number: str, told: str, year: int) -> Response:
    address = f"/inventory/patents/{number}/annuities?told={told}&year={year}"
    return RedirectResponse(localized(address, language(request)), 303)
