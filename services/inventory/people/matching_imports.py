"""Names that imports bring become people, beside the imports: step by step, and on from there after a break."""

from typing import Final

import structlog

from chassis.errors import Refused
from chassis.http import look_again
from chassis.identity import Principal, Role
from chassis.service import Service, Unit
from services.inventory.institutions import Directory
from services.inventory.people.enrolling import Sender
from services.inventory.people.matching import Matched, match_these
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store import bodies, imports, institutions, inventors, matches, people
from services.inventory.store.imports import Job
from services.inventory.store.inventors import Named
from services.inventory.store.matches import Due

_LOOK_SECONDS: Final = 2.0
log = structlog.get_logger()


async def go_through(service: Service) -> Matched:
    """Match what the imports that have ended brought to institutions whose people have accounts.

    Each step is one transaction, with the place it came to. What cannot be matched yet is left for another time: of
    an institution that is suspended, or whose records are still to pass to another.
    """
    matched = Matched()
    left: Due | None = None
    while True:
        due: Due | None = None
        try:
            async with service.unit() as unit:
                due = await matches.take_due(unit.conn, behind=left)
                if due is None:
                    return matched
                if not await _go_on(unit, due, matched, writer=service.settings.writer):
                    left = due
        except Refused:
            left = due


async def _go_on(unit: Unit, due: Due, matched: Matched, *, writer: str) -> bool:
    """One step; False where nothing can be done yet. Raises what an institution meets that may not act."""
    known = await institutions.among(unit.conn, [due.institution], [])
    institution, job = Directory(known).with_code(due.institution), await imports.get(unit.conn, due.job)
    found: list[Named] = []
    if institution and job and await people.institutions_among(unit.conn, [institution.code]):
        if await bodies.are_changing(unit.conn, [one.code for one in known]):
            return False
        found = await inventors.naming(unit.conn, institution.code, None, writer, after=due.after, limit=MOST_AT_ONCE)
        await match_these(unit, _sender_of(job), Sender(institution.code, None), found, matched, writer=writer)
    if len(found) < MOST_AT_ONCE:
        await matches.end_due(unit.conn, due)
    else:
        await matches.go_on(unit.conn, due, after=found[-1].patent)
    return True


def _sender_of(job: Job) -> Principal:
    """Whoever sent the file: in whose name its records are put to people."""
    role = Role.OFFICE if job.organization else Role.NATION
    return Principal(job.subject, job.sender, role, job.organization, job.organization_name, job.jurisdiction)


async def watch(service: Service) -> None:
    """For ever."""

    async def look() -> None:
        matched = await go_through(service)
        if matched.looked_at:
            log.info("imported names were matched", patents=matched.looked_at, assigned=matched.assigned)

    await look_again(look, _LOOK_SECONDS)
