"""Saving a list's filters under a name, and forgetting them."""

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from chassis.errors import Invalid
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.web.language import language, localized
from services.inventory.api.access import Reader
from services.inventory.api.lists import keep, query_of
from services.inventory.api.patents import Asked
from services.inventory.requests import Name
from services.inventory.store import views

router = APIRouter(include_in_schema=False)
_NAME: TypeAdapter[str] = TypeAdapter(Name)


@router.post("/inventory/views")
async def save_view(request: Request, reader: Reader, service: ServiceDep, form: Form) -> Response:
    filters = Asked.model_validate({name: text_in(form, name) for name in Asked.model_fields})
    try:
        name = _NAME.validate_python(text_in(form, "name"))
    except ValidationError:
        raise Invalid("请写视图名称", field="name", english="Name the view.") from None

    async with service.unit() as unit:

        async def action() -> Response:
            await keep(unit, reader, name, filters)
            return RedirectResponse(localized(f"/inventory/?{query_of(filters)}", language(request)), 303)

        return await once(request, unit, reader, action)


@router.post("/inventory/views/forget")
async def forget_view(request: Request, reader: Reader, service: ServiceDep, form: Form) -> Response:
    async with service.unit() as unit:
        await views.forget(unit.conn, reader.subject, text_in(form, "name"))
    return RedirectResponse(localized("/inventory/", language(request)), 303)
