"""What offices do to institutions: ask for admission, admit or refuse, suspend, reinstate, rename, merge."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from panhuo_contracts import Body, Event
from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)
from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.clock import now
from chassis.errors import Invalid, NotFound, Refused, Told
from chassis.identity import Forbidden, Principal, Right
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.bodies.refusals import (
    AlreadyAdmitted,
    AlreadyApplied,
    AlreadyDecided,
    CannotMerge,
    DecidedElsewhere,
    NothingToChange,
)
from services.inventory.files.options import MINISTRIES
from services.inventory.institutions import Institution, is_provisional
from services.inventory.store import bodies, institutions, successions
from services.inventory.store.bodies import Application

_LONGEST: Final = 2_000
_LONGEST_NAME: Final = 400


class NameTaken(Refused):
    """The credit code is registered already, under another name or with other facts."""

    rule = "institution_registered"
    basis = Told.by("GB 32100-2015", "一个代码对应一个主体", "one code stands for one body")
    mend = Told("核对信用代码；更名请用“更名”办理", "Check the credit code; a new name goes by “Rename”")


class HostedByItsOwnSystem(Refused):
    """The province's own system publishes its institutions' records; it is there that they are registered."""

    basis = Told("一个单位只由一个系统承载", "One system keeps an institution")

    @classmethod
    def of(cls, home: str) -> "HostedByItsOwnSystem":
        zh, en = JURISDICTIONS[home]
        return cls(
            f"{zh}的单位由{zh}自己的系统承载，此处不登记",
            english=f"The institutions of {en} are hosted by its own system and registered there.",
            mend=Told(f"请在{zh}的系统中登记", f"Register it in the system of {en}"),
        )


async def apply(
    unit: Unit, principal: Principal, kind: InstitutionKind, ministry: Ministry | None, *, writer: str
) -> UUID:
    """Ask for the admission of the principal's own institution: name, code and home are its account's.

    Raises Forbidden, AlreadyAdmitted, AlreadyApplied, HostedByItsOwnSystem, and what a suspended or merged one meets.
    """
    code = principal.scope(Right.INSTITUTION_APPLY).organization
    if code is None:
        raise Forbidden.without(principal.role, Right.INSTITUTION_APPLY)
    MINISTRIES.require(ministry)
    home, name = principal.jurisdiction, principal.organization_name or code
    if home != writer and await institutions.has_own_system(unit.conn, home):
        raise HostedByItsOwnSystem.of(home)
    known = await institutions.with_code(unit.conn, code)
    if known is not None and known.state != "known":
        raise AlreadyAdmitted(
            f"“{known.name}”已在单位名册中", english=f"{known.name} stands in the register of institutions already."
        )
    moment = now()
    asked = Application(
        bodies.application_id(), code, name, kind, ministry, home, principal.name, moment, "waiting", "", "", None
    )
    if not await bodies.apply(unit.conn, principal, asked):
        raise AlreadyApplied("本单位的申请正在等待答复", english="An application of this institution waits already.")
    await bodies.note(unit.conn, principal, "apply", [code])
    await audit(unit.conn, principal, "institution.apply", code, {"name": name, "kind": kind, "ministry": ministry})
    return asked.id


async def decide(
    unit: Unit, principal: Principal, identifier: UUID, reason: str, *, is_admitted: bool, writer: str, today: date
) -> Application:
    """Admit an applicant, or refuse it with a reason; the application as it then stands.

    Raises NotFound, AlreadyDecided, DecidedElsewhere, Invalid.
    """
    asked = await bodies.locked_application(unit.conn, identifier)
    if asked is None:
        raise NotFound
    check_competence(principal, asked.home, asked.ministry)
    if asked.state != "waiting":
        raise AlreadyDecided("这份申请已有答复", english="The application was answered already.")
    reason = reason.strip() if is_admitted else checked(reason)
    if is_admitted:
        institution = Institution(
            asked.code, asked.name, asked.kind, asked.home, writer, is_provisional(asked.code), ministry=asked.ministry
        )
        await admit(unit, principal, [institution], today)
    else:
        await bodies.note(unit.conn, principal, "refuse", [asked.code], reason)
    state = "admitted" if is_admitted else "refused"
    decided = await bodies.decide(unit.conn, identifier, state, reason, principal.name)
    await audit(unit.conn, principal, "institution.decide", asked.code, {"admitted": is_admitted, "reason": reason})
    return decided


async def register(unit: Unit, principal: Principal, institution: Institution, today: date) -> bool:
    """Enter a body into the register; False where it stands there just so.

    Raises NotFound, DecidedElsewhere, NameTaken, and HostedByItsOwnSystem for a province with a system of its own.
    """
    check_competence(principal, institution.home, institution.ministry)
    province = principal.scope(Right.INSTITUTION_REGISTER).jurisdiction
    if province not in (None, institution.writer) and await institutions.has_own_system(unit.conn, province):
        raise HostedByItsOwnSystem.of(province)
    known = await institutions.with_code(unit.conn, institution.code)
    if known is not None and (known.name, known.home) != (institution.name, institution.home):
        raise NameTaken(f"该代码已登记为“{known.name}”", english=f"The code is registered for {known.name} already.")
    if known is not None and known.state != "known" and _facts(known) != _facts(institution):
        raise NameTaken(
            f"该代码已登记，类别或主管部门不同（{known.name}）", english=f"{known.name} is registered with other facts."
        )
    if not await admit(unit, principal, [institution], today):
        return False
    await audit(unit.conn, principal, "institution.register", institution.code, {"name": institution.name})
    return True


async def admit_file(unit: Unit, principal: Principal, wanted: Sequence[Institution], today: date) -> int:
    """Admit those of a file; how many were new. Raises NotFound, DecidedElsewhere."""
    for one in wanted:
        check_competence(principal, one.home, one.ministry)
    new = await admit(unit, principal, wanted, today)
    if new:
        await audit(unit.conn, principal, "institution.register", f"{new} institutions", {"new": new})
    return new


async def admit(unit: Unit, principal: Principal, wanted: Sequence[Institution], today: date) -> int:
    """Admit those that are not admitted yet; how many. What is known under another name or home stays as it is."""
    known = {one.code: one for one in await institutions.among(unit.conn, [one.code for one in wanted], [])}
    entering: list[Institution] = []
    for one in wanted:
        before = known.get(one.code)
        if before is None:
            entering.append(one)
        elif before.state == "known" and (before.name, before.home) == (one.name, one.home):
            entering.append(one)
            await bodies.to_pass_on(unit.conn, one.code)
    await institutions.add(unit.conn, entering, by=principal.subject)
    await unit.announce([Event.of(_admitted(one, today)) for one in entering])
    await bodies.note(unit.conn, principal, "admit", [one.code for one in entering])
    return len(entering)


def _admitted(one: Institution, today: date) -> InstitutionAdmitted:
    return InstitutionAdmitted(
        institution=one.code,
        home=one.home,
        name=one.name,
        kind=one.kind,
        ministry=one.ministry,
        admitted_on=today,
        generated=one.is_generated,
    )


def _facts(one: Institution) -> tuple[object, ...]:
    return one.kind, one.ministry


async def suspend(unit: Unit, principal: Principal, code: str, reason: str, *, writer: str, today: date) -> None:
    """Its people may do nothing from now on; what stands stays. Raises NotFound, NothingToChange, Invalid."""
    held = await _held(unit, principal, code, writer)
    if held.suspended_on is not None:
        raise NothingToChange(f"“{held.name}”已经暂停", english=f"{held.name} is suspended already.")
    reason = checked(reason)
    body = InstitutionSuspended(institution=code, home=held.home, reason=reason, suspended_on=today)
    await _carry_out(unit, principal, "suspend", body, reason)


async def reinstate(unit: Unit, principal: Principal, code: str, reason: str, *, writer: str, today: date) -> None:
    """Its people may act again. Raises NotFound, NothingToChange, Invalid."""
    held = await _held(unit, principal, code, writer)
    if held.suspended_on is None:
        raise NothingToChange(f"“{held.name}”没有暂停", english=f"{held.name} is not suspended.")
    reason = checked(reason)
    body = InstitutionReinstated(institution=code, home=held.home, reason=reason, reinstated_on=today)
    await _carry_out(unit, principal, "reinstate", body, reason)


async def rename(
    unit: Unit, principal: Principal, code: str, name: str, on: date, reason: str, *, writer: str, today: date
) -> None:
    """It bears another name from a day on; the former one still finds it. Raises NotFound, NothingToChange, Invalid."""
    held = await _held(unit, principal, code, writer)
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or "\x00" in name or "\n" in name:
        raise Invalid("请填写新名称，不超过 400 字", field="name", english="Say the new name.")
    if name == held.name:
        raise NothingToChange(f"单位已名为“{name}”", english=f"It is called {name} already.")
    _check_day(on, today)
    body = InstitutionRenamed(
        institution=code, home=held.home, name=name, former_name=held.name, renamed_on=on, reason=_optional(reason)
    )
    await bodies.to_pass_on(unit.conn, code)
    await _carry_out(unit, principal, "rename", body, f"{held.name} → {name}；{on.isoformat()} {reason}".strip())


async def merge(
    unit: Unit, principal: Principal, code: str, into: str, on: date, reason: str, *, writer: str, today: date
) -> None:
    """Another institution takes it over: what is kept goes over at once, the records one by one afterwards.

    Raises NotFound, CannotMerge, DecidedElsewhere, Invalid.
    """
    held, successor = await to_merge(unit, principal, code, into, on, writer=writer, today=today)
    went = await successions.hand_over(unit.conn, code, into, successor.home)
    body = InstitutionMerged(
        institution=code,
        home=held.home,
        into=into,
        into_name=successor.name,
        merged_on=on,
        reason=_optional(reason),
    )
    said = f"{held.name}（{code}）→ {successor.name}（{into}）；{on.isoformat()} {reason}".strip()
    await bodies.to_pass_on(unit.conn, code)
    await bodies.note(unit.conn, principal, "take_over", [into], said)
    await _carry_out(unit, principal, "merge", body, f"{said}；草稿 {went.drafts}，新建院系 {len(went.colleges)}")


async def to_merge(
    unit: Unit, principal: Principal, code: str, into: str, on: date, *, writer: str, today: date
) -> tuple[Institution, Institution]:
    """Both, locked, where one may merge into the other. Raises NotFound, CannotMerge, DecidedElsewhere, Invalid."""
    if code == into:
        raise CannotMerge("不能并入本单位自身", english="An institution cannot be merged into itself.")
    if await institutions.with_code(unit.conn, into) is None:
        raise Invalid("名册中没有这个代码的单位", field="into", english="No institution of the register has this code.")
    # In the order of codes, in which every transaction takes its locks.
    found = {one: await _held(unit, principal, one, writer) for one in sorted((code, into))}
    held, successor = found[code], found[into]
    if successor.suspended_on is not None:
        raise CannotMerge(f"“{successor.name}”处于暂停状态", english=f"{successor.name} is suspended.")
    _check_day(on, today)
    return held, successor


async def _held(unit: Unit, principal: Principal, code: str, writer: str) -> Institution:
    """An institution that this installation hosts and the principal decides on, locked; merged ones are closed."""
    held = await institutions.locked(unit.conn, code)
    if held is None:
        raise NotFound
    check_competence(principal, held.home, held.ministry)
    if held.writer != writer:
        raise HostedByItsOwnSystem.of(held.writer)
    if held.merged_into is not None:
        raise CannotMerge(f"“{held.name}”已并入 {held.merged_into}", english=f"{held.name} was merged already.")
    return held


async def _carry_out(unit: Unit, principal: Principal, move: str, body: Body, note: str) -> None:
    code: str = body.key
    await unit.announce([Event.of(body)])
    await bodies.note(unit.conn, principal, move, [code], note)
    await audit(unit.conn, principal, f"institution.{move}", code, {"note": note[:400]})


def check_competence(principal: Principal, home: str, ministry: Ministry | None) -> None:
    """The province decides on its own institutions, the nation on those of ministries, and on any.

    Raises NotFound for another province's, DecidedElsewhere for a ministry's.
    """
    scope = principal.scope(Right.INSTITUTION_REGISTER)
    scope.require(jurisdiction=home)
    if scope.jurisdiction is not None and ministry not in (None, Ministry.LOCAL):
        raise DecidedElsewhere(
            "部委所属单位由国家管理部门办理", english="A ministry's institution is the national office's to decide on."
        )


def checked(reason: str) -> str:
    """A reason as it may be kept. Raises Invalid."""
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST or "\x00" in reason:
        raise Invalid("请写明理由，不超过 2,000 字", field="reason", english="Say why, in at most 2,000 characters.")
    return reason


def _optional(reason: str) -> str:
    return checked(reason) if reason.strip() else ""


def _check_day(on: date, today: date) -> None:
    if on > today:
        raise Invalid("日期不能晚于今天", field="on", english="The day lies in the future.")
