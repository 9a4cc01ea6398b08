"""One stock record: what stands, what is being filled in, and its review."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.options import holding_on
from chassis.service import Service, Unit
from chassis.web.language import in_words, language, localized, t
from chassis.web.layout import render
from services.inventory import commands
from services.inventory.api.access import Checker, English, Filler, Reader, Recorder, Reviewer
from services.inventory.api.patents import sees_drafts
from services.inventory.conflicts import settling
from services.inventory.files.options import LEGAL_STATUSES
from services.inventory.legal import registering
from services.inventory.legal.kinds import LICENSE_KINDS, VOCABULARY
from services.inventory.pages.autosave import showing_in
from services.inventory.pages.clocks import clocks_shown
from services.inventory.pages.conflicts import case_badge
from services.inventory.pages.forms import (
    LINE_FIELDS,
    Mistake,
    extract_in,
    gaps_of,
    line_in,
    typed_in,
    typed_of,
)
from services.inventory.pages.question_fields import fields_in, fields_of
from services.inventory.pages.reasons import REASON_LACKS, offered_reasons, reason_in
from services.inventory.pages.shown import offered_for, words
from services.inventory.pages.six_groups import TITLES, Filled, before_it, compared_with, groups
from services.inventory.pages.stages import may_edit, may_judge, overtaken, review_shown
from services.inventory.pages.stock_form import gaps, said_in, unseen
from services.inventory.review import reviewers
from services.inventory.review.prefill import prefilled
from services.inventory.review.stocktaking import Incomplete
from services.inventory.store import answers as answer_store
from services.inventory.store import claims, drafts, earlier_forms, facts, legal, reviews, stock

router = APIRouter(include_in_schema=False)


_DONE: Final = {
    "save": ("草稿已保存", "The draft is kept"),
    "submit": ("已提交审核", "It is submitted for review"),
    "approve": ("已通过审核", "It is approved"),
    "return": ("已退回修改", "It is returned"),
    "withdraw": ("已撤回，可继续修改", "It is withdrawn and can be changed"),
    "spot-check": ("已作抽查退回", "It is returned after a spot check"),
    "legal-status": ("登记簿事件已记录", "The register event is recorded"),
    "register": ("登记簿事件已记录", "The register event is recorded"),
}
_VERDICTS: Final = {
    "save": ("还有 {n} 处不能保存", "{n} things stand in the way of saving"),
    "submit": ("还有 {n} 处不能提交", "{n} things stand in the way of submitting"),
    "approve": ("还有 {n} 处不能通过", "{n} things stand in the way of approving"),
    "return": ("还有 {n} 处不能退回", "{n} things stand in the way of returning"),
    "withdraw": ("还有 {n} 处不能撤回", "{n} things stand in the way of withdrawing"),
    "spot-check": ("还有 {n} 处不能退回", "{n} things stand in the way of returning"),
    "legal-status": ("还有 {n} 处不能记录", "{n} things stand in the way of recording"),
    "register": ("还有 {n} 处不能记录", "{n} things stand in the way of recording"),
}


class Mistaken(Exception):
    """Fields of the form stand in the way."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes


@router.get("/inventory/patents/{number}")
async def record(
    request: Request, number: PatentNumber, reader: Reader, service: ServiceDep, done: str = ""
) -> Response:
    return await _show(request, number, reader, service, told=t(*_DONE[done]) if done in _DONE else "")


@router.post("/inventory/patents/{number}/annotations")
async def fill(
    request: Request, number: PatentNumber, filler: Filler, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Save the six groups; with the button 提交审核 also hand them in."""
    is_submission = form.get("then") == "submit"
    said = said_in(form, english=english, for_review=is_submission)

    async def action(unit: Unit) -> None:
        if said.mistakes:
            raise Mistaken(said.mistakes)
        if is_submission and unseen(form, said):
            raise Mistaken([])
        writer = service.settings.writer
        answers, showing = said.answers, showing_in(form)
        await commands.fill(
            unit, filler, number, said.remarks, said.funding, writer=writer, answers=answers, showing=showing
        )
        if is_submission:
            await commands.submit(unit, filler, number, writer=writer, today=today())

    return await _carry_out(request, number, filler, service, done="submit" if is_submission else "save", act=action)


@router.post("/inventory/patents/{number}/approve")
async def approve(
    request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep, form: Form
) -> Response:
    """Pass it; with the button 通过并看下一件 go on to what waits next."""

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        try:
            (await reviewers.approve(unit, reviewer, [number], writer=writer, today=today())).or_raise()
        except Incomplete:
            draft = await drafts.of(unit.conn, number)
            if draft is None:
                raise
            raise Mistaken(gaps_of(draft.remarks)) from None

    onward = f"/inventory/review/next?after={number}" if form.get("then") == "next" else ""
    return await _carry_out(request, number, reviewer, service, done="approve", act=action, onward=onward)


@router.post("/inventory/patents/{number}/return")
async def send_back(
    request: Request, number: PatentNumber, reviewer: Reviewer, service: ServiceDep, form: Form
) -> Response:
    reason = reason_in(form)

    async def action(unit: Unit) -> None:
        if not reason:
            raise Mistaken([Mistake("reason", t(*REASON_LACKS))])
        writer = service.settings.writer
        (await reviewers.send_back(unit, reviewer, [number], reason, writer=writer, today=today())).or_raise()

    return await _carry_out(request, number, reviewer, service, done="return", act=action)


@router.post("/inventory/patents/{number}/withdraw")
async def withdraw(request: Request, number: PatentNumber, filler: Filler, service: ServiceDep) -> Response:
    async def action(unit: Unit) -> None:
        await commands.withdraw(unit, filler, number, writer=service.settings.writer)

    return await _carry_out(request, number, filler, service, done="withdraw", act=action)


@router.post("/inventory/patents/{number}/spot-check-return")
async def fail_spot_check(
    request: Request, number: PatentNumber, checker: Checker, service: ServiceDep, form: Form
) -> Response:
    reason = text_in(form, "check_reason")

    async def action(unit: Unit) -> None:
        if not reason:
            said = t("退回原因：抽查退回时必填", "Why it goes back: needed to return it")
            raise Mistaken([Mistake("check_reason", said)])
        writer = service.settings.writer
        (await reviewers.spot_check(unit, checker, [number], reason, writer=writer, today=today())).or_raise()

    return await _carry_out(request, number, checker, service, done="spot-check", act=action)


@router.post("/inventory/patents/{number}/legal-status")
async def record_legal_status(
    request: Request, number: PatentNumber, recorder: Recorder, service: ServiceDep, form: Form
) -> Response:
    async def action(unit: Unit) -> None:
        said = extract_in(form)
        if isinstance(said, list):
            raise Mistaken(said)
        await registering.record_one(unit, recorder, (number, said), writer=service.settings.writer)

    return await _carry_out(request, number, recorder, service, done="legal-status", act=action)


@router.post("/inventory/patents/{number}/register-events")
async def record_line(
    request: Request, number: PatentNumber, recorder: Recorder, service: ServiceDep, form: Form, *, english: English
) -> Response:
    """Take down one line of the register."""

    async def action(unit: Unit) -> None:
        said = line_in(form, number, today(), english=english)
        if isinstance(said, list):
            raise Mistaken(said)
        await registering.record_one(unit, recorder, said, writer=service.settings.writer)

    return await _carry_out(request, number, recorder, service, done="register", act=action)


async def _carry_out(
    request: Request,
    number: str,
    principal: Principal,
    service: Service,
    *,
    done: str,
    act: Callable[[Unit], Awaitable[None]],
    onward: str = "",
) -> Response:
    """Carry a command out, once, and go on; what stands in the way is said beside what was typed."""
    try:
        async with service.unit() as unit:

            async def carried_out() -> Response:
                await act(unit)
                address = onward or f"/inventory/patents/{number}?done={done}"
                return RedirectResponse(localized(address, language(request)), 303)

            return await once(request, unit, principal, carried_out)
    except Mistaken as mistaken:
        return await _show(request, number, principal, service, mistakes=mistaken.mistakes, action=done, status=422)
    except Invalid as invalid:
        mistakes = [Mistake(invalid.field, in_words(invalid))]
        return await _show(request, number, principal, service, mistakes=mistakes, action=done, status=422)
    except Refused as refused:
        async with service.database.read() as conn:
            late = await overtaken(conn, number, refused)
        mistakes = [Mistake("annotations", late or in_words(refused))]
        return await _show(request, number, principal, service, mistakes=mistakes, action=done, status=409)


async def _show(
    request: Request,
    number: str,
    reader: Principal,
    service: Service,
    *,
    told: str = "",
    mistakes: Sequence[Mistake] = (),
    action: str = "",
    status: int = 200,
) -> Response:
    """The record; after a mistake with what was typed and every field that stands in the way of the action."""
    writer = service.settings.writer
    async with service.database.read() as conn:
        found = await stock.record(conn, reader.scope(Right.STOCK_READ), number, writer)
        if found is None:
            raise NotFound(number)
        is_own = sees_drafts(reader) and found.writer == writer
        held = await reviews.seen(conn, number, writer) if found.writer == writer else None
        review = await review_shown(conn, reader, found, held, writer)
        draft = await drafts.of(conn, number) if is_own else None
        funding = await drafts.funding_of(conn, number) if is_own else None
        answers = await answer_store.of(conn, number) if is_own else None
        earlier = await earlier_forms.of(conn, number, found.entry.institution) if is_own and draft else None
        published = await facts.legal_history(conn, number)
        register = await legal.history(conn, number, found.writer)
        clocks = await clocks_shown(conn, found.writer, number, today())
        cases = (await claims.of_patents(conn, [number])).get(number, []) if reader.may(Right.CONFLICT_READ) else []
        kept_out = await facts.withheld_for(conn, number, found.writer)
        under = await holding_on(conn, today() if draft else found.inventoried_on or today())
    filled = draft.remarks if draft else found.remarks
    before = prefilled(found, filled)
    form = await request.form() if request.method == "POST" else FormData()
    is_typed = action in ("save", "submit")
    said = said_in(form, english=language(request) == "en") if is_typed else None
    now = Filled(filled, answers, funding)
    compared = before_it(found, earlier, now) if draft else None
    shown = groups(now, under, compared, is_inside=is_own)
    keeps_itself = held is not None and held.found.stage in commands.KEPT_BY_ITSELF
    context = words(
        record=found,
        entry=found.entry,
        draft=draft,
        published=published,
        kept_out=kept_out,
        register=[(entry, VOCABULARY[entry.kind]) for entry in register],
        clocks=clocks,
        cases=[(case, case_badge(case)) for case in cases if settling.is_seen_by(reader, case)],
        filled=filled,
        groups=shown,
        group_titles=TITLES,
        is_inside=is_own,
        compared=compared_with(found, earlier) if compared else "",
        typed=typed_in(form) if is_typed else typed_of(before.remarks, funding),
        sent={
            name: text_in(form, name)
            for name in ("reason", "status", "effective_on", "cause", "check_reason", *LINE_FIELDS)
        },
        reasons=offered_reasons(form),
        mistakes=mistakes,
        errors=dict(mistakes),
        verdict=t("这一步没有办理", "This step was not taken")
        if status == HTTPStatus.CONFLICT
        else t(*_VERDICTS.get(action, _VERDICTS["submit"])).format(n=len(mistakes)),
        gaps=said.gaps() if said else gaps(before.remarks, answers) if is_own else (),
        is_typed=is_typed,
        asks_again=action == "submit" and not mistakes,
        told=told,
        questions=fields_in(form) if is_typed else fields_of(answers),
        prefilled_by=before.implementation_by,
        is_copy=found.writer != writer,
        may_fill=may_edit(reader, held),
        keeps_itself=keeps_itself,
        based_on=commands.version_of(draft),
        may_judge=may_judge(reader, held),
        may_note=reader.may(Right.INVENTORY_REVIEW) and found.writer == writer,
        may_record=reader.may(Right.LEGAL_STATUS_RECORD) and found.writer == writer,
        options={
            **offered_for(before.remarks),
            "statuses": [(code, t(*names)) for code, names in LEGAL_STATUSES.items()],
            "events": [(kind.value, t(term.chinese, term.english)) for kind, term in VOCABULARY.items()],
            "license_kinds": [("", "—"), *[(code.value, t(*names)) for code, names in LICENSE_KINDS.items()]],
        },
        today=today(),
        **review,
    )
    return render(request, "record.html", context, status=status)
