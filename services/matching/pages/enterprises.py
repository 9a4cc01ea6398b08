"""The register of enterprises: a searchable list, one enterprise, and the form that changes it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts import uuid7
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound, Refused
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, Role, allow, audit
from chassis.service import Service
from chassis.web.language import in_words, t
from chassis.web.layout import render
from services.matching import names
from services.matching.commands import registering
from services.matching.commands.answers import require_accepted
from services.matching.requests import Typed
from services.matching.store import enterprises

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_READ))]
Registrar = Annotated[Principal, Depends(allow(Right.ENTERPRISE_REGISTER))]


@router.get("/enterprises")
async def list_enterprises(
    request: Request,
    principal: Reader,
    page: PageDep,
    service: ServiceDep,
    q: Annotated[Typed, Query()] = "",
    home: Annotated[Typed, Query()] = "",
    kind: Annotated[Typed, Query()] = "",
) -> Response:
    marks = page.marks(str)
    async with service.database.read() as conn:
        rows = await enterprises.enterprises(
            conn, text=q, home=home, kind=kind, after=str(marks[0]) if marks else "", limit=page.limit + 1
        )
    items, has_more = page.cut(rows)
    context = {
        "items": items,
        "following": cursor_of(items[-1].enterprise) if has_more else "",
        "q": q,
        "home": home,
        "kind": kind,
        "places": _places(),
        "names": names,
        "may_register": principal.may(Right.ENTERPRISE_REGISTER),
        "own": principal.organization if principal.role is Role.ENTERPRISE else "",
    }
    return render(request, "enterprises.html", context, block="results")


@router.get("/enterprises/{code}")
async def show(request: Request, code: Typed, principal: Reader, service: ServiceDep, done: str = "") -> Response:
    """One enterprise; ``new`` is an empty form."""
    return await _show(request, code.upper(), principal, service, done=done)


@router.post("/enterprises/{code}")
async def save(request: Request, code: Typed, principal: Registrar, service: ServiceDep) -> Response:
    """Register or change; what stands in the way is shown above the form."""
    form = await request.form()
    said: dict[str, Any] = {
        "enterprise": str(form.get("enterprise") or code).strip().upper(),
        "name": str(form.get("name") or "").strip(),
        "home": str(form.get("home") or ""),
        "kinds": [str(kind) for kind in form.getlist("kinds")],
        "industries": str(form.get("industries") or "").upper().replace("、", " ").replace(",", " ").split(),
        "profile": str(form.get("profile") or "").replace("\x00", ""),
    }
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                known = await enterprises.known(unit.conn, [said["enterprise"]])
                if known:
                    said["generated"] = known[said["enterprise"]].profile.generated
                scope = principal.scope(Right.ENTERPRISE_REGISTER)
                (answer,) = await registering.register_all(unit, scope, [said], today())
                if answer.outcome == "invalid":
                    mistakes = [(one["field"].split(".")[0], _mistake(one["field"])) for one in answer.problems]
                    return await _show(
                        request, said["enterprise"], principal, service, mistakes=mistakes, sent=said, status=422
                    )
                require_accepted(answer)
                if answer.outcome == "accepted":
                    await audit(unit.conn, principal, "enterprise.register", said["enterprise"])
                return RedirectResponse(f"/matching/enterprises/{said['enterprise']}?done=saved", 303)

            return await once(request, unit, principal, action)
    except Refused as refusal:
        mistakes = [("name", in_words(refusal))]
        return await _show(request, said["enterprise"], principal, service, mistakes=mistakes, sent=said, status=409)


async def _show(
    request: Request,
    code: str,
    principal: Principal,
    service: Service,
    *,
    done: str = "",
    mistakes: list[tuple[str, str]] | None = None,
    sent: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    async with service.database.read() as conn:
        found = await enterprises.enterprise(conn, code)
    may_register = principal.may(Right.ENTERPRISE_REGISTER)
    is_own = principal.role is not Role.ENTERPRISE or code == principal.organization
    if found is None and not (may_register and (code == "NEW" or is_own or sent)):
        raise NotFound
    context = {
        "code": code,
        "enterprise": found,
        "may_edit": may_register and is_own and (found is None or found.writer == service.settings.writer),
        "sent": sent or {},
        "mistakes": mistakes or [],
        "done": done,
        "places": _places(),
        "names": names,
        "key": str(uuid7()),
    }
    return render(request, "enterprise.html", context, status=status)


def _places() -> list[tuple[str, str]]:
    return [(code, t(*name)) for code, name in JURISDICTIONS.items() if code != NATION]


def _mistake(field: str) -> str:
    said = {
        "enterprise": ("统一社会信用代码有误，核对 18 位与校验位", "The credit code or its check characters are wrong"),
        "name": ("填写企业名称", "Name the enterprise"),
        "home": ("选择所在辖区", "Choose the jurisdiction"),
        "kinds": ("至少选择一类", "Choose at least one kind"),
        "industries": ("行业代码写成 C3841 的形式", "Write industry codes as C3841"),
    }
    return t(*said.get(field.split(".", maxsplit=1)[0], ("内容有误", "This is not right")))
