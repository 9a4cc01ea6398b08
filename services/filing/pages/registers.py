"""The registers: what is on file, what was refused, which deals wait; and the page of each."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from panhuo_contracts.codes import LicenseKind
from panhuo_contracts.identifiers import display_patent_number
from starlette.responses import Response

from chassis.clock import now, today
from chassis.errors import NotFound
from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of
from chassis.identity import Right, Role
from chassis.web.language import language
from chassis.web.layout import render
from services.filing.api import Reader, day_and_name
from services.filing.clock import FilingClock
from services.filing.grounds import REFUSED_WHEN
from services.filing.store import lists
from services.filing.words import BASES, KINDS, PAYMENTS

router = APIRouter(include_in_schema=False)

View = Literal["filed", "waiting", "refused"]


@router.get("/filing/")
async def registers(
    request: Request,
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    *,
    view: View = "filed",
    start: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        totals = await lists.totals(conn, scope)
        after, most = day_and_name(page), page.limit + 1
        if view == "waiting":
            found: list[Any] = list(await lists.waiting_deals(conn, scope, after=after, limit=most))
        elif view == "refused":
            found = list(await lists.refusals(conn, scope, after=after, limit=most))
        else:
            found = list(await lists.licenses(conn, scope, after=after, limit=most))
    rows, more = page.cut(found)
    total = {"filed": totals.licenses, "waiting": totals.waiting, "refused": totals.refusals}[view]
    context = {
        "view": view,
        "totals": totals,
        "at": now(),
        "rows": rows,
        "total": total,
        "start": start,
        "following": _following(view, rows[-1], page, start + len(rows)) if more else "",
        "clocks": [FilingClock.of(row.deal.effective_on, today()) for row in rows] if view == "waiting" else [],
        "may_file": reader.may(Right.LICENSE_FILE),
        "is_enterprise": reader.role is Role.ENTERPRISE,
        "writer": service.settings.writer,
        "display": display_patent_number,
        "kinds": _kind_names(request),
        "refused_when": REFUSED_WHEN,
    }
    return render(request, "registers.html", context, block="results")


@router.get("/filing/licenses/{filing_number}")
async def license_page(request: Request, filing_number: str, reader: Reader, service: ServiceDep) -> Response:
    async with service.database.read() as conn:
        found = await lists.license_by_number(conn, reader.scope(Right.LICENSE_READ), filing_number)
    if found is None:
        raise NotFound(filing_number)
    tongue = 1 if language(request) == "en" else 0
    base = found.payment.royalty_base
    context = {
        "license": found,
        "kind": KINDS[LicenseKind(found.kind)][tongue],
        "payment": PAYMENTS[found.payment.kind][tongue],
        "base": BASES[base][tongue] if base else "",
        "clock": FilingClock.of(found.effective_on, found.filed_on),
        "is_exclusive": found.kind in ("exclusive", "sole"),
        "display": display_patent_number,
        "topic": f"{found.writer}.filing.v1",
        "may_report": reader.may(Right.PRODUCT_REPORT),
    }
    return render(request, "license.html", context)


@router.get("/filing/refusals/{event_id}")
async def refusal_page(request: Request, event_id: str, reader: Reader, service: ServiceDep) -> Response:
    if not _is_event_id(event_id):
        raise NotFound(event_id)
    async with service.database.read() as conn:
        found = await lists.refusal_by_event(conn, reader.scope(Right.LICENSE_READ), event_id)
    if found is None:
        raise NotFound(event_id)
    context = {
        "refusal": found,
        "display": display_patent_number,
        "may_file": reader.may(Right.LICENSE_FILE),
        "refused_when": REFUSED_WHEN,
    }
    return render(request, "refusal.html", context)


def _following(view: View, last: Any, page: PageRequest, start: int) -> str:  # noqa: ANN401 - one row of three kinds
    if view == "waiting":
        cursor = cursor_of(last.deal.effective_on.isoformat(), last.deal.deal)
    elif view == "refused":
        cursor = cursor_of(last.refused_on.isoformat(), last.event_id)
    else:
        cursor = cursor_of(last.filed_on.isoformat(), last.filing_number)
    return f"/filing/?view={view}&limit={page.limit}&start={start}&cursor={cursor}"


def _kind_names(request: Request) -> dict[str, str]:
    tongue = 1 if language(request) == "en" else 0
    return {kind.value: name[tongue] for kind, name in KINDS.items()}


def _is_event_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
