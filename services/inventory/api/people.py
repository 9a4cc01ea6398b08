"""Accounts of an institution's people over HTTP: the template, a file of people, who looked at contacts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel
from starlette.responses import Response

from chassis.http import Page, PageDep, ServiceDep, cursor_of
from chassis.options import Label, in_use
from services.inventory.api.access import English, PeopleManager
from services.inventory.api.imports import bounded
from services.inventory.files import template
from services.inventory.files.sheet_file import MOST_BYTES
from services.inventory.people import people_file, revealing
from services.inventory.people.enrolling import enroll, sender_of
from services.inventory.people.matching import match
from services.inventory.people.person import GENDERS, PERSON_ROLES, RANKS, STATUSES
from services.inventory.store import colleges
from services.inventory.store.people import Reveal

router = APIRouter(prefix="/people")
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PeopleAnswer(BaseModel):
    """What became of a file of people; the page of the upload shows its refused rows."""

    id: UUID
    new: int
    changed: int
    unchanged: int
    refused: int
    looked_at: int
    """Patents on which one of the new or changed names stands."""
    assigned: int


class RevealAnswer(BaseModel):
    """Somebody looked at contacts. The contacts themselves stand nowhere in it."""

    person: str
    """The account whose contacts they are, or the file of refused rows in which they stand."""
    person_name: str
    at: datetime
    name: str
    """Who looked."""
    role: str
    purpose: str
    """page, accounts (a file of accounts) or refused (a sheet of refused rows)"""
    reason: str

    @classmethod
    def of(cls, reveal: Reveal) -> Self:
        return cls(**{name: getattr(reveal, name) for name in cls.model_fields})


@router.get("/reveals")
async def list_reveals(manager: PeopleManager, service: ServiceDep, page: PageDep) -> Page[RevealAnswer]:
    """Who looked at whose contacts and when, the latest first. For the institution's office."""
    (before,) = page.marks(int) or (None,)
    async with service.database.read() as conn:
        found = await revealing.looks(
            conn, manager, before=None if before is None else bounded(before), limit=page.limit + 1
        )
    rows, more = page.cut(found)
    return Page(items=[RevealAnswer.of(row) for row in rows], next_cursor=cursor_of(rows[-1].place) if more else None)


@router.get("/template.csv")
async def csv_template(_manager: PeopleManager) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="panhuo-people.csv"'}
    return Response(template.as_csv(people_file.COLUMNS), media_type=_CSV, headers=headers)


@router.get("/template.xlsx")
async def xlsx_template(manager: PeopleManager, service: ServiceDep, english: English) -> Response:
    """An empty workbook; its cells offer the institution's own colleges and the codes."""
    sender = sender_of(manager)
    async with service.database.read() as conn:
        known = await colleges.of(conn, sender.institution)
    lists: dict[str, Mapping[Any, Label]] = {"gender": GENDERS, "role": PERSON_ROLES, "rank": RANKS, "status": STATUSES}
    options = {name: [label for label, _ in in_use(table).values()] for name, table in lists.items()}
    options["college"] = [one.code for one in known if not one.is_closed and sender.college in (None, one.code)]
    title = "Panhuo 人员账号模板"
    book = template.as_xlsx(people_file.COLUMNS, options, sheet_name="人员", title=title, english=english)
    headers = {"Content-Disposition": 'attachment; filename="panhuo-people.xlsx"'}
    return Response(book, media_type=_XLSX, headers=headers)


@router.post("", status_code=201, max_body_size=MOST_BYTES)
async def send_file(manager: PeopleManager, service: ServiceDep, file: Annotated[UploadFile, File()]) -> PeopleAnswer:
    """Make accounts of a file (csv, xlsx) and match their records. Sent again it changes nothing and says so.

    No idempotency key is kept: what is sent holds contacts, of which nothing stays outside of their seal.
    """
    done = await enroll(service, manager, file)
    matched = await match(service, manager, done.names)
    sent = done.upload
    return PeopleAnswer(
        id=sent.id,
        new=sent.new,
        changed=sent.changed,
        unchanged=sent.unchanged,
        refused=sent.refused,
        looked_at=matched.looked_at,
        assigned=matched.assigned,
    )
