"""The library taken along over HTTP: how much there is, spreadsheets, and a stream that goes on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from chassis.errors import Invalid
from chassis.http import ServiceDep
from chassis.identity import Principal, Right, allow
from chassis.spreadsheets import csv_answer, xlsx_answer
from chassis.web.language import language
from services.matching.pulling import sheet, stream
from services.matching.pulling.selection import Selection, values_of
from services.matching.pulling.taking import Question, begin, wanted_by
from services.matching.store import selecting

router = APIRouter()

Puller = Annotated[Principal, Depends(allow(Right.LIBRARY_PULL))]
_BESIDE = frozenset({"library", "cursor", "done"})


class Measure(BaseModel):
    """How many entries there are; more than may be counted, where ``is_more``."""

    entries: int
    is_more: bool
    filters: str


def question_of(request: Request) -> Question:
    """The question that an address holds. A filter that there is not is refused: it would else mean everything."""
    pairs = request.query_params.multi_items()
    unknown = sorted({name for name, _ in pairs} - Selection.model_fields.keys() - _BESIDE)
    if unknown:
        raise Invalid(
            f"没有这项筛选条件：{'、'.join(unknown)}", field=unknown[0], english=f"No such filter: {', '.join(unknown)}"
        )
    library = request.query_params.get("library") or None
    try:
        identifier = UUID(library) if library else None
    except ValueError:
        raise Invalid("专题库编号有误", field="library", english="No such industry library.") from None
    return Question(Selection.model_validate(values_of(pairs)), identifier)


QuestionDep = Annotated[Question, Depends(question_of)]


@router.get("/pull")
async def measure(puller: Puller, question: QuestionDep, service: ServiceDep) -> Measure:
    """How many entries would be taken."""
    async with service.database.read() as conn:
        found = await selecting.count(conn, await wanted_by(conn, puller, question))
    return Measure(
        entries=selecting.COUNTED if found is None else found, is_more=found is None, filters=question.stated()
    )


@router.get("/pull.ndjson")
async def take_stream(
    puller: Puller,
    question: QuestionDep,
    service: ServiceDep,
    cursor: Annotated[str | None, Query(max_length=1_000)] = None,
) -> Response:
    """One JSON object a line: ``entry``, ``removed`` (``left`` the library, or ``outside`` the filters) and ``cursor``.

    Without a cursor everything, then what has changed meanwhile; with one, what has changed since.
    """
    async with service.database.read() as conn:
        wanted = await wanted_by(conn, puller, question)
    place = await stream.start(service, wanted, cursor)
    pull, wanted = await begin(service, puller, question, "stream")
    return StreamingResponse(
        stream.lines(service, wanted, place, pull),
        media_type="application/x-ndjson",
        headers={"Cache-Control": "no-store"},
    )


@router.get("/pull.csv")
async def take_csv(request: Request, puller: Puller, question: QuestionDep, service: ServiceDep) -> Response:
    """The entries as a csv file."""
    english = language(request) == "en"
    pull, wanted = await begin(service, puller, question, "csv")
    return csv_answer("library.csv", sheet.header(english=english), sheet.rows(service, wanted, pull, english=english))


@router.get("/pull.xlsx")
async def take_xlsx(request: Request, puller: Puller, question: QuestionDep, service: ServiceDep) -> Response:
    """The entries as a workbook."""
    english = language(request) == "en"
    pull, wanted = await begin(service, puller, question, "xlsx")
    rows = sheet.rows(service, wanted, pull, english=english)
    return await xlsx_answer("library.xlsx", sheet.header(english=english), rows)
