"""Until when the steps of a stocktaking are to be done: days by the code table in force when a step begins."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from chassis import codes
from chassis.database import Connection
from services.inventory.legal.terms import STOCK_GRANTED_BY
from services.inventory.review.reviewing import Stage

TABLE: Final = "stocktaking"
_DAYS: Final = {
    Stage.COLLEGE_REVIEW: "college_review_days",
    Stage.INSTITUTION_REVIEW: "institution_review_days",
    Stage.RETURNED: "return_days",
    Stage.SPOT_CHECK_RETURNED: "return_days",
}


async def due_on(conn: Connection, stage: Stage, day: date) -> date | None:
    """Last day of a step that begins on a day; None for a stage without a clock."""
    if stage not in _DAYS:
        return None
    table = await codes.in_force(conn, TABLE, day)
    return day + timedelta(days=int(table.number(_DAYS[stage])))


class Spans(NamedTuple):
    """Days that hold on a day."""

    new_grant: int
    """How long after its grant a newly granted patent is to be inventoried."""
    reminder: int
    """How long before the last day of a step it is shown as due."""


async def spans(conn: Connection, day: date) -> Spans:
    table = await codes.in_force(conn, TABLE, day)
    return Spans(int(table.number("new_grant_days")), int(table.number("reminder_days")))


async def new_grant_due(conn: Connection, granted_on: date | None, day: date) -> date | None:
    """Until when a newly granted patent is to be inventoried; None for what belongs to the stock."""
    if granted_on is None or granted_on <= STOCK_GRANTED_BY:
        return None
    return granted_on + timedelta(days=(await spans(conn, day)).new_grant)
