"""Measures of promotion on the screen and for programs."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Request
from panhuo_contracts import uuid7
from panhuo_contracts.body import Text
from panhuo_contracts.codes import PromotionMeasure, PromotionOutcome, Tier
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Service, Unit
from chassis.web.language import t
from chassis.web.layout import render
from services.evaluation import words
from services.evaluation.commands import Answer
from services.evaluation.forms import Mistakes
from services.evaluation.patent_page import carry_out
from services.evaluation.promotion import commands
from services.evaluation.requests import AnyPatentNumber, Decided, Reason, Sent
from services.evaluation.store import promotion
from services.evaluation.tiers.commands import office_of

api: Final = APIRouter(prefix="/evaluation/api", tags=["evaluation"])
pages: Final = APIRouter(prefix="/evaluation", include_in_schema=False)

Promoter = Annotated[Principal, Depends(allow(Right.PROMOTION_MANAGE))]
Act = Callable[[Unit], Awaitable[Answer]]
R = TypeVar("R", bound=Sent)


class Assigning(Sent):
    measure: PromotionMeasure
    to_institution: bool = False
    """A province may give it to the patent's institution."""
    note: Text = ""


class Reporting(Sent):
    note: Reason


class Closing(Sent):
    outcome: PromotionOutcome
    result: Reason


class MeasureShown(BaseModel):
    patent: str
    assignment: str
    title: str | None
    measure: PromotionMeasure
    tier: Tier
    assigner: str
    assignee: str
    due_on: date
    accepted_on: date | None
    outcome: PromotionOutcome | None
    closed_on: date | None


@api.get("/promotions")
async def list_measures(
    principal: Promoter, service: ServiceDep, page: PageDep, *, is_done: bool = False
) -> Page[MeasureShown]:
    """What one's office is to do or has given others to do, the first due at the top."""
    rows, following = await _of_office(service, principal, page, is_done=is_done)
    shown = [MeasureShown(**{name: row[name] for name in MeasureShown.model_fields}) for row in rows]
    return Page(items=shown, next_cursor=following)


@api.post("/patents/{patent}/promotions", response_model=Decided)
async def assign(
    request: Request, patent: AnyPatentNumber, said: Assigning, principal: Promoter, service: ServiceDep
) -> Response:
    """Assign a measure that suits the patent's tier and tags; the answer's list gives its identifier."""
    return await _answer(request, service, principal, patent, "promotion.assign", _assigning(principal, patent, said))


@api.post("/patents/{patent}/promotions/{assignment}/acceptance", response_model=Decided)
async def accept(
    request: Request, patent: AnyPatentNumber, assignment: str, principal: Promoter, service: ServiceDep
) -> Response:
    """Take a measure on."""

    async def act(unit: Unit) -> Answer:
        return await commands.accept(unit, principal, patent, assignment, today())

    return await _answer(request, service, principal, patent, "promotion.accept", act)


@api.post("/patents/{patent}/promotions/{assignment}/reports", response_model=Decided)
async def report(
    request: Request,
    patent: AnyPatentNumber,
    assignment: str,
    said: Reporting,
    principal: Promoter,
    service: ServiceDep,
) -> Response:
    """Say what was done so far."""

    async def act(unit: Unit) -> Answer:
        return await commands.report(unit, principal, patent, assignment, said.note, today())

    return await _answer(request, service, principal, patent, "promotion.report", act)


@api.post("/patents/{patent}/promotions/{assignment}/closing", response_model=Decided)
async def close(
    request: Request,
    patent: AnyPatentNumber,
    assignment: str,
    said: Closing,
    principal: Promoter,
    service: ServiceDep,
) -> Response:
    """Close a measure, decline it, or take it back."""

    async def act(unit: Unit) -> Answer:
        return await commands.close(unit, principal, patent, assignment, said.outcome, said.result, today())

    return await _answer(request, service, principal, patent, "promotion.close", act)


@pages.get("/promotions")
async def show_measures(
    request: Request, principal: Promoter, service: ServiceDep, page: PageDep, *, view: str = "open"
) -> Response:
    """What one's office is to do, or has given others to do."""
    is_done = view == "done"
    rows, following = await _of_office(service, principal, page, is_done=is_done)
    address = f"/evaluation/promotions?view={view}&limit={page.limit}&cursor={following}"
    context = {
        "rows": rows,
        "following": address if following else "",
        "is_done": is_done,
        "office": office_of(principal),
        "words": words,
        "day": today(),
    }
    return render(request, "promotions.html", context)


@pages.post("/patents/{patent}/promotions")
async def assign_on_screen(
    request: Request, patent: AnyPatentNumber, principal: Promoter, service: ServiceDep, form: Form
) -> Response:
    async def act(unit: Unit) -> Answer:
        sent = {"measure": text_in(form, "measure"), "note": text_in(form, "note")}
        said = _read(Assigning, {**sent, "to_institution": form.get("to_institution") == "yes"}, note="promotion-note")
        return await _assigning(principal, patent, said)(unit)

    return await carry_out(request, patent, principal, service, action="promotion.assign", act=act, part="promotion")


@pages.post("/patents/{patent}/promotions/{assignment}")
async def work_on_screen(
    request: Request, patent: AnyPatentNumber, assignment: str, principal: Promoter, service: ServiceDep, form: Form
) -> Response:
    """Take on, report, close, decline or take back: the button says which."""
    step, note, field = text_in(form, "step"), text_in(form, "note"), f"note-{assignment}"
    name = f"promotion.{step if step in ('accept', 'report') else 'close'}"

    async def act(unit: Unit) -> Answer:
        if step == "accept":
            return await commands.accept(unit, principal, patent, assignment, today())
        if step == "report":
            said = _read(Reporting, {"note": note}, note=field)
            return await commands.report(unit, principal, patent, assignment, said.note, today())
        closing = _read(Closing, {"outcome": step, "result": note}, note=field)
        return await commands.close(unit, principal, patent, assignment, closing.outcome, closing.result, today())

    return await carry_out(request, patent, principal, service, action=name, act=act, part="promotion")


def _assigning(principal: Principal, patent: str, said: Assigning) -> Act:
    async def act(unit: Unit) -> Answer:
        return await commands.assign(
            unit,
            principal,
            patent,
            said.measure,
            to_institution=said.to_institution,
            note=said.note,
            identifier=str(uuid7()),
            day=today(),
        )

    return act


async def _answer(
    request: Request, service: Service, principal: Principal, patent: str, action: str, act: Act
) -> Response:
    async with service.unit() as unit:

        async def decide() -> Decided:
            answer = await act(unit)
            await audit(unit.conn, principal, action, patent)
            return Decided.of(answer)

        return await once(request, unit, principal, decide)


def _read(kind: type[R], sent: dict[str, object], *, note: str) -> R:
    """Raises Mistakes; ``note`` is the field in which something is to be written."""
    try:
        return kind.model_validate(sent)
    except ValidationError as wrong:
        fields = dict.fromkeys(str(problem["loc"][0]) for problem in wrong.errors(include_url=False))
        raise Mistakes([_mistake(field, note) for field in fields]) from None


def _mistake(field: str, note: str) -> tuple[str, str]:
    match field:
        case "measure":
            return "measure", t("请选择措施", "Choose a measure")
        case "outcome":
            return note, t("请选择如何办理", "Choose what is to become of it")
        case _:
            return note, t("请写明情况，不超过 2000 字", "Say what was done, in at most 2,000 characters")


async def _of_office(
    service: Service, principal: Principal, page: PageRequest, *, is_done: bool
) -> tuple[list[Any], str | None]:
    marks = page.marks(str, str)
    try:
        after = None if marks is None else (date.fromisoformat(str(marks[0])), str(marks[1]))
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor cannot be read."
        ) from None
    async with service.database.read() as conn:
        rows = await promotion.of_office(conn, office_of(principal), is_done=is_done, after=after, limit=page.limit + 1)
    shown, goes_on = page.cut(rows)
    following = cursor_of(shown[-1]["due_on"].isoformat(), shown[-1]["assignment"]) if goes_on else None
    return list(shown), following
