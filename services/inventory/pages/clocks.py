"""The clocks of one right, as its record shows them."""

from datetime import date
from typing import Final, NamedTuple

from panhuo_contracts.codes import LegalFlag

from chassis import codes
from chassis.database import Connection
from chassis.web.language import t
from services.inventory.legal import annuities
from services.inventory.legal.annuities import Account
from services.inventory.legal.clocks import ANNUITIES, Clock, Deadline, clocks_of
from services.inventory.store import deadlines as store
from services.inventory.store import legal

CLOCKS: Final = {
    Clock.ANNUITY: ("年费", "Annuity"),
    Clock.TERM: ("期限届满", "End of the term"),
    Clock.RESTORATION: ("请求恢复", "Restoration"),
    Clock.PLEDGE: ("质押到期", "Pledge"),
    Clock.PRESERVATION: ("保全到期", "Preservation"),
    Clock.LICENSE: ("许可到期", "License"),
}


class Shown(NamedTuple):
    """One clock in words."""

    name: str
    due_on: date
    left: int
    """Days; below zero once it has passed."""
    year: int | None
    account: Account | None
    is_tracked: bool


async def clocks_shown(conn: Connection, writer: str, number: str, day: date) -> list[Shown]:
    """Every clock that runs, the nearest first."""
    owned = await store.running_of(conn, writer, number)
    if owned is None or owned.running.is_away:
        return []
    table = await codes.in_force(conn, ANNUITIES, day)
    state = (await legal.states(conn, [number], writer)).get(number)
    is_open = state is not None and LegalFlag.OPEN_LICENSED in state.flags

    running = owned.running

    def account(deadline: Deadline) -> Account | None:
        if deadline.year is None:
            return None
        return annuities.of_year(
            running.patent_type, deadline.year, deadline.due_on, day, table, is_open_licensed=is_open
        )

    found = sorted(clocks_of(running, day, table), key=lambda deadline: deadline.due_on)
    return [
        Shown(t(*CLOCKS[one.clock]), one.due_on, (one.due_on - day).days, one.year, account(one), one.is_tracked)
        for one in found
    ]
