"""The upload on the screen and for programs: one file, an answer to each row, the refused rows to mend."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, UploadFile
from panhuo_contracts import uuid7
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound
from chassis.http import UPLOAD_BYTES, ServiceDep, once
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Service, Unit
from chassis.web.language import language, localized, sentence
from chassis.web.layout import render
from services.evaluation.store import uploads
from services.evaluation.upload import commands
from services.evaluation.upload.columns import COLUMNS
from services.evaluation.upload.commands import Received, Sent
from services.evaluation.upload.reading import MOST_BYTES, MOST_ROWS, returned

api: Final = APIRouter(prefix="/evaluation/api/uploads", tags=["evaluation"])
pages: Final = APIRouter(prefix="/evaluation/uploads", include_in_schema=False)

Uploader = Annotated[Principal, Depends(allow(Right.EVALUATION_UPLOAD))]
_CSV: Final = "text/csv; charset=utf-8"
_MOST_SHOWN: Final = 200
_LATEST: Final = 20


class ProblemShown(BaseModel):
    column: str
    value: str
    rule: str
    source: str
    mend: str


class RowShown(BaseModel):
    line: int
    outcome: str
    problems: list[ProblemShown]


class Answered(BaseModel):
    upload: UUID
    accepted: int
    unchanged: int
    refused: int
    rows: list[RowShown]


@api.post("", response_model=Answered, max_body_size=UPLOAD_BYTES)
async def send(request: Request, file: UploadFile, principal: Uploader, service: ServiceDep) -> Response:
    """Send in up to 1,000 rows of CSV (docs/evaluation-upload.md); each is answered."""
    sent = await _sent(file)
    async with service.unit() as unit:

        async def act() -> Answered:
            taken = await _receive(unit, principal, sent)
            return Answered(
                upload=taken.upload.upload,
                accepted=taken.upload.accepted,
                unchanged=taken.upload.unchanged,
                refused=taken.upload.refused,
                rows=[
                    RowShown(
                        line=one.row.line,
                        outcome=one.outcome,
                        problems=[
                            ProblemShown(
                                column=two.column, value=two.value, rule=two.rule, source=two.source, mend=two.mend
                            )
                            for two in one.problems
                        ],
                    )
                    for one in taken.answers
                ],
            )

        return await once(request, unit, principal, act)


@api.get("/{upload}/returned", response_class=Response)
async def send_back(upload: UUID, principal: Uploader, service: ServiceDep) -> Response:
    """The refused rows in the same format, with the reasons beside them."""
    return await _returned(upload, principal, service)


@pages.get("")
async def show(request: Request, principal: Uploader, service: ServiceDep) -> Response:
    return await _shown(request, principal, service)


@pages.get("/template.csv")
async def template(principal: Uploader) -> Response:  # noqa: ARG001 - only for those who may send it in
    return _file(returned([]), "evaluations.csv")


@pages.post("", max_body_size=UPLOAD_BYTES)
async def receive(
    request: Request, principal: Uploader, service: ServiceDep, file: UploadFile | None = None
) -> Response:
    try:
        sent = await _sent(file)
        async with service.unit() as unit:

            async def act() -> Response:
                taken = await _receive(unit, principal, sent)
                return RedirectResponse(localized(f"/evaluation/uploads/{taken.upload.upload}", language(request)), 303)

            return await once(request, unit, principal, act)
    except Invalid as wrong:
        return await _shown(request, principal, service, wrong=sentence(wrong))


@pages.get("/{upload}")
async def show_outcome(request: Request, upload: UUID, principal: Uploader, service: ServiceDep) -> Response:
    """What became of a file of one's own office."""
    async with service.database.read() as conn:
        one = await uploads.one(conn, upload, principal.jurisdiction)
    if one is None:
        raise NotFound
    context = {"upload": one, "problems": one.problems[:_MOST_SHOWN], "most_shown": _MOST_SHOWN}
    return render(request, "uploaded.html", context)


@pages.get("/{upload}/returned.csv")
async def download(upload: UUID, principal: Uploader, service: ServiceDep) -> Response:
    return await _returned(upload, principal, service)


async def _shown(request: Request, principal: Principal, service: Service, *, wrong: str = "") -> Response:
    async with service.database.read() as conn:
        latest = await uploads.latest(conn, principal.jurisdiction, _LATEST)
    context = {
        "latest": latest,
        "columns": COLUMNS,
        "most_rows": MOST_ROWS,
        "most_megabytes": MOST_BYTES >> 20,
        "wrong": wrong,
        "key": str(uuid7()),
    }
    return render(request, "uploads.html", context, status=422 if wrong else 200)


async def _sent(file: UploadFile | None) -> Sent:
    """One byte more than may be is enough to see that it is too large. Raises Invalid where there is no file."""
    if file is None:
        raise Invalid("请选择文件", field="file", english="Choose a file.")
    return Sent((file.filename or "")[:200], await file.read(MOST_BYTES + 1))


async def _receive(unit: Unit, principal: Principal, sent: Sent) -> Received:
    scope = principal.scope(Right.EVALUATION_UPLOAD)
    taken = await commands.receive(unit, scope, principal, sent, today())
    counts = {"accepted": taken.upload.accepted, "refused": taken.upload.refused}
    await audit(unit.conn, principal, "evaluation.upload", str(taken.upload.upload), counts)
    return taken


async def _returned(upload: UUID, principal: Principal, service: Service) -> Response:
    async with service.database.read() as conn:
        text = await uploads.returned(conn, upload, principal.jurisdiction)
    if text is None:
        raise NotFound
    return _file(text, f"returned-{upload}.csv")


def _file(text: str, name: str) -> Response:
    return Response(text, media_type=_CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'})
