"""The patent register on screen: files of its lines, and what became of their rows."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from chassis.errors import Invalid
from chassis.http import PageDep, ServiceDep, cursor_of
from chassis.service import Service
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import English, Recorder
from services.inventory.api.imports import bounded
from services.inventory.api.register import upload_of
from services.inventory.files.sheet_file import MOST_BYTES
from services.inventory.legal import line_file, line_uploads
from services.inventory.pages.shown import words
from services.inventory.store import line_uploads as uploads
from services.inventory.store.line_uploads import Upload

router = APIRouter(include_in_schema=False)
_LATEST: Final = 8


@router.get("/inventory/register")
async def form(request: Request, _recorder: Recorder, service: ServiceDep) -> Response:
    return await _form(request, service)


@router.post("/inventory/register", max_body_size=MOST_BYTES)
async def send(
    request: Request, recorder: Recorder, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    try:
        identifier: UUID = await line_uploads.take_in(service, recorder, file)
    except Invalid as invalid:
        return await _form(request, service, wrong=t(str(invalid), invalid.english or str(invalid)))
    return RedirectResponse(localized(f"/inventory/register/{identifier}", language(request)), 303)


@router.get("/inventory/register/{identifier}")
async def result(
    request: Request,
    upload: Annotated[Upload, Depends(upload_of)],
    service: ServiceDep,
    page: PageDep,
    *,
    english: English,
) -> Response:
    (after,) = page.marks(int) or (0,)
    async with service.database.read() as conn:
        found = await uploads.refusals(conn, upload.id, after=bounded(after), limit=page.limit + 1)
    rows, more = page.cut(found)
    context = words(
        upload=upload,
        rows=[
            (row.row, problem, problem.problem(english=english), problem.mend(english=english))
            for row in rows
            for problem in row.problems
        ],
        following=f"/inventory/register/{upload.id}?cursor={cursor_of(rows[-1].row)}" if more else "",
    )
    return render(request, "register_upload.html", context)


async def _form(request: Request, service: Service, *, wrong: str = "") -> Response:
    async with service.database.read() as conn:
        latest = await uploads.latest(conn, _LATEST)
    context = words(latest=latest, columns=line_file.COLUMNS, wrong=wrong)
    return render(request, "register_form.html", context, status=422 if wrong else 200)
