"""What a reviewer is told of several records before deciding: whose they are, and what speaks against passing them."""

from collections.abc import Sequence
from typing import NamedTuple

from panhuo_contracts.codes import LegalStatus

from chassis.database import Connection
from services.inventory.pages.shown import label
from services.inventory.pages.stock_form import gaps
from services.inventory.store import answers, inventors, reviews


class Hinted(NamedTuple):
    """A record by its name, its first inventor, and everything that a reviewer should look at."""

    title: str
    inventor: str
    hints: list[str]
    """What is left open of what was filled in; a right that does not simply stand."""


async def hinted(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, Hinted]:
    held = await reviews.all_seen(conn, numbers, writer)
    named = await inventors.of(conn, numbers)
    answered = await answers.of_all(conn, numbers)
    told = {}
    for number, one in held.items():
        hints = [gap.name for gap in gaps(one.draft.remarks, answered.get(number))] if one.draft else []
        right = one.standing.right
        if right not in (None, LegalStatus.IN_FORCE):
            hints.append(label(right))
        told[number] = Hinted(one.standing.entry.title, next(iter(named.get(number, ())), ""), hints)
    return told
