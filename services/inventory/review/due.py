"""What is overdue and what will be soon, by the days that the code table gives today."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from chassis.database import Connection
from chassis.identity import Principal, Right
from services.inventory.review import clock as review_clock
from services.inventory.store import due
from services.inventory.store.due import Due, Window


class When(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"


async def page(
    conn: Connection,
    reader: Principal,
    when: When,
    today: date,
    *,
    writer: str,
    after: tuple[date, str] | None,
    limit: int,
) -> Sequence[Due]:
    window = await _window(conn, when, today)
    return await due.page(conn, reader.scope(Right.STOCK_READ), writer, window, after=after, limit=limit)


async def count(conn: Connection, reader: Principal, when: When, today: date, *, writer: str) -> int | None:
    """None: more than are counted."""
    return await due.count(conn, reader.scope(Right.STOCK_READ), writer, await _window(conn, when, today))


async def _window(conn: Connection, when: When, today: date) -> Window:
    spans = await review_clock.spans(conn, today)
    if when is When.OVERDUE:
        return Window(None, today - timedelta(days=1), spans.new_grant)
    return Window(today, today + timedelta(days=spans.reminder), spans.new_grant)
