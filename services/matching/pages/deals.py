"""Negotiations on screen: the list, one of them, its terms, signatures and end."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts import uuid7
from panhuo_contracts.events.matching import DealSigned
from panhuo_contracts.identifiers import display_patent_number
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound, Refused
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, Role, allow, audit
from chassis.service import Service, Unit
from chassis.web.language import in_words, t
from chassis.web.layout import is_fragment, render
from services.matching import names
from services.matching.api.deals import may_read, place_of, side_of
from services.matching.commands import negotiating
from services.matching.commands.negotiating import Party
from services.matching.deal import Draft, Side
from services.matching.pages.written import FIELDS, Mistakes, has_license, read_terms, suggested, written_of
from services.matching.requests import DealId
from services.matching.store import deals, drafts, enterprises, listing, notices
from services.matching.store.deals import Record
from services.matching.store.listing import Stage
from services.matching.terms import CONTRACTUAL, MOVES_THE_RIGHT

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LICENSE_READ))]
Negotiator = Annotated[Principal, Depends(allow(Right.DEAL_NEGOTIATE))]
Signatory = Annotated[Principal, Depends(allow(Right.DEAL_SIGN))]


@router.get("/deals")
async def list_deals(
    request: Request,
    principal: Reader,
    page: PageDep,
    service: ServiceDep,
    stage: Annotated[str, Query(pattern="^(open|signed|ended)?$")] = "",
) -> Response:
    scope = principal.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        rows = await listing.records(
            conn,
            side=side_of(principal),
            organization=scope.organization,
            home=scope.jurisdiction,
            stage=Stage(stage) if stage else None,
            after=place_of(page.marks(str, str)),
            limit=page.limit + 1,
        )
        organization = principal.organization or ""
        new = await notices.count_new(conn, organization) if principal.may(Right.LIBRARY_SUBSCRIBE) else 0
        is_unregistered = (
            principal.role is Role.ENTERPRISE
            and not rows
            and organization not in await enterprises.names(conn, [organization])
        )
    items, has_more = page.cut(rows)
    last = items[-1] if has_more else None
    context = {
        "deals": items,
        "stage": stage,
        "following": cursor_of(last.changed_on.isoformat(), last.deal) if last else "",
        "names": names,
        "side": side_of(principal),
        "notices": f"{notices.MOST_COUNTED}+" if new > notices.MOST_COUNTED else new or "",
        "to_register": f"/matching/enterprises/{organization}" if is_unregistered else "",
    }
    return render(request, "deals.html", context, block="results")


@router.get("/deals/{deal}")
async def show(request: Request, deal: DealId, principal: Reader, service: ServiceDep, done: str = "") -> Response:
    return await _show(request, deal, principal, service, done=done)


@router.post("/deals/{deal}/terms")
async def write_terms(request: Request, deal: DealId, principal: Negotiator, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        written = read_terms(await request.form())
        await negotiating.write_terms(unit, Party.of(principal), deal, written, today())
        return "terms"

    return await _carry_out(request, deal, principal, service, act)


@router.post("/deals/{deal}/terms/fields")
async def choose_mode(request: Request, deal: DealId, principal: Negotiator, service: ServiceDep) -> Response:
    """The form's fields for the way that was chosen; what else is written stays. Records nothing."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    written = {name: form.get(name, "") for name in FIELDS}
    of_mode = suggested(written["mode"])
    written |= {name: value for name, value in of_mode.items() if name == "kind" or not value or not written[name]}
    return await _show(request, deal, principal, service, written=written)


@router.post("/deals/{deal}/signature")
async def sign(request: Request, deal: DealId, principal: Signatory, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        version = str((await request.form()).get("version") or "")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        outcome = await negotiating.sign(unit, Party.of(principal), deal, number, today())
        return "contract" if isinstance(outcome, DealSigned) else "signed"

    return await _carry_out(request, deal, principal, service, act)


@router.post("/deals/{deal}/end")
async def end(request: Request, deal: DealId, principal: Negotiator, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        reason = str((await request.form()).get("reason") or "").replace("\x00", "").strip()[:8_000]
        if not reason:
            raise Mistakes({"reason": t("写明终止的原因", "Say why it ends")})
        await negotiating.end(unit, Party.of(principal), deal, reason, today())
        return "ended"

    return await _carry_out(request, deal, principal, service, act)


async def _carry_out(
    request: Request,
    deal: str,
    principal: Principal,
    service: Service,
    act: Callable[[Unit], Awaitable[str]],
) -> Response:
    """Decide, and go back to the page; where a rule or a field stands in the way, the page says which."""
    try:
        async with service.unit() as unit:

            async def decide() -> Response:
                done = await act(unit)
                await audit(unit.conn, principal, f"deal.{done}", deal)
                return RedirectResponse(f"/matching/deals/{deal}?done={done}", 303)

            return await once(request, unit, principal, decide)
    except Refused as refusal:
        mistakes = {_FIELDS.get(refusal.rule, "terms"): in_words(refusal)}
        return await _show(request, deal, principal, service, mistakes=mistakes, status=409)
    except Mistakes as mistaken:
        return await _show(request, deal, principal, service, mistakes=mistaken.fields, status=422)


_FIELDS = {
    "term_beyond_patent": "term_to",
    "term_not_a_period": "term_to",
    "license_not_as_mode": "mode",
    "mode_not_contractual": "mode",
    "payment_inconsistent": "payment_kind",
    "contract_number_taken": "contract_number",
}
"""Which field of the form a refusal is about."""


async def _show(
    request: Request,
    deal: str,
    principal: Principal,
    service: Service,
    *,
    done: str = "",
    mistakes: dict[str, str] | None = None,
    status: int = 200,
    written: dict[str, str] | None = None,
) -> Response:
    side = side_of(principal)
    async with service.database.read() as conn:
        record = await deals.record(conn, deal)
        if record is None or not may_read(principal, record):
            raise NotFound
        draft = await drafts.draft(conn, deal) if side else None
    is_open = record.signed_on is None and record.ended_on is None
    sent = {name: str(value) for name, value in (await request.form()).items()} if request.method == "POST" else {}
    asked_anew = written is not None
    if written is None:
        written = written_of(record, draft, sent if "mode" in sent else {}, today())
    mode = record.mode or (draft.terms.mode.value if draft else record.intent_mode)
    context = {
        "record": record,
        "parties": names.parties(mode),
        "moves_right": mode in MOVES_THE_RIGHT,
        "asks_license": has_license(written["mode"]),
        "written_parties": names.parties(written["mode"]),
        "written_moves_right": written["mode"] in MOVES_THE_RIGHT,
        "draft": draft,
        "number": display_patent_number(record.patent),
        "steps": _steps(record, draft, mode),
        "may_draft": is_open and side is Side.INSTITUTION,
        "may_sign": is_open and side is not None and draft is not None and side not in draft.signatures,
        "may_end": is_open and side is not None,
        "may_file": principal.role is Role.OFFICE,
        "written": written,
        "modes": [(mode.value, names.named(names.MODES, mode)) for mode in CONTRACTUAL],
        "mistakes": list((mistakes or {}).items()),
        "wrong": mistakes or {},
        "sent": sent,
        "done": done if done != "contract" else "signed",
        "key": str(uuid7()),
        "names": names,
    }
    if asked_anew and is_fragment(request):
        return render(request, "deal_form.html", context, block="terms_fields")
    return render(request, "deal.html", context, status=status)


def _steps(record: Record, draft: Draft | None, mode: str | None) -> list[dict[str, str]]:
    """Intent, terms, acceptance, contract, and what the law asks for after it: which is done, which is next."""
    notes = [
        (t("意向", "Intent"), str(record.expressed_on or "")),
        (t("条款", "Terms"), t("第 {n} 版", "version {n}", n=draft.version) if draft else ""),
        (t("双方确认", "Acceptance"), f"{len(draft.signatures)}/2" if draft and not record.signed_on else ""),
        (t("合同成立", "Contract"), str(record.signed_on or "")),
    ]
    if mode in MOVES_THE_RIGHT:
        notes.append((t("国知局登记", "Registration"), t("专利法第 10 条", "Patent Law, article 10")))
    elif mode is None or has_license(mode):
        notes.append((t("备案", "Filing"), str(record.filed_on or "")))
    reached = 5 if record.filed_on else 4 if record.signed_on else 2 if draft else 1
    steps = [
        {"label": label, "note": note, "state": "done" if n < reached else "now" if n == reached else "next"}
        for n, (label, note) in enumerate(notes)
    ]
    if record.ended_on is not None:
        steps = [*steps[:reached], {"label": t("终止", "Ended"), "note": str(record.ended_on), "state": "returned"}]
    return steps
