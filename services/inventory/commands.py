"""What people do: fill in, submit, pass, send back, register an institution."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from panhuo_contracts import Event

from chassis.errors import Invalid, NotFound, Refused
from chassis.identity import Principal, Right, Scope
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory import stocktaking
from services.inventory.arrival import Standing
from services.inventory.institutions import Institution
from services.inventory.records import Remarks
from services.inventory.stocktaking import ReadOnlyCopy
from services.inventory.store import drafts, institutions, standing
from services.inventory.store.drafts import Draft, Funding

_LONGEST_REASON: Final = 8_000


class NameTaken(Refused):
    """The credit code is registered already, under another name or with other facts."""

    rule = "institution_registered"
    basis = "GB 32100-2015：一个代码对应一个主体"
    mend = "核对信用代码"


class HostedByItsOwnSystem(Refused):
    """The province's own system publishes its institutions' records; it is there that they are registered."""

    basis = "一个单位只由一个系统承载"

    @classmethod
    def of(cls, home: str) -> "HostedByItsOwnSystem":
        return cls(
            f"{home} 的单位由 {home} 自己的系统承载，此处不登记",
            english=f"The institutions of {home} are hosted by its own system and registered there.",
            mend=f"请在 {home} 的系统中登记",
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of several records: those passed, and why others were not."""

    approved: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)


async def fill(
    unit: Unit, principal: Principal, number: str, remarks: Remarks, funding: Funding | None, *, writer: str
) -> None:
    """Keep what was filled in, to be submitted later. Raises NotFound, ReadOnlyCopy, NothingIntendedYetMore."""
    (stands,) = await _hold(unit, principal.scope(Right.INVENTORY_FILL), [number], writer)
    stocktaking.check_modes(remarks)
    entry = stands.entry
    await drafts.save(
        unit.conn,
        [Draft(number, entry.institution, entry.home, remarks, principal.subject, is_submitted=False)],
    )
    if funding is not None:
        await drafts.save_funding(unit.conn, number, entry.institution, funding)
    await audit(unit.conn, principal, "inventory.fill", number)


async def submit(unit: Unit, principal: Principal, number: str, *, writer: str) -> None:
    """Hand a draft in for review. Raises NotFound, ReadOnlyCopy and what ``check_submission`` raises."""
    (stands,) = await _hold(unit, principal.scope(Right.INVENTORY_FILL), [number], writer)
    stocktaking.check_submission(stands)
    await drafts.submit(unit.conn, number)
    await audit(unit.conn, principal, "inventory.submit", number)


async def approve(
    unit: Unit, principal: Principal, numbers: Sequence[str], *, writer: str, today: date, is_trial: bool = False
) -> Decided:
    """Pass each record that can be passed, in one transaction; a trial only tells which those are.

    Raises NotFound where one of them is not the principal's institution's.
    """
    numbers = sorted(set(numbers))
    if not 0 < len(numbers) <= stocktaking.MOST_AT_ONCE:
        raise Invalid(
            f"一次办理 1 至 {stocktaking.MOST_AT_ONCE} 件",
            field="numbers",
            english=f"Between 1 and {stocktaking.MOST_AT_ONCE} at once.",
        )
    found = await _hold(unit, principal.scope(Right.INVENTORY_REVIEW), numbers, writer)
    held = await drafts.locked(unit.conn, numbers)
    decided = Decided()
    events: list[Event] = []
    for number, stands in zip(numbers, found, strict=True):
        is_submitted = number in held and held[number].is_submitted
        try:
            passed = stocktaking.approve(stands, is_submitted=is_submitted, today=today)
        except Refused as refused:
            decided.refused.append((number, refused))
            continue
        decided.approved.append(number)
        if passed.body is not None:
            events.append(Event.of(passed.body))
    if not is_trial:
        await unit.announce(events)
        await drafts.drop(unit.conn, decided.approved)
        if decided.approved:
            await audit(unit.conn, principal, "inventory.approve", " ".join(decided.approved)[:4_000])
    return decided


async def approve_one(unit: Unit, principal: Principal, number: str, *, writer: str, today: date) -> None:
    """Pass one record, or raise why not."""
    decided = await approve(unit, principal, [number], writer=writer, today=today)
    for _, refused in decided.refused:
        raise refused


async def send_back(unit: Unit, principal: Principal, number: str, reason: str, *, writer: str, today: date) -> None:
    """Send a submitted record back to be mended, with the reason. Raises NotFound, ReadOnlyCopy, NotAwaitingReview."""
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON or "\x00" in reason:
        raise Invalid("请写明退回原因", field="reason", english="Say why it goes back.")
    (stands,) = await _hold(unit, principal.scope(Right.INVENTORY_REVIEW), [number], writer)
    held = await drafts.locked(unit.conn, [number])
    is_submitted = number in held and held[number].is_submitted
    body = stocktaking.send_back(stands, is_submitted=is_submitted, reason=reason, today=today)
    if body is not None:
        await unit.announce([Event.of(body)])
    await drafts.take_back(unit.conn, number, reason)
    await audit(unit.conn, principal, "inventory.return", number, {"reason": reason[:400]})


async def register(unit: Unit, principal: Principal, institution: Institution) -> bool:
    """Enter a body into the register; False where it stands there just so.

    Raises NotFound, NameTaken, and HostedByItsOwnSystem for a province whose own system publishes its records.
    """
    scope = principal.scope(Right.INSTITUTION_REGISTER)
    scope.require(jurisdiction=institution.home)
    province = scope.jurisdiction
    if province not in (None, institution.writer) and await institutions.has_own_system(unit.conn, province):
        raise HostedByItsOwnSystem.of(province)
    if not await institutions.add(unit.conn, [institution], by=principal.subject):
        known = await institutions.with_code(unit.conn, institution.code)
        if known is not None and (known.name, known.home, known.kind) != (
            institution.name,
            institution.home,
            institution.kind,
        ):
            raise NameTaken(
                f"该代码已登记为“{known.name}”", english=f"The code is registered for {known.name} already."
            )
        return False
    await audit(unit.conn, principal, "institution.register", institution.code, {"name": institution.name})
    return True


async def _hold(unit: Unit, scope: Scope, numbers: Sequence[str], writer: str) -> list[Standing]:
    """The records within reach, locked, in the order of the numbers. Raises NotFound, ReadOnlyCopy."""
    held = await standing.locked(unit.conn, numbers, writer)
    missing = [number for number in numbers if number not in held]
    for owner in (await standing.owners(unit.conn, missing)) if missing else ():
        if scope.covers(jurisdiction=owner.home, organization=owner.institution):
            raise ReadOnlyCopy.of(owner.writer)
    if missing:
        raise NotFound(missing[0])
    for number in numbers:
        entry = held[number].entry
        scope.require(jurisdiction=entry.home, organization=entry.institution)
    return [held[number] for number in numbers]
