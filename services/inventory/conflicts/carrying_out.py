"""What follows from settlements for this system's own records: a record passes, yields, or stands again.

It is brought about from what stands, not from what has just come: whichever comes first, a settlement or a record, the
end is the same.
"""

from datetime import date
from typing import Final

import structlog
from panhuo_contracts import Body, Event
from panhuo_contracts.codes import LegalStatus
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway

from chassis.clock import today
from chassis.database import Connection
from chassis.http import look_again
from chassis.service import Service, Unit
from services.inventory import records
from services.inventory.bodies import passing_on
from services.inventory.conflicts.case import Party, Verdict, verdict
from services.inventory.importing.arrival import Standing
from services.inventory.institutions import Institution
from services.inventory.legal.announcing import announcements
from services.inventory.records import Entry
from services.inventory.store import claims, drafts, former, institutions, legal, standing

_STEP: Final = 100
_LOOK_SECONDS: Final = 5.0
_CAUSE: Final = "权属争议裁定"
log = structlog.get_logger()


async def carry_out(unit: Unit, patent: str, day: date, *, writer: str) -> bool:
    """Let this system's record of a patent stand as its cases were settled; whether anything had to be said.

    Where a side was merged since, what was settled for or against it holds for the body that has taken it over.
    """
    held = (await standing.locked(unit.conn, [patent], writer)).get(patent)
    cases = (await claims.of_patents(unit.conn, [patent])).get(patent, ())
    bodies = {side.code for case in cases for side in case.sides}
    successors = await institutions.successors(unit.conn, bodies)
    settled = verdict(cases, successors)
    if settled.owner is None:
        return False
    known = await institutions.with_code(unit.conn, successors.get(settled.owner.code, settled.owner.code))
    owner = settled.owner if known is None else Party(known.code, known.name, known.home)
    under = None if held is None else successors.get(held.entry.institution, held.entry.institution)
    said: list[Body] = []
    if held is None or under in settled.losers:
        if known is not None and known.writer == writer:
            claimed = await claims.entry_claimed(unit.conn, patent, settled.owner.code)
            said = await _pass_to(unit, known, claimed, held, day, writer=writer)
        elif held is not None and held.away_on is None:
            said = [_away(held.entry, owner, settled, day)]
            await drafts.drop(unit.conn, [patent])
    elif under == owner.code and held.away_on is not None:
        said = await _stand_again(unit.conn, held, known, settled, day, writer=writer)
    await unit.announce([Event.of(body) for body in said])
    return bool(said)


async def _pass_to(
    unit: Unit, owner: Institution, claimed: Entry | None, held: Standing | None, day: date, *, writer: str
) -> list[Body]:
    """The record is the owner's from now on and its stocktaking is still to be done.

    What the register has said of the right is said of the new holder. What only the former institution may see goes.
    """
    stated = claimed or (held.entry if held else None)
    if stated is None:
        return []
    entry = records.under(stated, owner)
    if held is not None:
        await former.forget(unit.conn, entry.number)
    state = (await legal.states(unit.conn, [entry.number], writer)).get(entry.number)
    said: list[Body] = [records.recorded(entry, on=day)]
    if state is not None:
        said += announcements(entry, None, state)
    elif held is not None and held.away_on is not None:
        said.append(_back(entry, held, day))
    return said


def _away(entry: Entry, owner: Party, settled: Verdict, day: date) -> PatentTransferredAway:
    """The record yields to another system's: it stays as it was said, and no stock is taken of it any more."""
    return PatentTransferredAway(
        patent=entry.number,
        home=entry.home,
        institution=entry.institution,
        holders=(owner.name,),
        holder_code=owner.code,
        transferred_on=settled.on or day,
    )


async def _stand_again(
    conn: Connection, held: Standing, owner: Institution | None, settled: Verdict, day: date, *, writer: str
) -> list[Body]:
    """A record that had yielded stands, if the register does not say either that the right has left.

    It was not passed on while it was away: where its institution was merged, it stands under the one that took it over.
    """
    entry = held.entry if owner is None else records.under(held.entry, owner)
    anew = [] if entry.institution == held.entry.institution else passing_on.anew(held, entry, day)
    state = (await legal.states(conn, [entry.number], writer)).get(entry.number)
    if state is None:
        return [*anew, _back(entry, held, settled.on or day)]
    if state.is_away_from(entry.institution, entry.institution_name):
        return []
    return [*anew, *announcements(entry, None, state)]


def _back(entry: Entry, held: Standing, day: date) -> LegalStatusChanged:
    return LegalStatusChanged(
        patent=entry.number,
        home=entry.home,
        status=held.right or LegalStatus.IN_FORCE,
        effective_on=day,
        cause=_CAUSE,
        is_away=False,
    )


async def go_through(service: Service, day: date) -> int:
    """Every settled patent of which this system's record does not stand as it was settled; how many changed."""
    writer, after, changed = service.settings.writer, "", 0
    while True:
        async with service.database.read() as conn:
            found = await claims.to_be_carried_out(conn, writer, after=after, limit=_STEP)
        for patent in found:
            async with service.unit() as unit:
                changed += await carry_out(unit, patent, day, writer=writer)
        if len(found) < _STEP:
            return changed
        after = found[-1]


async def watch(service: Service) -> None:
    """For ever."""

    async def look() -> None:
        if done := await go_through(service, today()):
            log.info("settlements were carried out", patents=done)

    await look_again(look, _LOOK_SECONDS)
