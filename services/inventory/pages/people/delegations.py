"""Delegations: made, shown and ended, by the office, a college, or whoever is responsible."""

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from panhuo_contracts.identifiers import PatentNumber
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Role
from chassis.service import Service, Unit
from chassis.web.language import in_words, language, localized, sentence, t
from chassis.web.layout import render
from services.inventory.api.access import Delegator
from services.inventory.api.delegations import place_of
from services.inventory.files.cells import BrokenRule, day
from services.inventory.pages.forms import Mistake
from services.inventory.pages.people.listing import tables
from services.inventory.pages.shown import words
from services.inventory.people import delegating
from services.inventory.people.delegating import may_arrange, own_institution
from services.inventory.people.looking_up import SeveralOfOneName
from services.inventory.store import colleges, people

router = APIRouter(include_in_schema=False)
_ADDRESS: Final = "/inventory/people/delegations"
_FIRST: Final = PageRequest(50, None)
_FIELDS: Final = ("giver", "taker", "patent", "starts_on", "ends_on", "reason")
_NUMBER: Final[TypeAdapter[str]] = TypeAdapter(PatentNumber)


@router.get(_ADDRESS)
async def listed(request: Request, delegator: Delegator, service: ServiceDep, page: PageDep) -> Response:
    return await _show(request, delegator, service, page=page)


@router.post(_ADDRESS)
async def delegate(request: Request, delegator: Delegator, service: ServiceDep, form: Form) -> Response:
    """People are named by their names; of several of one name, one is chosen from those shown."""
    sent = {name: text_in(form, name) for name in _FIELDS}
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                await _delegate(unit, delegator, form_of=sent, writer=service.settings.writer)
                return RedirectResponse(localized(_ADDRESS, language(request)), 303)

            return await once(request, unit, delegator, action)
    except SeveralOfOneName as several:
        mistake = Mistake(several.field, sentence(several))
        return await _show(request, delegator, service, sent=sent, mistakes=[mistake], choices=several)
    except Invalid as invalid:
        mistakes = [Mistake(invalid.field, in_words(invalid))]
    except Refused as refused:
        mistakes = [Mistake("taker", in_words(refused))]
    except NotFound:
        if delegator.role is Role.INVENTOR:
            said = t("您的账号不在本单位的人员名册中", "Your account is not on the institution's list of people")
            mistakes = [Mistake("taker", said)]
        else:
            mistakes = [Mistake("giver", t("委托人不在您的名册中", "Whoever gives is not on your list"))]
    return await _show(request, delegator, service, sent=sent, mistakes=mistakes)


@router.post(_ADDRESS + "/{identifier}/end")
async def end(request: Request, identifier: UUID, delegator: Delegator, service: ServiceDep) -> Response:
    async with service.unit() as unit:

        async def action() -> Response:
            await delegating.end(unit, delegator, identifier)
            return RedirectResponse(localized(_ADDRESS, language(request)), 303)

        return await once(request, unit, delegator, action)


async def _delegate(unit: Unit, delegator: Principal, *, form_of: dict[str, str], writer: str) -> None:
    await delegating.delegate(
        unit,
        delegator,
        giver=form_of["giver"] if delegator.role is not Role.INVENTOR else "",
        taker=form_of["taker"],
        patent=_patent(form_of["patent"]),
        days=(_day(form_of, "starts_on"), _day(form_of, "ends_on")),
        reason=form_of["reason"],
        today=today(),
        writer=writer,
    )


def _patent(text: str) -> str | None:
    try:
        return _NUMBER.validate_python(text) if text else None
    except ValidationError:
        raise Invalid("不是专利号", field="patent", english="No patent number.") from None


def _day(sent: dict[str, str], field: str) -> date:
    try:
        return day(sent[field])
    except BrokenRule:
        raise Invalid("请填日期，如 2026-01-31", field=field, english="Write a date such as 2026-01-31.") from None


async def _show(
    request: Request,
    delegator: Principal,
    service: Service,
    *,
    page: PageRequest = _FIRST,
    sent: dict[str, str] | None = None,
    mistakes: list[Mistake] | None = None,
    choices: SeveralOfOneName | None = None,
) -> Response:
    institution, is_inventor = own_institution(delegator), delegator.role is Role.INVENTOR
    after = place_of(page)
    async with service.database.read() as conn:
        found = await delegating.seen_by(conn, delegator, after=after, limit=page.limit + 1)
        known = await colleges.of(conn, institution)
        giver = (await people.those(conn, [asked])).get(asked) if (asked := request.query_params.get("giver")) else None
    rows, more = page.cut(found)
    beginning = dict.fromkeys(_FIELDS, "") | {
        "starts_on": today().isoformat(),
        "patent": request.query_params.get("patent", ""),
    }
    offered = {choices.field: choices.found} if choices else {}
    if giver is not None and not is_inventor and may_arrange(delegator, giver):
        offered.setdefault("giver", [giver])
    context = words(
        rows=[(one, one.stands(today())) for one in rows],
        following=f"{_ADDRESS}?cursor={cursor_of(str(rows[-1].id))}" if more else "",
        is_inventor=is_inventor,
        sent=sent or beginning,
        choices=offered,
        college_names={one.code: one.name for one in known},
        mistakes=mistakes or [],
        errors=dict(mistakes or []),
        **tables(),
    )
    return render(request, "people/delegations.html", context, status=422 if mistakes else 200)
