"""A side of an open case is stated: whoever settles it reads both before deciding."""

from datetime import date
from typing import Final

from panhuo_contracts import Event
from panhuo_contracts.events.inventory import ClaimArgued

from chassis.errors import Invalid, NotFound, Refused, Told
from chassis.free_text import holds_contact
from chassis.identity import Principal, Right
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.bodies.guard import require_active
from services.inventory.conflicts import settling
from services.inventory.conflicts.case import BASIS, Case, CaseClosed, Identity, Party, State
from services.inventory.review.stocktaking import ReadOnlyCopy
from services.inventory.store import institutions, statements

LONGEST: Final = 2_000
MOST: Final = 20
"""Statements of one side in one round."""


class EnoughStated(Refused):
    basis = BASIS
    mend = Told("请等待裁定；后续材料在裁定方要求时提供", "Wait for the settlement; send more when asked for it")


def side_of(principal: Principal, case: Case) -> Party | None:
    """Which of the two the principal speaks for."""
    if not principal.may(Right.CLAIM_ARGUE):
        return None
    own = principal.scope(Right.CLAIM_ARGUE).organization
    return next((side for side in case.sides if side.code == own), None)


async def argue(
    unit: Unit, principal: Principal, identity: Identity, statement: str, *, writer: str, today: date
) -> None:
    """State the principal's own side.

    Raises NotFound, ReadOnlyCopy, CaseClosed, EnoughStated, Invalid, and what a body meets that may not act.
    """
    principal.scope(Right.CLAIM_ARGUE)
    case = await settling.held(unit, principal, identity, writer)
    side = side_of(principal, case)
    if side is None:
        raise NotFound(str(identity))
    await require_active(unit.conn, side.code)
    known = await institutions.with_code(unit.conn, side.code)
    if known is not None and known.writer != writer:
        raise ReadOnlyCopy.of(known.writer)
    if case.state is not State.OPEN:
        raise CaseClosed("这个案件已经结案", english="The case is closed.")
    told = await statements.of_case(unit.conn, identity)
    if sum((one.round, one.institution) == (case.round, side.code) for one in told) >= MOST:
        raise EnoughStated(f"本案已陈述 {MOST} 次", english=f"{MOST} statements were made in this case.")
    body = ClaimArgued(
        patent=case.patent,
        home=side.home,
        institution=side.code,
        claimant=case.claimant.code,
        round=case.round,
        statement=_checked(statement),
        argued_on=today,
    )
    await unit.announce([Event.of(body)])
    await audit(unit.conn, principal, "conflict.argue", str(identity))


def _checked(statement: str) -> str:
    statement = statement.strip()
    if not statement:
        raise Invalid("请写明陈述", field="statement", english="Write the statement.")
    if len(statement) > LONGEST or "\x00" in statement:
        raise Invalid(f"不超过 {LONGEST:,} 字", field="statement", english=f"At most {LONGEST:,} characters.")
    if holds_contact(statement):
        raise Invalid(
            "请删去手机号码和电子邮箱：双方和裁定方都能看到",
            field="statement",
            english="Take out telephone numbers and e-mail addresses: both sides and the office read it.",
        )
    return statement
