"""The code tables: which numbers the rules go by, since when and why; the national office's form to change them."""

from decimal import Decimal, InvalidOperation
from typing import Final

from fastapi import APIRouter, Request
from panhuo_contracts.code_tables import first_editions, in_force
from starlette.responses import RedirectResponse, Response

from chassis import codes
from chassis.clock import today
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.service import Service
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.monitoring import commands
from services.monitoring.access import Editor, Reader
from services.monitoring.pages.overview import common

router: Final = APIRouter(prefix="/monitoring", include_in_schema=False)


@router.get("/codes")
async def tables(request: Request, service: ServiceDep, _reader: Reader) -> Response:
    async with service.database.read() as conn:
        held = [await codes.in_force(conn, name, today()) for name in first_editions()]
    return render(request, "codes.html", {"tables": held, "today": today(), **common()})


@router.get("/codes/{name}")
async def table(request: Request, service: ServiceDep, reader: Reader, name: str) -> Response:
    return await _shown(request, service, reader, name)


@router.post("/codes/{name}")
async def publish(request: Request, service: ServiceDep, editor: Editor, name: str, form: Form) -> Response:
    try:
        change = commands.Change(
            values={key: _number(key, text_in(form, key)) for key in form if key in _codes_of(name)},
            effective_on=text_in(form, "effective_on"),
            reason=text_in(form, "reason"),
            opened=text_in(form, "opened"),
        )
        async with service.unit() as unit:

            async def action() -> Response:
                await commands.publish_code_table(
                    unit, editor, name, change, writer=service.settings.writer, today=today()
                )
                return RedirectResponse(localized(f"/monitoring/codes/{name}", language(request)), 303)

            return await once(request, unit, editor, action)
    except (Invalid, Refused) as error:
        filled = {key: text_in(form, key) for key in form}
        return await _shown(request, service, editor, name, filled=filled, error=error)


async def _shown(
    request: Request,
    service: Service,
    reader: Principal,
    name: str,
    *,
    filled: dict[str, str] | None = None,
    error: Invalid | Refused | None = None,
) -> Response:
    _codes_of(name)
    async with service.database.read() as conn:
        editions = await codes.editions(conn, name)
    latest = editions[0].table
    stands = {entry.code: f"{entry.value:f}" for entry in latest.entries if entry.value is not None}
    said = "" if error is None else t(str(error), error.english or str(error))
    context = {
        "editions": editions,
        "latest": latest,
        "holding": in_force((edition.table for edition in editions), today()) or editions[-1].table,
        "values": {**stands, "effective_on": today().isoformat(), "reason": "", **(filled or {})},
        "wrong": {error.field: said} if isinstance(error, Invalid) and error.field else {},
        "refused": said if isinstance(error, Refused) else "",
        "may_edit": reader.may(Right.CODES_EDIT) and service.settings.writer == "cn",
        "today": today(),
        **common(),
    }
    return render(request, "code_table.html", context, status_code=200 if error is None else 422)


def _codes_of(name: str) -> set[str]:
    if name not in first_editions():
        raise NotFound(name)
    return {entry.code for entry in first_editions()[name].entries}


def _number(code: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise Invalid(f"“{text[:40]}”不是数", field=code, english=f"{text[:40]!r} is not a number.")
    return value
