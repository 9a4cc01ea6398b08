"""Says the digests of this writer's own topics: of closed days by itself, of any day when asked."""

import asyncio
from datetime import date, timedelta
from typing import Final

import asyncpg
import structlog
from panhuo_contracts import Event
from panhuo_contracts.events.monitoring import DigestPublished

from chassis import clock
from chassis.http.problems import TRANSIENT
from chassis.service import Service, Unit
from services.monitoring.digests import Digest
from services.monitoring.store import digests

_TURN: Final = 7_430_002
_SECONDS: Final = 60.0
_PASSING: Final[tuple[type[Exception], ...]] = (*TRANSIENT, asyncpg.PostgresError)
"""The schema may not be there yet, or be swapped just now: the next look will do."""
log = structlog.get_logger()

Found = set[tuple[str, date, Digest]]


async def say_digests(unit: Unit, writer: str, until: date, among: Found | None = None) -> list[DigestPublished]:
    """Announce what is held of the writer's topics up to a day where it was not said so before.

    ``among`` limits it to digests that were found the same before.
    """
    now = clock.now()
    bodies = [
        DigestPublished.of(topic, day, digest.events, digest.fold, now)
        for topic, day, digest in await digests.unstated(unit.conn, writer, until)
        if among is None or (topic, day, digest) in among
    ]
    if bodies:
        await unit.announce([Event.of(body) for body in bodies])
    return bodies


async def say_for_ever(service: Service, seconds: float = _SECONDS) -> None:
    """Look once a minute; one process at a time says what two looks found the same.

    A digest that still changes belongs to a day that is being caught up: saying it would only be noise.
    """
    before: Found = set()
    while True:
        await asyncio.sleep(seconds)
        try:
            before = await look(service, before)
        except _PASSING as error:
            log.warning("digests are not said", reason=str(error) or type(error).__name__)


async def look(service: Service, before: Found) -> Found:
    """One look: says what ``before`` found too, and answers what is found now."""
    yesterday = clock.today() - timedelta(days=1)
    async with service.unit() as unit:
        if not await unit.conn.fetchval("SELECT pg_try_advisory_xact_lock($1)", _TURN):
            return set()
        found = set(await digests.unstated(unit.conn, service.settings.writer, yesterday))
        if settled := found & before:
            said = await say_digests(unit, service.settings.writer, yesterday, settled)
            log.info("digests said", days=len({body.day for body in said}), topics=len(said))
    return found
