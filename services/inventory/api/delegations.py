"""Delegations over HTTP: the list, a new one, and the end of one."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Request
from panhuo_contracts.identifiers import PatentNumber
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, identifier_in, once
from chassis.service import Unit
from services.inventory.api.access import Delegator
from services.inventory.people import delegating
from services.inventory.people.names import LONGEST
from services.inventory.requests import Asked, Reason
from services.inventory.store import delegations
from services.inventory.store.delegations import Delegation

router = APIRouter(prefix="/people/delegations")

Somebody = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00]*$")]


class DelegationRequest(Asked):
    """People are named; of several of one name, the account says who."""

    giver: Somebody = ""
    """Whose records they are; an inventor, who gives their own, leaves it out."""
    taker: Somebody
    """A serving inventor of the institution."""
    patent: PatentNumber | None = None
    """Without one: all of their records."""
    starts_on: date
    ends_on: date
    """The last day, at most 366 days after the first."""
    reason: Reason


class PersonAnswer(BaseModel):
    account: str
    name: str


class DelegationAnswer(BaseModel):
    """Who fills in for whom, from day to day."""

    id: UUID
    patent: str | None
    """None: all of the records."""
    giver: PersonAnswer
    taker: PersonAnswer
    starts_on: date
    ends_on: date
    reason: str
    made_by: str
    made_at: datetime
    stands: bool
    """Whether it counts today, or will on a later day."""
    ended_at: datetime | None
    """When it was ended before its last day."""
    ended_by: str

    @classmethod
    def of(cls, one: Delegation) -> Self:
        same = ("id", "patent", "starts_on", "ends_on", "reason", "made_by", "made_at", "ended_at", "ended_by")
        return cls(
            giver=PersonAnswer(account=one.from_subject, name=one.from_name),
            taker=PersonAnswer(account=one.to_subject, name=one.to_name),
            stands=one.stands(today()),
            **{name: getattr(one, name) for name in same},
        )


def place_of(page: PageRequest) -> UUID | None:
    """The last delegation seen."""
    marks = page.marks(str)
    return identifier_in(marks[0]) if marks else None


@router.get("")
async def list_delegations(delegator: Delegator, service: ServiceDep, page: PageDep) -> Page[DelegationAnswer]:
    """The institution's, the latest first; a college's own people's; of an inventor, those they gave or were given."""
    async with service.database.read() as conn:
        found = await delegating.seen_by(conn, delegator, after=place_of(page), limit=page.limit + 1)
    rows, more = page.cut(found)
    following = cursor_of(str(rows[-1].id)) if more else None
    return Page(items=[DelegationAnswer.of(row) for row in rows], next_cursor=following)


@router.post("", status_code=201, response_model=DelegationAnswer)
async def delegate(request: Request, asked: DelegationRequest, delegator: Delegator, service: ServiceDep) -> Response:
    """Let somebody fill in for somebody else for some days, one patent or all."""
    async with service.unit() as unit:

        async def action() -> Response:
            made = await delegating.delegate(
                unit,
                delegator,
                giver=asked.giver.strip(),
                taker=asked.taker.strip(),
                patent=asked.patent,
                days=(asked.starts_on, asked.ends_on),
                reason=asked.reason.strip(),
                today=today(),
                writer=service.settings.writer,
            )
            return JSONResponse((await _answer(unit, made)).model_dump(mode="json"), 201)

        return await once(request, unit, delegator, action)


@router.post("/{identifier}/end", response_model=DelegationAnswer)
async def end(request: Request, identifier: UUID, delegator: Delegator, service: ServiceDep) -> Response:
    """End it before its last day: whoever may arrange it may, and whoever was given it. Ended, it stays so."""
    async with service.unit() as unit:

        async def action() -> DelegationAnswer:
            await delegating.end(unit, delegator, identifier)
            return await _answer(unit, identifier)

        return await once(request, unit, delegator, action)


async def _answer(unit: Unit, identifier: UUID) -> DelegationAnswer:
    one = await delegations.get(unit.conn, identifier)
    if one is None:
        raise NotFound
    return DelegationAnswer.of(one)
