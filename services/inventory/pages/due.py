"""What is overdue, and what will be soon."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.clock import today
from chassis.http import PageDep, ServiceDep, cursor_of
from chassis.web.language import t
from chassis.web.layout import render
from services.inventory.api.access import Reader
from services.inventory.api.due import place_of
from services.inventory.pages.shown import words
from services.inventory.pages.stages import stage_badge
from services.inventory.review import due
from services.inventory.review.due import When

router = APIRouter(include_in_schema=False)
_NAMES = {When.OVERDUE: ("已逾期", "Overdue"), When.SOON: ("即将到期", "Due soon")}


@router.get("/inventory/due")
async def due_list(
    request: Request, reader: Reader, service: ServiceDep, page: PageDep, when: When = When.OVERDUE
) -> Response:
    """By the last day of the present step, the longest overdue first."""
    day, writer = today(), service.settings.writer
    async with service.database.read() as conn:
        counts = {one: await due.count(conn, reader, one, day, writer=writer) for one in When}
        found = await due.page(conn, reader, when, day, writer=writer, after=place_of(page), limit=page.limit + 1)
    rows, more = page.cut(found)
    cursor = cursor_of(rows[-1].due_on.isoformat(), rows[-1].number) if more else ""
    context = words(
        rows=[(row, stage_badge(row.stage), (day - row.due_on).days) for row in rows],
        tabs=[(one.value, t(*_NAMES[one]), counts[one]) for one in When],
        when=when.value,
        total=counts[when],
        following=f"/inventory/due?when={when}&cursor={cursor}" if more else "",
    )
    return render(request, "due.html", context, block="results")
