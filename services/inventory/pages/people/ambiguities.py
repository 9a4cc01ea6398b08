"""What the rule could not decide: somebody says who is meant, or who fills in. Nothing is guessed."""

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.responses import RedirectResponse, Response

from chassis.errors import Invalid, Refused
from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of
from chassis.http.forms import Form, text_in
from chassis.identity import Principal
from chassis.service import Service
from chassis.web.language import in_words, language, localized, sentence, t
from chassis.web.layout import render
from services.inventory.api.access import PeopleManager
from services.inventory.pages.forms import Mistake
from services.inventory.pages.people.listing import MOST_COUNTED, tables
from services.inventory.pages.shown import words
from services.inventory.people import matching
from services.inventory.people.enrolling import sender_of
from services.inventory.people.filler import OPEN, Basis
from services.inventory.people.looking_up import SeveralOfOneName, find
from services.inventory.people.names import plain
from services.inventory.people.person import Person
from services.inventory.store import colleges, matches, people

router = APIRouter(include_in_schema=False)
NOBODY: Final = "-"
REASONS: Final = {
    Basis.AMBIGUOUS: ("重名", "Several of one name"),
    Basis.NO_TEACHER: ("没有可接替的在职老师", "No serving teacher to take over"),
    Basis.NO_ACCOUNT: ("第一发明人没有账号", "The first inventor has no account"),
}


@router.get("/inventory/people/ambiguities")
async def waiting(
    request: Request,
    manager: PeopleManager,
    service: ServiceDep,
    page: PageDep,
    reason: Annotated[Basis, Query()] = Basis.AMBIGUOUS,
    *,
    settled: bool = False,
) -> Response:
    """Patents that wait for somebody's word, each with those whom the name may mean."""
    told = t("已确认", "It is settled") if settled else ""
    return await _show(request, manager, service, page, reason, told=told)


@router.post("/inventory/people/ambiguities/{number}")
async def settle(
    request: Request, number: PatentNumber, manager: PeopleManager, service: ServiceDep, form: Form
) -> Response:
    """Say which account a name on a patent means, or that it is none of them."""
    chosen = text_in(form, "person")
    await matching.settle(service, manager, number, text_in(form, "name"), None if chosen == NOBODY else chosen)
    return _back(request, Basis.AMBIGUOUS)


@router.post("/inventory/people/ambiguities/{number}/appoint")
async def appoint(
    request: Request, number: PatentNumber, manager: PeopleManager, service: ServiceDep, page: PageDep, form: Form
) -> Response:
    """Name who fills in, by name; of several of one name, one is chosen from those shown."""
    reason = Basis.NO_ACCOUNT if form.get("reason") == Basis.NO_ACCOUNT else Basis.NO_TEACHER
    field = f"person-{number}"
    choices: list[Person] = []
    try:
        async with service.unit() as unit:
            person = await find(unit.conn, sender_of(manager).institution, field, text_in(form, "person"))
            await matching.appoint(unit, manager, number, person, writer=service.settings.writer)
        return _back(request, reason)
    except SeveralOfOneName as several:
        choices = several.found
        mistake = Mistake(field, sentence(several))
    except (Invalid, Refused) as wrong:
        mistake = Mistake(field, in_words(wrong))
    return await _show(request, manager, service, page, reason, mistake=mistake, choices={number: choices})


def _back(request: Request, reason: Basis) -> Response:
    address = "/inventory/people/ambiguities?" + urlencode({"reason": reason, "settled": "1"})
    return RedirectResponse(localized(address, language(request)), 303)


async def _show(
    request: Request,
    manager: Principal,
    service: Service,
    page: PageRequest,
    reason: Basis,
    *,
    told: str = "",
    mistake: Mistake | None = None,
    choices: Mapping[str, list[Person]] | None = None,
) -> Response:
    sender, writer = sender_of(manager), service.settings.writer
    reason = reason if reason in OPEN else Basis.AMBIGUOUS
    (after,) = page.marks(str) or ("",)
    async with service.database.read() as conn:
        found = await matches.waiting(conn, *sender, reason, writer, after=str(after), limit=page.limit + 1)
        counted = await matches.counts(conn, *sender, MOST_COUNTED)
        known = await colleges.of(conn, sender.institution)
        rows, more = page.cut(found)
        bearing = await people.named(conn, sender.institution, sorted({plain(row.name) for row in rows}))
    following = ""
    if more:
        asked = {"reason": reason, "cursor": cursor_of(rows[-1].patent)}
        following = "/inventory/people/ambiguities?" + urlencode(asked)
    context = words(
        reason=reason,
        rows=[(row, bearing.get(plain(row.name), [])) for row in rows],
        tabs=[
            (t(*names), f"/inventory/people/ambiguities?reason={code}", code is reason, counted.get(code, 0))
            for code, names in REASONS.items()
        ],
        following=following,
        college_names={one.code: one.name for one in known},
        nobody=NOBODY,
        choices=choices or {},
        mistakes=[mistake] if mistake else [],
        errors=dict([mistake]) if mistake else {},
        told=told,
        **tables(),
    )
    return render(request, "people/ambiguities.html", context, status=422 if mistake else 200)
