"""Inventors' names become people: each record is put to whom the rule names, all else is listed for a person."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.errors import Invalid, NotFound
from chassis.identity import Principal
from chassis.identity.audit import audit
from chassis.service import Service, Unit
from services.inventory.bodies.guard import require_active
from services.inventory.people.enrolling import Sender, sender_of
from services.inventory.people.filler import SOMEBODY_ELSE, WHY, Filler, Inventor, filler
from services.inventory.people.names import plain
from services.inventory.people.person import Person
from services.inventory.review import assigning
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store import inventors, matches, people, reviews
from services.inventory.store.colleges import Responsible
from services.inventory.store.inventors import Named
from services.inventory.store.reviews import Held

_LONGEST_SECONDS: Final = 20.0
"""A request has thirty."""


@dataclass(slots=True)
class Matched:
    """What a run came to."""

    looked_at: int = 0
    assigned: int = 0
    is_complete: bool = True


async def match(service: Service, principal: Principal, names: Sequence[str] | None = None) -> Matched:
    """Match the institution's patents, or those on which one of these names stands; broken off after a while.

    Run again, it passes quickly over what is settled. A college's people touch no other college's records.
    """
    sender, writer = sender_of(principal), service.settings.writer
    until = time.monotonic() + _LONGEST_SECONDS
    wanted = None if names is None else sorted({plain(name) for name in names})
    matched, after = Matched(), ""
    while wanted is None or wanted:
        async with service.unit() as unit:
            found = await inventors.naming(
                unit.conn, sender.institution, wanted, writer, after=after, limit=MOST_AT_ONCE
            )
            await match_these(unit, principal, sender, found, matched, writer=writer)
        if len(found) < MOST_AT_ONCE:
            break
        after = found[-1].patent
        if time.monotonic() > until:
            matched.is_complete = False
            break
    return matched


async def match_these(
    unit: Unit, principal: Principal, sender: Sender, found: Sequence[Named], matched: Matched, *, writer: str
) -> None:
    """Put each of these patents to whom the rule names, where nobody else was put in charge by hand."""
    await require_active(unit.conn, sender.institution)
    numbers = [one.patent for one in found]
    before = await matches.of(unit.conn, numbers)
    fillers = await _fillers(unit, sender.institution, found)
    matched.looked_at += len(found)
    fresh = {number: one for number, one in fillers.items() if _differs(before.get(number), one)}
    await matches.save(unit.conn, sender.institution, fresh)
    ruled = {number: one.person for number, one in fillers.items()}
    # Only what will change is locked: a second run must not touch what the first has settled.
    seen = await reviews.all_seen(unit.conn, numbers, writer)
    changing = [number for number, one in seen.items() if _wanted(one, ruled[number], before.get(number), sender)]
    if not changing:
        return
    held = await reviews.locked(unit.conn, changing, writer)
    for basis in dict.fromkeys(fillers[number].basis for number in changing):
        some = {number: one for number, one in held.items() if fillers[number].basis is basis}

        def after(one: Held) -> Responsible:
            number = one.standing.entry.number
            return _wanted(one, ruled[number], before.get(number), sender) or one.responsible

        decided = await assigning.put_each(unit, principal, some, after, why=WHY.get(basis, SOMEBODY_ELSE))
        matched.assigned += len(decided.done)


async def settle(service: Service, principal: Principal, number: str, name: str, subject: str | None) -> None:
    """Say which of several people of one name is meant on a patent; None: none of them. Raises NotFound, Invalid."""
    sender, writer = sender_of(principal), service.settings.writer
    async with service.unit() as unit:
        await _within_reach(unit, sender, number, writer)
        found = await inventors.on(unit.conn, sender.institution, number, writer)
        if found is None or plain(name) not in map(plain, found.names):
            raise NotFound(number)
        bearing = (await people.named(unit.conn, sender.institution, [plain(name)])).get(plain(name), [])
        if subject is not None and all(one.subject != subject for one in bearing):
            raise Invalid("请从同名的账号中选择", field="person", english="Choose one of the accounts of that name.")
        await matches.settle(unit.conn, number, name, subject, by=principal.subject)
        await match_these(unit, principal, sender, [found], Matched(), writer=writer)
        await audit(unit.conn, principal, "people.settle", number, {"person": subject})


async def appoint(unit: Unit, principal: Principal, number: str, person: Person, *, writer: str) -> None:
    """Name who fills a record in where the rule found nobody: the project's teacher, say.

    Raises NotFound, CannotFillIn and what the review forbids.
    """
    held = await _within_reach(unit, sender_of(principal), number, writer)
    assigning.CannotFillIn.check(person)

    def after(one: Held) -> Responsible:
        college = one.responsible.college or person.college
        return one.responsible._replace(college=college, subject=person.subject, name=person.name)

    decided = await assigning.put_each(unit, principal, held, after, why=person.name)
    decided.or_raise()


async def _within_reach(unit: Unit, sender: Sender, number: str, writer: str) -> dict[str, Held]:
    """The record, held: the institution's, and no other college's. Raises NotFound."""
    held = await reviews.locked(unit.conn, [number], writer)
    for one in held.values():
        if one.standing.entry.institution == sender.institution and (
            sender.college is None or one.found.college in (None, sender.college)
        ):
            return held
    raise NotFound(number)


async def _fillers(unit: Unit, institution: str, found: Sequence[Named]) -> dict[str, Filler]:
    names = sorted({plain(name) for one in found for name in one.names})
    bearing = await people.named(unit.conn, institution, names)
    settled = await matches.settled(unit.conn, [one.patent for one in found])
    return {
        one.patent: filler([Inventor(name, _accounts(one.patent, plain(name), bearing, settled)) for name in one.names])
        for one in found
    }


def _accounts(
    patent: str, name: str, bearing: Mapping[str, list[Person]], settled: Mapping[tuple[str, str], str | None]
) -> list[Person]:
    """The people that a name may mean on a patent."""
    of_name = bearing.get(name, [])
    if (patent, name) not in settled:
        return of_name
    return [one for one in of_name if one.subject == settled[patent, name]]


def _differs(before: matches.Found | None, now: Filler) -> bool:
    return before != (now.basis, now.name, now.person.subject if now.person else None)


def _wanted(one: Held, person: Person | None, before: matches.Found | None, sender: Sender) -> Responsible | None:
    """To whom the record is to be put; None where it stays: as it should be, another college's, or assigned by hand."""
    now = one.responsible
    if one.found.is_away or one.found.has_ended or sender.college not in (None, now.college or sender.college):
        return None
    is_by_rule = now.subject is None or (before is not None and before.person == now.subject)
    if not is_by_rule:
        return None
    if person is None:
        # Whom the rule had named no longer can; the record waits for somebody's word.
        return now._replace(subject=None, name="") if now.subject is not None else None
    put = now._replace(college=now.college or person.college, subject=person.subject, name=person.name)
    return put if put != now else None
