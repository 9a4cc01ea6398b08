"""The resource library over HTTP: search, one entry, subscription, intent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow
from services.matching import looking
from services.matching.api.shapes import EntryShape, LibraryEntryShape, LibraryShape, RowShape
from services.matching.commands import negotiating
from services.matching.commands.negotiating import Party
from services.matching.requests import EnquiryDep, Intent, PatentDep
from services.matching.store import deals, library

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_READ))]
Subscriber = Annotated[Principal, Depends(allow(Right.LIBRARY_SUBSCRIBE))]


@router.get("/library")
async def search_library(
    _reader: Reader, enquiry: EnquiryDep, page: PageDep, service: ServiceDep, *, facets: bool = True
) -> LibraryShape:
    """Search the library; each result says which words of the question it mentions, and how its score came about."""
    marks = page.marks(str, str, str, int)
    async with service.database.read() as conn:
        found = await looking.answer(
            conn,
            enquiry,
            marks=looking.marks_of(marks),
            limit=page.limit,
            with_facets=facets,
        )
    return LibraryShape.of(found, cursor_of(*found.following) if found.following else None)


@router.get("/library/{patent}")
async def get_entry(reader: Reader, patent: PatentDep, service: ServiceDep) -> LibraryEntryShape:
    """One entry, with the register's view of the right and the asking enterprise's subscription."""
    async with service.database.read() as conn:
        entry = await library.entry(conn, patent)
        if entry is None:
            raise NotFound
        right = await library.right(conn, patent)
        subscribed = await deals.subscribed_on(conn, [patent], reader.organization or "")
    return LibraryEntryShape(
        entry=EntryShape.of(entry),
        legal_status=right.status,
        legal_flags=sorted(right.flags),
        subscribed_on=subscribed.get(patent),
    )


@router.post("/library/{patent}/subscription", response_model=RowShape)
async def subscribe(request: Request, patent: PatentDep, subscriber: Subscriber, service: ServiceDep) -> Response:
    """Follow a listed patent. A second subscription is answered ``unchanged``."""
    async with service.unit() as unit:

        async def action() -> RowShape:
            return RowShape.of(await negotiating.subscribe(unit, Party.of(subscriber), patent, today()))

        return await once(request, unit, subscriber, action)


@router.post("/library/{patent}/intents", status_code=201)
async def express_intent(
    request: Request, patent: PatentDep, intent: Intent, subscriber: Subscriber, service: ServiceDep
) -> Response:
    """Begin a negotiation: 201 with the deal and its address."""
    async with service.unit() as unit:

        async def action() -> Response:
            deal = await negotiating.express_intent(
                unit, Party.of(subscriber), patent, mode=intent.mode, note=intent.note, today=today()
            )
            return JSONResponse({"deal": deal}, 201, {"Location": f"/matching/api/deals/{deal}"})

        return await once(request, unit, subscriber, action)
