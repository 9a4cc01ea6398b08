"""How an institution reviews, and its colleges: what its office arranges."""

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

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
_FIELDS = {
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
async def put_college(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    """Enter a college, rename it, close or reopen it."""
    try:
        asked = CollegeRequest(
            code=text_in(form, "code"), name=text_in(form, "name"), is_closed=form.get("is_closed") == "yes"
        )
    except ValidationError as wrong:
        fields = {str(error["loc"][0]) for error in wrong.errors()}
        mistakes = [Mistake(field, t(*said)) for field, said in _FIELDS.items() if field in fields]
        return await _show(request, office, service, mistakes=mistakes)
    async with service.unit() as unit:

        async def action() -> Response:
            await assigning.put_college(unit, office, College(asked.code, asked.name, asked.is_closed))
            return _back(request)

        return await once(request, unit, office, action)


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
        sent={name: str(form.get(name) or "") for name in _FIELDS},
    )
    return render(request, "arrangement.html", context, status=422 if mistakes else 200)
