"""Cases between two bodies over HTTP: the list, one case, and what is decided."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Final, Literal, Self

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.identifiers import CreditCode, PatentNumber
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from chassis.clock import today
from chassis.database import Connection
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow
from chassis.service import Service, Unit
from services.inventory.conflicts import arguing, settling
from services.inventory.conflicts.case import Case, Identity, Party, Step
from services.inventory.requests import Asked, Reason, Reasons
from services.inventory.store import claims, statements
from services.inventory.store.statements import Statement

router = APIRouter(prefix="/conflicts")

CaseReader = Annotated[Principal, Depends(allow(Right.CONFLICT_READ))]
Arbiter = Annotated[Principal, Depends(allow(Right.CLAIM_SETTLE))]
Claimant = Annotated[Principal, Depends(allow(Right.STOCK_IMPORT))]
Participant = Annotated[Principal, Depends(allow(Right.CLAIM_ARGUE))]
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


class StatementRequest(Asked):
    statement: Annotated[str, StringConstraints(min_length=1, max_length=arguing.LONGEST, pattern=r"^[^\x00]+$")]
    """Without telephone numbers and e-mail addresses."""


class StatementAnswer(BaseModel):
    """What one side stated, in which round of the case."""

    round: int
    institution: str
    statement: str
    argued_on: date
    said_at: datetime


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
    statements: list[StatementAnswer] | None = None
    """What the two stated; null in a list."""

    @classmethod
    def of(cls, case: Case, stated: Sequence[Statement] | None = None) -> Self:
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
            statements=None if stated is None else [StatementAnswer(**one._asdict()) for one in stated],
        )

    @classmethod
    async def told(cls, conn: Connection, reader: Principal, identity: Identity) -> Self:
        """A case with all that the two stated. Raises NotFound."""
        return cls.of(await settling.find(conn, reader, identity), await statements.of_case(conn, identity))


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
        return await CaseAnswer.told(conn, reader, Identity(patent, claimant))


@router.post("/{patent}/{claimant}/statements", response_model=CaseAnswer)
async def argue(
    request: Request,
    patent: PatentNumber,
    claimant: CreditCode,
    said: StatementRequest,
    party: Participant,
    service: ServiceDep,
) -> Response:
    """State the own side of an open case: both sides and whoever settles it read it."""
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        writer = service.settings.writer
        await arguing.argue(unit, party, identity, said.statement, writer=writer, today=today())

    return await _carry_out(request, service, party, identity, action)


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
            return await CaseAnswer.told(unit.conn, principal, identity)

        return await once(request, unit, principal, action)
