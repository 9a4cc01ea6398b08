"""One institution: what the register says of it, who did what to it when, and what the reader may do."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.identifiers import CreditCode
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, Refused
from chassis.http import PageDep, ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import Applicant, Reader, Registrar
from services.inventory.api.bodies import told
from services.inventory.bodies import commands
from services.inventory.pages.forms import Mistake, or_shown
from services.inventory.pages.institutions import STATES, listed
from services.inventory.pages.shown import words
from services.inventory.store import bodies

router = APIRouter(include_in_schema=False)
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
_FIELD: Final = {"standing": "reason", "name": "name", "merger": "into"}
"""At which field of each form a refusal is told that is of none of them in particular."""


@router.get("/inventory/institutions/{code}")
async def institution(request: Request, code: CreditCode, reader: Reader, service: ServiceDep) -> Response:
    return await _show(request, code, reader, service)


async def _show(
    request: Request,
    code: str,
    reader: Principal,
    service: Service,
    *,
    typed: Mapping[str, str] = MappingProxyType({}),
    wrong: Mistake | None = None,
    status: int = 200,
) -> Response:
    """``wrong``: the id of a field, and what is wrong with it."""
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
        typed=typed,
        wrong=dict([wrong] if wrong else []),
    )
    return render(request, "institution.html", context, status=status)


def _may_decide(reader: Principal, home: str, ministry: str | None) -> bool:
    if not reader.may(Right.INSTITUTION_REGISTER):
        return False
    try:
        commands.check_competence(reader, home, Ministry(ministry) if ministry else None)
    except Refused:
        return False
    return True


@router.post("/inventory/institutions/applications")
async def apply(request: Request, office: Applicant, service: ServiceDep, page: PageDep, form: Form) -> Response:
    kind, ministry = text_in(form, "kind"), text_in(form, "ministry")

    async def action(unit: Unit) -> None:
        if kind not in set(InstitutionKind) or (ministry and ministry not in set(Ministry)):
            raise Invalid("请选择单位类别和主管部门", field="kind", english="Choose a kind and a ministry.")
        supervisor = Ministry(ministry) if ministry else None
        await commands.apply(unit, office, InstitutionKind(kind), supervisor, writer=service.settings.writer)

    async def attempt() -> Response:
        return await _carry_out(request, office, service, action, "/inventory/institutions")

    async def show(mistake: Mistake, status: int) -> Response:
        filled, wrong = {"kind": kind, "ministry": ministry}, {"kind": mistake.sentence}
        return await listed(request, office, service, page, filled=filled, wrong=wrong, status=status)

    return await or_shown(attempt, show, "kind")


@router.post("/inventory/institutions/applications/{identifier}")
async def decide(
    request: Request, identifier: UUID, registrar: Registrar, service: ServiceDep, page: PageDep, form: Form
) -> Response:
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

    async def attempt() -> Response:
        return await _carry_out(request, registrar, service, action, "/inventory/institutions")

    async def show(mistake: Mistake, status: int) -> Response:
        field = f"refusal-{identifier}"
        typed, wrong = {field: text_in(form, "reason")}, {field: mistake.sentence}
        return await listed(request, registrar, service, page, filled=typed, wrong=wrong, status=status)

    return await or_shown(attempt, show, "reason")


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

    return await _changed(request, code, registrar, service, "standing", form, action)


@router.post("/inventory/institutions/{code}/name")
async def rename(request: Request, code: CreditCode, registrar: Registrar, service: ServiceDep, form: Form) -> Response:
    async def action(unit: Unit) -> None:
        name, on, reason = text_in(form, "name"), _day(text_in(form, "on")), text_in(form, "reason")
        await commands.rename(unit, registrar, code, name, on, reason, writer=service.settings.writer, today=today())

    return await _changed(request, code, registrar, service, "name", form, action)


@router.post("/inventory/institutions/{code}/merger")
async def merge(request: Request, code: CreditCode, registrar: Registrar, service: ServiceDep, form: Form) -> Response:
    """Asked first, it shows both by name and what goes over; confirmed, it merges them."""
    into, reason, writer = text_in(form, "into").strip().upper(), text_in(form, "reason"), service.settings.writer

    async def ask() -> Response:
        on = _day(text_in(form, "on"))
        async with service.unit() as unit:
            one, successor = await commands.to_merge(unit, registrar, code, into, on, writer=writer, today=today())
            owned = await bodies.owned(unit.conn, code)
        context = words(one=one, successor=successor, owned=owned, on=on, reason=reason)
        return render(request, "merger.html", context)

    async def action(unit: Unit) -> None:
        on = _day(text_in(form, "on"))
        await commands.merge(unit, registrar, code, into, on, reason, writer=writer, today=today())

    if form.get("confirmed") != "yes":
        return await _or_shown(request, code, registrar, service, "merger", form, ask)
    return await _changed(request, code, registrar, service, "merger", form, action)


async def _changed(
    request: Request,
    code: str,
    registrar: Principal,
    service: Service,
    name: str,
    form: FormData,
    action: Callable[[Unit], Awaitable[None]],
) -> Response:
    """Do what a form of the institution's page asks."""

    async def attempt() -> Response:
        return await _carry_out(request, registrar, service, action, f"/inventory/institutions/{code}")

    return await _or_shown(request, code, registrar, service, name, form, attempt)


async def _or_shown(
    request: Request,
    code: str,
    registrar: Principal,
    service: Service,
    name: str,
    form: FormData,
    attempt: Callable[[], Awaitable[Response]],
) -> Response:
    """What stands in the way is told in the form, beside all that was typed."""
    typed = {f"{name}-{field}": text_in(form, field) for field in ("reason", "name", "on", "into")}

    async def show(mistake: Mistake, status: int) -> Response:
        wrong = Mistake(f"{name}-{mistake.field}", mistake.sentence)
        return await _show(request, code, registrar, service, typed=typed, wrong=wrong, status=status)

    return await or_shown(attempt, show, _FIELD[name])


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
