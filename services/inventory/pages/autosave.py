"""The stocktaking form keeps itself while somebody types: what of it can be read, and what cannot."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.datastructures import FormData
from starlette.responses import Response

from chassis.clock import now
from chassis.errors import NotFound, Refused
from chassis.http import ServiceDep
from chassis.http.forms import Form, text_in
from chassis.identity import Right
from chassis.web.language import in_words
from chassis.web.layout import render
from services.inventory import commands
from services.inventory.api.access import English, Filler
from services.inventory.commands import Showing
from services.inventory.pages.forms import Mistake
from services.inventory.pages.stock_form import Said, said_in
from services.inventory.review.questions import Answers
from services.inventory.store import answers as answer_store
from services.inventory.store import drafts, stock
from services.inventory.store.drafts import Funding

router = APIRouter(include_in_schema=False)


def showing_in(form: FormData, *, is_automatic: bool = False) -> Showing | None:
    """Which showing of the form was sent; None where it does not say."""
    if "based_on" not in form:
        return None
    return Showing(text_in(form, "idempotency_key"), text_in(form, "based_on"), is_automatic)


@router.post("/inventory/patents/{number}/annotations/kept")
async def keep(
    request: Request, number: PatentNumber, filler: Filler, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Save what can be read; a field that cannot keeps what was saved of it before."""
    writer = service.settings.writer
    async with service.database.read() as conn:
        found = await stock.record(conn, filler.scope(Right.STOCK_READ), number, writer)
        if found is None:
            raise NotFound(number)
        draft = await drafts.of(conn, number)
        answered = await answer_store.of(conn, number) or Answers()
        funded = await drafts.funding_of(conn, number)
    said = said_in(form, english=english)
    remarks = _with_former(said.remarks, draft.remarks if draft else found.remarks, said.mistakes)
    answers = _with_former(said.answers, answered, said.mistakes)
    funding = _with_former(said.funding, funded or Funding(is_funded=True), said.mistakes) if said.funding else None
    showing = showing_in(form, is_automatic=True) or Showing("", "", is_automatic=True)
    try:
        async with service.unit() as unit:
            await commands.fill(unit, filler, number, remarks, funding, writer=writer, answers=answers, showing=showing)
    except Refused as refused:
        return render(request, "kept.html", {"refused": in_words(refused), "number": number}, status=409)
    return _told(request, said, at=now())


@router.post("/inventory/patents/{number}/annotations/checked")
async def check(
    request: Request,
    number: PatentNumber,  # noqa: ARG001 - of the address
    _: Filler,
    form: Form,
    *,
    english: English,
) -> Response:
    """What is wrong with a form that does not keep itself, and what it leaves open."""
    return _told(request, said_in(form, english=english), at=None)


def _told(request: Request, said: Said, *, at: datetime | None) -> Response:
    return render(request, "kept.html", {"refused": "", "at": at, "mistakes": said.mistakes, "gaps": said.gaps()})


def _with_former(said: Any, former: Any, mistakes: list[Mistake]) -> Any:  # noqa: ANN401 - any named tuple
    wrong = [mistake.field for mistake in mistakes if mistake.field in said._fields]
    return said._replace(**{name: getattr(former, name) for name in wrong})
