"""The service over HTTP for programs: decisions one by one or a thousand at once, and lists."""

from datetime import date
from typing import Annotated, Final

import asyncpg
from fastapi import APIRouter, Depends, Query, Request, Response
from panhuo_contracts import uuid7

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Unit
from services.evaluation import commands, library
from services.evaluation.commands import Answer
from services.evaluation.opinion import Evaluator
from services.evaluation.requests import (
    AnyPatentNumber,
    Decided,
    EnterpriseEvaluation,
    EnterpriseEvaluationShown,
    EntryOf,
    GuardShown,
    LibraryRow,
    Many,
    ManyDecided,
    PatentShown,
    Reason,
    SelfEvaluation,
    SelfEvaluationOf,
    SelfEvaluationShown,
    Withdrawal,
    fill_in,
    read_items,
)
from services.evaluation.store import dossiers, views
from services.evaluation.store.columns import unlisted
from services.evaluation.store.views import EvaluationFilter, LibraryFilter

router = APIRouter(prefix="/evaluation/api", tags=["evaluation"])

SelfEvaluator = Annotated[Principal, Depends(allow(Right.EVALUATION_SELF))]
Librarian = Annotated[Principal, Depends(allow(Right.LIBRARY_MANAGE))]
Enterprise = Annotated[Principal, Depends(allow(Right.EVALUATION_ENTERPRISE))]

_DATE_MARKS: Final = (str, str)


@router.post("/patents/{patent}/self-evaluation", response_model=Decided)
async def self_evaluate(
    request: Request, patent: AnyPatentNumber, said: SelfEvaluation, principal: SelfEvaluator, service: ServiceDep
) -> Response:
    """Grade a patent of one's own institution."""
    async with service.unit() as unit:

        async def act() -> Decided:
            scope = principal.scope(Right.EVALUATION_SELF)
            answers = await commands.self_evaluate(unit, scope, {patent: said.opinion()}, today())
            return await _decided(unit, principal, "evaluation.self", answers[0])

        return await once(request, unit, principal, act)


@router.post("/self-evaluations", response_model=ManyDecided)
async def self_evaluate_many(request: Request, sent: Many, principal: SelfEvaluator, service: ServiceDep) -> Response:
    """Grade up to 1,000 patents; each item as for one, and with its ``patent``."""
    opinions, places = read_items(sent.items, SelfEvaluationOf)
    async with service.unit() as unit:

        async def act() -> ManyDecided:
            answers = await commands.self_evaluate(
                unit,
                principal.scope(Right.EVALUATION_SELF),
                {patent: item.opinion() for patent, item in opinions.items()},
                today(),
            )
            return await _many_decided(unit, principal, "evaluation.self", fill_in(places, answers))

        return await once(request, unit, principal, act)


@router.post("/patents/{patent}/listing", response_model=Decided)
async def enter(request: Request, patent: AnyPatentNumber, principal: Librarian, service: ServiceDep) -> Response:
    """Put a patent into the resource library."""
    async with service.unit() as unit:

        async def act() -> Decided:
            answers = await commands.enter_library(unit, principal.scope(Right.LIBRARY_MANAGE), [patent], today())
            return await _decided(unit, principal, "library.enter", answers[0])

        return await once(request, unit, principal, act)


@router.post("/listings", response_model=ManyDecided)
async def enter_many(request: Request, sent: Many, principal: Librarian, service: ServiceDep) -> Response:
    """Put up to 1,000 patents into the resource library; each item names its ``patent``."""
    entries, places = read_items(sent.items, EntryOf)
    async with service.unit() as unit:

        async def act() -> ManyDecided:
            scope = principal.scope(Right.LIBRARY_MANAGE)
            answers = await commands.enter_library(unit, scope, list(entries), today())
            return await _many_decided(unit, principal, "library.enter", fill_in(places, answers))

        return await once(request, unit, principal, act)


@router.post("/patents/{patent}/withdrawal", response_model=Decided)
async def withdraw(
    request: Request, patent: AnyPatentNumber, said: Withdrawal, principal: Librarian, service: ServiceDep
) -> Response:
    """Take a patent out of the resource library, with the reason."""
    return await _withdraw(request, patent, said.reason, principal, service)


@router.delete("/patents/{patent}/listing", response_model=Decided)
async def unlist(
    request: Request,
    patent: AnyPatentNumber,
    reason: Annotated[Reason, Query()],
    principal: Librarian,
    service: ServiceDep,
) -> Response:
    """The same as a withdrawal."""
    return await _withdraw(request, patent, reason, principal, service)


@router.post("/patents/{patent}/enterprise-evaluations", response_model=Decided)
async def evaluate(
    request: Request, patent: AnyPatentNumber, said: EnterpriseEvaluation, principal: Enterprise, service: ServiceDep
) -> Response:
    """Say what one's enterprise thinks of a listed patent; it replaces what it said before."""
    async with service.unit() as unit:

        async def act() -> Decided:
            answer = await commands.evaluate(
                unit, evaluator_of(principal), patent, said.view(), identifier=str(uuid7()), day=today()
            )
            return await _decided(unit, principal, "evaluation.enterprise", answer)

        return await once(request, unit, principal, act)


@router.get("/patents/{patent}", dependencies=[Depends(allow(Right.PATENT_READ))])
async def show(patent: AnyPatentNumber, service: ServiceDep) -> PatentShown:
    """What evaluation knows of a patent, with the conditions of entry as they stand today."""
    async with service.database.read() as conn:
        return await patent_shown(conn, patent, today())


@router.get("/library", dependencies=[Depends(allow(Right.LIBRARY_READ))])
async def list_library(
    wanted: Annotated[LibraryFilter, Depends()], service: ServiceDep, page: PageDep
) -> Page[LibraryRow]:
    """The resource library, in the order of patent numbers."""
    marks = page.marks(str)
    async with service.database.read() as conn:
        rows = await views.library(conn, wanted, today(), str(marks[0]) if marks else "", page.limit + 1)
    shown, goes_on = page.cut(rows)
    return Page(
        items=[_library_row(row) for row in shown],
        next_cursor=cursor_of(shown[-1]["patent"]) if goes_on else None,
    )


@router.get("/evaluations", dependencies=[Depends(allow(Right.LIBRARY_READ))])
async def list_evaluations(
    wanted: Annotated[EvaluationFilter, Depends()], service: ServiceDep, page: PageDep
) -> Page[EnterpriseEvaluationShown]:
    """Enterprises' evaluations, the latest first."""
    async with service.database.read() as conn:
        rows = await views.evaluations(conn, wanted, evaluation_marks(page), page.limit + 1)
    shown, goes_on = page.cut(rows)
    last = cursor_of(shown[-1]["evaluated_on"].isoformat(), shown[-1]["evaluation"]) if goes_on else None
    return Page(items=[evaluation_shown(row) for row in shown], next_cursor=last)


def evaluator_of(principal: Principal) -> Evaluator:
    """Whom an enterprise's account speaks for."""
    if principal.organization is None:
        raise NotFound
    return Evaluator(principal.organization, principal.organization_name or principal.organization)


def evaluation_marks(page: PageDep) -> tuple[date, str] | None:
    """Day and identifier after which a list of evaluations goes on. Raises Invalid for another list's cursor."""
    marks = page.marks(*_DATE_MARKS)
    if marks is None:
        return None
    try:
        return date.fromisoformat(str(marks[0])), str(marks[1])
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor cannot be read."
        ) from None


async def patent_shown(conn: Connection, patent: str, day: date) -> PatentShown:
    """Raises NotFound where there is no record of the patent."""
    held = (await dossiers.load(conn, [patent], day)).get(patent)
    if held is None or held.record is None:
        raise NotFound
    rows = await views.evaluations_of(conn, patent)
    record, listing, said = held.record, held.listing, held.self_evaluation
    return PatentShown(
        patent=patent,
        title=record.title,
        home=record.home,
        institution=record.institution,
        institution_name=record.institution_name,
        legal_status=held.right.status,
        expires_on=held.expires_on,
        is_inventoried=record.is_inventoried,
        is_listed=held.is_listed,
        listed_on=None if listing is None else listing.listed_on,
        delisted_on=None if listing is None else listing.delisted_on,
        delist_reason=None if listing is None or listing.reason is None else listing.reason.value,
        self_grade=held.grade,
        maturity=held.maturity,
        self_evaluation=None
        if said is None
        else SelfEvaluationShown(
            grade=said.grade,
            maturity=said.maturity,
            scenario=said.scenario,
            industries=list(said.industries),
            reasons=said.reasons,
            evaluated_on=said.evaluated_on,
            method=said.method,
        ),
        enterprise_evaluations=[evaluation_shown(row) for row in rows],
        effective_evaluations=held.reception.effective,
        favorable_evaluations=held.reception.favorable,
        guards=[
            GuardShown(
                rule=guard.rule.rule,
                title=guard.rule.title[0],
                outcome=guard.finding.outcome,
                evidence=guard.finding.zh,
                basis=guard.rule.basis,
            )
            for guard in library.guards(held, day)
        ],
        generated=record.is_generated,
    )


def evaluation_shown(row: asyncpg.Record) -> EnterpriseEvaluationShown:
    names = EnterpriseEvaluationShown.model_fields
    stated = {name: row[name] for name in names if name != "cooperation"}
    return EnterpriseEvaluationShown(cooperation=unlisted(row["cooperation"]), **stated)


def _library_row(row: asyncpg.Record) -> LibraryRow:
    return LibraryRow(
        patent=row["patent"],
        title=row["title"],
        patent_type=row["patent_type"],
        home=row["home"],
        institution=row["institution"],
        institution_name=row["institution_name"],
        self_grade=row["grade"],
        maturity=row["maturity"],
        accepted_modes=list(unlisted(row["accepted_modes"])),
        evaluations=row["evaluations"],
        listed_on=row["listed_on"],
        generated=row["is_generated"],
    )


async def _withdraw(request: Request, patent: str, reason: str, principal: Principal, service: ServiceDep) -> Response:
    async with service.unit() as unit:

        async def act() -> Decided:
            answer = await commands.withdraw(unit, principal.scope(Right.LIBRARY_MANAGE), patent, reason, today())
            return await _decided(unit, principal, "library.withdraw", answer)

        return await once(request, unit, principal, act)


async def _decided(unit: Unit, principal: Principal, action: str, answer: Answer) -> Decided:
    """One patent's answer. Raises its refusal, or NotFound."""
    settle(answer)
    if answer.outcome == "accepted":
        await audit(unit.conn, principal, action, answer.patent)
    return Decided.of(answer)


async def _many_decided(unit: Unit, principal: Principal, action: str, decided: ManyDecided) -> ManyDecided:
    if decided.accepted:
        taken = [item.patent for item in decided.items if item.outcome == "accepted"]
        await audit(unit.conn, principal, action, f"{len(taken)} patents", {"patents": taken})
    return decided


def settle(answer: Answer) -> None:
    """Raise what keeps a single decision from being taken."""
    if answer.outcome == "not_found":
        raise NotFound
    refusal: Refused | None = answer.refusal
    if refusal is not None:
        raise refusal
