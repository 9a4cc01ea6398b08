"""Imports over HTTP: send a file, follow it, fetch what was refused."""

from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response, StreamingResponse

from chassis.errors import Invalid, NotFound
from chassis.http import UPLOAD_BYTES, Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right
from chassis.service import Service
from services.inventory.api.access import English, Reader, Sender
from services.inventory.files import returned_rows, template
from services.inventory.files.returned_rows import Sheet
from services.inventory.importing import uploads
from services.inventory.importing.watch import watch_of
from services.inventory.requests import JobAnswer, ProblemAnswer
from services.inventory.rules.problems import Refusal
from services.inventory.store import imports
from services.inventory.store.imports import Job

router = APIRouter(prefix="/imports")
_ROWS_AT_ONCE: Final = 500
MOST_IN_WORKBOOK: Final = 100_000
"""Refused rows; the csv file holds any number."""
_CHUNK: Final = 256 * 1024
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.post("", status_code=202, response_model=JobAnswer, max_body_size=UPLOAD_BYTES)
async def send_file(
    request: Request, sender: Sender, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    """Send a file in the standard format or the office's export (csv, xlsx). It is read in the background."""
    identifier = await send(request, sender, service, file)
    async with service.database.read() as conn:
        job = await imports.get(conn, identifier)
    if job is None:
        raise NotFound
    body = JobAnswer.of(job).model_dump(mode="json")
    return JSONResponse(body, 202, {"Location": f"/inventory/api/imports/{identifier}"})


async def send(
    request: Request, sender: Principal, service: Service, file: UploadFile, holds: str = imports.STOCK
) -> UUID:
    """Take the file, once for each idempotency key, and let it be read."""
    received = await uploads.receive(service, file)
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                return JSONResponse(str(await uploads.enqueue(unit, sender, received, holds)))

            response = await once(request, unit, sender, action)
    except BaseException:
        received.path.unlink(missing_ok=True)
        raise
    identifier = UUID(bytes(response.body).decode().strip('"'))
    if identifier != received.id:
        received.path.unlink(missing_ok=True)
    watch_of(request.app).nudge()
    return identifier


@router.get("/template.csv")
async def csv_template(_reader: Reader) -> Response:
    """An empty file of the standard format."""
    return Response(template.as_csv(), media_type=_CSV, headers=_attachment("panhuo-template.csv"))


@router.get("/template.xlsx")
async def xlsx_template(_reader: Reader, english: English) -> Response:
    """An empty workbook of the standard format: its cells offer what may stand in them."""
    return Response(template.as_xlsx(english=english), media_type=_XLSX, headers=_attachment("panhuo-template.xlsx"))


async def job_of(identifier: UUID, sender: Sender, service: ServiceDep) -> Job:
    """The import, if it is within reach. Raises NotFound for another institution's."""
    async with service.database.read() as conn:
        job = await imports.get(conn, identifier)
    if job is None or job.holds != imports.STOCK:
        raise NotFound
    sender.scope(Right.STOCK_IMPORT).require(organization=job.organization)
    return job


@router.get("/{identifier}")
async def follow(job: Annotated[Job, Depends(job_of)], english: English) -> JobAnswer:
    """How far an import has come."""
    return JobAnswer.of(job, english=english)


@router.get("/{identifier}/errors")
async def errors(
    job: Annotated[Job, Depends(job_of)],
    service: ServiceDep,
    page: PageDep,
    english: English,
    rule: Annotated[str | None, Query(max_length=10)] = None,
) -> Page[ProblemAnswer]:
    """What is wrong with refused rows, by row."""
    row, place = page.marks(int, int) or (0, -1)
    async with service.database.read() as conn:
        found = await imports.problems(
            conn,
            job.id,
            rules=[rule] if rule else None,
            after=(bounded(row), bounded(place)),
            limit=page.limit + 1,
        )
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].row, rows[-1].place) if more else None
    return Page(items=[ProblemAnswer.of(each, english=english) for each in rows], next_cursor=following)


@router.get("/{identifier}/refused.csv")
async def refused_as_csv(job: Annotated[Job, Depends(job_of)], service: ServiceDep, english: English) -> Response:
    """The refused rows as they were sent, with row, problem, rule and mend behind: correct them and send them again."""
    sheet = Sheet(job.header, english=english)
    return StreamingResponse(
        returned_rows.as_csv(sheet, _refusals(service, job)),
        media_type=_CSV,
        headers=_attachment(f"refused-{job.id}.csv"),
    )


@router.get("/{identifier}/refused.xlsx")
async def refused_as_xlsx(job: Annotated[Job, Depends(job_of)], service: ServiceDep, english: English) -> Response:
    """The same sheet as a workbook."""
    if job.refused + job.claimed > MOST_IN_WORKBOOK:
        raise Invalid(
            f"错误行超过 {MOST_IN_WORKBOOK:,} 行，请下载 CSV",
            field="identifier",
            english=f"More than {MOST_IN_WORKBOOK:,} rows were refused: take the csv file.",
        )
    file = await returned_rows.as_xlsx(Sheet(job.header, english=english), _refusals(service, job))
    return StreamingResponse(
        iter(lambda: file.read(_CHUNK), b""),
        media_type=_XLSX,
        headers=_attachment(f"refused-{job.id}.xlsx"),
        background=BackgroundTask(file.close),
    )


async def _refusals(service: Service, job: Job) -> AsyncIterator[Refusal]:
    after = 0
    while True:
        async with service.database.read() as conn:
            refusals = await imports.refused_rows(conn, job.id, after=after, limit=_ROWS_AT_ONCE)
        for refusal in refusals:
            yield refusal
        if len(refusals) < _ROWS_AT_ONCE:
            return
        after = refusals[-1].row


def bounded(mark: str | int | None) -> int:
    if not isinstance(mark, int) or not -1 <= mark < 1 << 53:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
        )
    return mark


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
