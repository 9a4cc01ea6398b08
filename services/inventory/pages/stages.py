"""How stages, moves and ways of review are written on a page."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile
from typing import Any, Final, NamedTuple

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import Refused
from chassis.identity import Principal, Right, Role
from chassis.web.formats import day, moment
from chassis.web.language import t, told
from services.inventory.importing.arrival import State
from services.inventory.people.filler import SOMEBODY_ELSE, WHY
from services.inventory.review import clock as review_clock
from services.inventory.review.assigning import WITHOUT_COLLEGE
from services.inventory.review.reviewers import reviewing_as
from services.inventory.review.reviewing import (
    OPEN,
    Actor,
    Move,
    Route,
    Stage,
    StillAtTheCollege,
    UnderReview,
    decide,
)
from services.inventory.review.stocktaking import NotAwaitingReview
from services.inventory.store import colleges, imports, reviews
from services.inventory.store.imports import Job
from services.inventory.store.reviews import Held, Step
from services.inventory.store.stock import Record

STAGES: Final = {
    Stage.UNCLAIMED: ("待认领", "Unclaimed", "plain"),
    Stage.TO_FILL_IN: ("待建档", "To be filled in", "plain"),
    Stage.DRAFT: ("草稿", "Draft", "plain"),
    Stage.COLLEGE_REVIEW: ("院系审核", "College's review", "blue"),
    Stage.INSTITUTION_REVIEW: ("单位审核", "Institution's review", "blue"),
    Stage.RETURNED: ("退回修改", "Returned", "red"),
    Stage.SPOT_CHECK_RETURNED: ("抽查退回", "Returned by a spot check", "red"),
    Stage.INVENTORIED: ("已盘点", "Inventoried", "green"),
    Stage.REMOVED: ("移出盘点", "Removed: transferred away", "plain"),
    Stage.ARCHIVED: ("失效归档", "Archived: the right has ended", "plain"),
}
MOVES: Final = {
    Move.ASSIGN: ("指派", "put to"),
    Move.SAVE: ("填写", "filled in"),
    Move.SUBMIT: ("提交审核", "submitted"),
    Move.WITHDRAW: ("撤回", "withdrew"),
    Move.APPROVE: ("通过", "passed"),
    Move.RETURN: ("退回", "returned"),
    Move.SPOT_CHECK: ("抽查退回", "returned by a spot check"),
}
_IMPORTED: Final = ("导入", "imported")
ROUTES: Final = {
    Route.COLLEGES: ("三步：发明人、院系、单位", "Three steps: inventor, college, institution"),
    Route.DIRECT: ("两步：发明人、单位（没有院系）", "Two steps: inventor, institution (no colleges)"),
    Route.OFFICE: (
        "一步：成果转化办集中评价，也可直接通过草稿",
        "One step: the office assesses centrally and may pass drafts at once",
    ),
}


REVIEW_FILTERS: Final = {
    "mine": ("待我填报", "For me to fill in"),
    "college": ("院系审核中", "At colleges"),
    "institution": ("单位审核中", "At institutions"),
    "returned": ("退回修改", "Returned"),
    "spot_check": ("抽查退回", "Returned by a spot check"),
    "unclaimed": ("未指派院系", "Put to no college"),
}


def stage_badge(stage: Stage) -> tuple[str, str]:
    """Words and colour."""
    chinese, english, role = STAGES[stage]
    return t(chinese, english), role


_OURS: Final = {str(one): one for one in (*WHY.values(), SOMEBODY_ELSE, WITHOUT_COLLEGE)}
"""Notes that a step carries by rule, not by hand."""


class Told(NamedTuple):
    """One line of a record's history."""

    at: datetime
    name: str
    role: str
    what: str
    note: str


def history_shown(steps: Sequence[Step], files: Sequence[Job]) -> list[Told]:
    """Who did what and where it led, the imports among it, the latest first."""
    lines = [
        Told(step.at, step.name, step.role, f"{t(*MOVES[step.move])} → {stage_badge(step.stage)[0]}", _why(step))
        for step in steps
    ]
    lines += [
        Told(
            file.sent_at, file.sender, Role.OFFICE if file.organization else Role.NATION, t(*_IMPORTED), file.file_name
        )
        for file in files
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _why(step: Step) -> str:
    return told(_OURS.get(step.note, step.note))


def stepper(record: Record, held: Held | None, steps: Sequence[Step] = ()) -> list[dict[str, Any]]:
    """Where the record stands on its institution's way, and who did each step; of a copy only what its writer says."""
    stage = held.found.stage if held else Stage(record.state.replace("recorded", Stage.TO_FILL_IN))
    route = held.found.route if held else Route.DIRECT
    names = {Stage.DRAFT: t("填报", "Filled in")}
    if route is Route.COLLEGES:
        names[Stage.COLLEGE_REVIEW] = t("院系审核", "College's review")
    names[Stage.INSTITUTION_REVIEW] = t("单位审核", "Institution's review")
    names[Stage.INVENTORIED] = t("已盘点", "Inventoried")
    order = list(names)
    at = order.index(stage) if stage in order else 0
    by = held.found.returned_by if held else None
    rejected = {Actor.COLLEGE: Stage.COLLEGE_REVIEW, Actor.INSTITUTION: Stage.INSTITUTION_REVIEW}.get(
        by or Actor.FILLER, Stage.INVENTORIED if by is Actor.AUTHORITY else None
    )
    if held is None and record.state == "returned":
        rejected = Stage.INSTITUTION_REVIEW
    did = _who_did(steps)
    shown: list[dict[str, Any]] = []
    for place, (step, name) in enumerate(names.items()):
        is_done = place < at or (step is Stage.INVENTORIED and record.state == "inventoried")
        state = "done" if is_done else "returned" if step is rejected else "now" if place == at else "next"
        if state == "done" and step is Stage.COLLEGE_REVIEW and step not in did:
            state = "skipped"
        shown.append({"label": name, "state": state, "note": _note(step, state, record, held, did)})
    return shown


def _who_did(steps: Sequence[Step]) -> dict[Stage, Step]:
    """Who took the record through each stage last; a college's word holds for what was submitted before it."""
    found: dict[Stage, Step] = {}
    for step in steps:
        if step.move is Move.SUBMIT:
            found.setdefault(Stage.DRAFT, step)
            break
        if step.move is Move.APPROVE:
            passed = Stage.INSTITUTION_REVIEW if step.stage is Stage.INVENTORIED else Stage.COLLEGE_REVIEW
            found.setdefault(passed, step)
    return found


def _note(step: Stage, state: str, record: Record, held: Held | None, did: dict[Stage, Step]) -> str:
    if state == "skipped":
        return t("未经此步", "not taken")
    if state == "now" and held is not None and held.draft is not None and held.draft.due_on:
        return t("期限 {day}", "until {day}", day=day(held.draft.due_on))
    if state != "done":
        return ""
    if step is Stage.INVENTORIED:
        on = record.revised_on or record.inventoried_on
        return on.isoformat() if on else ""
    if step in did:
        return f"{did[step].name} · {day(did[step].at)}"
    return t("随文件导入", "with a file") if held is not None else ""


def last_return(steps: Sequence[Step]) -> Step | None:
    """Why the record went back last, unless it has been passed since."""
    for step in steps:
        if step.move in (Move.RETURN, Move.SPOT_CHECK):
            return step
        if step.stage is Stage.INVENTORIED:
            return None
    return None


def submissions(steps: Sequence[Step]) -> int:
    """How often the record was submitted since it was passed last."""
    under_way = takewhile(lambda step: step.stage is not Stage.INVENTORIED, steps)
    return sum(step.move is Move.SUBMIT for step in under_way)


async def overtaken(conn: Connection, number: str, refused: Refused) -> str:
    """Who was faster, where a refusal tells that somebody was; else empty."""
    if not isinstance(refused, NotAwaitingReview | UnderReview | StillAtTheCollege):
        return ""
    last = next(iter(await reviews.history(conn, number)), None)
    if last is None:
        return ""
    said = {"who": last.name, "at": moment(last.at, seconds=False), "stage": stage_badge(last.stage)[0]}
    return t(
        "{who} 已于 {at} {did}，记录现在是“{stage}”，您这一步没有办理",
        "{who} {does} it at {at}: it now stands at “{stage}”, and your step was not taken",
        did=MOVES[last.move][0],
        does=MOVES[last.move][1],
        **said,
    )


def may_judge(reader: Principal, held: Held | None) -> bool:
    """Whether it waits for the reader's word, as the machine has it."""
    if held is None or not (reader.may(Right.INVENTORY_REVIEW) or reader.may(Right.INVENTORY_REVIEW_COLLEGE)):
        return False
    return _is_open(Move.APPROVE, reviewing_as(reader)[0], held)


def may_edit(reader: Principal, held: Held | None) -> bool:
    """Whether the reader may fill in."""
    if held is None or not reader.may(Right.INVENTORY_FILL):
        return False
    is_office = reader.role is Role.OFFICE
    if not is_office and not held.may_be_filled_by(reader.subject):
        return False
    return _is_open(Move.SAVE, Actor.INSTITUTION if is_office else Actor.FILLER, held)


async def review_shown(
    conn: Connection, reader: Principal, record: Record, held: Held | None, writer: str
) -> dict[str, Any]:
    """What a record's page says of its review; nothing of a copy."""
    if held is None:
        return {"held": None, "steps": stepper(record, None)}
    entry = held.standing.entry
    known = await colleges.of(conn, entry.institution) if held.found.college else []
    steps = await reviews.history(conn, entry.number)
    is_fillers = reader.role is Role.OFFICE or held.may_be_filled_by(reader.subject)
    return {
        "held": held,
        "steps": stepper(record, held, steps),
        "college_name": next((one.name for one in known if one.code == held.found.college), held.found.college),
        "history": history_shown(steps, await imports.that_changed(conn, entry.number, writer)),
        "last_return": last_return(steps),
        "is_sent_back": held.found.stage in (Stage.RETURNED, Stage.SPOT_CHECK_RETURNED),
        "submissions": submissions(steps),
        "due_on": await _due_on(conn, held),
        "stage_badge": stage_badge,
        "may_withdraw": reader.may(Right.INVENTORY_FILL)
        and is_fillers
        and not may_judge(reader, held)
        and _is_open(Move.WITHDRAW, Actor.FILLER, held),
        "may_check": reader.may(Right.INVENTORY_SPOT_CHECK) and _is_open(Move.SPOT_CHECK, Actor.AUTHORITY, held),
    }


async def _due_on(conn: Connection, held: Held) -> date | None:
    """Last day of the present step: by its own clock, or by the day of the grant as lists of what is due have it."""
    if held.draft is not None and held.draft.due_on:
        return held.draft.due_on
    if held.standing.state is State.INVENTORIED or held.found.stage not in OPEN:
        return None
    return await review_clock.new_grant_due(conn, held.standing.entry.grant_date, today())


def _is_open(move: Move, actor: Actor, held: Held) -> bool:
    try:
        decide(move, actor, held.found)
    except Refused:
        return False
    return True
