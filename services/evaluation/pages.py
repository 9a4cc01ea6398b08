"""The service's screens: what waits, what is in the library, what enterprises said, and one patent from both sides."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from panhuo_contracts import uuid7
from starlette.responses import Response

from chassis.clock import today
from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Unit
from chassis.web.layout import render
from services.evaluation import commands, library, words
from services.evaluation.api import evaluation_marks, evaluator_of
from services.evaluation.commands import Answer
from services.evaluation.forms import (
    read_enterprise_evaluation,
    read_objection,
    read_objection_review,
    read_self_evaluation,
    read_tier_decision,
    read_tier_proposal,
    read_withdrawal,
    read_withholding,
)
from services.evaluation.library import Guard
from services.evaluation.objections import commands as objections
from services.evaluation.objections.api import cursor_after, marks_of
from services.evaluation.patent_page import carry_out, show_patent
from services.evaluation.requests import AnyPatentNumber
from services.evaluation.store import dossiers, views, withholding
from services.evaluation.store import objections as objection_store
from services.evaluation.store import tiers as tier_store
from services.evaluation.store.columns import unlisted
from services.evaluation.store.views import EvaluationFilter, LibraryFilter
from services.evaluation.store.withholding import WithheldFilter
from services.evaluation.tiers import commands as tiers
from services.evaluation.tiers.commands import office_of
from services.evaluation.told import views_told

router = APIRouter(prefix="/evaluation", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_READ))]
PatentReader = Annotated[Principal, Depends(allow(Right.PATENT_READ))]
SelfEvaluator = Annotated[Principal, Depends(allow(Right.EVALUATION_SELF))]
Librarian = Annotated[Principal, Depends(allow(Right.LIBRARY_MANAGE))]
Enterprise = Annotated[Principal, Depends(allow(Right.EVALUATION_ENTERPRISE))]
Reviewer = Annotated[Principal, Depends(allow(Right.EVALUATION_REVIEW))]
TierSetter = Annotated[Principal, Depends(allow(Right.TIER_SET))]
Wanted = Annotated[LibraryFilter, Depends()]
KeptOut = Annotated[WithheldFilter, Depends()]

MOST_SELECTED: Final = 100


@router.get("/")
async def overview(
    request: Request,
    principal: Reader,
    service: ServiceDep,
    page: PageDep,
    *,
    wanted: Wanted,
    kept_out: KeptOut,
    view: str = "",
) -> Response:
    """One's own institution's patents that wait; the library; the evaluations received or given."""
    owner = principal.organization if principal.may(Right.STOCK_READ) else None
    may_review = principal.may(Right.EVALUATION_REVIEW)
    may_set_tier = principal.may(Right.TIER_SET)
    sees_kept_out = principal.may(Right.STOCK_READ)
    known = (
        *(("waiting",) if owner else ()),
        *(("withheld",) if sees_kept_out else ()),
        "library",
        "evaluations",
        *(("objections",) if may_review else ()),
        *(("proposals",) if may_set_tier else ()),
    )
    chosen = view if view in known else "waiting" if owner else "library"
    async with service.database.read() as conn:
        totals = await views.totals(conn, owner) if owner else None
        barred: dict[str, Guard] = {}
        match chosen:
            case "waiting":
                rows = await views.waiting(conn, owner or "", _after(page), page.limit + 1)
                held = await dossiers.load(conn, [row["patent"] for row in rows], today())
                barred = {patent: guard for patent, one in held.items() if (guard := library.bar(one, today()))}
            case "withheld":
                scope = principal.scope(Right.STOCK_READ)
                within = {"home": scope.jurisdiction, "institution": scope.organization}
                rows = await withholding.listed(conn, kept_out, **within, after=_after(page), limit=page.limit + 1)
            case "library":
                rows = await views.library(conn, wanted, today(), _after(page), page.limit + 1)
            case "proposals":
                rows = await tier_store.open_of_office(conn, office_of(principal), _after(page), page.limit + 1)
            case "objections":
                home = principal.scope(Right.EVALUATION_REVIEW).jurisdiction
                rows = await objection_store.open_ones(conn, home, marks_of(page), page.limit + 1)
            case _:
                given_by = principal.organization if principal.may(Right.EVALUATION_ENTERPRISE) else None
                theirs = EvaluationFilter(institution=owner, enterprise=given_by)
                rows = await views.evaluations(conn, theirs, evaluation_marks(page), page.limit + 1)
        told = await views_told(conn)
        proposals = await tier_store.waiting_for(conn, office_of(principal), principal.subject) if may_set_tier else 0
    shown, goes_on = page.cut(rows)
    context = {
        "view": chosen,
        "views": known,
        "rows": shown,
        "barred": barred,
        "counts": {"proposals": proposals or None},
        "reader": principal.subject,
        "following": _following(chosen, page, shown[-1], kept_out if chosen == "withheld" else wanted)
        if goes_on
        else "",
        "totals": totals,
        "wanted": wanted,
        "kept_out": kept_out,
        "words": words,
        "told": told,
        "unlisted": unlisted,
        "may_calibrate": principal.may(Right.STOCK_READ),
        "may_promote": principal.may(Right.PROMOTION_MANAGE),
        "may_upload": principal.may(Right.EVALUATION_UPLOAD),
        "may_enter": principal.may(Right.LIBRARY_MANAGE),
        "key": str(uuid7()),
        "day": today(),
    }
    return render(request, "overview.html", context, block="results")


@router.post("/listings")
async def enter_many(request: Request, principal: Librarian, service: ServiceDep) -> Response:
    """Say what would become of the selected patents, and once that is confirmed put them into the library."""
    form = await request.form()
    chosen = list(dict.fromkeys(str(one) for one in form.getlist("patent")))[:MOST_SELECTED]
    is_trial = text_in(form, "confirmed") != "yes"
    async with service.unit() as unit:

        async def act() -> Response:
            scope = principal.scope(Right.LIBRARY_MANAGE)
            answers = await commands.enter_library(unit, scope, chosen, today(), is_trial=is_trial)
            taken = [answer.patent for answer in answers if answer.outcome == "accepted"]
            if taken and not is_trial:
                await audit(unit.conn, principal, "library.enter", f"{len(taken)} patents", {"patents": taken})
            held = await dossiers.load(unit.conn, chosen, today())
            context = {
                "answers": answers,
                "titles": {one: known.record.title for one, known in held.items() if known.record is not None},
                "taken": len(taken),
                "is_withheld": False,
                "is_trial": is_trial,
                "key": str(uuid7()),
            }
            return render(request, "entries.html", context)

        return await act() if is_trial else await once(request, unit, principal, act)


@router.get("/patents/{patent}")
async def show(
    request: Request, patent: AnyPatentNumber, principal: PatentReader, service: ServiceDep, done: str = ""
) -> Response:
    """A patent as its institution and as enterprises see it, with what the reader may do about it."""
    return await show_patent(request, patent, principal, service, done=done)


@router.post("/patents/{patent}/self-evaluation")
async def self_evaluate(
    request: Request, patent: AnyPatentNumber, principal: SelfEvaluator, service: ServiceDep
) -> Response:
    scope = principal.scope(Right.EVALUATION_SELF)

    async def act(unit: Unit) -> Answer:
        opinion = read_self_evaluation(await request.form()).opinion()
        return (await commands.self_evaluate(unit, scope, {patent: opinion}, today()))[0]

    return await carry_out(request, patent, principal, service, action="evaluation.self", act=act)


@router.post("/patents/{patent}/listing")
async def enter(request: Request, patent: AnyPatentNumber, principal: Librarian, service: ServiceDep) -> Response:
    scope = principal.scope(Right.LIBRARY_MANAGE)

    async def act(unit: Unit) -> Answer:
        return (await commands.enter_library(unit, scope, [patent], today()))[0]

    return await carry_out(request, patent, principal, service, action="library.enter", act=act)


@router.post("/patents/{patent}/withholding")
async def withhold(request: Request, patent: AnyPatentNumber, principal: Librarian, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> Answer:
        said = read_withholding(await request.form())
        scope = principal.scope(Right.LIBRARY_MANAGE)
        return (await commands.withhold(unit, scope, [patent], said.withheld_for, said.note, today()))[0]

    return await carry_out(request, patent, principal, service, action="library.withhold", act=act)


@router.post("/patents/{patent}/withdrawal")
async def withdraw(request: Request, patent: AnyPatentNumber, principal: Librarian, service: ServiceDep) -> Response:
    scope = principal.scope(Right.LIBRARY_MANAGE)

    async def act(unit: Unit) -> Answer:
        reason = read_withdrawal(await request.form()).reason
        return await commands.withdraw(unit, scope, patent, reason, today())

    return await carry_out(request, patent, principal, service, action="library.withdraw", act=act)


@router.post("/patents/{patent}/enterprise-evaluations")
async def evaluate(request: Request, patent: AnyPatentNumber, principal: Enterprise, service: ServiceDep) -> Response:
    async def act(unit: Unit) -> Answer:
        said = read_enterprise_evaluation(await request.form()).view()
        return await commands.evaluate(
            unit, evaluator_of(principal), patent, said, identifier=str(uuid7()), day=today()
        )

    return await carry_out(request, patent, principal, service, action="evaluation.enterprise", act=act)


@router.post("/patents/{patent}/objections")
async def object_to(request: Request, patent: AnyPatentNumber, principal: Librarian, service: ServiceDep) -> Response:
    scope = principal.scope(Right.LIBRARY_MANAGE)

    async def act(unit: Unit) -> Answer:
        said = read_objection(await request.form())
        return await objections.object_to(unit, scope, patent, said.evaluation, said.objection, today())

    return await carry_out(request, patent, principal, service, action="evaluation.object", act=act)


@router.post("/patents/{patent}/objection-reviews")
async def review_objection(
    request: Request, patent: AnyPatentNumber, principal: Reviewer, service: ServiceDep
) -> Response:
    scope = principal.scope(Right.EVALUATION_REVIEW)

    async def act(unit: Unit) -> Answer:
        said = read_objection_review(await request.form())
        return await objections.review(
            unit, scope, patent, said.evaluation, said.finding, today(), is_upheld=said.is_upheld
        )

    return await carry_out(request, patent, principal, service, action="evaluation.review", act=act)


@router.post("/patents/{patent}/tier-proposal")
async def propose_tier(
    request: Request, patent: AnyPatentNumber, principal: TierSetter, service: ServiceDep
) -> Response:
    async def act(unit: Unit) -> Answer:
        said = read_tier_proposal(await request.form())
        return await tiers.propose(unit, principal, patent, said.tier, said.note, identifier=uuid7(), day=today())

    return await carry_out(request, patent, principal, service, action="tier.propose", act=act)


@router.post("/patents/{patent}/tier-decision")
async def decide_tier(
    request: Request, patent: AnyPatentNumber, principal: TierSetter, service: ServiceDep, form: Form
) -> Response:
    async def act(unit: Unit) -> Answer:
        said = read_tier_decision(form)
        return await tiers.decide(unit, principal, patent, is_agreed=said.is_agreed, day=today())

    action = "tier.agree" if text_in(form, "decision") == "agree" else "tier.decline"
    return await carry_out(request, patent, principal, service, action=action, act=act)


def _after(page: PageRequest) -> str:
    marks = page.marks(str)
    return str(marks[0]) if marks else ""


def _following(view: str, page: PageRequest, last: Any, wanted: LibraryFilter | WithheldFilter) -> str:  # noqa: ANN401 - a row of whichever view
    match view:
        case "evaluations":
            cursor = cursor_of(last["evaluated_on"].isoformat(), last["evaluation"])
        case "objections":
            cursor = cursor_after(last)
        case _:
            cursor = cursor_of(last["patent"])
    kept = {name: value for name in wanted.__slots__ if (value := getattr(wanted, name)) is not None}
    asked = kept if view in ("library", "withheld") else {}
    return "/evaluation/?" + urlencode({"view": view, **asked, "limit": page.limit, "cursor": cursor})
