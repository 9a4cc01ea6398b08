"""Contacts are masked; who looks behind the mask is written down first."""

from collections.abc import Sequence
from typing import Final

from chassis.database import Connection
from chassis.errors import NotFound
from chassis.identity import Principal, Role
from chassis.identity.audit import audit
from chassis.service import Service, Unit
from services.inventory.people.changing import own, within_reach
from services.inventory.people.contacts import Contact, Keys, NoContactKey, WrongContactKey, masked, place_of
from services.inventory.people.enrolling import sender_of
from services.inventory.settings import contact_keys_of
from services.inventory.store import people
from services.inventory.store.people import Kept, Reveal

LONGEST_REASON: Final = 400
Shown = dict[Contact, str]


async def reveal(service: Service, principal: Principal, subject: str, reason: str) -> Shown:
    """A person's contacts in full. Raises NotFound, NoContactKey, WrongContactKey."""
    sender, keys = sender_of(principal), contact_keys_of(service.settings)
    async with service.unit() as unit:
        kept = await within_reach(unit, sender, subject)
        return await _shown(unit, principal, kept, keys, reason[:LONGEST_REASON])


async def reveal_own(service: Service, principal: Principal) -> Shown:
    """One's own contacts in full; written down as any look is. Raises NotFound, NoContactKey, WrongContactKey."""
    keys = contact_keys_of(service.settings)
    async with service.unit() as unit:
        return await _shown(unit, principal, await own(unit.conn, principal), keys, "")


async def _shown(unit: Unit, principal: Principal, kept: Kept, keys: Keys, reason: str) -> Shown:
    person, shown = kept.person, opened(kept, keys)
    await people.note_reveals(unit.conn, principal, person.institution, [person.subject], purpose="page", reason=reason)
    await audit(unit.conn, principal, "people.reveal", person.subject, {"reason": reason})
    return shown


async def looks(conn: Connection, principal: Principal, *, before: int | None, limit: int) -> list[Reveal]:
    """Who looked at whose contacts in the institution, the latest first; its office may know. Raises NotFound."""
    if principal.role is not Role.OFFICE:
        raise NotFound
    return await people.reveals(conn, sender_of(principal).institution, before=before, limit=limit)


def opened(kept: Kept, keys: Keys) -> Shown:
    """Raises NoContactKey, WrongContactKey."""
    return {
        contact: keys.open(sealed, place_of(kept.person.subject, contact))
        for contact in Contact
        if (sealed := kept.sealed(contact)) is not None
    }


def hidden(kept: Kept, keys: Keys) -> Shown | None:
    """The masks of a person's contacts; None where the keys do not open them."""
    try:
        return {contact: masked(contact, value) for contact, value in opened(kept, keys).items()}
    except (NoContactKey, WrongContactKey):
        return None


def all_hidden(found: Sequence[Kept], keys: Keys) -> list[tuple[Kept, Shown | None]]:
    return [(kept, hidden(kept, keys)) for kept in found]
