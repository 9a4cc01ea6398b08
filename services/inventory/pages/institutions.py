"""The register of institutions."""

from typing import Annotated

from fastapi import APIRouter, File, Query, Request, UploadFile
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from starlette.responses import RedirectResponse, Response

from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Right
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory import commands
from services.inventory.api.access import Reader, Registrar
from services.inventory.api.institutions import REGISTER_BYTES, hosted, read_upload
from services.inventory.options import INSTITUTION_KINDS
from services.inventory.pages.shown import words
from services.inventory.requests import InstitutionRequest
from services.inventory.store import institutions

router = APIRouter(include_in_schema=False)


@router.get("/inventory/institutions")
async def register_list(
    request: Request,
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    (after,) = page.marks(str) or ("",)
    scope = reader.scope(Right.STOCK_READ)
    async with service.database.read() as conn:
        found = await institutions.page(
            conn,
            home=scope.jurisdiction,
            organization=scope.organization,
            question=q.strip(),
            after=str(after or ""),
            limit=page.limit + 1,
        )
        province = scope.jurisdiction if scope.jurisdiction != service.settings.writer else None
        is_hosted_elsewhere = province is not None and await institutions.has_own_system(conn, province)
    rows, more = page.cut(found)
    context = words(
        rows=rows,
        q=q,
        following=f"/inventory/institutions?q={q}&cursor={cursor_of(rows[-1].code)}" if more else "",
        own_system=province if is_hosted_elsewhere else "",
        may_register=reader.may(Right.INSTITUTION_REGISTER) and not is_hosted_elsewhere,
        kinds=[(code, t(*names)) for code, names in INSTITUTION_KINDS.items()],
        homes=[(code, t(*names)) for code, names in JURISDICTIONS.items() if code != NATION],
        writer=service.settings.writer,
    )
    return render(request, "institutions.html", context, block="results")


@router.post("/inventory/institutions")
async def register(request: Request, registrar: Registrar, service: ServiceDep, form: Form) -> Response:
    asked = InstitutionRequest.model_validate({name: text_in(form, name) for name in ("code", "name", "kind", "home")})
    async with service.unit() as unit:

        async def action() -> Response:
            await commands.register(unit, registrar, hosted(asked, service))
            return RedirectResponse(localized(f"/inventory/institutions?q={asked.code}", language(request)), 303)

        return await once(request, unit, registrar, action)


@router.post("/inventory/institutions/file", max_body_size=REGISTER_BYTES)
async def register_file(
    request: Request, registrar: Registrar, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    found = await read_upload(service, registrar, file)
    async with service.unit() as unit:
        new = await institutions.add(unit.conn, found.institutions, by=registrar.subject)
    english = language(request) == "en"
    context = words(
        new=new,
        unchanged=len(found.institutions) - new,
        refused=found.refused,
        rows=[
            (each, each.problem.problem(english=english), each.problem.mend(english=english))
            for each in found.problems[:100]
        ],
    )
    return render(request, "register.html", context)
