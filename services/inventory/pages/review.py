"""What waits for whom: the queue of a college or an office, and what is done with several records at once."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Refused
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from chassis.web.language import language, localized, t, told
from chassis.web.layout import render
from services.inventory.api.access import English, Office, Reviewer
from services.inventory.api.patents import Question, place_of
from services.inventory.pages.shown import words
from services.inventory.pages.stages import stage_badge
from services.inventory.review import assigning, reviewers
from services.inventory.review.reviewers import Decided
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store import colleges, stock
from services.inventory.store.stock import Search

router = APIRouter(include_in_schema=False)
Done = Annotated[int, Query(ge=0, le=MOST_AT_ONCE)]
_MOST_COUNTED: Final = 1_000
Tab = Literal["mine", "college", "returned", "spot_check", "unclaimed"]
_TABS: Final = {
    "mine": ("待我审核", "For you"),
    "college": ("院系审核中", "At colleges"),
    "returned": ("已退回", "Returned"),
    "spot_check": ("抽查退回", "Returned by a spot check"),
    "unclaimed": ("待认领", "Unclaimed"),
}
_TOLD: Final = {
    "approve": ("已通过 {n} 件", "{n} approved"),
    "return": ("已退回 {n} 件", "{n} returned"),
    "assign": ("已指派 {n} 件", "{n} assigned"),
}


@router.get("/inventory/review")
async def queue(
    request: Request,
    reviewer: Reviewer,
    service: ServiceDep,
    page: PageDep,
    *,
    tab: Tab = "mine",
    q: Question = "",
    move: Literal["approve", "return", "assign"] = "approve",
    done: Done = 0,
    is_empty: Annotated[bool, Query(alias="empty")] = False,
) -> Response:
    """What waits for the reviewer; beside it what is elsewhere on its way."""
    _, right = reviewers.reviewing_as(reviewer)
    scope = reviewer.scope(right)
    is_office = reviewer.may(Right.INVENTORY_REVIEW)
    tabs = [name for name in _TABS if is_office or name not in ("college", "unclaimed")]
    writer = service.settings.writer
    async with service.database.read() as conn:
        counts = {
            name: await stock.count(conn, scope, _search(name, writer, q, is_office=is_office), _MOST_COUNTED)
            for name in tabs
        }
        search = _search(tab, writer, q, is_office=is_office)
        found = await stock.page(
            conn, scope, search, after=place_of(page), limit=page.limit + 1, is_counted=counts.get(tab) is not None
        )
    rows, more = page.cut(found)
    cursor = cursor_of(rows[-1].number, rows[-1].writer) if more else ""
    asked = "&" + urlencode({"q": q}) if q else ""
    context = words(
        rows=rows,
        tab=tab,
        q=q,
        asked=asked,
        tabs=[(name, t(*_TABS[name]), counts[name]) for name in tabs],
        total=counts.get(tab),
        following=f"/inventory/review?tab={tab}{asked}&cursor={cursor}" if more else "",
        told=t(*_TOLD[move]).format(n=done) if done else "",
        is_empty=is_empty,
        is_office=is_office,
        may_judge=tab == "mine",
        today=today(),
    )
    return render(request, "review.html", context)


@router.get("/inventory/review/next")
async def next_waiting(request: Request, reviewer: Reviewer, service: ServiceDep, after: PatentNumber) -> Response:
    """The record that waits for the reviewer after this one, else the queue."""
    scope = reviewer.scope(reviewers.reviewing_as(reviewer)[1])
    search = _search("mine", service.settings.writer, is_office=reviewer.may(Right.INVENTORY_REVIEW))
    async with service.database.read() as conn:
        found = await stock.page(conn, scope, search, after=(after, "~"), limit=1)
    address = f"/inventory/patents/{found[0].number}" if found else "/inventory/review"
    return RedirectResponse(localized(address, language(request)), 303)


def _search(tab: str, writer: str, question: str = "", *, is_office: bool) -> Search:
    own = "institution" if is_office else "college"
    return Search(question=question, review=own if tab == "mine" else tab, writer=writer)


@router.post("/inventory/approvals")
async def approve_selected(
    request: Request, reviewer: Reviewer, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Asked first, it shows what would be passed; confirmed, it passes that."""

    async def act(unit: Unit, *, is_trial: bool) -> Decided:
        numbers, writer = _numbers_in(form), service.settings.writer
        return await reviewers.approve(unit, reviewer, numbers, writer=writer, today=today(), is_trial=is_trial)

    return await _several(request, service, reviewer, form, "approve", act, english=english)


@router.post("/inventory/returns")
async def return_selected(
    request: Request, reviewer: Reviewer, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Asked first, it shows what would go back and asks why; confirmed, it sends them back."""

    async def act(unit: Unit, *, is_trial: bool) -> Decided:
        numbers, writer, reason = _numbers_in(form), service.settings.writer, text_in(form, "reason")
        return await reviewers.send_back(
            unit, reviewer, numbers, reason, writer=writer, today=today(), is_trial=is_trial
        )

    return await _several(request, service, reviewer, form, "return", act, english=english, needs="reason")


@router.post("/inventory/assignments")
async def assign_selected(
    request: Request, office: Office, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Asked first, it shows which can be put to somebody and asks to whom; confirmed, it puts them there."""
    subject, name = text_in(form, "subject"), text_in(form, "name")

    async def act(unit: Unit, *, is_trial: bool) -> Decided:
        return await assigning.assign(
            unit,
            office,
            _numbers_in(form),
            writer=service.settings.writer,
            college=text_in(form, "college") or None,
            person=(subject, name or subject) if subject else None,
            is_trial=is_trial,
        )

    needs = "" if subject else "college"
    return await _several(request, service, office, form, "assign", act, english=english, needs=needs)


async def _several(
    request: Request,
    service: Service,
    principal: Principal,
    form: FormData,
    move: str,
    act: Callable[..., Awaitable[Decided]],
    *,
    english: bool,
    needs: str = "",
) -> Response:
    """The same for every move: a trial until it is confirmed and has what it needs, then the deed, once."""
    tab = said if (said := text_in(form, "tab")) in _TABS else "mine"
    if not _numbers_in(form):
        return RedirectResponse(localized(f"/inventory/review?tab={tab}&empty=1", language(request)), 303)
    is_confirmed = form.get("confirmed") == "yes"
    lacks = bool(needs) and not text_in(form, needs)
    is_trial = not is_confirmed or lacks
    async with service.unit() as unit:

        async def action() -> Response:
            decided = await act(unit, is_trial=is_trial)
            if not is_trial and not decided.refused:
                address = f"/inventory/review?tab={tab}&move={move}&done={len(decided.done)}"
                return RedirectResponse(localized(address, language(request)), 303)
            options = await colleges.of(unit.conn, principal.organization or "") if move == "assign" else []
            context = words(
                move=move,
                tab=tab,
                done=[(number, stage_badge(stage)) for number, stage in decided.done.items()],
                refused=[(number, _said(one, english=english), told(one.mend)) for number, one in decided.refused],
                is_trial=is_trial,
                error=_lacking(needs) if is_confirmed and lacks else "",
                colleges=[("", "—"), *[(one.code, one.name) for one in options if not one.is_closed]],
                sent={name: text_in(form, name) for name in ("reason", "college", "subject", "name")},
            )
            return render(request, "approvals.html", context, status=422 if is_confirmed and lacks else 200)

        if is_trial:
            return await action()
        return await once(request, unit, principal, action)


def _numbers_in(form: FormData) -> list[str]:
    """The selected records; the button of one row means that one alone."""
    values = form.getlist("only") or form.getlist("numbers")
    return [value for value in values if isinstance(value, str)][: MOST_AT_ONCE + 1]


def _lacking(field: str) -> str:
    said = {
        "reason": ("退回原因：退回修改时必填", "Why it goes back: needed to return it"),
        "college": ("院系或填报人：至少选一项", "A college or a person: choose one"),
    }
    return t(*said[field])


def _said(refused: Refused, *, english: bool) -> str:
    return refused.english if english and refused.english else str(refused)
