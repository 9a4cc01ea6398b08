"""The patent register on screen: files of its lines, how far each has come, and what became of its rows."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, File, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from chassis.http import UPLOAD_BYTES, PageDep, ServiceDep, cursor_of
from chassis.web.language import language, localized
from chassis.web.layout import render
from services.inventory.api.access import English, Recorder
from services.inventory.api.imports import bounded, send
from services.inventory.api.register import job_of
from services.inventory.legal import line_file
from services.inventory.pages.job_progress import is_asked_for, no_longer_open, pace_of, steps_of
from services.inventory.pages.shown import words
from services.inventory.store import imports
from services.inventory.store.imports import REGISTER, Job

router = APIRouter(include_in_schema=False)
_LATEST: Final = 8


@router.get("/inventory/register")
async def form(request: Request, _recorder: Recorder, service: ServiceDep) -> Response:
    async with service.database.read() as conn:
        latest = await imports.latest(conn, None, _LATEST, holds=REGISTER)
    return render(request, "register_form.html", words(latest=latest, columns=line_file.COLUMNS))


@router.post("/inventory/register", max_body_size=UPLOAD_BYTES)
async def upload(
    request: Request, recorder: Recorder, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    identifier = await send(request, recorder, service, file, REGISTER)
    return RedirectResponse(localized(f"/inventory/register/{identifier}", language(request)), 303)


@router.get("/inventory/register/{identifier}")
async def result(
    request: Request, job: Annotated[Job, Depends(job_of)], service: ServiceDep, page: PageDep, *, english: English
) -> Response:
    """How far it has come; then the counts and the refused rows. The page asks again each second until it is done."""
    is_progress = is_asked_for(request)
    if is_progress and not job.is_open:
        return no_longer_open()
    row, place = page.marks(int, int) or (0, -1)
    async with service.database.read() as conn:
        after = (bounded(row), bounded(place))
        found = (
            await imports.problems(conn, job.id, rules=None, after=after, limit=page.limit + 1)
            if not job.is_open
            else []
        )
    rows, more = page.cut(found)
    context = words(
        job=job,
        rows=[(each, each.problem.problem(english=english), each.problem.mend(english=english)) for each in rows],
        following=f"/inventory/register/{job.id}?cursor={cursor_of(rows[-1].row, rows[-1].place)}" if more else "",
        steps=steps_of(job),
        pace=pace_of(job),
        reason=job.reason_english if english and job.reason_english else job.reason,
    )
    return render(request, "register_upload.html", context, block="outcome" if is_progress else None)
