"""The accounts of an institution's people as a file for the identity provider, which then gives their tokens.

Every account has the claims of its tokens: the provider puts them there as they are. Contacts, which it needs to invite
people, stand in the file only where somebody asks for them; that is a reveal of each.
"""

from typing import Any, Final

from chassis.errors import Refused, Told
from chassis.identity import Principal
from chassis.identity.audit import audit
from chassis.identity.tokens import claims_of
from chassis.service import Service
from services.inventory.people.enrolling import sender_of
from services.inventory.people.person import Status
from services.inventory.people.revealing import opened
from services.inventory.settings import contact_keys_of
from services.inventory.store import people
from services.inventory.store.people import Wanted

MOST: Final = 20_000


class TooMany(Refused):
    """One file holds so many accounts."""

    mend = Told("由各院系分别下载", "Each college downloads its own")


async def accounts(service: Service, principal: Principal, *, with_contacts: bool) -> list[dict[str, Any]]:
    """Everybody with an account who has not left. Raises TooMany, NoContactKey, WrongContactKey."""
    sender, keys = sender_of(principal), contact_keys_of(service.settings)
    async with service.unit() as unit:
        found = await people.listed(unit.conn, Wanted(*sender), limit=MOST + 1)
        if len(found) > MOST:
            raise TooMany(f"超过 {MOST:,} 个账号", english=f"More than {MOST:,} accounts.")
        listed = [one for one in found if one.person.status is not Status.LEFT]
        said = [
            claims_of(
                Principal(
                    one.person.subject,
                    one.person.name,
                    one.person.role,
                    principal.organization,
                    principal.organization_name,
                    principal.jurisdiction,
                    one.person.college,
                )
            )
            | (
                {"contacts": {contact.value: value for contact, value in opened(one, keys).items()}}
                if with_contacts
                else {}
            )
            for one in listed
        ]
        if with_contacts:
            subjects = [one.person.subject for one in listed]
            await people.note_reveals(unit.conn, principal, sender.institution, subjects, purpose="accounts")
        detail = {"accounts": len(said), "with_contacts": with_contacts}
        await audit(unit.conn, principal, "people.accounts", sender.institution, detail)
    return said
