"""The register of institutions."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, File, Query, Request, UploadFile
from panhuo_contracts.codes import InstitutionKind
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Refused
from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right
from chassis.service import Service
from chassis.web.language import in_words, language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import Reader, Registrar
from services.inventory.api.bodies import applications_for
from services.inventory.api.institutions import REGISTER_BYTES, hosted, read_upload
from services.inventory.bodies import commands
from services.inventory.bodies.refusals import DecidedElsewhere
from services.inventory.files.options import INSTITUTION_KINDS, MINISTRIES
from services.inventory.pages.shown import words
from services.inventory.requests import InstitutionRequest
from services.inventory.store import institutions

router = APIRouter(include_in_schema=False)
STATES: Final = {
    "known": ("随导入登记", "known by an import", "plain"),
    "admitted": ("已准入", "admitted", "green"),
    "suspended": ("已暂停", "suspended", "red"),
    "merged": ("已并入他单位", "merged", "amber"),
}


_WRONG: Final = {
    "code": (
        "统一社会信用代码须为 18 位，且两位校验码都相符（GB 32100-2015）",
        "A credit code has 18 characters, and both its check characters fit (GB 32100-2015)",
    ),
    "name": ("请填写单位名称", "Say the institution's name"),
    "kind": ("请选择单位类别", "Choose a kind"),
    "ministry": ("请选择主管部门", "Choose a ministry"),
    "home": ("请选择辖区", "Choose a jurisdiction"),
}


@router.get("/inventory/institutions")
async def register_list(
    request: Request,
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    return await listed(request, reader, service, page, q)


async def listed(
    request: Request,
    reader: Principal,
    service: Service,
    page: PageRequest,
    q: str = "",
    *,
    filled: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """``filled`` and ``wrong``: what was typed into a form, and what is wrong with it, by the names of fields."""
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
        may_decide, may_apply = reader.may(Right.INSTITUTION_REGISTER), reader.may(Right.INSTITUTION_APPLY)
        asked = await applications_for(conn, reader) if may_decide or may_apply else []
        own = await institutions.with_code(conn, reader.organization) if may_apply and reader.organization else None
        province = scope.jurisdiction if scope.jurisdiction != service.settings.writer else None
        is_hosted_elsewhere = province is not None and await institutions.has_own_system(conn, province)
    rows, more = page.cut(found)
    waiting = [one for one in asked if one.state == "waiting"]
    context = words(
        rows=rows,
        q=q,
        following=f"/inventory/institutions?q={q}&cursor={cursor_of(rows[-1].code)}" if more else "",
        own_system=province if is_hosted_elsewhere else "",
        may_register=may_decide and not is_hosted_elsewhere,
        waiting=waiting,
        refused=asked[0] if may_apply and asked and asked[0].state == "refused" else None,
        may_decide=may_decide,
        may_apply=may_apply and not waiting and (own is None or own.state == "known"),
        applicant=reader,
        states=STATES,
        kinds=[(code, t(*names)) for code, names in INSTITUTION_KINDS.items()],
        ministries=[("", t("未知", "Unknown")), *((code, t(*names)) for code, names in MINISTRIES.in_use().items())],
        homes=[(code, t(*names)) for code, names in JURISDICTIONS.items() if code != NATION],
        writer=service.settings.writer,
        filled={"kind": InstitutionKind.UNCLASSIFIED, **(filled or {})},
        wrong=wrong or {},
    )
    return render(request, "institutions.html", context, status=status, block="results")


@router.post("/inventory/institutions")
async def register(request: Request, registrar: Registrar, service: ServiceDep, page: PageDep, form: Form) -> Response:
    filled = {name: text_in(form, name) for name in _WRONG}
    try:
        asked = InstitutionRequest.model_validate(filled | {"ministry": filled["ministry"] or None})
    except ValidationError as error:
        wrong = {str(one["loc"][0]): t(*_WRONG[str(one["loc"][0])]) for one in error.errors()}
        return await listed(request, registrar, service, page, filled=filled, wrong=wrong, status=422)
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                await commands.register(unit, registrar, hosted(asked, service), today())
                return RedirectResponse(localized(f"/inventory/institutions?q={asked.code}", language(request)), 303)

            return await once(request, unit, registrar, action)
    except Refused as refused:
        told = {"ministry" if isinstance(refused, DecidedElsewhere) else "code": in_words(refused)}
        return await listed(request, registrar, service, page, filled=filled, wrong=told, status=409)


@router.post("/inventory/institutions/file", max_body_size=REGISTER_BYTES)
async def register_file(
    request: Request, registrar: Registrar, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    found = await read_upload(service, registrar, file)
    async with service.unit() as unit:
        new = await commands.admit_file(unit, registrar, found.institutions, today())
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
