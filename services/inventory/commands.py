"""What people do: fill in, submit, withdraw. Reviews are in ``reviewers``."""

from datetime import date
from typing import Final, NamedTuple

from chassis.database import Connection
from chassis.identity import Principal, Right, Role
from chassis.identity.audit import audit
from chassis.service import Unit
from chassis.web.formats import time_of_day
from services.inventory.records import Remarks
from services.inventory.review import clock as review_clock
from services.inventory.review import questions, reviewing, stocktaking
from services.inventory.review.questions import Answers
from services.inventory.review.reviewers import hold
from services.inventory.review.reviewing import Actor, Move, NotResponsible, Stage
from services.inventory.review.stocktaking import NewerSave, NotKeptByItself
from services.inventory.store import answers as answer_store
from services.inventory.store import colleges, drafts, earlier_forms, reviews
from services.inventory.store.colleges import Responsible
from services.inventory.store.drafts import Draft, Funding
from services.inventory.store.reviews import Held


class Showing(NamedTuple):
    """One showing of the form to somebody: what it was filled from, and whether it now keeps itself."""

    form: str
    """Tells it from every other showing."""
    based_on: str
    """Version of the draft that it showed."""
    is_automatic: bool = False


KEPT_BY_ITSELF: Final = (
    Stage.UNCLAIMED,
    Stage.TO_FILL_IN,
    Stage.DRAFT,
    Stage.RETURNED,
    Stage.SPOT_CHECK_RETURNED,
)
"""Where typing alone saves: it moves no record."""


def version_of(draft: Draft | None) -> str:
    """What a form bears to tell whether somebody saved after it was shown; empty without a draft."""
    return draft.filled_at.isoformat() if draft and draft.filled_at else ""


async def fill(
    unit: Unit,
    principal: Principal,
    number: str,
    remarks: Remarks,
    funding: Funding | None,
    *,
    writer: str,
    answers: Answers | None = None,
    showing: Showing | None = None,
) -> None:
    """Keep what was filled in, to be submitted later. An inventor's first word on a record claims it.

    Raises NotFound, ReadOnlyCopy, NothingIntendedYetMore, NewerSave, NotKeptByItself and the guards of the review.
    """
    one = await _held(unit, principal, number, writer)
    actor = Actor.INSTITUTION if principal.role is Role.OFFICE else Actor.FILLER
    stage = reviewing.decide(Move.SAVE, actor, one.found)
    stocktaking.check_modes(remarks)
    stocktaking.check_in_use(remarks, one.standing.remarks)
    if showing is not None:
        await _check_showing(unit.conn, one, showing)
    entry = one.standing.entry
    if principal.role is Role.INVENTOR and one.responsible.subject is None:
        claimed = Responsible(one.responsible.college or principal.college, principal.subject, principal.name)
        await colleges.assign(unit.conn, entry.institution, [number], claimed)
    answers = None if answers is None else questions.kept(answers, remarks)
    is_first_step = True
    if await _says_more(unit.conn, one, remarks, funding, answers):
        if one.draft is not None and one.draft.is_submitted:
            await earlier_forms.keep(unit.conn, [number], Move.WITHDRAW)
        draft = Draft(number, entry.institution, entry.home, remarks, principal.subject, is_submitted=False)
        await drafts.save(unit.conn, [draft])
        if showing is not None:
            await drafts.mark_form(unit.conn, number, showing.form)
        if showing is not None and showing.is_automatic:
            is_first_step = await reviews.note_saving(unit.conn, principal, number, stage)
        else:
            await reviews.note(unit.conn, principal, Move.SAVE, {number: stage})
    if funding is not None:
        await drafts.save_funding(unit.conn, number, entry.institution, funding)
    if answers is not None:
        await answer_store.save(unit.conn, number, entry.institution, answers)
    if is_first_step:
        await audit(unit.conn, principal, "inventory.fill", number)


async def _says_more(
    conn: Connection, one: Held, remarks: Remarks, funding: Funding | None, answers: Answers | None
) -> bool:
    """Whether anything differs from what is kept."""
    if one.draft is None or one.draft.is_submitted or one.draft.remarks != remarks:
        return True
    number = one.standing.entry.number
    if funding is not None and funding != await drafts.funding_of(conn, number):
        return True
    return answers is not None and answers != (await answer_store.of(conn, number) or Answers())


async def _check_showing(conn: Connection, one: Held, showing: Showing) -> None:
    """Raises NewerSave, NotKeptByItself."""
    if showing.is_automatic and one.found.stage not in KEPT_BY_ITSELF:
        raise NotKeptByItself("这条记录不自动保存", english="This record is not kept by itself.")
    draft = one.draft
    if version_of(draft) == showing.based_on or (draft is not None and draft.filled_from == showing.form):
        return
    number = one.standing.entry.number
    # Without a draft a review has passed what was shown. A file that was imported takes no step.
    steps = await reviews.history(conn, number)
    last = next((step for step in steps if draft is None or step.move is Move.SAVE), None)
    changed_at = draft.filled_at if draft else last.at if last else None
    at = time_of_day(changed_at) if changed_at else ""
    is_known = last is not None and last.at == changed_at
    who, english = (last.name, last.name) if last and is_known else ("导入或审核", "An import or a review")
    raise NewerSave(
        f"{who}{'于 ' + at if at else '之后'}改变了记录，本页内容没有保存",
        english=f"{english} changed the record {'at ' + at if at else 'since'}; what stands on this page is not kept.",
    )


async def submit(unit: Unit, principal: Principal, number: str, *, writer: str, today: date) -> None:
    """Hand a draft in for review. Raises NotFound, ReadOnlyCopy and what forbids it."""
    one = await _held(unit, principal, number, writer)
    reviewing.check_open(one.found)
    stocktaking.check_submission(one.standing)
    stage = reviewing.decide(Move.SUBMIT, Actor.FILLER, one.found)
    await drafts.hand_on(unit.conn, [number], stage, due=await review_clock.due_on(unit.conn, stage, today))
    await reviews.note(unit.conn, principal, Move.SUBMIT, {number: stage})
    await audit(unit.conn, principal, "inventory.submit", number)


async def withdraw(unit: Unit, principal: Principal, number: str, *, writer: str) -> None:
    """Take a submitted draft back before it is passed. Raises NotFound, ReadOnlyCopy and what forbids it."""
    one = await _held(unit, principal, number, writer)
    stage = reviewing.decide(Move.WITHDRAW, Actor.FILLER, one.found)
    await earlier_forms.keep(unit.conn, [number], Move.WITHDRAW)
    await drafts.withdraw(unit.conn, number)
    await reviews.note(unit.conn, principal, Move.WITHDRAW, {number: stage})
    await audit(unit.conn, principal, "inventory.withdraw", number)


async def _held(unit: Unit, principal: Principal, number: str, writer: str) -> Held:
    """One record for whoever fills it in. Raises NotFound, ReadOnlyCopy, NotResponsible."""
    (one,) = (await hold(unit, principal, Right.INVENTORY_FILL, [number], writer)).values()
    if principal.role is Role.INVENTOR and not one.may_be_filled_by(principal.subject):
        raise NotResponsible(
            f"这条记录由 {one.responsible.name} 填报", english=f"The record is {one.responsible.name}'s to fill in."
        )
    return one
