"""After a new key was put in front, what older ones have sealed is sealed anew; then those may go."""

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from chassis.http import UNREACHABLE
from chassis.service import Service
from services.inventory.people.contacts import Keys, WrongContactKey
from services.inventory.people.enrolling import sealed
from services.inventory.people.revealing import opened
from services.inventory.settings import contact_keys_of
from services.inventory.store import people

_STEP: Final = 200
_AGAIN_SECONDS: Final = 10.0
log = structlog.get_logger()


async def reseal(service: Service, keys: Keys) -> int:
    """Seal under the first key what another has sealed. Returns how many people's. Raises WrongContactKey."""
    done = 0
    while True:
        async with service.unit() as unit:
            await people.hold_registry(unit.conn)
            found = await people.sealed_otherwise(unit.conn, keys.current, _STEP)
            await people.save(unit.conn, [sealed(one, opened(one, keys), keys) for one in found], by="")
        done += len(found)
        if len(found) < _STEP:
            return done


async def watch(service: Service) -> None:
    """Once after each start; a database that is down is asked again."""
    keys = contact_keys_of(service.settings)
    while keys.is_there:
        with suppress(*UNREACHABLE):
            try:
                if done := await reseal(service, keys):
                    log.info("contacts are sealed under the first key", people=done)
            except WrongContactKey as wrong:
                log.error("contacts are sealed with a key that is not in CONTACT_KEY", reason=wrong.english)  # noqa: TRY400 - the sentence is all there is to say
            return
        await asyncio.sleep(_AGAIN_SECONDS)
