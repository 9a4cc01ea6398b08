"""Taking the library along: filters, how much there is, the ways to take it, and who took what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from pydantic import ValidationError
from starlette.responses import Response

from chassis.clock import now
from chassis.errors import Invalid
from chassis.http import ServiceDep, cursor_of
from chassis.http.cursors import read_cursor
from chassis.identity import Forbidden, Principal, Right, Role, allow
from chassis.web.language import t
from chassis.web.layout import render
from services.matching import names
from services.matching.api.pulling import Puller, question_of
from services.matching.pulling.selection import Reach, Selection
from services.matching.pulling.stream import ROWS_A_SECOND
from services.matching.pulling.taking import Question, wanted_by
from services.matching.store import industry, library, pulls, selecting
from services.matching.store.pulls import Pull

router = APIRouter()

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_PULL))]
_SHOWN: Final = 10
_PULLS: Final = 20
PLACES: Final[names.Names] = {code: name for code, name in JURISDICTIONS.items() if code != NATION}
_FILTERS: Final[Mapping[str, tuple[str, str]]] = {
    "home": ("辖区", "Jurisdiction"),
    "ministry": ("主管部门", "Ministry"),
    "institution": ("单位信用代码", "Institution"),
    "industry": ("应用行业", "Industry"),
    "ipc": ("IPC", "IPC"),
    "keywords": ("关键词", "Keywords"),
    "type": ("专利类型", "Patent type"),
    "tier": ("推广层级", "Tier"),
    "mode": ("可接受方式", "Accepted ways"),
    "maturity": ("技术成熟度", "Maturity"),
    "grade": ("单位自评", "Self-grade"),
    "updated_since": ("更新于（起）", "Changed since"),
    "standing": ("不含暂停对接的", "Without those that are suspended"),
}
"""What the filters are called in the log of pulls."""
_CODES: Final[Mapping[str, names.Names]] = {
    "home": PLACES,
    "ministry": names.MINISTRIES,
    "type": names.PATENT_TYPES,
    "tier": names.TIERS,
    "mode": names.MODES,
    "maturity": names.MATURITIES,
    "grade": names.GRADES,
}
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "industry": (
        "行业代码写成 C、C38 或 C3841 的形式，以空格隔开",
        "Write industry codes as C, C38 or C3841, with blanks between",
    ),
    "ipc": ("IPC 写成 H、H01、H01M 或 H01M10/54 的形式", "Write IPC symbols as H, H01, H01M or H01M10/54"),
    "institution": ("信用代码 18 位，核对校验位", "Credit codes have 18 characters; see their check characters"),
    "updated_since": ("不是有效日期", "This is no date"),
    "library": ("没有这个专题库", "There is no such industry library"),
}


@router.get("/pull")
async def show(request: Request, principal: Puller, service: ServiceDep) -> Response:
    """The filters; below them what would be taken, and how."""
    typed = {name: "\n".join(request.query_params.getlist(name)) for name in Selection.model_fields}
    wrong: dict[str, str] = {}
    found: int | None = None
    shown: list[Any] = []
    question = Question(Selection())
    kept = None
    try:
        question = question_of(request)
        async with service.database.read() as conn:
            wanted = await wanted_by(conn, principal, question)
            found = await selecting.count(conn, wanted)
            numbers = await selecting.numbers(conn, wanted, after="", limit=_SHOWN)
            entries = await library.entries(conn, numbers)
            shown = [entries[number] for number in numbers if number in entries]
            kept = await industry.library(conn, question.library) if question.library else None
    except ValidationError as error:
        wrong = {str(one["loc"][0]): said_of(str(one["loc"][0])) for one in error.errors()}
    except (Invalid, Forbidden) as error:
        wrong = {getattr(error, "field", "") or "industry": t(str(error), error.english)}
    reach = Reach.of(principal)
    context = {
        "typed": typed,
        "wrong": wrong,
        "found": found,
        "at": now(),
        "counted": selecting.COUNTED,
        "shown": shown,
        "query": question.stated(),
        "kept": kept,
        "reach": reach,
        "is_asked": bool(request.url.query),
        "speed": ROWS_A_SECOND,
        "names": names,
        "places": PLACES,
        "public_url": service.settings.public_url,
    }
    return render(request, "pull.html", context, status=422 if wrong else 200)


@router.get("/pulls")
async def show_pulls(
    request: Request, principal: Reader, service: ServiceDep, cursor: Annotated[str | None, Query()] = None
) -> Response:
    """One's own, the latest first; the national office sees everybody's."""
    after = _place(cursor) if cursor else None
    is_all = principal.role is Role.NATION
    async with service.database.read() as conn:
        found = await pulls.latest(conn, None if is_all else principal.subject, after=after, limit=_PULLS + 1)
    items, last = found[:_PULLS], found[_PULLS - 1] if len(found) > _PULLS else None
    context = {
        "items": [(pull, _filters_in_words(pull)) for pull in items],
        "is_all": is_all,
        "at": now(),
        "following": cursor_of(last.started_at.isoformat(), str(last.id)) if last else "",
    }
    return render(request, "pulls.html", context)


def said_of(field: str) -> str:
    """What is wrong with a filter, in words."""
    return t(*_SENTENCES.get(field, ("内容有误", "This is not right")))


def _filters_in_words(pull: Pull) -> str:
    said: dict[str, list[str]] = {}
    for name, value in parse_qsl(pull.filters):
        said.setdefault(name, []).append(names.named(_CODES.get(name, {}), value))
    parts = [
        t(*_FILTERS[name]) if name == "standing" else f"{t(*_FILTERS[name])} {t('、', ', ').join(values)}"
        for name, values in said.items()
        if name in _FILTERS
    ]
    return t("；", "; ").join(parts) or t("全部", "everything")


def _place(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, identifier = read_cursor(cursor)
        return datetime.fromisoformat(str(at)), UUID(str(identifier))
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
        ) from None
