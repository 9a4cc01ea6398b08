"""Everybody with an account; looking somebody up; the accounts as a file; who looked at contacts.

What somebody is looked up by goes in the body of a form: a number does not stand in an address.
"""

from typing import Annotated, Final
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Role
from chassis.options import offered
from chassis.service import Service
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import PeopleManager
from services.inventory.api.imports import bounded
from services.inventory.pages.shown import words
from services.inventory.people import contacts, matching, revealing
from services.inventory.people.accounts import accounts
from services.inventory.people.enrolling import sender_of
from services.inventory.people.names import plain
from services.inventory.people.person import GENDERS, PERSON_ROLES, RANKS, STATUSES
from services.inventory.settings import contact_keys_of
from services.inventory.store import colleges, matches, people
from services.inventory.store.people import Wanted

router = APIRouter(include_in_schema=False)
MOST_COUNTED: Final = 1_000
PURPOSES: Final = {
    "page": ("人员页", "the person's page"),
    "accounts": ("账号文件", "a file of accounts"),
    "refused": ("错误行文件", "a sheet of refused rows"),
}
_DONE: Final = {
    "matched": ("匹配完成：看了 {looked} 件，指派 {assigned} 件", "Matched: {looked} looked at, {assigned} assigned"),
    "more": ("还没有看完，请再按一次", "There is more: press again"),
}
Code = Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z_-]*$")]


@router.get("/inventory/people")
async def everybody(
    request: Request,
    manager: PeopleManager,
    service: ServiceDep,
    page: PageDep,
    college: Code = "",
    role: Code = "",
    status: Code = "",
    told: Code = "",
    looked: Annotated[int, Query(ge=0)] = 0,
    assigned: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    sender = sender_of(manager)
    wanted = Wanted(sender.institution, sender.college or college or None, role, status)
    (after,) = page.marks(str) or ("",)
    said = t(*_DONE[told]).format(looked=looked, assigned=assigned) if told in _DONE else ""
    return await _show(request, manager, service, page, wanted, after=str(after), told=said)


@router.post("/inventory/people/search")
async def search(request: Request, manager: PeopleManager, service: ServiceDep, page: PageDep, form: Form) -> Response:
    """By name, number or address."""
    sender, asked = sender_of(manager), text_in(form, "q")[:200]
    wanted = Wanted(*sender)
    if value := contacts.mobile(asked) or contacts.email(asked):
        marks = contact_keys_of(service.settings).marks(value)
        wanted = wanted._replace(mark=marks or [b"-"])  # without a key nobody is found
    elif asked:
        wanted = wanted._replace(plain_name=plain(asked))
    return await _show(request, manager, service, page, wanted, asked=asked)


@router.post("/inventory/people/match")
async def match(request: Request, manager: PeopleManager, service: ServiceDep) -> Response:
    """Match the records that nobody was put in charge of by hand."""
    done = await matching.match(service, manager)
    told = {"told": "matched" if done.is_complete else "more", "looked": done.looked_at, "assigned": done.assigned}
    return RedirectResponse(localized("/inventory/people?" + urlencode(told), language(request)), 303)


@router.post("/inventory/people/accounts.json")
async def accounts_file(manager: PeopleManager, service: ServiceDep, form: Form) -> Response:
    said = await accounts(service, manager, with_contacts=form.get("with_contacts") == "yes")
    headers = {"Content-Disposition": 'attachment; filename="accounts.json"', "Cache-Control": "no-store"}
    return Response(orjson.dumps(said, option=orjson.OPT_INDENT_2), media_type="application/json", headers=headers)


@router.get("/inventory/people/reveals")
async def reveals(request: Request, manager: PeopleManager, service: ServiceDep, page: PageDep) -> Response:
    """Who looked at whose contacts, for the office."""
    (before,) = page.marks(int) or (None,)
    async with service.database.read() as conn:
        found = await revealing.looks(
            conn, manager, before=None if before is None else bounded(before), limit=page.limit + 1
        )
    rows, more = page.cut(found)
    context = words(
        rows=rows,
        purposes={code: t(*names) for code, names in PURPOSES.items()},
        following="/inventory/people/reveals?cursor=" + cursor_of(rows[-1].place) if more else "",
    )
    return render(request, "people/reveals.html", context)


async def _show(
    request: Request,
    manager: Principal,
    service: Service,
    page: PageRequest,
    wanted: Wanted,
    *,
    after: str = "",
    asked: str = "",
    told: str = "",
) -> Response:
    keys = contact_keys_of(service.settings)
    async with service.database.read() as conn:
        found = await people.listed(conn, wanted, after=after, limit=page.limit + 1)
        known = await colleges.of(conn, wanted.institution)
        waiting = await matches.counts(conn, *sender_of(manager), MOST_COUNTED)
    rows, more = page.cut(found)
    filters = {"college": wanted.college or "", "role": wanted.role, "status": wanted.status}
    stated = {name: value for name, value in filters.items() if value}
    following = (
        "/inventory/people?" + urlencode(stated | {"cursor": cursor_of(rows[-1].person.subject)}) if more else ""
    )
    context = words(
        rows=revealing.all_hidden(rows, keys),
        has_key=keys.is_there,
        asked=asked,
        filters=filters,
        following=following if not (wanted.mark or wanted.plain_name) else "",
        colleges={one.code: one.name for one in known},
        may_choose_college=manager.role is Role.OFFICE,
        may_see_reveals=manager.role is Role.OFFICE,
        waiting=sum(waiting.values()),
        told=told,
        **tables(),
    )
    return render(request, "people/list.html", context, block="results")


def offered_ranks(chosen: str) -> list[tuple[str, str]]:
    """What a form offers, and what stands though it be retired."""
    return [(str(code), t(*names)) for code, names in offered(RANKS, chosen)]


def tables() -> dict[str, dict[str, str]]:
    """The codes of people in the language of the page."""
    return {
        name: {str(code): t(*names) for code, names in table.items()}
        for name, table in (("ranks", RANKS), ("statuses", STATUSES), ("genders", GENDERS), ("roles", PERSON_ROLES))
    }
