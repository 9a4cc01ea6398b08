"""Records in batches, answered row by row: for an institution's own system, which sends what changed."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from chassis.clock import today
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right
from chassis.identity.audit import audit
from services.inventory.api.access import English, Sender
from services.inventory.bodies.guard import require_active
from services.inventory.conflicts.claiming import is_claim
from services.inventory.importing import batch
from services.inventory.importing.arrival import Outcome
from services.inventory.importing.batch import MOST_RECORDS, Answer, Office
from services.inventory.importing.taking_in import Sender as Behalf
from services.inventory.requests import ProblemAnswer
from services.inventory.rules.problems import Problem
from services.inventory.settings import ipc_table_of
from services.inventory.store.imports import RowProblem

router = APIRouter()
BATCH_BYTES: Final = 16 << 20


class BatchRequest(BaseModel):
    """Up to 1,000 records: fields or headers of the standard format, and what a cell under them would hold."""

    records: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_RECORDS)]


class RecordOutcome(BaseModel):
    """What became of one record."""

    row: int
    """Its place in the batch; the first is 1."""
    number: str
    outcome: str
    """new, revised, unchanged, claimed or refused"""
    problems: list[ProblemAnswer]


class BatchAnswer(BaseModel):
    """What became of a batch. Every record ends as new, revised, unchanged, claimed or refused."""

    new: int
    revised: int
    unchanged: int
    claimed: int
    """They claim a patent that stands under another body: a case is open."""
    refused: int
    rows: list[RecordOutcome]


@router.post("/batches", response_model=BatchAnswer, max_body_size=BATCH_BYTES)
async def send_batch(
    request: Request, sending: BatchRequest, sender: Sender, service: ServiceDep, english: English
) -> Response:
    """Take records in at once. A refused one costs only itself; the same batch again is unchanged."""
    behalf = Behalf(service.settings.writer, sender.subject, today())
    async with service.unit() as unit:

        async def action() -> BatchAnswer:
            table = ipc_table_of(service.settings)
            office = _office(sender)
            if office is not None:
                await require_active(unit.conn, office.code, office.name)
            answers = await batch.take_in(unit, sending.records, behalf, office, table)
            answer = _answer(answers, english=english)
            counts = answer.model_dump(exclude={"rows"})
            if answer.new or answer.revised or answer.claimed:
                await audit(unit.conn, sender, "stock.batch", f"{len(answers)} records", counts)
            return answer

        return await once(request, unit, sender, action)


def _office(sender: Principal) -> Office | None:
    scope = sender.scope(Right.STOCK_IMPORT)
    if scope.organization is None:
        return None
    return Office(scope.organization, sender.organization_name or "", sender.jurisdiction)


def _answer(answers: list[Answer], *, english: bool) -> BatchAnswer:
    rows = []
    counts = dict.fromkeys(("new", "revised", "unchanged", "claimed", "refused"), 0)
    for answer in answers:
        problems = [] if isinstance(answer.outcome, Outcome) else answer.outcome
        outcome = answer.outcome.value if isinstance(answer.outcome, Outcome) else _put_off(problems)
        counts[outcome] += 1
        rows.append(
            RecordOutcome(
                row=answer.row,
                number=answer.number,
                outcome=outcome,
                problems=[
                    ProblemAnswer.of(RowProblem(answer.row, place, problem), english=english)
                    for place, problem in enumerate(problems)
                ],
            )
        )
    return BatchAnswer(**counts, rows=rows)


def _put_off(problems: list[Problem]) -> str:
    return "claimed" if any(map(is_claim, problems)) else "refused"
