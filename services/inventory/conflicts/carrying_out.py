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
from services.inventory.conflicts.case import Party, Verdict, verdict
from services.inventory.importing.arrival import Standing
from services.inventory.legal.announcing import announcements
from services.inventory.records import Entry
from services.inventory.store import claims, drafts, former, institutions, legal, standing

_STEP: Final = 100
_LOOK_SECONDS: Final = 5.0
_CAUSE: Final = "权属争议裁定"
log = structlog.get_logger()


async def carry_out(unit: Unit, patent: str, day: date, *, writer: str) -> bool:
    """Let this system's record of a patent stand as its cases were settled; whether anything had to be said."""
    held = (await standing.locked(unit.conn, [patent], writer)).get(patent)
    settled = verdict((await claims.of_patents(unit.conn, [patent])).get(patent, ()))
    owner = settled.owner
    if owner is None:
        return False
    is_here = await _is_hosted_here(unit.conn, owner, writer)
    said: list[Body] = []
    if held is None or held.entry.institution in settled.losers:
        if is_here:
            said = await _pass_to(unit, patent, owner, held, day, writer=writer)
        elif held is not None and held.away_on is None:
            said = [_away(held.entry, owner, settled, day)]
            await drafts.drop(unit.conn, [patent])
    elif held.entry.institution == owner.code and held.away_on is not None:
        said = await _stand_again(unit.conn, held, settled, day, writer=writer)
    await unit.announce([Event.of(body) for body in said])
    return bool(said)


async def _is_hosted_here(conn: Connection, owner: Party, writer: str) -> bool:
    known = await institutions.with_code(conn, owner.code)
    return known is not None and known.writer == writer


async def _pass_to(
    unit: Unit, patent: str, owner: Party, held: Standing | None, day: date, *, writer: str
) -> list[Body]:
    """The record is the owner's from now on and its stocktaking is still to be done.

    What the register has said of the right is said of the new holder. What only the former institution may see goes.
    """
    entry = await claims.entry_claimed(unit.conn, patent, owner.code)
    if entry is None and held is not None:
        entry = await _with_owner(unit.conn, held.entry, owner)
    if entry is None:
        return []
    if held is not None:
        await former.forget(unit.conn, patent)
    state = (await legal.states(unit.conn, [patent], writer)).get(patent)
    said: list[Body] = [records.recorded(entry, on=day)]
    if state is not None:
        said += announcements(entry, None, state)
    elif held is not None and held.away_on is not None:
        said.append(_back(entry, held, day))
    return said


async def _with_owner(conn: Connection, entry: Entry, owner: Party) -> Entry | None:
    known = await institutions.with_code(conn, owner.code)
    return None if known is None else records.under(entry, known)


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


async def _stand_again(conn: Connection, held: Standing, settled: Verdict, day: date, *, writer: str) -> list[Body]:
    """A record that had yielded stands, if the register does not say either that the right has left."""
    number = held.entry.number
    state = (await legal.states(conn, [number], writer)).get(number)
    if state is None:
        return [_back(held.entry, held, settled.on or day)]
    if state.is_away_from(held.entry.institution, held.entry.institution_name):
        return []
    return announcements(held.entry, None, state)


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
