"""The screens of industry libraries: a list, one with its members and history, and the form of its keeper."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from panhuo_contracts import uuid7
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from chassis.errors import Invalid, NotFound, Refused
from chassis.http import PageDep, ServiceDep, cursor_of, identifier_in, once
from chassis.http.cursors import read_cursor
from chassis.http.forms import Form, text_in
from chassis.identity import Forbidden, Principal, Right
from chassis.web.language import in_words, language, localized, t
from chassis.web.layout import render
from services.matching import names
from services.matching.api.industry import Curator, Readable, Reader
from services.matching.industry import changing
from services.matching.industry.keeping import Definition, Library, keeper
from services.matching.pages.pulling import PLACES, said_of
from services.matching.pulling.selection import EVERYWHERE, Reach, Selection, values_of
from services.matching.pulling.stream import ROWS_A_SECOND
from services.matching.store import industry, selecting

router = APIRouter(prefix="/industries")

_EDITIONS: Final = 20
_MEMBERS: Final = 50
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("请填写名称，最长 100 字", "Name it, in at most 100 characters"),
    "picked": ("有一个不是专利号，或超过 2,000 件", "One of them is no patent number, or there are more than 2,000"),
    "excluded": ("有一个不是专利号，或超过 2,000 件", "One of them is no patent number, or there are more than 2,000"),
    "reason": ("请写明修改原因", "Say why it is changed"),
}
_SAID: Final = ("title", "about", "picked", "excluded", "reason", "opened", "is_public")


@router.get("")
async def show_list(request: Request, principal: Reader, page: PageDep, service: ServiceDep) -> Response:
    marks = page.marks(str, str)
    after = (str(marks[0]), identifier_in(marks[1])) if marks else None
    async with service.database.read() as conn:
        found = await industry.libraries(conn, keeper(principal), after=after, limit=page.limit + 1)
    items, has_more = page.cut(found)
    context = {
        "items": items,
        "keeper": keeper(principal),
        "following": cursor_of(items[-1].edition.definition.title, str(items[-1].id)) if has_more else "",
        "may_curate": principal.may(Right.LIBRARY_CURATE),
    }
    return render(request, "industries.html", context)


@router.get("/new")
async def show_new(request: Request, principal: Curator) -> Response:
    """An empty form, or one that begins with the filters of the address."""
    typed = {name: "\n".join(request.query_params.getlist(name)) for name in Selection.model_fields}
    return _form(request, principal, None, typed, {}, "")


@router.get("/{library}")
async def show(
    request: Request,
    library: Readable,
    principal: Reader,
    service: ServiceDep,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    wanted = library.wanted(EVERYWHERE)
    async with service.database.read() as conn:
        found = await selecting.count(conn, wanted)
        numbers = await selecting.numbers(conn, wanted, after=_after(cursor), limit=_MEMBERS + 1)
        entries = await selecting.among(conn, wanted, numbers[:_MEMBERS])
        editions = await industry.editions(conn, library.id, limit=_EDITIONS)
    context = {
        "library": library,
        "definition": library.edition.definition,
        "found": found,
        "counted": selecting.COUNTED,
        "shown": [entries[number] for number in numbers[:_MEMBERS] if number in entries],
        "following": cursor_of(numbers[_MEMBERS - 1]) if len(numbers) > _MEMBERS else "",
        "editions": [(edition, _in_words(edition.definition.selection)) for edition in editions],
        "filters": _in_words(library.edition.definition.selection),
        "is_kept": library.is_kept_by(principal),
        "may_pull": principal.may(Right.LIBRARY_PULL),
        "speed": ROWS_A_SECOND,
        "names": names,
        "public_url": service.settings.public_url,
    }
    return render(request, "industry.html", context)


@router.get("/{library}/change")
async def show_change(request: Request, library: Readable, principal: Curator) -> Response:
    if not library.is_kept_by(principal):
        raise Forbidden("专题库由建立它的单位修改。", english="It is changed by those who keep it.")
    said = library.edition.definition
    typed = dict.fromkeys(Selection.model_fields, "")
    for name, value in said.selection.stated():
        typed[name] = f"{typed[name]}\n{value}".strip()
    typed |= {
        "title": said.title,
        "about": said.about,
        "picked": " ".join(said.picked),
        "excluded": " ".join(said.excluded),
        "is_public": "yes" if said.is_public else "",
        "opened": str(library.edition.number),
    }
    return _form(request, principal, library, typed, {}, "")


@router.post("")
async def found(request: Request, principal: Curator, service: ServiceDep, form: Form) -> Response:
    return await _save(request, principal, service, form, None)


@router.post("/{library}")
async def change(request: Request, library: Readable, principal: Curator, service: ServiceDep, form: Form) -> Response:
    return await _save(request, principal, service, form, library)


async def _save(
    request: Request, principal: Principal, service: ServiceDep, form: Form, library: Library | None
) -> Response:
    typed = {name: text_in(form, name) for name in (*Selection.model_fields, *_SAID)}
    try:
        definition = _definition(typed)
        opened = int(typed["opened"] or 0)
        async with service.unit() as unit:

            async def action() -> Response:
                saved = (
                    await changing.found(unit, principal, definition)
                    if library is None
                    else await changing.change(
                        unit, principal, library.id, definition, reason=typed["reason"], opened=opened
                    )
                )
                return RedirectResponse(localized(f"/matching/industries/{saved.id}", language(request)), 303)

            return await once(request, unit, principal, action)
    except ValidationError as error:
        fields = [
            str(next((part for part in reversed(one["loc"]) if isinstance(part, str)), "")) for one in error.errors()
        ]
        wrong = {field: t(*_SENTENCES[field]) if field in _SENTENCES else said_of(field) for field in fields}
        return _form(request, principal, library, typed, wrong, "", status=422)
    except Invalid as error:
        wrong = {error.field: t(str(error), error.english)}
        return _form(request, principal, library, typed, wrong, "", status=422)
    except (Refused, Forbidden) as error:
        said = in_words(error) if isinstance(error, Refused) else t(str(error), error.english)
        return _form(request, principal, library, typed, {}, said, status=409 if isinstance(error, Refused) else 403)


def _definition(typed: Mapping[str, str]) -> Definition:
    filters = values_of([(name, typed[name]) for name in Selection.model_fields])
    said: dict[str, Any] = {name: typed[name] for name in ("title", "about", "picked", "excluded")}
    return Definition.model_validate({**said, "is_public": typed["is_public"] == "yes", "selection": filters})


def _form(
    request: Request,
    principal: Principal,
    library: Library | None,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    refused: str,
    *,
    status: int = 200,
) -> Response:
    context = {
        "library": library,
        "typed": dict.fromkeys(_SAID, "") | dict(typed),
        "wrong": wrong,
        "refused": refused,
        "reach": Reach.of(principal),
        "names": names,
        "places": PLACES,
        "key": str(uuid7()),
    }
    return render(request, "industry_form.html", context, status=status)


def _in_words(selection: Selection) -> list[tuple[str, str]]:
    """The filters as a page shows them."""
    tables: Mapping[str, names.Names] = {
        "home": PLACES,
        "ministry": names.MINISTRIES,
        "type": names.PATENT_TYPES,
        "tier": names.TIERS,
        "mode": names.MODES,
        "maturity": names.MATURITIES,
        "grade": names.GRADES,
    }
    titles = {
        "home": t("辖区", "Jurisdiction"),
        "ministry": t("主管部门", "Ministry"),
        "institution": t("单位", "Institution"),
        "industry": t("应用行业", "Industries"),
        "ipc": "IPC",
        "keywords": t("关键词", "Keywords"),
        "type": t("专利类型", "Patent type"),
        "tier": t("推广层级", "Tier"),
        "mode": t("可接受方式", "Accepted ways"),
        "maturity": t("技术成熟度", "Maturity"),
        "grade": t("单位自评", "Self-grade"),
        "updated_since": t("更新于（起）", "Changed since"),
        "standing": t("不含暂停对接的", "Without suspended ones"),
    }
    said: dict[str, list[str]] = {}
    for name, value in selection.stated():
        said.setdefault(name, []).append(names.named(tables[name], value) if name in tables else value)
    return [(titles[name], t("、", ", ").join(values)) for name, values in said.items()]


def _after(cursor: str | None) -> str:
    if not cursor:
        return ""
    match read_cursor(cursor):
        case (str(patent),):
            return patent
        case _:
            raise NotFound
