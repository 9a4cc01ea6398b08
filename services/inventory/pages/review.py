"""What waits for whom: the queue of a college or an office."""

from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.http import PageDep, ServiceDep, cursor_of
from chassis.identity import Right
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import Reviewer
from services.inventory.api.patents import Question, place_of
from services.inventory.pages.hints import hinted
from services.inventory.pages.shown import words
from services.inventory.review import reviewers
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store import reviews, stock
from services.inventory.store.stock import Search

router = APIRouter(include_in_schema=False)
Done = Annotated[int, Query(ge=0, le=MOST_AT_ONCE)]
MOST_COUNTED: Final = 1_000
"""Longer queues are not counted."""
_RETURNED: Final = ("returned", "spot_check")
MOST_TICKED: Final = 100
"""So many the way back from a preview remembers."""
_LONGEST_TICKED: Final = 20 * MOST_TICKED
Tab = Literal["mine", "college", "returned", "spot_check", "unclaimed"]
TABS: Final = {
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
    ticked: Annotated[str, Query(max_length=_LONGEST_TICKED)] = "",
) -> Response:
    """What waits for the reviewer; beside it what is elsewhere on its way."""
    _, right = reviewers.reviewing_as(reviewer)
    scope = reviewer.scope(right)
    is_office = reviewer.may(Right.INVENTORY_REVIEW)
    tabs = [name for name in TABS if is_office or name not in ("college", "unclaimed")]
    writer = service.settings.writer
    async with service.database.read() as conn:
        counts = {
            name: await stock.count(conn, scope, search_of(name, writer, q, is_office=is_office), MOST_COUNTED)
            for name in tabs
        }
        search = search_of(tab, writer, q, is_office=is_office)
        found = await stock.page(
            conn, scope, search, after=place_of(page), limit=page.limit + 1, is_counted=counts.get(tab) is not None
        )
        rows, more = page.cut(found)
        numbers = [row.number for row in rows]
        told_of = await hinted(conn, numbers, writer)
        returns = await reviews.last_returns(conn, numbers) if tab in _RETURNED else {}
    cursor = cursor_of(rows[-1].number, rows[-1].writer) if more else ""
    asked = "&" + urlencode({"q": q}) if q else ""
    context = words(
        rows=rows,
        tab=tab,
        q=q,
        asked=asked,
        tabs=[(name, t(*TABS[name]), counts[name]) for name in tabs],
        total=counts.get(tab),
        following=f"/inventory/review?tab={tab}{asked}&cursor={cursor}" if more else "",
        told=t(*_TOLD[move]).format(n=done) if done else "",
        is_empty=is_empty,
        ticked=(chosen := set(ticked.split("."))),
        ticked_here=len(chosen.intersection(numbers)),
        told_of=told_of,
        returns=returns,
        is_returned=tab in _RETURNED,
        is_office=is_office,
        may_judge=tab == "mine",
        today=today(),
    )
    return render(request, "review.html", context)


@router.get("/inventory/review/next")
async def next_waiting(request: Request, reviewer: Reviewer, service: ServiceDep, after: PatentNumber) -> Response:
    """The record that waits for the reviewer after this one, else the queue."""
    scope = reviewer.scope(reviewers.reviewing_as(reviewer)[1])
    search = search_of("mine", service.settings.writer, is_office=reviewer.may(Right.INVENTORY_REVIEW))
    async with service.database.read() as conn:
        found = await stock.page(conn, scope, search, after=(after, "~"), limit=1)
    address = f"/inventory/patents/{found[0].number}" if found else "/inventory/review"
    return RedirectResponse(localized(address, language(request)), 303)


def search_of(tab: str, writer: str, question: str = "", *, is_office: bool) -> Search:
    """What stands on a tab of the queue."""
    own = "institution" if is_office else "college"
    return Search(question=question, review=own if tab == "mine" else tab, writer=writer)
