"""Lists over HTTP beyond their pages: as a spreadsheet, and saved under a name."""

from collections.abc import AsyncIterator
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from chassis.errors import Invalid
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right, Scope
from chassis.identity.audit import Detail, audit
from chassis.service import Service, Unit
from chassis.spreadsheets import Rows, csv_answer, xlsx_answer
from services.inventory.api.access import English, Reader
from services.inventory.api.patents import Asked, AskedDep
from services.inventory.files import list_export
from services.inventory.requests import Asked as Stated
from services.inventory.requests import Name
from services.inventory.store import stock, views
from services.inventory.store.stock import COUNTED, Line
from services.inventory.store.views import View

router = APIRouter()
_ROWS_AT_ONCE: Final = 1_000


class ViewAnswer(BaseModel):
    name: str
    query: str
    """The filters, as the list's address has them."""


class ViewRequest(Stated):
    name: Name
    filters: Asked


async def exported(request: Request, reader: Reader, service: ServiceDep, filters: AskedDep) -> AsyncIterator[Line]:
    """The records of a list that is short enough to be counted; who took it is audited. Raises Invalid."""
    scope = reader.scope(Right.STOCK_READ)
    async with service.unit() as unit:
        total = await stock.count(unit.conn, scope, filters.search(reader))
        if total is None:
            raise Invalid(
                f"超过 {COUNTED:,} 件，请先缩小筛选范围",
                field="q",
                english=f"More than {COUNTED:,} records: narrow the filters first.",
            )
        detail: Detail = {"query": query_of(filters), "records": total}
        await audit(unit.conn, reader, "inventory.export", request.url.path.rsplit("/", 1)[-1], detail)
    return _lines(service, scope, filters.search(reader))


Exported = Annotated[AsyncIterator[Line], Depends(exported)]


@router.get("/patents.csv")
async def export_csv(_reader: Reader, lines: Exported, english: English) -> Response:
    """The list as a csv file."""
    return csv_answer("patents.csv", list_export.header(english=english), _cells(lines, english=english))


@router.get("/patents.xlsx")
async def export_xlsx(_reader: Reader, lines: Exported, english: English) -> Response:
    """The list as a workbook."""
    return await xlsx_answer("patents.xlsx", list_export.header(english=english), _cells(lines, english=english))


@router.get("/views")
async def list_views(reader: Reader, service: ServiceDep) -> list[ViewAnswer]:
    """The account's saved views."""
    async with service.database.read() as conn:
        return [ViewAnswer(**view._asdict()) for view in await views.of(conn, reader.subject)]


@router.put("/views", response_model=ViewAnswer)
async def save_view(request: Request, asked: ViewRequest, reader: Reader, service: ServiceDep) -> Response:
    """Save filters under a name; the same name again replaces them."""
    async with service.unit() as unit:

        async def action() -> ViewAnswer:
            view = await keep(unit, reader, asked.name, asked.filters)
            return ViewAnswer(**view._asdict())

        return await once(request, unit, reader, action)


@router.delete("/views", status_code=204)
async def forget_view(reader: Reader, service: ServiceDep, name: Annotated[str, Query(max_length=400)]) -> None:
    async with service.unit() as unit:
        await views.forget(unit.conn, reader.subject, name)


async def keep(unit: Unit, reader: Principal, name: str, filters: Asked) -> View:
    """Raises Invalid where the account has as many views as it may."""
    view = View(name, query_of(filters))
    if not await views.save(unit.conn, reader.subject, view):
        raise Invalid(f"最多保存 {views.MOST} 个视图", field="name", english=f"There may be {views.MOST} views.")
    return view


def query_of(filters: Asked) -> str:
    """The filters as an address has them; what is empty says nothing."""
    return urlencode(filters.stated())


async def _lines(service: Service, scope: Scope, search: stock.Search) -> AsyncIterator[Line]:
    after = ("", "")
    left = COUNTED
    while left > 0:
        async with service.database.read() as conn:
            found = await stock.page(conn, scope, search, after=after, limit=min(_ROWS_AT_ONCE, left))
        for line in found:
            yield line
        if len(found) < _ROWS_AT_ONCE:
            return
        left -= len(found)
        after = (found[-1].number, found[-1].writer)


async def _cells(lines: AsyncIterator[Line], *, english: bool) -> Rows:
    async for line in lines:
        yield list_export.cells(line, english=english)
