"""What becomes of each row: decided one by one, answered one by one, in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from panhuo_contracts import Event, uuid7

from chassis import codes
from chassis.database import Connection
from chassis.errors import Refused, Told
from chassis.identity import Principal, Scope
from chassis.service import Unit
from services.evaluation import opinion
from services.evaluation.dossier import Dossier
from services.evaluation.opinion import Evaluator
from services.evaluation.refusals import (
    ContradictsView,
    EnterpriseElsewhere,
    EnterpriseUnknown,
    LaterViewStands,
    PatentUnknown,
)
from services.evaluation.store import dossiers, facts, uploads, views
from services.evaluation.store.uploads import ProblemOf, Upload
from services.evaluation.tiers.regrading import regrade
from services.evaluation.upload.reading import Problem, Row, View, read, returned

Outcome = Literal["accepted", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """A row, what became of it, and why not."""

    row: Row
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was taken in, with every row's answer."""

    upload: Upload
    answers: tuple[RowAnswer, ...]


async def take_in(unit: Unit, scope: Scope, uploaded_by: str, rows: Sequence[Row], today: date) -> list[RowAnswer]:
    """Say each readable row's evaluation for its enterprise. The same file again is unchanged, row for row."""
    readable = [row.view for row in rows if row.view is not None]
    await facts.lock(unit.conn, [view.patent for view in readable])
    held = await dossiers.load(unit.conn, [view.patent for view in readable], today)
    answers = [await _take(unit, scope, uploaded_by, row, held) for row in rows]
    taken = [one.row.view.patent for one in answers if one.outcome == "accepted" and one.row.view is not None]
    await regrade(unit, taken, today)
    return answers


async def _take(unit: Unit, scope: Scope, uploaded_by: str, row: Row, held: dict[str, Dossier]) -> RowAnswer:
    view = row.view
    if view is None:
        return RowAnswer(row, "refused", row.problems)
    try:
        evaluator = await _evaluator(unit.conn, scope, view)
        dossier = held.get(view.patent)
        if dossier is None or dossier.record is None:
            raise PatentUnknown(
                f"{view.patent} 不在存量专利基础库中", english=f"{view.patent} is not in the stock of patents"
            )
        stands = await views.view_of(unit.conn, view.patent, view.enterprise)
        if stands is not None and stands["evaluated_on"] > view.evaluated_on:
            later = stands["evaluated_on"].isoformat()
            raise LaterViewStands(f"该企业 {later} 已有较新的评价", english=f"There is a later view, of {later}")
        if await views.has_said(unit.conn, view.patent, view.enterprise, view.opinion, view.evaluated_on):
            return RowAnswer(row, "unchanged")
        if stands is not None and stands["evaluated_on"] == view.evaluated_on:
            day = view.evaluated_on.isoformat()
            raise ContradictsView(
                f"该企业 {day} 对这件专利已有另一条评价，内容不同",
                english=f"The enterprise has another view of this patent of {day}, which says otherwise",
            )
        rules = await codes.in_force(unit.conn, opinion.RULES, view.evaluated_on)
        body = opinion.evaluate(
            dossier,
            evaluator,
            view.opinion,
            rules,
            identifier=str(uuid7()),
            day=view.evaluated_on,
            uploaded_by=uploaded_by,
        )
    except Refused as refusal:
        return RowAnswer(row, "refused", (_problem(refusal, view),))
    await unit.announce([Event.of(body)])
    return RowAnswer(row, "accepted")


async def _evaluator(conn: Connection, scope: Scope, view: View) -> Evaluator:
    """Raises EnterpriseUnknown and EnterpriseElsewhere."""
    registered = await dossiers.enterprise(conn, view.enterprise)
    if registered is None:
        raise EnterpriseUnknown(f"{view.enterprise} 未登记", english=f"{view.enterprise} is not registered")
    name, home = registered
    if not scope.covers(jurisdiction=home):
        raise EnterpriseElsewhere(f"{name} 不在本省", english=f"{name} is of another province")
    return Evaluator(view.enterprise, name)


def _problem(refusal: Refused, view: View) -> Problem:
    is_of_enterprise = isinstance(refusal, EnterpriseUnknown | EnterpriseElsewhere)
    column, value = ("企业统一社会信用代码", view.enterprise) if is_of_enterprise else ("专利号", view.patent)
    said = Told(str(refusal), refusal.english or str(refusal))
    mend = refusal.mend if isinstance(refusal.mend, Told) else Told(refusal.mend, refusal.mend)
    return Problem(column, value, said, refusal.basis, mend)


async def receive(unit: Unit, scope: Scope, principal: Principal, file: Sent, today: date) -> Received:
    """Take a file in and keep what goes back. Raises Invalid for what is no such file."""
    answers = await take_in(unit, scope, principal.jurisdiction, read(file.content, today), today)
    counted = [one.outcome for one in answers]
    refused = [(one.row, _in_words(one.problems)) for one in answers if one.outcome == "refused"]
    upload = Upload(
        upload=uuid7(),
        jurisdiction=principal.jurisdiction,
        file_name=file.name,
        accepted=counted.count("accepted"),
        unchanged=counted.count("unchanged"),
        refused=len(refused),
        returned=returned(refused),
        uploaded_by=principal.subject,
        problems=tuple(_problems(answers)),
    )
    await uploads.keep(unit.conn, upload)
    return Received(upload, tuple(answers))


def _problems(answers: Sequence[RowAnswer]) -> Iterator[ProblemOf]:
    for answer in answers:
        for problem in answer.problems:
            yield ProblemOf(
                answer.row.line,
                problem.column,
                problem.value,
                problem.rule,
                problem.source,
                problem.mend,
                problem.rule.english,
                problem.mend.english,
            )


def _in_words(problems: Sequence[Problem]) -> str:
    return "；".join(f"{one.column}：{one.rule}（{one.source}）。{one.mend}" for one in problems)
