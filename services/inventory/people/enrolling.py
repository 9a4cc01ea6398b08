"""Accounts made in bulk: each row of a file is new, changed, unchanged or refused."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import UploadFile
from panhuo_contracts import uuid7

from chassis.clock import now
from chassis.errors import Invalid
from chassis.identity import Principal, Right, Role
from chassis.identity.audit import audit
from chassis.identity.principal import Forbidden
from chassis.service import Service, Unit
from services.inventory.bodies.guard import require_active
from services.inventory.files.unreadable import Unreadable
from services.inventory.people.contacts import Contact, Keys, place_of
from services.inventory.people.names import plain
from services.inventory.people.people_file import CONTACTS, PeopleFile, Stated, problem, read_people
from services.inventory.people.person import Person, Rank, Status
from services.inventory.rules.problems import Problem, Refusal
from services.inventory.settings import contact_keys_of
from services.inventory.store import colleges, delegations, inventors, people, people_uploads
from services.inventory.store.colleges import College
from services.inventory.store.delegations import ENDED_BY_LEAVING
from services.inventory.store.people import Kept
from services.inventory.store.people_uploads import Upload

_LONGEST_NAME: Final = 200


class Sender(NamedTuple):
    """For whom accounts are made; with a college: for its own people only."""

    institution: str
    college: str | None


class Enrolled(NamedTuple):
    """What became of a file, and the names whose records are to be matched anew."""

    upload: Upload
    names: list[str]


@dataclass(slots=True)
class _Known:
    """What the rows of a file are held against."""

    colleges: Mapping[str, College]
    """By code and by name."""
    patents: Mapping[str, int]
    """Plain name → how many of the institution's patents name it."""
    by_mark: dict[bytes, Kept]
    taken: Mapping[str, Person]
    """Of the accounts that the rows name, those that somebody has."""


@dataclass(slots=True)
class _Outcome:
    saved: list[Kept] = field(default_factory=list)
    new: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


def sender_of(principal: Principal) -> Sender:
    """Raises Forbidden for whoever manages no people."""
    scope = principal.scope(Right.PEOPLE_MANAGE)
    if scope.organization is None:
        raise Forbidden.without(principal.role, Right.PEOPLE_MANAGE)
    return Sender(scope.organization, scope.college)


async def enroll(service: Service, principal: Principal, upload: UploadFile) -> Enrolled:
    """Take a file of people in, in one transaction. Sent again it changes nothing and says so.

    Raises Invalid for what cannot be read, NoContactKey, and what a suspended or merged institution meets.
    """
    sender, keys = sender_of(principal), contact_keys_of(service.settings)
    keys.require()
    found = await _read(upload)
    name = Path(upload.filename or "file").name.replace("\x00", "")[:_LONGEST_NAME] or "file"
    async with service.unit() as unit:
        await require_active(unit.conn, sender.institution)
        await people.hold_registry(unit.conn)
        known = await _known(unit, sender, found.stated, keys, service.settings.writer)
        outcome = await asyncio.to_thread(_decide, found, known, sender, keys)
        await people.save(unit.conn, outcome.saved, by=principal.subject)
        left = [one.person.subject for one in outcome.saved if one.person.status is Status.LEFT]
        await delegations.end_of_people(unit.conn, left, by=ENDED_BY_LEAVING)
        refused = sorted([*found.refused, *outcome.refused])
        sent = Upload(
            uuid7(),
            *sender,
            name,
            principal.name,
            found.header,
            outcome.new,
            len(outcome.saved) - outcome.new,
            outcome.unchanged,
            len(refused),
            now(),
        )
        await people_uploads.add(unit.conn, sent, refused, keys)
        counts = {"new": sent.new, "changed": sent.changed, "unchanged": sent.unchanged, "refused": sent.refused}
        await audit(unit.conn, principal, "people.enroll", str(sent.id), counts)
    return Enrolled(sent, sorted({one.person.name for one in outcome.saved}))


async def _read(upload: UploadFile) -> PeopleFile:
    with tempfile.TemporaryDirectory(prefix="panhuo-people-") as folder:
        path = Path(folder) / "people"
        path.write_bytes(await upload.read())
        try:
            return await asyncio.to_thread(read_people, path)
        except Unreadable as unreadable:
            raise Invalid(str(unreadable), field="file", english=unreadable.english) from None


async def _known(unit: Unit, sender: Sender, rows: Sequence[Stated], keys: Keys, writer: str) -> _Known:
    values = {value for row in rows for value in (row.mobile, row.email) if value}
    marks = [mark for value in values for mark in keys.marks(value)]
    by_mark: dict[bytes, Kept] = {}
    for one in await people.with_marks(unit.conn, marks):
        by_mark |= {mark: one for mark in (one.mobile_mark, one.email_mark) if mark}
    names = sorted({plain(row.name) for row in rows if row.role is Role.INVENTOR})
    open_ones = [one for one in await colleges.of(unit.conn, sender.institution) if not one.is_closed]
    return _Known(
        {one.name: one for one in open_ones} | {one.code: one for one in open_ones},
        await inventors.counted(unit.conn, sender.institution, names, writer),
        by_mark,
        await people.those(unit.conn, [row.account for row in rows if row.account]),
    )


def _decide(found: PeopleFile, known: _Known, sender: Sender, keys: Keys) -> _Outcome:
    outcome = _Outcome()
    first_rows: dict[str, int] = {}
    for row in found.stated:
        wrong = _twice(found, row, first_rows)
        before = _find(known, keys, row.mobile)
        wrong += _wrong(found, row, known, sender, keys, before)
        if wrong:
            outcome.refused.append(Refusal(row.row, row.cells, wrong))
            continue
        after = _after(row, before, known, sender, keys)
        if before is not None and after == before:
            outcome.unchanged += 1
        else:
            outcome.saved.append(after)
            outcome.new += before is None
    return outcome


def _twice(found: PeopleFile, row: Stated, first_rows: dict[str, int]) -> list[Problem]:
    """Values are compared, rows are named."""
    wrong = []
    for name in (*CONTACTS, "account"):
        value = getattr(row, name)
        if value and (first := first_rows.setdefault(value, row.row)) != row.row:
            wrong.append(problem(found, name, value, "E504", row=f"{first:,}"))
    return wrong


def _wrong(
    found: PeopleFile, row: Stated, known: _Known, sender: Sender, keys: Keys, before: Kept | None
) -> list[Problem]:
    if before is not None and not _reaches(sender, before.person):
        return [problem(found, "mobile", row.mobile, "E503")]
    wrong = []
    if sender.college is not None and row.role is not Role.INVENTOR:
        wrong.append(problem(found, "role", "", "E508"))
    college = known.colleges.get(row.college or "")
    if row.college and college is None:
        options = "、".join(dict.fromkeys(one.name for one in known.colleges.values()))
        wrong.append(problem(found, "college", row.college, "E507", options=options or "—"))
    elif college and sender.college not in (None, college.code):
        wrong.append(problem(found, "college", row.college or "", "E508"))
    holder = _find(known, keys, row.email) if row.email else None
    if holder is not None and (before is None or holder.person.subject != before.person.subject):
        wrong.append(problem(found, "email", row.email or "", "E503"))
    if row.account and (row.account in known.taken if before is None else row.account != before.person.subject):
        wrong.append(problem(found, "account", row.account, "E511"))
    if before is None:
        if row.role is Role.INVENTOR and not known.patents.get(plain(row.name)):
            wrong.append(problem(found, "name", row.name, "E506"))
        return wrong
    if plain(before.person.name) != plain(row.name):
        wrong.append(problem(found, "name", row.name, "E505"))
    if before.person.role is not row.role or (college and before.person.college not in (None, college.code)):
        wrong.append(problem(found, "role", row.college or "", "E509"))
    return wrong


def _reaches(sender: Sender, person: Person) -> bool:
    return sender.institution == person.institution and sender.college in (None, person.college)


def _find(known: _Known, keys: Keys, value: str) -> Kept | None:
    return next((known.by_mark[mark] for mark in keys.marks(value) if mark in known.by_mark), None)


def _after(row: Stated, before: Kept | None, known: _Known, sender: Sender, keys: Keys) -> Kept:
    """The person with what the row says; what it leaves open stays as it is."""
    college = known.colleges[row.college].code if row.college else sender.college
    if before is None:
        person = Person(
            row.account or str(uuid7()),
            sender.institution,
            row.role,
            row.name,
            row.gender,
            row.rank or Rank.OTHER,
            row.status or Status.SERVING,
            college,
        )
        return sealed(
            Kept(person, None, None, None, None), {Contact.MOBILE: row.mobile, Contact.EMAIL: row.email}, keys
        )
    was = before.person
    person = was._replace(
        gender=row.gender or was.gender,
        rank=row.rank or was.rank,
        status=row.status or was.status,
        college=college or was.college,
    )
    after = before._replace(person=person)
    if row.email and before.email_mark not in keys.marks(row.email):
        return sealed(after, {Contact.EMAIL: row.email}, keys)
    return after


def sealed(kept: Kept, values: Mapping[Contact, str | None], keys: Keys) -> Kept:
    """The person with these contacts, each sealed for its place and marked; None takes one away."""
    for contact, value in values.items():
        shut = keys.seal(value, place_of(kept.person.subject, contact)) if value else None
        mark = keys.mark(value) if value else None
        if contact is Contact.MOBILE:
            kept = kept._replace(mobile=shut, mobile_mark=mark)
        else:
            kept = kept._replace(email=shut, email_mark=mark)
    return kept
