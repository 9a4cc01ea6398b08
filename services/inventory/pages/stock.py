"""The stock library as a list."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.http import PageDep, ServiceDep, cursor_of
from chassis.identity import Right, Role
from chassis.web.language import t
from chassis.web.layout import render
from services.inventory.api.access import Reader
from services.inventory.api.patents import AskedDep, place_of
from services.inventory.files.options import PATENT_TYPES
from services.inventory.pages.shown import STATE_NAMES, words
from services.inventory.pages.stages import REVIEW_FILTERS
from services.inventory.review import due
from services.inventory.review.due import When
from services.inventory.store import colleges, deadlines, stock, views
from services.inventory.store.stock import Search

router = APIRouter(include_in_schema=False)
_SOON: Final = timedelta(days=30)


@router.get("/inventory")
async def home(_reader: Reader) -> Response:
    return RedirectResponse("/inventory/", 308)


@router.get("/inventory/")
async def stock_list(
    request: Request,
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    filters: AskedDep,
    *,
    start: Annotated[int, Query(ge=1, le=10_000_000)] = 1,
) -> Response:
    """Records by number; facets are counted for lists of up to ten thousand."""
    scope, search = reader.scope(Right.STOCK_READ), filters.search(reader)
    is_filler = reader.role is Role.INVENTOR
    async with service.database.read() as conn:
        counted, found = await stock.opened(conn, scope, search, after=place_of(page), limit=page.limit + 1)
        mine = await stock.count(conn, scope, Search(filler=reader.subject)) if is_filler else 0
        overdue = await due.count(conn, reader, When.OVERDUE, today(), writer=service.settings.writer)
        own = await colleges.of(conn, reader.organization) if reader.organization else []
        saved = await views.of(conn, reader.subject)
        near = await deadlines.count_near(conn, scope, today(), today() + _SOON)
    rows, more = page.cut(found)
    asked = filters.stated()
    following = ""
    if more:
        cursor = cursor_of(rows[-1].number, rows[-1].writer)
        following = "/inventory/?" + urlencode(asked | {"cursor": cursor, "start": start + len(rows)})
    # Of a list too long to be counted, or of one that shows a single jurisdiction, every other may be asked for.
    is_open = scope.jurisdiction is None and scope.organization is None and (counted.total is None or filters.home)
    homes = [code for code in JURISDICTIONS if code != NATION and (is_open or code in counted.homes)]
    context = words(
        rows=rows,
        start=start,
        following=following,
        counted=counted,
        filters=filters,
        active=len(asked),
        states=[
            (state, t(*names[:2]), _count(counted, counted.states, state, filters.state), filters.state == state)
            for state, names in STATE_NAMES.items()
        ],
        types=[
            (code, t(*names), _count(counted, counted.types, code, filters.patent_type), filters.patent_type == code)
            for code, names in PATENT_TYPES.items()
        ],
        homes=[(code, t(*JURISDICTIONS[code]), counted.homes.get(code), filters.home == code) for code in homes],
        writer=service.settings.writer,
        may_import=reader.may(Right.STOCK_IMPORT),
        may_review=reader.may(Right.INVENTORY_REVIEW) or reader.may(Right.INVENTORY_REVIEW_COLLEGE),
        overdue=overdue,
        asked=asked,
        query=urlencode(asked),
        saved=saved,
        reviews=[
            (name, t(*names), mine if name == "mine" else None, filters.review == name)
            for name, names in REVIEW_FILTERS.items()
            if is_filler or name != "mine"
        ],
        mine=mine,
        colleges=[(one.code, one.name, None, filters.college == one.code) for one in own],
        near=f"{deadlines.MOST_COUNTED}+" if near > deadlines.MOST_COUNTED else near or "",
        may_record=reader.may(Right.LEGAL_STATUS_RECORD),
    )
    return render(request, "stock.html", context, block="results")


def _count(counted: stock.Tally, counts: Mapping[str, int], key: str, chosen: str) -> int | None:
    """Of an option beside the one that is chosen nothing is counted: it is not in the list."""
    return None if counted.total is None or chosen not in ("", key) else counts.get(key, 0)
