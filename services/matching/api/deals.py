"""Negotiations over HTTP: list, terms, signature, end; and contracts signed outside."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts.events.matching import DealSigned
from starlette.responses import Response

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import Invalid, NotFound
from chassis.http import Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, Role, allow
from services.matching.api.shapes import DealShape, DraftShape, RowsShape
from services.matching.commands import negotiating, reporting
from services.matching.commands.negotiating import Party
from services.matching.deal import Side
from services.matching.requests import BULK_BYTES, ContractRows, DealId, End, Signature, Typed
from services.matching.store import deals, drafts, listing
from services.matching.store.deals import Record
from services.matching.store.listing import Stage
from services.matching.terms import Terms

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LICENSE_READ))]
Negotiator = Annotated[Principal, Depends(allow(Right.DEAL_NEGOTIATE))]
Signatory = Annotated[Principal, Depends(allow(Right.DEAL_SIGN))]


@router.get("/deals")
async def list_deals(
    reader: Reader,
    page: PageDep,
    service: ServiceDep,
    stage: Stage | None = None,
    patent: Annotated[Typed | None, Query()] = None,
) -> Page[DealShape]:
    """The asker's negotiations, the latest change first; a province's are those on its patents."""
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        rows = await listing.records(
            conn,
            side=side_of(reader),
            organization=scope.organization,
            home=scope.jurisdiction,
            stage=stage,
            patent=patent,
            after=place_of(page.marks(str, str)),
            limit=page.limit + 1,
        )
    items, has_more = page.cut(rows)
    last = items[-1] if has_more else None
    return Page(
        items=[DealShape.of(record) for record in items],
        next_cursor=cursor_of(last.changed_on.isoformat(), last.deal) if last else None,
    )


@router.get("/deals/{deal}")
async def get_deal(reader: Reader, deal: DealId, service: ServiceDep) -> DealShape:
    """One negotiation, with its terms where the asker takes part in it."""
    async with service.database.read() as conn:
        record = await deals.record(conn, deal)
        if record is None or not may_read(reader, record):
            raise NotFound
        draft = await drafts.draft(conn, deal) if side_of(reader) else None
    return DealShape.of(record, draft)


@router.put("/deals/{deal}/terms", response_model=DraftShape)
async def write_terms(
    request: Request, deal: DealId, terms: Terms, negotiator: Negotiator, service: ServiceDep
) -> Response:
    """Put terms on the table. A change makes a new version and voids earlier signatures."""
    async with service.unit() as unit:

        async def action() -> DraftShape:
            return DraftShape.of(await negotiating.write_terms(unit, Party.of(negotiator), deal, terms, today()))

        return await once(request, unit, negotiator, action)


@router.post("/deals/{deal}/signature", response_model=DealShape)
async def sign(
    request: Request, deal: DealId, signature: Signature, signatory: Signatory, service: ServiceDep
) -> Response:
    """Accept the terms in this version; the second side's acceptance makes the contract."""
    async with service.unit() as unit:

        async def action() -> DealShape:
            outcome = await negotiating.sign(unit, Party.of(signatory), deal, signature.version, today())
            return DealShape.of(await _present(unit.conn, deal), None if isinstance(outcome, DealSigned) else outcome)

        return await once(request, unit, signatory, action)


@router.post("/deals/{deal}/end", response_model=DealShape)
async def end(request: Request, deal: DealId, ending: End, negotiator: Negotiator, service: ServiceDep) -> Response:
    """End a negotiation without a contract, and say why."""
    async with service.unit() as unit:

        async def action() -> DealShape:
            await negotiating.end(unit, Party.of(negotiator), deal, ending.reason, today())
            return DealShape.of(await _present(unit.conn, deal))

        return await once(request, unit, negotiator, action)


@router.post("/deals/signed", response_model=RowsShape, max_body_size=BULK_BYTES)
async def report_signed(request: Request, rows: ContractRows, signatory: Signatory, service: ServiceDep) -> Response:
    """Report up to 500 contracts that both sides signed outside; each is accepted or answered. Safe to send again."""
    async with service.unit() as unit:

        async def action() -> RowsShape:
            return RowsShape.of(await reporting.report_all(unit, Party.of(signatory), rows.items, today()))

        return await once(request, unit, signatory, action)


def side_of(reader: Principal) -> Side | None:
    """On which side of negotiations the reader stands; None for provinces and the nation."""
    match reader.role:
        case Role.OFFICE:
            return Side.INSTITUTION
        case Role.ENTERPRISE:
            return Side.ENTERPRISE
        case _:
            return None


def may_read(reader: Principal, record: Record) -> bool:
    """Whether the negotiation is the reader's, or on a patent of the reader's jurisdiction."""
    side = side_of(reader)
    if side is not None:
        return negotiating.is_party(record, Party.of(reader))
    return reader.scope(Right.LICENSE_READ).covers(jurisdiction=record.home)


def place_of(marks: tuple[object, ...] | None) -> tuple[date, str] | None:
    """Where a list goes on. Raises Invalid where the cursor holds no date."""
    if marks is None:
        return None
    try:
        return date.fromisoformat(str(marks[0])), str(marks[1])
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
        ) from None


async def _present(conn: Connection, deal: str) -> Record:
    record = await deals.record(conn, deal)
    if record is None:
        raise NotFound
    return record
