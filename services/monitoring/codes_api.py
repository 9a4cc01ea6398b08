"""Code tables over HTTP: what holds, every edition, and a change."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.code_tables import CodeTable, first_editions
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from chassis import codes
from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right, allow
from services.monitoring import commands
from services.monitoring.code_tables import Change

router = APIRouter(prefix="/monitoring/api/codes", tags=["codes"])

Reader = Annotated[Principal, Depends(allow(Right.CENSUS_READ))]
Editor = Annotated[Principal, Depends(allow(Right.CODES_EDIT))]


class CodeTables(BaseModel):
    """The edition of each table that holds on a day."""

    as_of: date
    tables: list[CodeTable]


class EditionAnswer(BaseModel):
    table: CodeTable
    reason: str
    published_at: datetime | None
    """Null: it comes with the contracts."""


@router.get("")
async def holding(service: ServiceDep, _reader: Reader, on: date | None = None) -> CodeTables:
    """What holds today, or on a day."""
    day = on or today()
    async with service.database.read() as conn:
        return CodeTables(as_of=day, tables=[await codes.in_force(conn, name, day) for name in first_editions()])


@router.get("/{name}")
async def editions(service: ServiceDep, _reader: Reader, name: str) -> list[EditionAnswer]:
    """Every edition of a table, the latest first."""
    if name not in first_editions():
        raise NotFound(name)
    async with service.database.read() as conn:
        return [
            EditionAnswer(table=each.table, reason=each.reason, published_at=each.published_at)
            for each in await codes.editions(conn, name)
        ]


@router.post("/{name}", status_code=201)
async def publish(request: Request, service: ServiceDep, editor: Editor, name: str, change: Change) -> Response:
    """Publish the next edition of a table (national office)."""
    async with service.unit() as unit:

        async def action() -> Response:
            edition = await commands.publish_code_table(
                unit, editor, name, change, writer=service.settings.writer, today=today()
            )
            return JSONResponse({"table": name, "edition": edition}, 201)

        return await once(request, unit, editor, action)
