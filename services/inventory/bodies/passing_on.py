"""Lets records say what the register says of their institution now: its new name, or the body that took it over."""

from datetime import date
from typing import Final

import structlog
from panhuo_contracts import Body, Event

from chassis.clock import today
from chassis.http import look_again
from chassis.service import Service, Unit
from services.inventory import records
from services.inventory.importing.arrival import Standing, State
from services.inventory.institutions import Directory
from services.inventory.records import Entry
from services.inventory.store import bodies, institutions, standing

STEP: Final = 500
_LOOK_SECONDS: Final = 10.0
log = structlog.get_logger()


async def pass_on(service: Service, day: date) -> int:
    """Go on with the changes that wait, step by step, each one transaction. Returns how many records were said anew."""
    said = 0
    while True:
        async with service.unit() as unit:
            change = await bodies.take_change(unit.conn)
            if change is None:
                return said
            numbers = await bodies.records_of(
                unit.conn, change.code, service.settings.writer, after=change.after, limit=STEP
            )
            if not numbers:
                if not await bodies.end_change(unit.conn, change):
                    return said
                continue
            number = await _say_anew(unit, change.code, numbers, day, writer=service.settings.writer)
            await bodies.go_on(unit.conn, change.code, after=numbers[-1], said=number)
            said += number


async def _say_anew(unit: Unit, code: str, numbers: list[str], day: date, *, writer: str) -> int:
    known = Directory(await institutions.among(unit.conn, [code], [])).with_code(code)
    if known is None:
        return 0
    held = await standing.locked(unit.conn, numbers, writer)
    # What has left by a registered transfer stays under the name that it left.
    here = [one for one in held.values() if one.away_on is None]
    said = [Event.of(body) for one in here for body in anew(one, records.under(one.entry, known), day)]
    await unit.announce(said)
    return len(said)


def anew(held: Standing, entry: Entry, day: date) -> list[Body]:
    """The record as it is to be said under its present institution; nothing where it says so already."""
    changed = records.changes(held.entry, entry)
    if not changed:
        return []
    if held.state is State.INVENTORIED:
        return [records.revised(entry, held.remarks, changed=changed, on=day)]
    return [records.recorded(entry, on=day)]


async def watch(service: Service) -> None:
    """For ever."""

    async def look() -> None:
        if done := await pass_on(service, today()):
            log.info("records follow their institutions", records=done)

    await look_again(look, _LOOK_SECONDS)
