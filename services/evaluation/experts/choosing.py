"""Choosing the patents of a batch from the library: page by page, with what is chosen already carried along."""

from typing import Final

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import ServiceDep
from chassis.http.forms import Form
from chassis.identity import Principal, Right
from chassis.service import Service
from chassis.web.layout import render
from services.evaluation import words
from services.evaluation.experts.api import Commissioner
from services.evaluation.experts.forms import codes_in, text
from services.evaluation.experts.pages import show_overview
from services.evaluation.experts.store import batches
from services.evaluation.store import views
from services.evaluation.store.views import LibraryFilter

router = APIRouter(prefix="/evaluation/commissions/choice", include_in_schema=False)

_ROWS: Final = 50
_ASKED: Final = ("patent_type", "self_grade", "tier")
_KEPT: Final = ("batch_name", "experts_each", "highest_percent", "due_on", "seed")
"""What the form of the batch said before."""
_FILTER: Final[TypeAdapter[LibraryFilter]] = TypeAdapter(LibraryFilter)


@router.get("")
async def open_list(request: Request, principal: Commissioner, service: ServiceDep) -> Response:
    return await _shown(request, principal, service, FormData())


@router.post("")
async def go_on(request: Request, principal: Commissioner, service: ServiceDep, form: Form) -> Response:
    """Look on, or go back to the batch with what was chosen."""
    if text(form, "step") == "take":
        return await show_overview(request, principal, service, sent={"patents": "\n".join(_chosen(form))})
    return await _shown(request, principal, service, form)


def _chosen(form: FormData) -> list[str]:
    """Those chosen before, less those of the page just shown, and what is ticked there."""
    shown = set(codes_in(form, "shown"))
    before = [number for number in codes_in(form, "patents") if number not in shown]
    return list(dict.fromkeys([*before, *(str(one) for one in form.getlist("chosen"))]))


async def _shown(request: Request, principal: Principal, service: Service, form: FormData) -> Response:
    home = principal.scope(Right.EXPERT_COMMISSION).jurisdiction
    try:
        wanted = _FILTER.validate_python({"home": home} | {name: text(form, name) for name in _ASKED})
    except ValidationError as error:
        raise Invalid(
            "筛选条件无法识别", field=str(error.errors()[0]["loc"][0]), english="The filter cannot be read."
        ) from None
    after = text(form, "after") if text(form, "step") == "next" else ""
    async with service.database.read() as conn:
        found = await views.library(conn, wanted, today(), after, _ROWS + 1, about=text(form, "about"))
        rows = found[:_ROWS]
        out = {row["patent"] for row in await batches.out_already(conn, [row["patent"] for row in rows])}
    context = {
        "rows": rows,
        "after": rows[-1]["patent"] if len(found) > _ROWS else "",
        "chosen": _chosen(form),
        "out": out,
        "asked": {name: text(form, name) for name in (*_ASKED, "about")},
        "kept": {name: text(form, name) for name in _KEPT},
        "words": words,
    }
    return render(request, "experts/choice.html", context)
