"""One stock record: what stands, what is being filled in, and its review."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from panhuo_contracts.codes import LegalStatus
from panhuo_contracts.events.inventory import LegalStatusChanged
from panhuo_contracts.identifiers import PatentNumber
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory import commands
from services.inventory.api.access import English, Filler, Reader, Recorder, Reviewer
from services.inventory.options import IMPLEMENTATION, LEGAL_STATUSES, MATURITY, MODES, SELF_GRADES
from services.inventory.pages.forms import Form, funding_in, remarks_in, text_in
from services.inventory.pages.shown import words
from services.inventory.records import REMARK_FIELDS, remark_changes
from services.inventory.store import drafts, facts, stock

router = APIRouter(include_in_schema=False)


@router.get("/inventory/patents/{number}")
async def record(request: Request, number: PatentNumber, reader: Reader, service: ServiceDep) -> Response:
    writer = service.settings.writer
    async with service.database.read() as conn:
        found = await stock.record(conn, reader.scope(Right.STOCK_READ), number, writer)
        if found is None:
            raise NotFound(number)
        is_own = reader.may(Right.INVENTORY_FILL) and found.writer == writer
        draft = await drafts.of(conn, number) if is_own else None
        funding = await drafts.funding_of(conn, number) if is_own else None
        history = await facts.legal_history(conn, number)
    filled = draft.remarks if draft else found.remarks
    context = words(
        record=found,
        entry=found.entry,
        draft=draft,
        funding=funding,
        history=history,
        filled=filled,
        changed={name.removeprefix("annotations.") for name in remark_changes(found.remarks, filled)},
        shown=REMARK_FIELDS,
        steps=_steps(found, draft),
        is_copy=found.writer != writer,
        may_fill=is_own,
        may_review=is_own and reader.may(Right.INVENTORY_REVIEW),
        may_record=reader.may(Right.LEGAL_STATUS_RECORD) and found.writer == writer,
        options={
            "implementation": [(code, t(*names)) for code, names in IMPLEMENTATION.items()],
            "maturity": [("", "—"), *[(code, t(*names)) for code, names in MATURITY.items()]],
            "self_grade": [("", "—"), *[(code, t(*names)) for code, names in SELF_GRADES.items()]],
            "modes": [(code, t(*names)) for code, names in MODES.items()],
            "statuses": [(code, t(*names)) for code, names in LEGAL_STATUSES.items()],
        },
        today=today(),
    )
    return render(request, "record.html", context)


@router.post("/inventory/patents/{number}/annotations")
async def fill(
    request: Request, number: PatentNumber, filler: Filler, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Save the six groups; with the button 提交审核 also hand them in."""
    remarks = remarks_in(form, english=english)
    funding = funding_in(form)

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        await commands.fill(unit, filler, number, remarks, funding, writer=writer)
        if form.get("then") == "submit":
            await commands.submit(unit, filler, number, writer=writer)

    return await _and_back(request, service, filler, f"/inventory/patents/{number}", action)


@router.post("/inventory/patents/{number}/approve")
async def approve(request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep) -> Response:
    async def action(unit: Unit) -> None:
        await commands.approve_one(unit, reviewer, number, writer=service.settings.writer, today=today())

    return await _and_back(request, service, reviewer, f"/inventory/patents/{number}", action)


@router.post("/inventory/patents/{number}/return")
async def send_back(
    request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep, form: Form
) -> Response:
    reason = text_in(form, "reason")

    async def action(unit: Unit) -> None:
        await commands.send_back(unit, reviewer, number, reason, writer=service.settings.writer, today=today())

    return await _and_back(request, service, reviewer, f"/inventory/patents/{number}", action)


@router.post("/inventory/patents/{number}/legal-status")
async def record_legal_status(
    request: Request, number: PatentNumber, recorder: Recorder, service: ServiceDep, form: Form
) -> Response:
    body = LegalStatusChanged.model_validate(
        {
            "patent": number,
            "home": service.settings.writer,
            "status": text_in(form, "status") or LegalStatus.IN_FORCE,
            "effective_on": text_in(form, "effective_on"),
            "cause": text_in(form, "cause"),
        }
    )

    async def action(unit: Unit) -> None:
        await commands.record_legal_status(unit, recorder, body, writer=service.settings.writer)

    return await _and_back(request, service, recorder, f"/inventory/patents/{number}", action)


def _steps(found: stock.Record, draft: drafts.Draft | None) -> list[dict[str, str]]:
    """Filled in, reviewed, inventoried: where the record stands."""
    is_submitted = draft is not None and draft.is_submitted
    is_back = (draft is not None and bool(draft.return_reason)) or found.state == "returned"
    is_done = found.state == "inventoried" and not is_submitted and draft is None
    filling = "done" if is_submitted or is_done else "now"
    review = "done" if is_done else "now" if is_submitted else "returned" if is_back else "next"
    day = found.revised_on or found.inventoried_on
    return [
        {"label": t("填报", "Filled in"), "state": filling, "note": ""},
        {"label": t("单位审核", "Institution's review"), "state": review, "note": ""},
        {
            "label": t("已盘点", "Inventoried"),
            "state": "done" if found.state == "inventoried" else "next",
            "note": day.isoformat() if found.state == "inventoried" and day else "",
        },
    ]


async def _and_back(
    request: Request,
    service: Service,
    principal: Principal,
    address: str,
    action: Callable[[Unit], Awaitable[None]],
) -> Response:
    """Carry a command out, once, and show the record as it then stands."""
    async with service.unit() as unit:

        async def carried_out() -> Response:
            await action(unit)
            return RedirectResponse(localized(address, language(request)), 303)

        return await once(request, unit, principal, carried_out)
