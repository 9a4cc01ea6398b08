"""What waits for the institution's review; several at once."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Refused
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.http.forms import Form
from chassis.identity import Right
from chassis.web.language import language, localized
from chassis.web.layout import render
from services.inventory import commands
from services.inventory.api.access import English, Reviewer
from services.inventory.api.patents import place_of
from services.inventory.pages.shown import words
from services.inventory.stocktaking import MOST_AT_ONCE
from services.inventory.store import stock
from services.inventory.store.stock import AWAITING, Search

router = APIRouter(include_in_schema=False)
Approved = Annotated[int, Query(ge=0, le=MOST_AT_ONCE)]


@router.get("/inventory/review")
async def queue(
    request: Request, reviewer: Reviewer, service: ServiceDep, page: PageDep, approved: Approved = 0
) -> Response:
    """The institution's submitted records, and how many of the first five hundred can be passed as they are."""
    scope = reviewer.scope(Right.INVENTORY_REVIEW)
    search = Search(state=AWAITING, writer=service.settings.writer)
    async with service.database.read() as conn:
        found = await stock.page(conn, scope, search, after=place_of(page), limit=page.limit + 1)
        counted = await stock.tally(conn, scope, search)
    rows, more = page.cut(found)
    following = f"/inventory/review?cursor={cursor_of(rows[-1].number, rows[-1].writer)}" if more else ""
    return render(request, "review.html", words(rows=rows, counted=counted, following=following, approved=approved))


@router.post("/inventory/approvals")
async def approve_selected(
    request: Request, reviewer: Reviewer, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Asked first, it shows what would be passed; confirmed, it passes that."""
    numbers = [value for value in form.getlist("numbers") if isinstance(value, str)][: MOST_AT_ONCE + 1]
    is_trial = form.get("confirmed") != "yes"
    async with service.unit() as unit:

        async def action() -> Response:
            decided = await commands.approve(
                unit, reviewer, numbers, writer=service.settings.writer, today=today(), is_trial=is_trial
            )
            if not is_trial and not decided.refused:
                return RedirectResponse(
                    localized(f"/inventory/review?approved={len(decided.approved)}", language(request)), 303
                )
            refused = [(number, _said(refusal, english=english), refusal.mend) for number, refusal in decided.refused]
            return render(
                request,
                "approvals.html",
                words(approved=decided.approved, refused=refused, is_trial=is_trial),
            )

        if is_trial:
            return await action()
        return await once(request, unit, reviewer, action)


def _said(refused: Refused, *, english: bool) -> str:
    return refused.english if english and refused.english else str(refused)
