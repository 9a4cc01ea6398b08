"""What is kept of one institution's records goes to another: drafts, answers, colleges, people, who is responsible."""

from typing import Final, NamedTuple

from chassis.database import Connection
from services.inventory.review.reviewing import Route
from services.inventory.store import colleges
from services.inventory.store.colleges import College

_WITH_HOME: Final = ("draft", "deadline")
_OF_COLLEGES: Final = ("responsibility", "person")
"""Also name the college."""
_ALSO: Final = (
    "funding",
    "annotation_answer",
    "earlier_form",
    *_OF_COLLEGES,
    "person_upload",
    "contact_reveal",
    "delegation",
    "inventor_match",
)


class Succession(NamedTuple):
    """What went over, for whoever settles the rest."""

    drafts: int
    colleges: tuple[str, ...]
    """Codes of the colleges entered for the successor."""


async def hand_over(conn: Connection, code: str, to: str, home: str) -> Succession:
    """A college of the same name is the same college; another whose code is taken gets one behind it."""
    there = await colleges.of(conn, to)
    entered: list[College] = []
    for college in await colleges.of(conn, code):
        same = next((one for one in there if one.name == college.name), None)
        if same is None:
            taken = {one.code for one in (*there, *entered)}
            same = college._replace(code=_free(college.code, taken))
            entered.append(same)
            await colleges.put(conn, to, same)
        for table in _OF_COLLEGES:
            await conn.execute(
                f"UPDATE kept.{table} SET college = $3 WHERE institution = $1 AND college = $2",
                code,
                college.code,
                f"\x1f{same.code}",
            )
    for table in _OF_COLLEGES:
        await conn.execute(
            f"UPDATE kept.{table} SET college = substr(college, 2) WHERE institution = $1 AND college LIKE $2",
            code,
            "\x1f%",
        )
    if await colleges.route_of(conn, to) is not Route.COLLEGES:
        await conn.execute("UPDATE kept.draft SET at_college = false WHERE institution = $1 AND at_college", code)
    moved = {
        table: await conn.execute(
            f"UPDATE kept.{table} SET institution = $2, home = $3 WHERE institution = $1", code, to, home
        )
        for table in _WITH_HOME
    }
    for table in _ALSO:
        await conn.execute(f"UPDATE kept.{table} SET institution = $2 WHERE institution = $1", code, to)
    return Succession(_count(moved["draft"]), tuple(one.code for one in entered))


def _count(status: str) -> int:
    """Rows of a command's status: ``UPDATE 12``."""
    return int(status.rpartition(" ")[2])


def _free(code: str, taken: set[str]) -> str:
    number = 2
    free = code
    while free in taken:
        free, number = f"{code[:36]}-{number}", number + 1
    return free
