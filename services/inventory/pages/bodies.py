"""One institution: what the register says of it, who did what to it when, and what the reader may do."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.identifiers import CreditCode
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, Refused
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import Applicant, Reader, Registrar
from services.inventory.api.bodies import told
from services.inventory.bodies import commands
from services.inventory.pages.shown import words
from services.inventory.store import bodies

router = APIRouter(include_in_schema=False)
STATES: Final = {
    "known": ("随导入登记", "known by an import", "plain"),
    "admitted": ("已准入", "admitted", "green"),
    "suspended": ("已暂停", "suspended", "red"),
    "merged": ("已并入他单位", "merged", "amber"),
}
_MOVES: Final = {
    "apply": ("申请准入", "Applied for admission"),
    "admit": ("准入", "Admitted"),
    "refuse": ("不予准入", "Refused"),
    "suspend": ("暂停", "Suspended"),
    "reinstate": ("恢复", "Reinstated"),
    "rename": ("更名", "Renamed"),
    "merge": ("并入其他单位", "Merged into another"),
    "take_over": ("接收并入单位", "Took another over"),
}


@router.get("/inventory/institutions/{code}")
async def institution(request: Request, code: CreditCode, reader: Reader, service: ServiceDep) -> Response:
    async with service.database.read() as conn:
        one = await told(conn, code, reader.scope(Right.STOCK_READ))
        owned = await bodies.owned(conn, code)
    context = words(
        one=one,
        owned=owned,
        state=(t(*STATES[one.state][:2]), STATES[one.state][2]),
        moves={move: t(*names) for move, names in _MOVES.items()},
        may_decide=_may_decide(reader, one.home, one.ministry) and one.writer == service.settings.writer,
        day=today(),
    )
    return render(request, "institution.html", context)


def _may_decide(reader: Principal, home: str, ministry: str | None) -> bool:
    if not reader.may(Right.INSTITUTION_REGISTER):
        return False
    try:
        commands.check_competence(reader, home, Ministry(ministry) if ministry else None)
    except Refused:
        return False
    return True


@router.post("/inventory/institutions/applications")
async def apply(request: Request, office: Applicant, service: ServiceDep, form: Form) -> Response:
    kind, ministry = text_in(form, "kind"), text_in(form, "ministry")
    if kind not in set(InstitutionKind) or (ministry and ministry not in set(Ministry)):
        raise Invalid("请选择单位类别和主管部门", field="kind", english="Choose a kind and a ministry.")

    async def action(unit: Unit) -> None:
        supervisor = Ministry(ministry) if ministry else None
        await commands.apply(unit, office, InstitutionKind(kind), supervisor, writer=service.settings.writer)

    return await _carry_out(request, office, service, action, "/inventory/institutions")


@router.post("/inventory/institutions/applications/{identifier}")
async def decide(request: Request, identifier: UUID, registrar: Registrar, service: ServiceDep, form: Form) -> Response:
    decision = _one_of(form, "decision", "admit", "refuse")

    async def action(unit: Unit) -> None:
        await commands.decide(
            unit,
            registrar,
            identifier,
            text_in(form, "reason"),
            is_admitted=decision == "admit",
            writer=service.settings.writer,
            today=today(),
        )

    return await _carry_out(request, registrar, service, action, "/inventory/institutions")


@router.post("/inventory/institutions/{code}/standing")
async def change_standing(
    request: Request, code: CreditCode, registrar: Registrar, service: ServiceDep, form: Form
) -> Response:
    """Suspend it, or reinstate it."""
    is_reinstated = _one_of(form, "change", "suspend", "reinstate") == "reinstate"
    change = commands.reinstate if is_reinstated else commands.suspend

    async def action(unit: Unit) -> None:
        reason = text_in(form, "reason")
        await change(unit, registrar, code, reason, writer=service.settings.writer, today=today())

    return await _carry_out(request, registrar, service, action, f"/inventory/institutions/{code}")


@router.post("/inventory/institutions/{code}/name")
async def rename(request: Request, code: CreditCode, registrar: Registrar, service: ServiceDep, form: Form) -> Response:
    name, on, reason = text_in(form, "name"), _day(text_in(form, "on")), text_in(form, "reason")

    async def action(unit: Unit) -> None:
        await commands.rename(unit, registrar, code, name, on, reason, writer=service.settings.writer, today=today())

    return await _carry_out(request, registrar, service, action, f"/inventory/institutions/{code}")


@router.post("/inventory/institutions/{code}/merger")
async def merge(request: Request, code: CreditCode, registrar: Registrar, service: ServiceDep, form: Form) -> Response:
    """Asked first, it shows both by name and what goes over; confirmed, it merges them."""
    into, on, reason = text_in(form, "into").upper(), _day(text_in(form, "on")), text_in(form, "reason")
    if form.get("confirmed") != "yes":
        scope = registrar.scope(Right.STOCK_READ)
        async with service.database.read() as conn:
            pair = {"one": await told(conn, code, scope), "successor": await told(conn, into, scope)}
            owned = await bodies.owned(conn, code)
        return render(request, "merger.html", words(**pair, owned=owned, on=on, reason=reason))

    async def action(unit: Unit) -> None:
        await commands.merge(unit, registrar, code, into, on, reason, writer=service.settings.writer, today=today())

    return await _carry_out(request, registrar, service, action, f"/inventory/institutions/{code}")


def _one_of(form: FormData, field: str, *known: str) -> str:
    said = text_in(form, field)
    if said not in known:
        raise Invalid("没有这种办理", field=field, english="There is no such decision.")
    return said


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("请填写日期", field="on", english="Give the day.") from None


async def _carry_out(
    request: Request, principal: Principal, service: Service, carry_out: Callable[[Unit], Awaitable[None]], back: str
) -> Response:
    async with service.unit() as unit:

        async def action() -> Response:
            await carry_out(unit)
            return RedirectResponse(localized(back, language(request)), 303)

        return await once(request, unit, principal, action)
