"""Cases between two bodies over HTTP: the list, one case, and what is decided."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Final, Literal, Self

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.identifiers import CreditCode, PatentNumber
from pydantic import BaseModel
from starlette.responses import Response

from chassis.clock import today
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow
from chassis.service import Service, Unit
from services.inventory.conflicts import settling
from services.inventory.conflicts.case import Case, Identity, Party, Step
from services.inventory.requests import Asked, Reason, Reasons
from services.inventory.store import claims

router = APIRouter(prefix="/conflicts")

CaseReader = Annotated[Principal, Depends(allow(Right.CONFLICT_READ))]
Arbiter = Annotated[Principal, Depends(allow(Right.CLAIM_SETTLE))]
Claimant = Annotated[Principal, Depends(allow(Right.STOCK_IMPORT))]
STATES: Final = ("open", "closed")


class SettlementRequest(Asked):
    awarded: CreditCode
    """Credit code of one of the two."""
    reason: Reason
    evidence: Reasons = ""


class WithdrawalRequest(Asked):
    reason: Reasons = ""


class ReopeningRequest(Asked):
    grounds: Reason
    """The new fact."""


class PartyAnswer(BaseModel):
    code: str
    name: str
    home: str

    @classmethod
    def of(cls, party: Party) -> Self:
        return cls(**party._asdict())


class StepAnswer(BaseModel):
    round: int
    kind: str
    """withdrawn, settled or reopened"""
    awarded: str | None
    awarded_name: str | None
    reason: str
    evidence: str
    settled_by: str | None
    taken_on: date

    @classmethod
    def of(cls, step: Step) -> Self:
        return cls(**{name: getattr(step, name) for name in cls.model_fields})


class CaseAnswer(BaseModel):
    """One case, known by its patent and its claimant."""

    patent: str
    title: str
    holder: PartyAnswer
    """Under whom the patent stood."""
    claimant: PartyAnswer
    claimed_on: date
    is_said: bool
    """Whether it was claimed; else two systems publish a record of the patent."""
    round: int
    state: str
    """open, withdrawn or settled"""
    arbiter: str
    """Jurisdiction that settles it; cn is the nation."""
    steps: list[StepAnswer]

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls(
            patent=case.patent,
            title=case.title,
            holder=PartyAnswer.of(case.holder),
            claimant=PartyAnswer.of(case.claimant),
            claimed_on=case.claimed_on,
            is_said=case.is_said,
            round=case.round,
            state=case.state,
            arbiter=case.arbiter,
            steps=[StepAnswer.of(step) for step in case.steps],
        )


def place_of(page: PageRequest) -> tuple[str, str]:
    """Patent and claimant of the last case seen."""
    patent, claimant = page.marks(str, str) or ("", "")
    return str(patent or ""), str(claimant or "")


@router.get("")
async def list_cases(
    reader: CaseReader, service: ServiceDep, page: PageDep, state: Literal["open", "closed"] = "open"
) -> Page[CaseAnswer]:
    """Open or closed cases of which one side is within reach."""
    scope = reader.scope(Right.CONFLICT_READ)
    async with service.database.read() as conn:
        found = await claims.page(conn, scope, is_open=state == "open", after=place_of(page), limit=page.limit + 1)
    rows, more = page.cut(found)
    following = cursor_of(*rows[-1].identity) if more else None
    return Page(items=[CaseAnswer.of(row) for row in rows], next_cursor=following)


@router.get("/{patent}/{claimant}")
async def read_case(patent: PatentNumber, claimant: CreditCode, reader: CaseReader, service: ServiceDep) -> CaseAnswer:
    async with service.database.read() as conn:
        return CaseAnswer.of(await settling.find(conn, reader, Identity(patent, claimant)))


@router.post("/{patent}/{claimant}/settlement", response_model=CaseAnswer)
async def settle(
    request: Request,
    patent: PatentNumber,
    claimant: CreditCode,
    decided: SettlementRequest,
    arbiter: Arbiter,
    service: ServiceDep,
) -> Response:
    """Say whose patent it is. The province of both settles it; between provinces the nation."""
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        await settling.settle(
            unit, arbiter, identity, **decided.model_dump(), writer=service.settings.writer, today=today()
        )

    return await _carry_out(request, service, arbiter, identity, action)


@router.post("/{patent}/{claimant}/withdrawal", response_model=CaseAnswer)
async def withdraw(
    request: Request,
    patent: PatentNumber,
    claimant: CreditCode,
    said: WithdrawalRequest,
    sender: Claimant,
    service: ServiceDep,
) -> Response:
    """The claimant takes its claim back."""
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        await settling.withdraw(unit, sender, identity, said.reason, writer=writer, today=today())

    return await _carry_out(request, service, sender, identity, action)


@router.post("/{patent}/{claimant}/reopening", response_model=CaseAnswer)
async def reopen(
    request: Request,
    patent: PatentNumber,
    claimant: CreditCode,
    said: ReopeningRequest,
    arbiter: Arbiter,
    service: ServiceDep,
) -> Response:
    """The nation takes a closed case up again because of a new fact."""
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        await settling.reopen(unit, arbiter, identity, said.grounds, writer=writer, today=today())

    return await _carry_out(request, service, arbiter, identity, action)


async def _carry_out(
    request: Request,
    service: Service,
    principal: Principal,
    identity: Identity,
    act: Callable[[Unit], Awaitable[None]],
) -> Response:
    async with service.unit() as unit:

        async def action() -> CaseAnswer:
            await act(unit)
            return CaseAnswer.of(await settling.find(unit.conn, principal, identity))

        return await once(request, unit, principal, action)
