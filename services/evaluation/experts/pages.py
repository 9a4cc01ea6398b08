"""Screens of the library of experts: for those who recommend, admit and commission, and the expert's own desk."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from time import time_ns
from typing import Final

from fastapi import APIRouter, Depends, Request
from panhuo_contracts import Event, uuid7
from panhuo_contracts.events.experts import ExpertCommissioned
from starlette.responses import RedirectResponse, Response

from chassis import codes
from chassis.clock import today
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Service, Unit
from chassis.web.language import in_words, language, localized, sentence, t
from chassis.web.layout import render
from services.evaluation import words
from services.evaluation.assignment.terms import Proposal
from services.evaluation.assignment.words import affinity_told
from services.evaluation.experts import commands, commissioning
from services.evaluation.experts.api import (
    MOST_WORK,
    Admitter,
    Commissioner,
    Enterprise,
    Expert,
    Reader,
    reach,
    recommender_of,
)
from services.evaluation.experts.forms import Mistakes, codes_in, first_of, patents_in, read, text
from services.evaluation.experts.refusals import CannotBeAssigned, NotWithin
from services.evaluation.experts.requests import (
    Availability,
    Commission,
    Declaration,
    ExpertView,
    Recommendation,
    Recusal,
)
from services.evaluation.experts.store import batches, people
from services.evaluation.experts.store.batches import Terms
from services.evaluation.requests import AnyPatentNumber
from services.evaluation.store.columns import unlisted
from services.evaluation.told import views_told

router = APIRouter(prefix="/evaluation", include_in_schema=False)

_MOST_BATCHES: Final = 50
_TERMS_PROPOSED: Final = 2
"""Experts each, and the highest probability."""
_SEEDS: Final = 2**48


@router.get("/experts")
async def overview(
    request: Request, principal: Reader, service: ServiceDep, page: PageDep, done: str = "", invited: str = ""
) -> Response:
    return await _overview(request, principal, service, page=page, done=done, invited=invited)


@router.get("/experts/{expert}/consent")
async def invitation(request: Request, expert: str, principal: Expert, service: ServiceDep) -> Response:
    """Where the link of a recommendation leads."""
    async with service.database.read() as conn:
        held = await people.candidate(conn, expert)
    if held is None or held.subject not in (None, principal.subject):
        raise NotFound
    context = {"held": held, "key": str(uuid7())}
    return render(request, "experts/consent.html", context)


@router.post("/experts")
async def recommend(request: Request, principal: Enterprise, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        form = await request.form()
        said = read(
            Recommendation,
            {
                "name": text(form, "name"),
                "fields": [code.upper() for code in codes_in(form, "fields")],
                "ipc": [code.upper() for code in codes_in(form, "ipc")],
                "research": text(form, "research"),
                "organization": text(form, "organization").upper() or None,
            },
        )
        expert = await commands.recommend(unit, said.profile(), recommender_of(principal), today())
        await audit(unit.conn, principal, "experts.recommend", expert)
        return f"/evaluation/experts?done=recommended&invited={expert}"

    return await carry_out(request, principal, service, act)


@router.post("/experts/{expert}/consent")
async def consent(request: Request, expert: str, principal: Expert, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        await commands.consent(unit, expert, principal, today())
        await audit(unit.conn, principal, "experts.consent", expert)
        return "/evaluation/experts?done=consented"

    return await carry_out(request, principal, service, act)


@router.post("/experts/{expert}/admission")
async def admit(request: Request, expert: str, principal: Admitter, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        await commands.admit(unit, principal.scope(Right.EXPERT_ADMIT), expert, today())
        await audit(unit.conn, principal, "experts.admit", expert)
        return "/evaluation/experts?done=admitted"

    return await carry_out(request, principal, service, act)


@router.post("/expert/availability")
async def set_availability(request: Request, principal: Expert, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        form = await request.form()
        said = read(Availability, {"most": text(form, "most"), "away_until": text(form, "away_until") or None})
        held = await commands.myself(unit.conn, principal)
        await people.set_availability(unit.conn, held.expert, said.most, said.away_until)
        return "/evaluation/experts?done=availability"

    return await carry_out(request, principal, service, act)


@router.post("/expert/declarations")
async def declare(request: Request, principal: Expert, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        form = await request.form()
        said = read(
            Declaration,
            {
                "kind": text(form, "kind"),
                "party": text(form, "party"),
                "filed_on": text(form, "filed_on") or None,
            },
        )
        held = await commands.myself(unit.conn, principal)
        await people.declare(unit.conn, held.expert, said.kind, said.party, said.filed_on, today())
        return "/evaluation/experts?done=declared"

    return await carry_out(request, principal, service, act)


@router.post("/expert/declarations/withdrawal")
async def withdraw_declaration(request: Request, principal: Expert, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> str:
        form = await request.form()
        held = await commands.myself(unit.conn, principal)
        await people.withdraw_declaration(unit.conn, held.expert, text(form, "kind"), text(form, "party"))
        await audit(unit.conn, principal, "experts.withdraw_declaration", held.expert)
        return "/evaluation/experts?done=withdrawn"

    return await carry_out(request, principal, service, act)


@router.post("/commissions")
async def commission(request: Request, principal: Commissioner, service: ServiceDep) -> Response:
    """Show what the draw comes to; it is decided once that is confirmed, with the same seed."""
    form = await request.form()
    proposed = text(form, "proposal").split(",")
    each, percent = (
        proposed if len(proposed) == _TERMS_PROPOSED else (text(form, "experts_each"), text(form, "highest_percent"))
    )
    try:
        said = read(
            Commission,
            {
                "patents": patents_in(form),
                "experts_each": each,
                "highest_percent": percent,
                "due_on": text(form, "due_on"),
                "seed": text(form, "seed") or None,
                "name": text(form, "batch_name"),
            },
        )
        terms, events = await commands.prepare(service, principal, said.asked(time_ns() % _SEEDS), today())
    except CannotBeAssigned as refusal:
        mistakes, ways = [("experts_each", in_words(refusal))], refusal.proposals
        return await _overview(request, principal, service, mistakes=mistakes, proposals=ways, status=409)
    except Refused as refusal:
        return await _overview(request, principal, service, mistakes=[("patents", in_words(refusal))], status=409)
    except Invalid as invalid:
        mistakes = [(invalid.field, sentence(invalid))]
        return await _overview(request, principal, service, mistakes=mistakes, status=422)
    except NotWithin as outside:
        unknown = t(
            "{n} 件不在本辖区的资源库中：{p}",
            "{n} not in the library of your jurisdiction: {p}",
            n=len(outside.patents),
            p=first_of(outside.patents),
        )
        return await _overview(request, principal, service, mistakes=[("patents", unknown)], status=422)
    except Mistakes as mistaken:
        return await _overview(request, principal, service, mistakes=mistaken.fields, status=422)

    if not text(form, "confirmed"):
        return await _previewed(request, service, terms, events)

    async def act(unit: Unit) -> str:
        await commands.commission(unit, principal, terms, events)
        return f"/evaluation/commissions/{terms.batch}"

    return await carry_out(request, principal, service, act)


@router.get("/commissions", dependencies=[Depends(allow(Right.EXPERT_COMMISSION))])
async def commissions(request: Request) -> Response:
    """Where a preview is reloaded or read in the other language."""
    return RedirectResponse(localized("/evaluation/experts", language(request)), 303)


async def _previewed(request: Request, service: Service, terms: Terms, events: Sequence[Event]) -> Response:
    async with service.database.read() as conn:
        out = await batches.out_already(conn, terms.patents)
    drawn = {(event.body.patent, event.body.key) for event in events if isinstance(event.body, ExpertCommissioned)}
    context = {
        "terms": terms,
        "experts": len({expert for _, expert in drawn}),
        "pairs": len(drawn),
        "out": [(row, sum((row["patent"], expert) in drawn for expert in row["experts"])) for row in out],
        "key": str(uuid7()),
    }
    return render(request, "experts/preview.html", context)


@router.get("/commissions/{batch}")
async def show_batch(request: Request, batch: str, principal: Commissioner, service: ServiceDep) -> Response:
    """Who evaluates what and why."""
    async with service.database.read() as conn:
        terms = await batches.find(conn, batch)
        if terms is None:
            raise NotFound
        principal.scope(Right.EXPERT_COMMISSION).require(jurisdiction=terms.home)
        pairs, shortage = await batches.pairs(conn, batch), await batches.shortage(conn, batch)
        told = await views_told(conn)
    standing = [row for row in pairs if row["recused_on"] is None]
    context = {
        "terms": terms,
        "pairs": pairs,
        "lowest": min((one for row in standing if (one := affinity_told(row["reason"])) is not None), default=None),
        "affinity_told": affinity_told,
        "shortage": shortage,
        "words": words,
        "told": told,
        "key": str(uuid7()),
    }
    return render(request, "experts/batch.html", context)


@router.post("/commissions/{batch}/reassignment")
async def reassign(request: Request, batch: str, principal: Commissioner, service: ServiceDep) -> Response:
    async with service.database.read() as conn:
        terms = await batches.find(conn, batch)
    if terms is None:
        raise NotFound
    principal.scope(Right.EXPERT_COMMISSION).require(jurisdiction=terms.home)
    await commands.hand_on(service, [batch], today())
    return RedirectResponse(localized(f"/evaluation/commissions/{batch}", language(request)), 303)


@router.post("/commissions/{batch}/patents/{patent}/recusal")
async def recuse(
    request: Request, batch: str, patent: AnyPatentNumber, principal: Expert, service: ServiceDep
) -> Response:
    left: list[str] = []

    async def act(unit: Unit) -> str:
        try:
            said = read(Recusal, {"note": text(await request.form(), "note")})
        except Mistakes as mistaken:
            raise Mistakes([(f"note-{patent}", said) for _, said in mistaken.fields]) from None
        held = await commands.myself(unit.conn, principal)
        await commands.recuse(unit, held, batch, patent, said.note, today())
        await audit(unit.conn, principal, "experts.recuse", patent)
        left.append(batch)
        return "/evaluation/experts?done=recused"

    answer = await carry_out(request, principal, service, act)
    await commands.hand_on(service, left, today())
    return answer


@router.post("/commissions/{batch}/patents/{patent}/evaluation")
async def evaluate(
    request: Request, batch: str, patent: AnyPatentNumber, principal: Expert, service: ServiceDep
) -> Response:
    async def act(unit: Unit) -> str:
        form = await request.form()
        said = read(ExpertView, {name: text(form, name) for name in ("prospect", "confidence", "opinion")})
        held = await commands.myself(unit.conn, principal)
        await commands.evaluate(unit, held, batch, patent, said.view(), today())
        await audit(unit.conn, principal, "evaluation.expert", patent)
        return "/evaluation/experts?done=evaluated"

    return await carry_out(request, principal, service, act)


async def carry_out(
    request: Request, principal: Principal, service: Service, act: Callable[[Unit], Awaitable[str]]
) -> Response:
    """Decide, and go on to the address that ``act`` names; a mistake or refusal stands on the page of experts."""
    await request.form()
    try:
        async with service.unit() as unit:

            async def decide() -> Response:
                return RedirectResponse(localized(await act(unit), language(request)), 303)

            return await once(request, unit, principal, decide)
    except Refused as refusal:
        return await _overview(request, principal, service, mistakes=[("refusal", in_words(refusal))], status=409)
    except Mistakes as mistaken:
        return await _overview(request, principal, service, mistakes=mistaken.fields, status=422)


async def show_overview(
    request: Request, principal: Principal, service: Service, *, sent: Mapping[str, str]
) -> Response:
    """The page with a form filled in with what was sent and with ``sent``; nothing is decided."""
    return await _overview(request, principal, service, sent={**dict(await request.form()), **sent})


async def _overview(
    request: Request,
    principal: Principal,
    service: Service,
    *,
    page: PageDep | None = None,
    done: str = "",
    invited: str = "",
    mistakes: list[tuple[str, str]] | None = None,
    proposals: Sequence[Proposal] = (),
    sent: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    is_expert = principal.may(Right.EXPERT_SERVE)
    marks = page.marks(str) if page else None
    limit = page.limit if page else 50
    async with service.database.read() as conn:
        found = await people.listed(conn, **reach(principal), after=str(marks[0]) if marks else "", limit=limit + 1)
        work = await batches.waiting_for(conn, found[0]["expert"], MOST_WORK) if is_expert and found else []
        declared = await people.declarations(conn, [found[0]["expert"]]) if is_expert and found else []
        recused = await batches.recused_by(conn, found[0]["expert"], MOST_WORK) if is_expert and found else []
        held = (
            await batches.listed(conn, home=principal.scope(Right.EXPERT_COMMISSION).jurisdiction, limit=_MOST_BATCHES)
            if principal.may(Right.EXPERT_COMMISSION)
            else []
        )
        rules = await codes.in_force(conn, commissioning.RULES, today())
        told = await views_told(conn)
    shown = found[:limit]
    if sent is None:
        sent = dict(await request.form()) if request.method == "POST" else {}
    context = {
        "experts": shown,
        "following": cursor_of(shown[-1]["expert"]) if len(found) > limit else "",
        "work": work,
        "declared": declared,
        "recused": recused,
        "address": request.app.state.settings.public_url,
        "batches": held,
        "is_expert": is_expert,
        "may_recommend": principal.may(Right.EXPERT_RECOMMEND),
        "may_admit": principal.may(Right.EXPERT_ADMIT),
        "done": done,
        "invited": invited,
        "mistakes": mistakes or [],
        "proposals": proposals,
        "sent": sent,
        "due_on": (today() + timedelta(days=int(rules.number("due_days")))).isoformat(),
        "experts_each": rules.number("experts_each"),
        "highest_percent": rules.number("highest_percent"),
        "fresh_key": lambda: str(uuid7()),
        "words": words,
        "told": told,
        "unlisted": unlisted,
        "day": today(),
    }
    return render(request, "experts.html", context, status=status)
