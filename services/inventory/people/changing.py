"""A person's facts or contacts change, by whoever manages them or by themselves; what follows of it follows at once."""

from collections.abc import Mapping
from typing import Final

from chassis.database import Connection
from chassis.errors import Invalid, NotFound, Refused, Told
from chassis.identity import Principal, Role
from chassis.identity.audit import audit
from chassis.service import Service, Unit
from services.inventory.people.contacts import Contact, Keys
from services.inventory.people.enrolling import Sender, sealed, sender_of
from services.inventory.people.matching import match
from services.inventory.people.person import RANKS, Gender, Person, Status
from services.inventory.settings import contact_keys_of
from services.inventory.store import colleges, delegations, people
from services.inventory.store.delegations import ENDED_BY_LEAVING
from services.inventory.store.people import Kept

_FIELDS: Final = ("name", "gender", "rank", "status", "college")


class ContactTaken(Refused):
    """A number or an address is one person's; whose is not told."""

    basis = Told.by("存量专利盘点通知", "账号不得重复", "no account twice")
    mend = Told(
        "核对号码；若是同一人，请在原账号上修改", "Check the number; for the same person change the account there is"
    )


async def within_reach(unit: Unit, sender: Sender, subject: str) -> Kept:
    """The person, held until the transaction ends. Raises NotFound for one out of reach."""
    kept = await people.get(unit.conn, subject, is_held=True)
    if kept is None or kept.person.institution != sender.institution:
        raise NotFound(subject)
    if sender.college not in (None, kept.person.college):
        raise NotFound(subject)
    return kept


async def change(
    service: Service, principal: Principal, wanted: Person, contacts: Mapping[Contact, str | None]
) -> None:
    """Change a person's facts; of the contacts those that are given, None takes an e-mail address away.

    The records of both names are matched anew. Raises NotFound, Invalid, RetiredOption, ContactTaken, NoContactKey.
    """
    sender, keys = sender_of(principal), contact_keys_of(service.settings)
    async with service.unit() as unit:
        await people.hold_registry(unit.conn)
        before = await within_reach(unit, sender, wanted.subject)
        was = before.person
        person = was._replace(**{name: getattr(wanted, name) for name in _FIELDS})
        RANKS.require(person.rank if person.rank is not was.rank else None)
        await _check(unit, sender, was, person)
        changed = await _keep(unit, principal, before, person, contacts, keys)
    if person.role is Role.INVENTOR and set(changed) & set(_FIELDS):
        await match(service, principal, [was.name, person.name])


async def correct(
    service: Service, principal: Principal, gender: Gender | None, contacts: Mapping[Contact, str | None]
) -> None:
    """What people may correct of themselves. Raises NotFound, ContactTaken, NoContactKey.

    Source: 个人信息保护法第46条: whoever finds their data wrong or wanting may have it corrected.
    """
    keys = contact_keys_of(service.settings)
    async with service.unit() as unit:
        await people.hold_registry(unit.conn)
        before = await own(unit.conn, principal, is_held=True)
        await _keep(unit, principal, before, before.person._replace(gender=gender), contacts, keys)


async def own(conn: Connection, principal: Principal, *, is_held: bool = False) -> Kept:
    """The person that the principal is. Raises NotFound for whoever stands in no institution's list."""
    kept = await people.get(conn, principal.subject, is_held=is_held)
    if kept is None or kept.person.institution != principal.organization:
        raise NotFound(principal.subject)
    return kept


async def _keep(
    unit: Unit,
    principal: Principal,
    before: Kept,
    person: Person,
    contacts: Mapping[Contact, str | None],
    keys: Keys,
) -> list[str]:
    """Keep what is another now; answered with the names of the facts and contacts that are."""
    was, after = before.person, before._replace(person=person)
    new = {
        contact: value
        for contact, value in contacts.items()
        if _mark(before, contact) not in (keys.marks(value) if value else [None])
    }
    if new:
        keys.require()
        await _check_contacts(unit, was, new, keys)
        after = sealed(after, new, keys)
    if after == before:
        return []
    await people.save(unit.conn, [after], by=principal.subject)
    if person.status is Status.LEFT:
        await delegations.end_of_people(unit.conn, [person.subject], by=ENDED_BY_LEAVING)
    changed = [name for name in _FIELDS if getattr(was, name) != getattr(person, name)]
    changed += [contact.value for contact in new]
    await audit(unit.conn, principal, "people.change", person.subject, {"changed": changed})
    return changed


async def _check(unit: Unit, sender: Sender, was: Person, person: Person) -> None:
    if person.role is Role.COLLEGE and person.college is None:
        raise Invalid("院系审核须有院系", field="college", english="A college's reviewer needs a college.")
    if person.college == was.college:
        return
    if sender.college is not None:
        raise Invalid("院系由成果转化办调整", field="college", english="The transfer office changes colleges.")
    known = await colleges.of(unit.conn, sender.institution)
    if person.college is not None and all(one.code != person.college or one.is_closed for one in known):
        raise Invalid("没有这个院系，或已停用", field="college", english="There is no such college.")


async def _check_contacts(unit: Unit, was: Person, new: Mapping[Contact, str | None], keys: Keys) -> None:
    for contact, value in new.items():
        if value is None:
            continue
        holders = await people.with_marks(unit.conn, keys.marks(value))
        if any(one.person.subject != was.subject for one in holders):
            name = ("手机号", "This number") if contact is Contact.MOBILE else ("邮箱", "This address")
            raise ContactTaken(f"{name[0]}已用于另一账号", english=f"{name[1]} is another account's.")


def _mark(kept: Kept, contact: Contact) -> bytes | None:
    return kept.mobile_mark if contact is Contact.MOBILE else kept.email_mark
