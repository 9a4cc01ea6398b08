"""The code tables: which numbers the rules go by, since when and why; the national office's form to change them."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from panhuo_contracts import uuid7
from panhuo_contracts.code_tables import first_editions, in_force
from panhuo_contracts.jurisdictions import NATION
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from chassis import codes
from chassis.clock import today
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right, allow
from chassis.service import Service
from chassis.web.language import in_words, language, localized, t
from chassis.web.layout import render
from services.monitoring import commands, words
from services.monitoring.code_tables import Change
from services.monitoring.pages.overview import common

router: Final = APIRouter(prefix="/monitoring/codes", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.CENSUS_READ))]
Editor = Annotated[Principal, Depends(allow(Right.CODES_EDIT))]
_PARTS: Final = ("zh", "en", "explains", "explains_en")
_SENTENCES: Final = {
    "effective_on": ("请填写生效日期", "Say from which day it holds."),
    "reason": ("请写明修改依据", "Say why, or by which document."),
    "options": (
        "每个选项都要有中英文名称；代码用小写字母、数字和下划线",
        "Every option needs a label in both languages; codes are lower-case letters, digits and underscores.",
    ),
    "values": (
        "请填写 0 至 1,000,000 之间的数，小数不超过四位",
        "A number between 0 and 1,000,000, with at most four decimals.",
    ),
}


@router.get("")
async def tables(request: Request, service: ServiceDep, _reader: Reader) -> Response:
    async with service.database.read() as conn:
        held = [await codes.in_force(conn, name, today()) for name in first_editions()]
    return render(request, "codes.html", {"tables": held, "today": today(), **_in_words()})


@router.get("/{name}")
async def table(request: Request, service: ServiceDep, reader: Reader, name: str) -> Response:
    return await _shown(request, service, reader, name, {}, {}, "")


@router.post("/{name}")
async def publish(request: Request, service: ServiceDep, editor: Editor, name: str, form: Form) -> Response:
    filled = {field: text_in(form, field) for field in form}
    asked = {field: filled.get(field, "") for field in ("effective_on", "reason", "opened")}
    values = {field.removeprefix("values."): text for field, text in filled.items() if field.startswith("values.")}
    try:
        change = Change.model_validate(asked | {"values": values, "options": _options_in(filled)})
        async with service.unit() as unit:

            async def action() -> Response:
                await commands.publish_code_table(
                    unit, editor, name, change, writer=service.settings.writer, today=today()
                )
                return RedirectResponse(localized(f"/monitoring/codes/{name}", language(request)), 303)

            return await once(request, unit, editor, action)
    except ValidationError as error:
        wrong = {_field(one["loc"]): t(*_SENTENCES[str(one["loc"][0])]) for one in error.errors()}
        return await _shown(request, service, editor, name, filled, wrong, "")
    except Invalid as error:
        return await _shown(request, service, editor, name, filled, {error.field: in_words(error)}, "")
    except Refused as error:
        return await _shown(request, service, editor, name, filled, {}, in_words(error))


def _field(where: tuple[int | str, ...]) -> str:
    """A mistake in an option is said below them all."""
    return "options" if where[0] == "options" else ".".join(map(str, where))


def _options_in(filled: dict[str, str]) -> list[dict[str, str | bool]]:
    """The options of a form, in the order that their places say; a new one has a code of its own."""
    codes_asked = [name.removeprefix("place.") for name in filled if name.startswith("place.")]
    codes_asked.sort(key=lambda code: int(text) if (text := filled[f"place.{code}"]).isdecimal() else 999)
    said: list[dict[str, str | bool]] = [
        {
            "code": code,
            **{part: filled.get(f"{part}.{code}", "") for part in _PARTS},
            "is_retired": filled.get(f"retired.{code}", "") == "yes",
        }
        for code in codes_asked
    ]
    if filled.get("new_code"):
        said.append({"code": filled["new_code"], "zh": filled.get("new_zh", ""), "en": filled.get("new_en", "")})
    return said


def _in_words() -> dict[str, object]:
    return {**common(), "units": {unit: words.word(words.UNITS, unit) for unit in words.UNITS}}


async def _shown(
    request: Request,
    service: Service,
    reader: Principal,
    name: str,
    filled: dict[str, str],
    wrong: dict[str, str],
    refused: str,
) -> Response:
    if name not in first_editions():
        raise NotFound(name)
    async with service.database.read() as conn:
        editions = await codes.editions(conn, name)
        publishers = await commands.publishers(conn, name) if reader.may(Right.CODES_EDIT) else {}
    latest, day = editions[0].table, today()
    stands = {f"values.{entry.code}": f"{entry.value:f}" for entry in latest.entries if entry.value is not None}
    for place, entry in enumerate(latest.entries, 1):
        stands |= {f"place.{entry.code}": str(place), f"retired.{entry.code}": "yes" if entry.is_retired else ""}
        stands |= {f"{part}.{entry.code}": getattr(entry, part) for part in _PARTS}
    if latest.is_of_options:
        day += timedelta(days=1)
        # What a browser does not send of a box was left empty.
        stands |= {f"retired.{entry.code}": "" for entry in latest.entries} if filled else {}
    context = {
        "editions": editions,
        "publishers": publishers,
        "latest": latest,
        "holding": in_force((edition.table for edition in editions), today()) or editions[-1].table,
        "values": {**stands, "effective_on": day.isoformat(), "reason": "", **filled},
        "wrong": wrong,
        "refused": refused,
        "may_edit": reader.may(Right.CODES_EDIT) and service.settings.writer == NATION,
        "today": today(),
        "first_day": day,
        "form_key": str(uuid7()),
        **_in_words(),
    }
    return render(request, "code_table.html", context, status=422 if wrong or refused else 200)
