"""Somebody fills in for somebody else for a while: who may arrange it, and what it has to keep."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from panhuo_contracts import uuid7

from chassis import codes
from chassis.clock import now
from chassis.database import Connection
from chassis.errors import Invalid, NotFound, Refused, Told
from chassis.identity import Principal, Right, Role
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.people.enrolling import sender_of
from services.inventory.people.looking_up import find
from services.inventory.people.person import Person, Status
from services.inventory.review import clock
from services.inventory.store import delegations, people, reviews
from services.inventory.store.delegations import Delegation

_LONGEST_REASON: Final = 400
_BASIS: Final = Told.by(
    "国知发运字〔2024〕5号",
    "由第一发明人填报，单位负主体责任",
    "the first inventor fills in, the institution answers for it",
)


class CannotStandIn(Refused):
    """Whoever fills in is a serving member of the same institution."""

    basis = _BASIS
    mend = Told("请选择本单位在职的另一人", "Choose another serving member of the institution")


class AlreadyDelegated(Refused):
    """The same, to the same person, for days of the same time."""

    basis = _BASIS
    mend = Told("先结束原来的委托，或改日期", "End the standing delegation, or change the dates")


class NotTheirRecord(Refused):
    """One delegates what one is responsible for."""

    basis = _BASIS
    mend = Told("核对专利号，或先指派", "Check the number, or assign it first")


def may_arrange(principal: Principal, giver: Person) -> bool:
    """Whether the principal may delegate this person's records: their own, their college's or their institution's."""
    if principal.role is Role.INVENTOR:
        return principal.subject == giver.subject and principal.organization == giver.institution
    if not principal.may(Right.PEOPLE_MANAGE):
        return False
    return principal.scope(Right.PEOPLE_MANAGE).covers(organization=giver.institution, college=giver.college)


async def delegate(
    unit: Unit,
    principal: Principal,
    *,
    giver: str,
    taker: str,
    patent: str | None,
    days: tuple[date, date],
    reason: str,
    today: date,
    writer: str,
) -> UUID:
    """Let somebody fill in for somebody else, one patent or all: each named, or meant by the account.

    An inventor gives their own, without being named. Raises NotFound, SeveralOfOneName, Invalid and what forbids it.
    """
    institution = own_institution(principal)
    gives: Person | None
    if principal.role is Role.INVENTOR and giver in ("", principal.subject):
        gives = (await people.those(unit.conn, [principal.subject])).get(principal.subject)
    else:
        gives = await find(unit.conn, institution, "giver", giver)
    if gives is None or not may_arrange(principal, gives):
        raise NotFound(giver)
    takes = await find(unit.conn, institution, "taker", taker)
    starts_on, ends_on = days
    longest = int((await codes.in_force(unit.conn, clock.TABLE, today)).number("delegation_days"))
    if not today <= ends_on or not starts_on <= ends_on <= starts_on + timedelta(days=longest):
        raise Invalid(
            f"截止日不早于今天和开始日，最长 {longest} 天",
            field="ends_on",
            english=f"The last day is today or later, within {longest} days.",
        )
    if not reason or len(reason) > _LONGEST_REASON:
        raise Invalid("请写明事由", field="reason", english="Say why.")
    if takes == gives or takes.status is not Status.SERVING:
        raise CannotStandIn(
            "受托人须是本单位在职的另一人", english="It takes another serving member of the institution."
        )
    if takes.role is not Role.INVENTOR or gives.status is Status.LEFT:
        raise CannotStandIn("双方须有发明人账号且未离开", english="Both need an inventor's account and be there still.")
    if patent is not None:
        held = await reviews.seen(unit.conn, patent, writer)
        if (
            held is None
            or held.standing.entry.institution != gives.institution
            or held.found.responsible != gives.subject
        ):
            raise NotTheirRecord(f"这件专利不由{gives.name}填报", english=f"{gives.name} does not fill this patent in.")
    one = Delegation(
        uuid7(),
        gives.institution,
        patent,
        gives.subject,
        takes.subject,
        starts_on,
        ends_on,
        reason,
        principal.name,
        now(),
        None,
        "",
        gives.name,
        gives.college,
        takes.name,
    )
    if await delegations.overlapping(unit.conn, one):
        raise AlreadyDelegated("已有同样的委托", english="The same is delegated already.")
    await delegations.add(unit.conn, one)
    detail = {"to": takes.subject, "patent": patent, "from": starts_on.isoformat(), "until": ends_on.isoformat()}
    await audit(unit.conn, principal, "people.delegate", gives.subject, detail)
    return one.id


async def end(unit: Unit, principal: Principal, identifier: UUID) -> None:
    """End a delegation before its last day: whoever may arrange it may, and whoever was given it. Raises NotFound."""
    one = await delegations.get(unit.conn, identifier)
    gives = (await people.those(unit.conn, [one.from_subject])).get(one.from_subject) if one else None
    if one is None or gives is None:
        raise NotFound
    is_taker = principal.role is Role.INVENTOR and principal.subject == one.to_subject
    if not (is_taker or may_arrange(principal, gives)):
        raise NotFound
    if one.ended_at is None:
        await delegations.end(unit.conn, [identifier], by=principal.name)
        await audit(unit.conn, principal, "people.delegation_end", one.from_subject, {"to": one.to_subject})


async def seen_by(conn: Connection, principal: Principal, *, after: UUID | None = None, limit: int) -> list[Delegation]:
    """The institution's, of which a college sees its own people's and an inventor those they gave or were given.

    The latest first. Raises NotFound.
    """
    institution = own_institution(principal)
    if principal.role is Role.INVENTOR:
        return await delegations.listed(conn, institution, subject=principal.subject, after=after, limit=limit)
    return await delegations.listed(conn, institution, college=sender_of(principal).college, after=after, limit=limit)


def own_institution(principal: Principal) -> str:
    """The institution whose delegations the principal may see some of. Raises NotFound."""
    if principal.role is not Role.INVENTOR:
        return sender_of(principal).institution
    if principal.organization is None:
        raise NotFound
    return principal.organization
