"""Objections for programs."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow, audit
from chassis.identity.audit import Detail
from services.evaluation.objections import commands
from services.evaluation.requests import AnyPatentNumber, Decided, Objection, ObjectionReview
from services.evaluation.store import objections as store

router: Final = APIRouter(prefix="/evaluation/api", tags=["evaluation"])

Objector = Annotated[Principal, Depends(allow(Right.LIBRARY_MANAGE))]
Reviewer = Annotated[Principal, Depends(allow(Right.EVALUATION_REVIEW))]


class OpenObjection(BaseModel):
    patent: str
    evaluation: str
    title: str | None
    institution_name: str | None
    enterprise_name: str | None
    reason: str
    objected_on: date
    review_by: date


@router.post("/patents/{patent}/objections", response_model=Decided)
async def object_to(
    request: Request, patent: AnyPatentNumber, said: Objection, principal: Objector, service: ServiceDep
) -> Response:
    """Object to an evaluation of an own patent; it does not count until the objection is reviewed."""
    async with service.unit() as unit:

        async def act() -> Decided:
            scope = principal.scope(Right.LIBRARY_MANAGE)
            answer = await commands.object_to(unit, scope, patent, said.evaluation, said.objection, today())
            await audit(unit.conn, principal, "evaluation.object", patent, {"evaluation": said.evaluation})
            return Decided.of(answer)

        return await once(request, unit, principal, act)


@router.post("/patents/{patent}/objection-reviews", response_model=Decided)
async def review(
    request: Request, patent: AnyPatentNumber, said: ObjectionReview, principal: Reviewer, service: ServiceDep
) -> Response:
    """Settle an objection: upheld, the evaluation is void; dismissed, it counts again."""
    async with service.unit() as unit:

        async def act() -> Decided:
            scope = principal.scope(Right.EVALUATION_REVIEW)
            answer = await commands.review(
                unit, scope, patent, said.evaluation, said.finding, today(), is_upheld=said.is_upheld
            )
            detail: Detail = {"evaluation": said.evaluation, "is_upheld": said.is_upheld}
            await audit(unit.conn, principal, "evaluation.review", patent, detail)
            return Decided.of(answer)

        return await once(request, unit, principal, act)


@router.get("/objections")
async def list_open(principal: Reviewer, service: ServiceDep, page: PageDep) -> Page[OpenObjection]:
    """Objections that wait for a review, the one due first at the top."""
    scope = principal.scope(Right.EVALUATION_REVIEW)
    async with service.database.read() as conn:
        rows = await store.open_ones(conn, scope.jurisdiction, marks_of(page), page.limit + 1)
    shown, goes_on = page.cut(rows)
    return Page(
        items=[OpenObjection(**{name: row[name] for name in OpenObjection.model_fields}) for row in shown],
        next_cursor=cursor_after(shown[-1]) if goes_on else None,
    )


def cursor_after(row: dict[str, date | str]) -> str:
    due = row["review_by"]
    return cursor_of(due.isoformat() if isinstance(due, date) else due, str(row["patent"]), str(row["evaluation"]))


def marks_of(page: PageRequest) -> tuple[date, str, str] | None:
    """Where the list goes on. Raises Invalid for another list's cursor."""
    marks = page.marks(str, str, str)
    if marks is None:
        return None
    try:
        return date.fromisoformat(str(marks[0])), str(marks[1]), str(marks[2])
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor cannot be read."
        ) from None
