"""What an institution's office arranges: how it reviews, its colleges, and to whom records are put."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chassis.errors import Invalid, Refused, Told
from chassis.identity import Forbidden, Principal, Right
from chassis.identity.audit import Detail, audit
from chassis.service import Unit
from services.inventory.bodies.guard import require_active
from services.inventory.people.looking_up import find
from services.inventory.people.person import Person, Status
from services.inventory.review import reviewing
from services.inventory.review.reviewers import Decided, each, hold, write_down
from services.inventory.review.reviewing import Actor, Move, NoCollege, Route, Stage
from services.inventory.store import colleges, reviews
from services.inventory.store.colleges import College, Responsible
from services.inventory.store.reviews import Held

_MOST_COLLEGES: Final = 1_000
WITHOUT_COLLEGE: Final = Told("审核方式改为不经院系", "Reviewed without a college from now on")


class CannotFillIn(Refused):
    """Students, retired people and those who left do not fill in."""

    basis = Told(
        "国知发运字〔2024〕5号及各校盘点通知：学生由老师、退休由在职老师填报",
        "CNIPA 2024 No. 5 and the notices of universities: teachers fill in for students, serving ones for the retired",
    )
    mend = Told("请选择在职人员", "Choose somebody who serves")

    @classmethod
    def check(cls, person: Person) -> None:
        """Raises CannotFillIn unless the person serves."""
        if person.status is not Status.SERVING:
            raise cls("填报人须在职", english="Whoever fills in is a serving member.")


async def choose_route(unit: Unit, principal: Principal, route: Route) -> None:
    """How the principal's institution reviews from now on; what waited for a college goes on where none is asked."""
    institution = own(principal)
    await require_active(unit.conn, institution)
    before = await colleges.route_of(unit.conn, institution)
    if before is route:
        return
    handed_on = await colleges.choose(unit.conn, institution, route, by=principal.subject)
    if handed_on:
        stages = dict.fromkeys(handed_on, Stage.INSTITUTION_REVIEW)
        await reviews.note(unit.conn, principal, Move.APPROVE, stages, why=WITHOUT_COLLEGE)
    detail: Detail = {"before": before.value, "now": route.value, "handed_on": len(handed_on)}
    await audit(unit.conn, principal, "inventory.route", institution, detail)


async def put_college(unit: Unit, principal: Principal, college: College) -> None:
    """Enter, rename, close or reopen a college of the principal's institution."""
    institution = own(principal)
    await require_active(unit.conn, institution)
    known = await colleges.of(unit.conn, institution)
    if college in known:
        return
    if len(known) >= _MOST_COLLEGES and all(college.code != one.code for one in known):
        raise Invalid("院系过多", field="code", english="Too many colleges.")
    await colleges.put(unit.conn, institution, college)
    detail: Detail = {"code": college.code, "name": college.name, "is_closed": college.is_closed}
    await audit(unit.conn, principal, "inventory.college", institution, detail)


async def assign(
    unit: Unit,
    principal: Principal,
    numbers: Sequence[str],
    *,
    writer: str,
    college: str | None = None,
    person: str | None = None,
    is_trial: bool = False,
) -> Decided:
    """Put records to a college, to somebody on the list of people, or to both; what is None stays as it is.

    The person is named by account, or by a name that one alone has; a record of no college goes to theirs.
    Raises NotFound, ReadOnlyCopy, SeveralOfOneName, CannotFillIn, Invalid.
    """
    held = await hold(unit, principal, Right.INVENTORY_REVIEW, numbers, writer)
    if college:
        known = await colleges.of(unit.conn, own(principal))
        if all(one.code != college or one.is_closed for one in known):
            raise Invalid("没有这个院系，或已停用", field="college", english="There is no such college.")
    if college is None and person is None and not is_trial:
        raise Invalid("请选择院系或填报人", field="college", english="Choose a college or a person.")

    named = await find(unit.conn, own(principal), "person", person) if person else None
    if named is not None:
        CannotFillIn.check(named)

    def after(one: Held) -> Responsible:
        before = one.responsible
        put = before._replace(college=before.college if college is None else college or None)
        if named is None:
            return put
        theirs = put.college or (named.college if college is None else None)
        return put._replace(college=theirs, subject=named.subject, name=named.name)

    said = " ".join(part for part in (college or "", named.name if named else "") if part)
    return await put_each(unit, principal, held, after, why=said, is_trial=is_trial)


async def put_each(
    unit: Unit,
    principal: Principal,
    held: Mapping[str, Held],
    wanted_of: Callable[[Held], Responsible],
    *,
    why: str,
    is_trial: bool = False,
) -> Decided:
    """Put each of the records that are held to whom it is wanted, where the review lets it; a trial only tells."""
    wanted: dict[str, Responsible] = {}

    def judge(one: Held) -> Stage:
        stage = reviewing.decide(Move.ASSIGN, Actor.INSTITUTION, one.found)
        after = wanted_of(one)
        if stage is Stage.COLLEGE_REVIEW and after.college is None:
            raise NoCollege("院系正在审核，不能取消院系", english="Its college is reviewing it.")
        if after != one.responsible:
            wanted[one.standing.entry.number] = after
        return reviewing.assigned(one.found, after.college)

    decided = each(held, judge)
    if is_trial or not wanted:
        return decided
    for after in sorted(set(wanted.values()), key=str):
        put = [number for number, one in wanted.items() if one == after]
        await colleges.assign(unit.conn, held[put[0]].standing.entry.institution, put, after)
    moved = Decided({number: stage for number, stage in decided.done.items() if number in wanted})
    await write_down(unit, principal, Move.ASSIGN, moved, "inventory.assign", why=why)
    return decided


def own(principal: Principal) -> str:
    """The institution for which the principal arranges. Raises Forbidden."""
    organization = principal.scope(Right.INVENTORY_REVIEW).organization
    if organization is None:
        raise Forbidden.without(principal.role, Right.INVENTORY_REVIEW)
    return organization
