"""Search over the resource library, and one entry with what an enterprise can do about it."""

import time
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts import uuid7
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.identifiers import display_patent_number
from starlette.responses import RedirectResponse, Response

from chassis.clock import now, today
from chassis.database import Connection
from chassis.errors import Refused
from chassis.http import ServiceDep, cursor_of, once
from chassis.http.cursors import read_cursor
from chassis.http.problems import Problem, respond
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Service
from chassis.web.language import in_words, t
from chassis.web.layout import is_fragment, render
from services.matching import highlight, looking, names
from services.matching.api.deals import side_of
from services.matching.commands import negotiating
from services.matching.commands.negotiating import Party
from services.matching.pages.filters import facet_groups, search_address
from services.matching.refusals import ContactInNote
from services.matching.requests import EnquiryDep, PatentDep, Typed
from services.matching.store import changes, deals, library, listing

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_READ))]
Subscriber = Annotated[Principal, Depends(allow(Right.LIBRARY_SUBSCRIBE))]

_MOST_DEALS: Final = 20


@router.get("/")
async def search(
    request: Request,
    principal: Reader,
    enquiry: EnquiryDep,
    service: ServiceDep,
    q: Annotated[Typed, Query()] = "",
    cursor: Annotated[str | None, Query(max_length=1_000)] = None,
) -> Response:
    """The library, searched, filtered and ordered; the address alone rebuilds the view."""
    began = time.perf_counter()
    async with service.database.read() as conn:
        found = await looking.answer(conn, enquiry, marks=looking.marks_of(read_cursor(cursor) if cursor else None))
        followed = await deals.subscribed_on(
            conn, [result.entry.patent for result in found.results], principal.organization or ""
        )
    context = {
        "q": q,
        "found": found,
        "shown": [
            {
                "result": result,
                "number": display_patent_number(result.entry.patent),
                "title": highlight.parts(result.entry.title, result.matched),
                "abstract": highlight.parts(highlight.excerpt(result.entry.abstract, result.matched), result.matched),
                "scenario": highlight.parts(result.entry.scenario, result.matched),
            }
            for result in found.results
        ],
        "followed": followed,
        "facets": facet_groups(found),
        "address": search_address(q, enquiry),
        "following": cursor_of(*found.following) if found.following else "",
        "milliseconds": round((time.perf_counter() - began) * 1000),
        "at": now(),
        "may_subscribe": principal.may(Right.LIBRARY_SUBSCRIBE),
        "may_pull": principal.may(Right.LIBRARY_PULL),
        "key": str(uuid7()),
        "names": names,
        "today": today(),
        "remaining_years": looking.remaining_years,
    }
    return render(request, "search.html", context, block=("results", "counts"))


@router.get("/library/{patent}")
async def show(request: Request, patent: PatentDep, principal: Reader, service: ServiceDep, done: str = "") -> Response:
    return await _show(request, patent, principal, service, done=done)


@router.post("/library/{patent}/subscription")
async def subscribe(request: Request, patent: PatentDep, principal: Subscriber, service: ServiceDep) -> Response:
    """Follow a patent; htmx swaps the button once the store has answered."""
    async with service.unit() as unit:

        async def action() -> Response:
            answer = await negotiating.subscribe(unit, Party.of(principal), patent, today())
            if answer.outcome == "accepted":
                await audit(unit.conn, principal, "library.subscribe", patent)
            if is_fragment(request):
                return render(request, "subscribed.html", {"patent": patent})
            return RedirectResponse(f"/matching/library/{patent}?done=subscribed", 303)

        return await once(request, unit, principal, action)


@router.post("/library/{patent}/intents")
async def express_intent(request: Request, patent: PatentDep, principal: Subscriber, service: ServiceDep) -> Response:
    """Begin a negotiation and go to it; a refusal is shown above the form."""
    form = await request.form()
    note = str(form.get("note") or "")[:8_000].replace("\x00", "")
    try:
        mode = ConversionMode(str(form.get("mode") or ""))
    except ValueError:
        mistakes = [("mode", t("请选择一种合作方式", "Choose a way of conversion"))]
        return await _show(request, patent, principal, service, mistakes=mistakes, status=422)
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                deal = await negotiating.express_intent(
                    unit, Party.of(principal), patent, mode=mode, note=note, today=today()
                )
                await audit(unit.conn, principal, "deal.intent", deal, {"patent": patent})
                return RedirectResponse(f"/matching/deals/{deal}?done=intent", 303)

            return await once(request, unit, principal, action)
    except Refused as refusal:
        field = "note" if isinstance(refusal, ContactInNote) else "mode"
        return await _show(request, patent, principal, service, mistakes=[(field, in_words(refusal))], status=409)


async def _show(
    request: Request,
    patent: str,
    principal: Principal,
    service: Service,
    *,
    done: str = "",
    mistakes: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    async with service.database.read() as conn:
        entry = await library.entry(conn, patent)
        if entry is None:
            return respond(request, await _not_listed(conn, patent))
        side = side_of(principal)
        own_deals = (
            await listing.records(
                conn,
                side=side,
                organization=principal.organization,
                home=None,
                stage=None,
                patent=patent,
                after=None,
                limit=_MOST_DEALS,
            )
            if side
            else []
        )
        context: dict[str, Any] = {
            "entry": entry,
            "right": await library.right(conn, patent),
            "subscribed_on": (await deals.subscribed_on(conn, [patent], principal.organization or "")).get(patent),
        }
    sent = dict(await request.form()) if request.method == "POST" else {}
    context |= {
        "patent": patent,
        "number": display_patent_number(patent),
        "is_own": entry.writer == service.settings.writer,
        "deals": own_deals,
        "open_deal": next((deal for deal in own_deals if deal.is_open), None),
        "mistakes": mistakes or [],
        "wrong": dict(mistakes or []),
        "sent": sent,
        "done": done,
        "may_subscribe": principal.may(Right.LIBRARY_SUBSCRIBE),
        "key": str(uuid7()),
        "names": names,
        "today": today(),
        "remaining_years": looking.remaining_years,
    }
    return render(request, "entry.html", context, status=status)


async def _not_listed(conn: Connection, patent: str) -> Problem:
    """What somebody reads who comes by an address that held an entry, or never did."""
    if await changes.was_in_library(conn, patent):
        said = ("该专利已移出资源库。", "The patent has left the library.")
    else:
        said = ("该专利没有入库。", "The patent is not in the library.")
    mend = ("在专利时间线上查看经过，或检索其他专利。", "See its time line for what happened, or search for others.")
    return Problem(404, t(*said), mend=t(*mend))
