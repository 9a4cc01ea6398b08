"""Goes round all rights: what is near or has passed is listed, and a term that has run out is said to have ended.

A lapse for unpaid fees is never said from here: the register alone says it, this list shows what is overdue.
"""

import asyncio
from datetime import date
from typing import Final

import structlog
from panhuo_contracts.codes import RegisterEventKind, RegisterSource

from chassis import codes
from chassis.clock import today
from chassis.http import look_again
from chassis.service import Service, Unit
from services.inventory.legal import registering
from services.inventory.legal.clocks import ANNUITIES, REMINDERS, Clock, deadlines
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.fold import ENDED
from services.inventory.legal.registering import TakenDown
from services.inventory.store import deadlines as store
from services.inventory.store import standing
from services.inventory.store.deadlines import Owned

STEP: Final = 5_000
_LOOK_SECONDS: Final = 15.0
log = structlog.get_logger()


async def go_round(service: Service, day: date, *, is_due_only: bool = False) -> int:
    """Go on with the present round to its end, unless another process does. Returns how many rights were looked at."""
    looked_at = 0
    while True:
        async with service.unit() as unit:
            held = await store.take_round(unit.conn, is_due_only=is_due_only and not looked_at)
            if held is None:
                return looked_at
            # A round that began on another day is begun anew.
            after = held.after if held.day == day else ""
            found = await store.running(unit.conn, service.settings.writer, after=after, limit=STEP)
            if found:
                await look_at(unit, found, day, writer=service.settings.writer)
                looked_at += len(found)
            is_last = len(found) < STEP
            await store.go_on(unit.conn, after="" if is_last else found[-1].number, day=day, rights=looked_at)
        if is_last:
            return looked_at


async def look_at(unit: Unit, found: list[Owned], day: date, *, writer: str) -> None:
    """List what is due of these rights, and say which terms have run out."""
    reminders = await codes.in_force(unit.conn, REMINDERS, day)
    annuities = await codes.in_force(unit.conn, ANNUITIES, day)
    listed = await asyncio.to_thread(
        lambda: [(owned, deadlines(owned.running, day, reminders, annuities)) for owned in found]
    )
    ended = {
        owned.number: owned.running.expires_on
        for owned in found
        if owned.running.expires_on < day and owned.running.status not in ENDED and not owned.running.is_away
    }
    listed = [
        (owned, [one for one in due if one.clock is not Clock.TERM or owned.number not in ended])
        for owned, due in listed
    ]
    await store.replace(unit.conn, listed)
    if ended:
        lines = [
            (number, RegisterEntry(RegisterEventKind.TERM_EXPIRED, on, source=RegisterSource.CLOCK))
            for number, on in sorted(ended.items())
        ]
        held = await standing.locked(unit.conn, sorted(ended), writer)
        await registering.take_down(unit, lines, held, TakenDown(), writer=writer)


async def watch(service: Service) -> None:
    """For ever."""

    async def look() -> None:
        if done := await go_round(service, today(), is_due_only=True):
            log.info("clocks went round", rights=done)

    await look_again(look, _LOOK_SECONDS)
