"""The patent register over HTTP: lines in batches or as a file that is followed, and what was refused."""

import csv
import io
from datetime import date, datetime
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind, RegisterEventKind
from panhuo_contracts.identifiers import CreditCode, PatentNumber
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from chassis.clock import now, today
from chassis.errors import NotFound
from chassis.http import UPLOAD_BYTES, Page, PageDep, ServiceDep, once
from services.inventory.api import imports as imports_api
from services.inventory.api.access import English, Recorder
from services.inventory.legal import line_file, registering
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.registering import MOST_AT_ONCE, TakenDown
from services.inventory.requests import Asked, ProblemAnswer, Short
from services.inventory.rules.problems import Problem
from services.inventory.store import imports
from services.inventory.store.imports import REGISTER, Job

router = APIRouter(prefix="/register-events")
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


class LineJobAnswer(BaseModel):
    """How far a file of lines has come. Every row ends as new, known or refused."""

    id: UUID
    file_name: str
    state: str
    """waiting, reading, storing, done; or refused: nothing of the file was taken down."""
    rows: int | None
    handled: int
    new: int
    known: int
    changed: int
    """Rights whose state is another now."""
    refused: int
    problems: int
    reason: str
    sent_at: datetime
    finished_at: datetime | None
    rows_per_second: float | None
    """Of the present run, once it stores."""
    seconds_left: int | None

    @classmethod
    def of(cls, job: Job, *, english: bool = False) -> Self:
        moment = now()
        reckoned = {
            "known": job.unchanged,
            "changed": job.rights_changed,
            "reason": job.reason_english if english else job.reason,
            "rows_per_second": job.rows_per_second(moment),
            "seconds_left": job.seconds_left(moment),
        }
        return cls(**{name: getattr(job, name) for name in cls.model_fields if name not in reckoned} | reckoned)


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


@router.post("/files", status_code=202, response_model=LineJobAnswer, max_body_size=UPLOAD_BYTES)
async def send_file(
    request: Request, recorder: Recorder, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    """Send a file of lines (csv, xlsx). It is taken down in the background; sent again it changes nothing."""
    identifier = await imports_api.send(request, recorder, service, file, REGISTER)
    body = LineJobAnswer.of(await job_of(identifier, recorder, service)).model_dump(mode="json")
    return JSONResponse(body, 202, {"Location": f"/inventory/api/register-events/files/{identifier}"})


@router.get("/template.csv")
async def template(_recorder: Recorder) -> Response:
    """An empty file of the format."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerow(column.name for column in line_file.COLUMNS)
    headers = {"Content-Disposition": 'attachment; filename="panhuo-register.csv"'}
    return Response(out.getvalue(), media_type=_CSV, headers=headers)


async def job_of(identifier: UUID, _recorder: Recorder, service: ServiceDep) -> Job:
    """The file, where there is one. Raises NotFound."""
    async with service.database.read() as conn:
        job = await imports.get(conn, identifier)
    if job is None or job.holds != REGISTER:
        raise NotFound
    return job


@router.get("/files/{identifier}")
async def follow(job: Annotated[Job, Depends(job_of)], english: English) -> LineJobAnswer:
    """How far a file has come."""
    return LineJobAnswer.of(job, english=english)


@router.get("/files/{identifier}/errors")
async def errors(
    job: Annotated[Job, Depends(job_of)],
    service: ServiceDep,
    page: PageDep,
    english: English,
    rule: Annotated[str | None, Query(max_length=10)] = None,
) -> Page[ProblemAnswer]:
    """What is wrong with refused rows, by row."""
    return await imports_api.errors(job, service, page, english, rule)


@router.get("/files/{identifier}/refused.csv")
async def refused_as_csv(job: Annotated[Job, Depends(job_of)], service: ServiceDep, english: English) -> Response:
    """The refused rows as they were sent, with what is wrong behind: mend them and send them again."""
    return await imports_api.refused_as_csv(job, service, english)


@router.get("/files/{identifier}/refused.xlsx")
async def refused_as_xlsx(job: Annotated[Job, Depends(job_of)], service: ServiceDep, english: English) -> Response:
    """The same sheet as a workbook."""
    return await imports_api.refused_as_xlsx(job, service, english)
