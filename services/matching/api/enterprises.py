"""The register of enterprises over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow
from services.matching.api.shapes import EnterpriseShape, RowShape, RowsShape
from services.matching.commands import registering
from services.matching.commands.answers import require_accepted
from services.matching.profile import Profile
from services.matching.requests import BULK_BYTES, EnterpriseRows, Typed
from services.matching.store import enterprises

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_READ))]
Registrar = Annotated[Principal, Depends(allow(Right.ENTERPRISE_REGISTER))]


@router.post("/enterprises", response_model=RowShape)
async def register(request: Request, profile: Profile, registrar: Registrar, service: ServiceDep) -> Response:
    """Register one enterprise or change its profile; the same profile again is ``unchanged``."""
    scope = registrar.scope(Right.ENTERPRISE_REGISTER)
    async with service.unit() as unit:

        async def action() -> RowShape:
            (answer,) = await registering.register_all(unit, scope, [profile.model_dump(mode="json")], today())
            return RowShape.of(require_accepted(answer))

        return await once(request, unit, registrar, action)


@router.post("/enterprises/bulk", response_model=RowsShape, max_body_size=BULK_BYTES)
async def register_all(request: Request, rows: EnterpriseRows, registrar: Registrar, service: ServiceDep) -> Response:
    """Register up to 1,000 enterprises; each row is accepted or answered."""
    scope = registrar.scope(Right.ENTERPRISE_REGISTER)
    async with service.unit() as unit:

        async def action() -> RowsShape:
            return RowsShape.of(await registering.register_all(unit, scope, rows.items, today()))

        return await once(request, unit, registrar, action)


@router.get("/enterprises")
async def list_enterprises(
    _reader: Reader,
    page: PageDep,
    service: ServiceDep,
    q: Annotated[Typed, Query()] = "",
    home: Annotated[Typed, Query()] = "",
    kind: Annotated[Typed, Query()] = "",
) -> Page[EnterpriseShape]:
    """Enterprises by credit code; ``q`` is words of name and profile, or the beginning of a code."""
    marks = page.marks(str)
    async with service.database.read() as conn:
        rows = await enterprises.enterprises(
            conn, text=q, home=home, kind=kind, after=str(marks[0]) if marks else "", limit=page.limit + 1
        )
    items, has_more = page.cut(rows)
    return Page(
        items=[EnterpriseShape.of(item) for item in items],
        next_cursor=cursor_of(items[-1].enterprise) if has_more else None,
    )


@router.get("/enterprises/{enterprise}")
async def get_enterprise(_reader: Reader, enterprise: Typed, service: ServiceDep) -> EnterpriseShape:
    async with service.database.read() as conn:
        found = await enterprises.enterprise(conn, enterprise.upper())
    if found is None:
        raise NotFound
    return EnterpriseShape.of(found)
