"""Accounts made in bulk: the template, the file, what became of it, and its refused rows."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from chassis.errors import Invalid, NotFound, Refused
from chassis.http import PageDep, ServiceDep, cursor_of
from chassis.identity import Principal
from chassis.identity.audit import audit
from chassis.service import Service
from chassis.web.language import in_words, language, localized
from chassis.web.layout import render
from services.inventory.api.access import English, PeopleManager
from services.inventory.api.imports import bounded
from services.inventory.files import returned_rows
from services.inventory.files.returned_rows import Sheet
from services.inventory.files.sheet_file import MOST_BYTES
from services.inventory.pages.shown import words
from services.inventory.people import people_file
from services.inventory.people.enrolling import enroll, sender_of
from services.inventory.people.matching import match
from services.inventory.rules.problems import Refusal
from services.inventory.settings import contact_keys_of
from services.inventory.store import people, people_uploads
from services.inventory.store.people_uploads import Upload

router = APIRouter(include_in_schema=False)
_LATEST: Final = 8
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/inventory/people/upload")
async def form(request: Request, manager: PeopleManager, service: ServiceDep) -> Response:
    return await _form(request, manager, service)


@router.post("/inventory/people/upload", max_body_size=MOST_BYTES)
async def send(
    request: Request, manager: PeopleManager, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    """Make the accounts, then match the records of those who are new or changed."""
    try:
        done = await enroll(service, manager, file)
    except (Invalid, Refused) as wrong:
        return await _form(request, manager, service, wrong=in_words(wrong))
    matched = await match(service, manager, done.names)
    told = urlencode({"looked": matched.looked_at, "assigned": matched.assigned})
    return RedirectResponse(localized(f"/inventory/people/uploads/{done.upload.id}?{told}", language(request)), 303)


async def upload_of(identifier: UUID, manager: PeopleManager, service: ServiceDep) -> Upload:
    """The file, if it is within reach. Raises NotFound."""
    sender = sender_of(manager)
    async with service.database.read() as conn:
        found = await people_uploads.get(conn, identifier)
    if found is None or found.institution != sender.institution or sender.college not in (None, found.college):
        raise NotFound
    return found


@router.get("/inventory/people/uploads/{identifier}")
async def result(
    request: Request,
    upload: Annotated[Upload, Depends(upload_of)],
    service: ServiceDep,
    page: PageDep,
    *,
    english: English,
    looked: Annotated[int, Query(ge=0)] = 0,
    assigned: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    (after,) = page.marks(int) or (0,)
    async with service.database.read() as conn:
        found = await people_uploads.problems(conn, upload.id, after=bounded(after), limit=page.limit + 1)
    rows, more = page.cut(found)
    context = words(
        upload=upload,
        looked=looked,
        assigned=assigned,
        rows=[
            (row.row, problem, problem.problem(english=english), problem.mend(english=english))
            for row in rows
            for problem in row.problems
        ],
        following=f"/inventory/people/uploads/{upload.id}?cursor={cursor_of(rows[-1].row)}" if more else "",
    )
    return render(request, "people/upload.html", context)


@router.post("/inventory/people/uploads/{identifier}/refused")
async def refused_rows(
    upload: Annotated[Upload, Depends(upload_of)], manager: PeopleManager, service: ServiceDep, *, english: English
) -> Response:
    """The refused rows as they were sent, with what is wrong beside them. Contacts stand in them: it is a reveal."""
    keys = contact_keys_of(service.settings)
    async with service.unit() as unit:
        refused = await people_uploads.refusals(unit.conn, upload.id, keys)
        await people.note_reveals(
            unit.conn, manager, upload.institution, [f"upload {upload.id}"], purpose="refused", reason=upload.file_name
        )
        await audit(unit.conn, manager, "people.refused_rows", str(upload.id), {"rows": len(refused)})
    book = await returned_rows.as_xlsx(Sheet(upload.header, english=english), _each(refused))
    with book:
        headers = _attachment(f"refused-{upload.id}.xlsx")
        return Response(book.read(), media_type=_XLSX, headers=headers)


async def _each(refused: Sequence[Refusal]) -> AsyncIterator[Refusal]:
    for one in refused:
        yield one


async def _form(request: Request, manager: Principal, service: Service, *, wrong: str = "") -> Response:
    sender = sender_of(manager)
    async with service.database.read() as conn:
        latest = await people_uploads.latest(conn, *sender, _LATEST)
    context = words(
        latest=latest,
        columns=people_file.COLUMNS,
        wrong=wrong,
        has_key=contact_keys_of(service.settings).is_there,
        most=people_file.MOST_ROWS,
    )
    return render(request, "people/upload_form.html", context, status=422 if wrong else 200)


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
