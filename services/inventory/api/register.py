"""The patent register over HTTP: lines in batches or as a file, and what was refused."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, UploadFile
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind, RegisterEventKind
from panhuo_contracts.identifiers import CreditCode, PatentNumber
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.service import Service
from services.inventory.api.access import English, Recorder
from services.inventory.files import returned_rows
from services.inventory.files.returned_rows import Sheet
from services.inventory.files.sheet_file import MOST_BYTES
from services.inventory.legal import line_file, line_uploads, registering
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.registering import MOST_AT_ONCE, TakenDown
from services.inventory.requests import Asked, Short
from services.inventory.rules.problems import Problem, Refusal
from services.inventory.store import line_uploads as uploads
from services.inventory.store.line_uploads import Upload

router = APIRouter(prefix="/register-events")
_ROWS_AT_ONCE: Final = 500
_CSV: Final = "text/csv; charset=utf-8"


class LineRequest(Asked):
    """One line of the register, as the event states it."""

    patent: PatentNumber
    kind: RegisterEventKind
    effective_on: date
    announced_on: date | None = None
    number: Short | None = None
    holders: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    holder_code: CreditCode | None = None
    license_kind: LicenseKind | None = None
    until: date | None = None
    annuity_year: Annotated[int, Field(ge=1, le=40)] | None = None
    status: LegalStatus | None = None
    flags: Annotated[tuple[LegalFlag, ...], Field(max_length=len(LegalFlag))] = ()
    note: Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")] = ""

    def line(self) -> registering.Line:
        stated = {name: getattr(self, name) for name in RegisterEntry._fields if name in type(self).model_fields}
        stated |= {"flags": tuple(dict.fromkeys(self.flags))}
        return self.patent, RegisterEntry(**stated | {"number": self.number or None})


class LinesRequest(Asked):
    events: Annotated[list[LineRequest], Field(min_length=1, max_length=MOST_AT_ONCE)]


class LineProblem(BaseModel):
    """Why a line was not taken down."""

    place: int
    """In the sequence that was sent, from 0."""
    rule: str
    column: str
    value: str
    problem: str
    source: str
    mend: str

    @classmethod
    def of(cls, place: int, found: Problem, *, english: bool) -> Self:
        return cls(
            place=place,
            rule=found.rule,
            column=found.column,
            value=found.value,
            problem=found.problem(english=english),
            source=found.source(english=english),
            mend=found.mend(english=english),
        )


class LinesAnswer(BaseModel):
    """Each line is new, known already, or refused."""

    new: int
    known: int
    changed: int
    """Rights whose state is another now."""
    refused: list[LineProblem]


class UploadAnswer(BaseModel):
    id: UUID
    file_name: str
    rows: int
    new: int
    known: int
    changed: int
    refused: int
    sent_at: datetime

    @classmethod
    def of(cls, upload: Upload) -> Self:
        return cls(**{name: getattr(upload, name) for name in cls.model_fields})


@router.post("", response_model=LinesAnswer)
async def record_lines(
    request: Request, asked: LinesRequest, recorder: Recorder, service: ServiceDep, english: English
) -> Response:
    """Take down up to a thousand lines at once, in any order; a line that stands already is known."""
    wrong = {place: found for place, line in enumerate(asked.events) if (found := _wrong(line))}
    fitting = [(place, line.line()) for place, line in enumerate(asked.events) if place not in wrong]
    async with service.unit() as unit:

        async def action() -> LinesAnswer:
            lines = [line for _, line in fitting]
            taken = await registering.record(unit, recorder, lines, writer=service.settings.writer)
            return _answer(taken, [place for place, _ in fitting], wrong, english=english)

        return await once(request, unit, recorder, action)


def _wrong(line: LineRequest) -> Problem | None:
    """The first thing that a file's row would be refused for."""
    if line.effective_on > today():
        return Problem("effective_on", line.effective_on.isoformat(), "E403", {})
    return next(iter(line_file.gaps({name: getattr(line, name) for name in type(line).model_fields})), None)


def _answer(taken: TakenDown, places: list[int], wrong: dict[int, Problem], *, english: bool) -> LinesAnswer:
    refused = wrong | {places[place]: problem for place, problem in taken.refused}
    return LinesAnswer(
        new=taken.new,
        known=taken.known,
        changed=taken.changed,
        refused=[LineProblem.of(place, found, english=english) for place, found in sorted(refused.items())],
    )


@router.post("/files", status_code=201, max_body_size=MOST_BYTES)
async def send_file(recorder: Recorder, service: ServiceDep, file: Annotated[UploadFile, File()]) -> UploadAnswer:
    """Take down a file of lines (csv, xlsx). Sent again it changes nothing and says so."""
    identifier = await line_uploads.take_in(service, recorder, file)
    return UploadAnswer.of(await upload_of(identifier, recorder, service))


@router.get("/template.csv")
async def template(_recorder: Recorder) -> Response:
    """An empty file of the format."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerow(column.name for column in line_file.COLUMNS)
    headers = {"Content-Disposition": 'attachment; filename="panhuo-register.csv"'}
    return Response(out.getvalue(), media_type=_CSV, headers=headers)


async def upload_of(identifier: UUID, _recorder: Recorder, service: ServiceDep) -> Upload:
    """The file, where there is one. Raises NotFound."""
    async with service.database.read() as conn:
        found = await uploads.get(conn, identifier)
    if found is None:
        raise NotFound
    return found


@router.get("/files/{identifier}")
async def read_upload(upload: Annotated[Upload, Depends(upload_of)]) -> UploadAnswer:
    return UploadAnswer.of(upload)


@router.get("/files/{identifier}/refused.csv")
async def refused_rows(
    upload: Annotated[Upload, Depends(upload_of)], service: ServiceDep, english: English
) -> Response:
    """The refused rows as they were sent, with what is wrong behind: mend them and send them again."""
    return StreamingResponse(
        returned_rows.as_csv(Sheet(upload.header, english=english), _refusals(service, upload.id)),
        media_type=_CSV,
        headers={"Content-Disposition": f'attachment; filename="refused-{upload.id}.csv"'},
    )


async def _refusals(service: Service, upload: UUID) -> AsyncIterator[Refusal]:
    after = 0
    while True:
        async with service.database.read() as conn:
            found = await uploads.refusals(conn, upload, after=after, limit=_ROWS_AT_ONCE)
        for refusal in found:
            yield refusal
        if len(found) < _ROWS_AT_ONCE:
            return
        after = found[-1].row
