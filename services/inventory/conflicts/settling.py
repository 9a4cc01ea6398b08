"""What people do in a case: settle it, withdraw the claim, take it up again because of a new fact."""

from datetime import date
from typing import Final

from panhuo_contracts import Body, Event
from panhuo_contracts.events.inventory import ClaimReopened, ClaimSettled, ClaimWithdrawn
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

from chassis.database import Connection
from chassis.errors import Invalid, NotFound, Told
from chassis.identity import Principal, Right, Role
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.bodies.guard import require_active
from services.inventory.conflicts.carrying_out import carry_out
from services.inventory.conflicts.case import (
    Case,
    CaseClosed,
    CaseStillOpen,
    Identity,
    NothingToWithdraw,
    NotYoursToSettle,
    SettledElsewhere,
    State,
)
from services.inventory.review.stocktaking import ReadOnlyCopy
from services.inventory.store import claims, standing

_LONGEST: Final = 8_000


async def find(conn: Connection, principal: Principal, identity: Identity) -> Case:
    """A case of which one side is within the principal's reach. Raises NotFound."""
    for case in (await claims.of_patents(conn, [identity.patent])).get(identity.patent, ()):
        if case.identity == identity and is_seen_by(principal, case):
            return case
    raise NotFound(str(identity))


def is_seen_by(principal: Principal, case: Case) -> bool:
    """Whether one side of it is within the principal's reach."""
    scope = principal.scope(Right.CONFLICT_READ)
    return any(scope.covers(jurisdiction=side.home, organization=side.code) for side in case.sides)


def may_settle(principal: Principal, case: Case, *, writer: str) -> bool:
    """Whether it is the principal's to settle, here and now."""
    try:
        _check_arbiter(principal, case, writer=writer)
    except (NotYoursToSettle, SettledElsewhere):
        return False
    return case.state is State.OPEN


def may_reopen(principal: Principal, case: Case, *, writer: str) -> bool:
    is_nation = principal.role is Role.NATION and writer == NATION
    return is_nation and case.state is not State.OPEN


def may_withdraw(principal: Principal, case: Case, *, writer: str) -> bool:
    return (
        principal.may(Right.STOCK_IMPORT)
        and principal.scope(Right.STOCK_IMPORT).covers(organization=case.claimant.code)
        and case.is_said
        and case.writer == writer
        and case.state is State.OPEN
    )


async def settle(
    unit: Unit,
    principal: Principal,
    identity: Identity,
    *,
    awarded: str,
    reason: str,
    evidence: str = "",
    writer: str,
    today: date,
) -> None:
    """Say whose patent it is, and let this system's record stand so.

    Raises NotFound, NotYoursToSettle, SettledElsewhere, CaseClosed, Invalid.
    """
    case = await held(unit, principal, identity, writer)
    body = decided(principal, case, awarded=awarded, reason=reason, evidence=evidence, writer=writer, today=today)
    await _say(unit, principal, body, "conflict.settle", identity)
    await carry_out(unit, case.patent, today, writer=writer)


def decided(
    principal: Principal, case: Case, *, awarded: str, reason: str, evidence: str, writer: str, today: date
) -> ClaimSettled:
    """What would be said. Raises NotYoursToSettle, SettledElsewhere, CaseClosed, Invalid."""
    principal.scope(Right.CLAIM_SETTLE)
    _check_arbiter(principal, case, writer=writer)
    if case.state is not State.OPEN:
        raise CaseClosed("这个案件已经结案", english="The case is closed.")
    names = {side.code: side.name for side in case.sides}
    if awarded not in names:
        raise Invalid("请选择双方之一", field="awarded", english="Choose one of the two.")
    return ClaimSettled(
        patent=case.patent,
        home=case.claimant.home,
        institution=case.claimant.code,
        round=case.round,
        holder=case.holder.code,
        awarded=awarded,
        awarded_name=names[awarded],
        reason=_said(reason, "reason"),
        evidence=_said(evidence, "evidence", is_needed=False),
        settled_by=case.arbiter,
        settled_on=today,
    )


async def withdraw(
    unit: Unit, principal: Principal, identity: Identity, reason: str, *, writer: str, today: date
) -> None:
    """The claimant takes its claim back.

    Raises NotFound, ReadOnlyCopy, CaseClosed, NothingToWithdraw, and what a claimant meets that may not act.
    """
    case = await held(unit, principal, identity, writer)
    scope = principal.scope(Right.STOCK_IMPORT)
    scope.require(organization=case.claimant.code)
    if scope.organization is not None:
        await require_active(unit.conn, scope.organization)
    if not case.is_said:
        raise NothingToWithdraw("两个系统都发布了这件专利的记录", english="Two systems publish a record of it.")
    if case.writer != writer:
        raise ReadOnlyCopy.of(case.writer)
    if case.state is not State.OPEN:
        raise CaseClosed("这个案件已经结案", english="The case is closed.")
    body = ClaimWithdrawn(
        patent=case.patent,
        home=case.claimant.home,
        institution=case.claimant.code,
        round=case.round,
        reason=_said(reason, "reason", is_needed=False),
        withdrawn_on=today,
    )
    await _say(unit, principal, body, "conflict.withdraw", identity)


async def reopen(
    unit: Unit, principal: Principal, identity: Identity, grounds: str, *, writer: str, today: date
) -> None:
    """The nation takes a closed case up again; what was settled stands until it is settled anew."""
    principal.scope(Right.CLAIM_SETTLE)
    case = await held(unit, principal, identity, writer)
    if principal.role is not Role.NATION:
        raise NotYoursToSettle(
            "只有国家管理部门可以重新立案",
            english="Only the nation takes a case up again.",
            mend=Told("向国家管理部门说明新事实", "Put new facts to the national office"),
        )
    if writer != NATION:
        raise SettledElsewhere("重新立案在国家平台办理", english="A case is reopened on the national platform.")
    if case.state is State.OPEN:
        raise CaseStillOpen("这个案件还没有结案", english="The case is not closed.")
    body = ClaimReopened(
        patent=case.patent,
        home=case.claimant.home,
        institution=case.claimant.code,
        round=case.round + 1,
        holder=case.holder.code,
        grounds=_said(grounds, "grounds"),
        reopened_on=today,
    )
    await _say(unit, principal, body, "conflict.reopen", identity)


async def held(unit: Unit, principal: Principal, identity: Identity, writer: str) -> Case:
    """A case with this system's record of the patent, if there is one, and nobody else deciding at the same time."""
    await unit.conn.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"claim {identity.patent}")
    await standing.locked(unit.conn, [identity.patent], writer)
    return await find(unit.conn, principal, identity)


def _check_arbiter(principal: Principal, case: Case, *, writer: str) -> None:
    arbiter = case.arbiter
    is_theirs = (
        principal.role is Role.NATION
        if arbiter == NATION
        else principal.role is Role.PROVINCE and principal.jurisdiction == arbiter
    )
    if not is_theirs:
        chinese, english = JURISDICTIONS[arbiter]
        raise NotYoursToSettle(
            f"这个案件由{'国家管理部门' if arbiter == NATION else chinese}裁定",
            english=f"The case is for {'the nation' if arbiter == NATION else english} to settle.",
            mend=Told(
                "双方同省的由该省裁定，跨省的由国家裁定",
                "A province settles between its own, the nation across provinces",
            ),
        )
    if arbiter == NATION and writer != NATION:
        raise SettledElsewhere("跨省案件在国家平台裁定", english="It is settled on the national platform.")


def _said(text: str, field: str, *, is_needed: bool = True) -> str:
    text = text.strip()
    if is_needed and not text:
        raise Invalid("请写明理由", field=field, english="Say why.")
    if len(text) > _LONGEST or "\x00" in text:
        raise Invalid(f"不超过 {_LONGEST:,} 字", field=field, english=f"At most {_LONGEST:,} characters.")
    return text


async def _say(unit: Unit, principal: Principal, body: Body, action: str, identity: Identity) -> None:
    await unit.announce([Event.of(body)])
    await audit(unit.conn, principal, action, str(identity))
