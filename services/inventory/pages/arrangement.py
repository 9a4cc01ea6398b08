"""How an institution reviews, and its colleges: what its office arranges."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from chassis.database import Connection
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.service import Service
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import Office
from services.inventory.pages.forms import Mistake
from services.inventory.pages.shown import words
from services.inventory.pages.stages import ROUTES
from services.inventory.review import assigning
from services.inventory.review.requests import CollegeRequest, RouteRequest
from services.inventory.store import colleges
from services.inventory.store.colleges import College

router = APIRouter(include_in_schema=False)
_SAID: Final = {
    "code": ("代码：1 至 40 个字母、数字、连字符", "Code: 1 to 40 letters, digits and hyphens"),
    "name": ("名称：请填写，不超过 400 字", "Name: fill it in, with at most 400 characters"),
}


@router.get("/inventory/arrangement")
async def arrangement(request: Request, office: Office, service: ServiceDep) -> Response:
    return await _show(request, office, service)


@router.post("/inventory/arrangement/route")
async def choose_route(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    asked = RouteRequest.model_validate({"route": text_in(form, "route")})
    async with service.unit() as unit:

        async def action() -> Response:
            await assigning.choose_route(unit, office, asked.route)
            return _back(request)

        return await once(request, unit, office, action)


@router.post("/inventory/arrangement/colleges")
async def enter_college(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    """Enter a college; a code that one has already is refused."""
    try:
        asked = CollegeRequest(code=text_in(form, "code"), name=text_in(form, "name"))
    except ValidationError as wrong:
        return await _show(request, office, service, mistakes=_mistakes(wrong, ("code", "name")))
    async with service.unit() as unit:

        async def action() -> Response:
            known = await colleges.of(unit.conn, assigning.own(office))
            if same := next((one for one in known if one.code == asked.code), None):
                said = t(
                    "代码：{name}已用此代码。改名请用“院系改名”",
                    "Code: {name} has it. Use “Rename a college” for a new name",
                    name=same.name,
                )
                return await _show(request, office, service, mistakes=[Mistake("code", said)])
            await assigning.put_college(unit, office, College(asked.code, asked.name))
            return _back(request)

        return await once(request, unit, office, action)


@router.post("/inventory/arrangement/renaming")
async def rename_college(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    try:
        asked = CollegeRequest(code=text_in(form, "renamed"), name=text_in(form, "new_name"))
    except ValidationError as wrong:
        return await _show(request, office, service, mistakes=_mistakes(wrong, ("renamed", "new_name")))
    return await _change(request, office, service, asked.code, lambda college: college._replace(name=asked.name))


@router.post("/inventory/arrangement/closing")
async def close_college(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    """Asked first, it shows whom and what that touches; confirmed, it closes the college."""
    code = text_in(form, "code")
    if form.get("confirmed") == "yes":
        return await _change(request, office, service, code, lambda college: college._replace(is_closed=True))
    institution = assigning.own(office)
    async with service.database.read() as conn:
        college = await _known(conn, institution, code)
        affected = await colleges.affected_by_closing(conn, institution, code)
    return render(request, "closing.html", words(college=college, affected=affected))


@router.post("/inventory/arrangement/reopening")
async def reopen_college(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    code = text_in(form, "code")
    return await _change(request, office, service, code, lambda college: college._replace(is_closed=False))


async def _change(
    request: Request, office: Office, service: Service, code: str, changed: Callable[[College], College]
) -> Response:
    async with service.unit() as unit:

        async def action() -> Response:
            college = await _known(unit.conn, assigning.own(office), code)
            await assigning.put_college(unit, office, changed(college))
            return _back(request)

        return await once(request, unit, office, action)


async def _known(conn: Connection, institution: str, code: str) -> College:
    """Raises NotFound."""
    for one in await colleges.of(conn, institution):
        if one.code == code:
            return one
    raise NotFound(code)


def _mistakes(wrong: ValidationError, fields: tuple[str, str]) -> list[Mistake]:
    """What is wrong with a code and a name, at the fields in which they were sent."""
    at_fault = {error["loc"][0] for error in wrong.errors()}
    return [
        Mistake(field, t(*_SAID[part]))
        for part, field in zip(("code", "name"), fields, strict=True)
        if part in at_fault
    ]


def _back(request: Request) -> Response:
    return RedirectResponse(localized("/inventory/arrangement", language(request)), 303)


async def _show(
    request: Request, office: Office, service: Service, *, mistakes: list[Mistake] | None = None
) -> Response:
    institution = assigning.own(office)
    async with service.database.read() as conn:
        route = await colleges.route_of(conn, institution)
        known = await colleges.of(conn, institution)
    form = await request.form() if request.method == "POST" else {}
    context = words(
        route=route,
        routes=[{"value": code.value, "label": t(*names)} for code, names in ROUTES.items()],
        colleges=known,
        mistakes=mistakes or [],
        errors=dict(mistakes or []),
        named=[(one.code, one.name) for one in known],
        sent={name: str(form.get(name) or "") for name in ("code", "name", "renamed", "new_name")},
    )
    return render(request, "arrangement.html", context, status=422 if mistakes else 200)
