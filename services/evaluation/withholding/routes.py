"""Keeping patents out of the library: for programs, and from the screens."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import Refused
from chassis.http import Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Unit
from chassis.web.layout import render
from services.evaluation import commands
from services.evaluation.forms import Mistakes, read_withholding
from services.evaluation.requests import Decided, ManyDecided, ManyWithheld, WithheldShown, Withholding
from services.evaluation.store import withholding as store
from services.evaluation.store.withholding import WithheldFilter

api: Final = APIRouter(prefix="/evaluation/api", tags=["evaluation"])
pages: Final = APIRouter(prefix="/evaluation", include_in_schema=False)

Librarian = Annotated[Principal, Depends(allow(Right.LIBRARY_MANAGE))]
Overseer = Annotated[Principal, Depends(allow(Right.STOCK_READ))]
Wanted = Annotated[WithheldFilter, Depends()]
MOST_SELECTED: Final = 100


async def decide(unit: Unit, principal: Principal, patents: list[str], said: Withholding) -> list[commands.Answer]:
    """The decision and its audit. Raises RetiredOption."""
    scope = principal.scope(Right.LIBRARY_MANAGE)
    answers = await commands.withhold(unit, scope, patents, said.withheld_for, said.note, today())
    taken = [answer.patent for answer in answers if answer.outcome == "accepted"]
    if taken:
        facts = {"patents": taken, "reason": said.withheld_for.value}
        await audit(unit.conn, principal, "library.withhold", f"{len(taken)} patents", facts)
    return answers


@api.post("/withholdings", response_model=ManyDecided)
async def withhold(request: Request, sent: ManyWithheld, principal: Librarian, service: ServiceDep) -> Response:
    """Decide that up to 1,000 own inventoried patents do not go into the library, with the reason."""
    async with service.unit() as unit:

        async def act() -> ManyDecided:
            answers = await decide(unit, principal, list(dict.fromkeys(sent.patents)), sent)
            return ManyDecided.of([Decided.of(answer) for answer in answers])

        return await once(request, unit, principal, act)


@api.get("/withheld")
async def list_withheld(principal: Overseer, wanted: Wanted, service: ServiceDep, page: PageDep) -> Page[WithheldShown]:
    """What institutions keep out of the library, as far as one oversees them."""
    marks = page.marks(str)
    scope = principal.scope(Right.STOCK_READ)
    async with service.database.read() as conn:
        rows = await store.listed(
            conn,
            wanted,
            home=scope.jurisdiction,
            institution=scope.organization,
            after=str(marks[0]) if marks else "",
            limit=page.limit + 1,
        )
    shown, goes_on = page.cut(rows)
    items = [WithheldShown(**{name: row[name] for name in WithheldShown.model_fields}) for row in shown]
    return Page(items=items, next_cursor=cursor_of(shown[-1]["patent"]) if goes_on else None)


@pages.post("/withholdings")
async def withhold_selected(request: Request, principal: Librarian, service: ServiceDep) -> Response:
    """Keep the selected patents out; the answer names each and what became of it."""
    form = await request.form()
    chosen = list(dict.fromkeys(str(one) for one in form.getlist("patent")))[:MOST_SELECTED]
    try:
        async with service.unit() as unit:

            async def act() -> Response:
                answers = await decide(unit, principal, chosen, read_withholding(form))
                taken = sum(answer.outcome == "accepted" for answer in answers)
                context = {"answers": answers, "titles": {}, "taken": taken, "is_withheld": True}
                return render(request, "entries.html", context)

            return await once(request, unit, principal, act)
    except (Refused, Mistakes) as mistaken:
        context = {"answers": [], "taken": 0, "is_withheld": True, "mistaken": mistaken}
        return render(request, "entries.html", context, status=409 if isinstance(mistaken, Refused) else 422)
