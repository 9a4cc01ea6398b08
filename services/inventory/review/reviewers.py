"""What reviewers do with records: pass, send back, spot-check; several at once, each decided for itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from panhuo_contracts import Event

from chassis.errors import Invalid, NotFound, Refused
from chassis.identity import Principal, Right
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.bodies.guard import require_active
from services.inventory.review import clock as review_clock
from services.inventory.review import reviewing, stocktaking
from services.inventory.review.reviewing import Actor, Move, Stage
from services.inventory.review.stocktaking import MOST_AT_ONCE, ReadOnlyCopy
from services.inventory.store import drafts, earlier_forms, reviews, standing
from services.inventory.store.drafts import Draft
from services.inventory.store.reviews import Held

_LONGEST_REASON: Final = 8_000


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of several records: those that moved, or would, and why others did not."""

    done: dict[str, Stage] = field(default_factory=dict)
    refused: list[tuple[str, Refused]] = field(default_factory=list)

    def or_raise(self) -> None:
        """For one record: it moved, or this raises why not."""
        for _, refused in self.refused:
            raise refused

    def now_at(self, stage: Stage) -> list[str]:
        return [number for number, stands in self.done.items() if stands is stage]


def reviewing_as(principal: Principal) -> tuple[Actor, Right]:
    """As whom somebody reviews; that they may is asked where records are held."""
    if principal.may(Right.INVENTORY_REVIEW_COLLEGE):
        return Actor.COLLEGE, Right.INVENTORY_REVIEW_COLLEGE
    return Actor.INSTITUTION, Right.INVENTORY_REVIEW


async def approve(
    unit: Unit, principal: Principal, numbers: Sequence[str], *, writer: str, today: date, is_trial: bool = False
) -> Decided:
    """Pass each record that can be passed, in one transaction; a trial only tells which those are.

    A college hands on to its institution; what the institution passes is inventoried. Raises NotFound where one of them
    is not within reach.
    """
    actor, right = reviewing_as(principal)
    held = await hold(unit, principal, right, numbers, writer)
    events: list[Event] = []

    def judge(one: Held) -> Stage:
        stage = reviewing.decide(Move.APPROVE, actor, one.found)
        passed = stocktaking.approve(one.standing, today=today)
        if stage is Stage.INVENTORIED and passed.body is not None:
            events.append(Event.of(passed.body))
        return stage

    decided = each(held, judge)
    if is_trial:
        return decided
    await unit.announce(events)
    await earlier_forms.keep(unit.conn, decided.now_at(Stage.INVENTORIED), Move.APPROVE)
    await drafts.drop(unit.conn, decided.now_at(Stage.INVENTORIED))
    if handed_on := decided.now_at(Stage.INSTITUTION_REVIEW):
        due = await review_clock.due_on(unit.conn, Stage.INSTITUTION_REVIEW, today)
        await drafts.hand_on(unit.conn, handed_on, Stage.INSTITUTION_REVIEW, due=due)
    await write_down(unit, principal, Move.APPROVE, decided, "inventory.approve")
    return decided


async def send_back(
    unit: Unit,
    principal: Principal,
    numbers: Sequence[str],
    reason: str,
    *,
    writer: str,
    today: date,
    is_trial: bool = False,
) -> Decided:
    """Send submitted records back to be mended, with the reason; a trial needs none yet.

    Raises NotFound, ReadOnlyCopy, Invalid.
    """
    reason = "—" if is_trial else checked(reason)
    actor, right = reviewing_as(principal)
    held = await hold(unit, principal, right, numbers, writer)
    events: list[Event] = []

    def judge(one: Held) -> Stage:
        stage = reviewing.decide(Move.RETURN, actor, one.found)
        if (body := stocktaking.send_back(one.standing, reason=reason, today=today)) is not None:
            events.append(Event.of(body))
        return stage

    decided = each(held, judge)
    if is_trial:
        return decided
    await unit.announce(events)
    due = await review_clock.due_on(unit.conn, Stage.RETURNED, today)
    await earlier_forms.keep(unit.conn, list(decided.done), Move.RETURN)
    await drafts.take_back(unit.conn, list(decided.done), reason, by=actor, due=due)
    await write_down(unit, principal, Move.RETURN, decided, "inventory.return", why=reason)
    return decided


async def spot_check(
    unit: Unit, principal: Principal, numbers: Sequence[str], reason: str, *, writer: str, today: date
) -> Decided:
    """Inventoried records that failed a spot check go back and have to pass every review again."""
    reason = checked(reason)
    held = await hold(unit, principal, Right.INVENTORY_SPOT_CHECK, numbers, writer)
    decided = each(held, lambda one: reviewing.decide(Move.SPOT_CHECK, Actor.AUTHORITY, one.found))
    failed = [held[number] for number in decided.done]
    await unit.announce([Event.of(stocktaking.returned(one.standing, reason=reason, today=today)) for one in failed])
    # What is to be mended is what was passed; a revision that was under way goes on from where it is.
    await drafts.save(unit.conn, [_anew(one, principal) for one in failed if one.draft is None])
    due = await review_clock.due_on(unit.conn, Stage.SPOT_CHECK_RETURNED, today)
    await drafts.take_back(unit.conn, list(decided.done), reason, by=Actor.AUTHORITY, due=due)
    await write_down(unit, principal, Move.SPOT_CHECK, decided, "inventory.spot_check", why=reason)
    return decided


def _anew(one: Held, principal: Principal) -> Draft:
    entry, remarks = one.standing.entry, one.standing.remarks
    return Draft(entry.number, entry.institution, entry.home, remarks, principal.subject, is_submitted=False)


async def hold(
    unit: Unit, principal: Principal, right: Right, numbers: Sequence[str], writer: str
) -> Mapping[str, Held]:
    """The records within reach of a right, locked, by number. Raises Invalid, NotFound, ReadOnlyCopy.

    Nor does anybody act for an institution that is not admitted, suspended or merged: see ``require_active``.
    """
    scope = principal.scope(right)
    numbers = sorted(set(numbers))
    if not 0 < len(numbers) <= MOST_AT_ONCE:
        raise Invalid(
            f"一次办理 1 至 {MOST_AT_ONCE} 件", field="numbers", english=f"Between 1 and {MOST_AT_ONCE} at once."
        )
    held = await reviews.locked(unit.conn, numbers, writer)
    missing = [number for number in numbers if number not in held]
    for owner in (await standing.owners(unit.conn, missing)) if missing else ():
        if scope.covers(jurisdiction=owner.home, organization=owner.institution):
            raise ReadOnlyCopy.of(owner.writer)
    if missing:
        raise NotFound(missing[0])
    for one in held.values():
        entry = one.standing.entry
        scope.require(jurisdiction=entry.home, organization=entry.institution, college=one.found.college)
    if scope.organization is not None:
        await require_active(unit.conn, scope.organization)
    return {number: held[number] for number in numbers}


def each(held: Mapping[str, Held], judge: Callable[[Held], Stage]) -> Decided:
    """Decide on every record for itself."""
    decided = Decided()
    for number, one in held.items():
        try:
            decided.done[number] = judge(one)
        except Refused as refused:
            decided.refused.append((number, refused))
    return decided


async def write_down(
    unit: Unit, principal: Principal, move: Move, decided: Decided, action: str, *, why: str = ""
) -> None:
    """What was done, in the history of each record and in the audit."""
    if not decided.done:
        return
    await reviews.note(unit.conn, principal, move, decided.done, why=why)
    detail = {"reason": why[:400]} if why else None
    await audit(unit.conn, principal, action, " ".join(decided.done)[:4_000], detail)


def checked(reason: str) -> str:
    """A reason as it may be kept. Raises Invalid."""
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON or "\x00" in reason:
        raise Invalid("请写明退回原因", field="reason", english="Say why it goes back.")
    return reason
