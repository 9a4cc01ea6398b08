"""Forms as they come in: the six groups of annotations, and plain texts."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from chassis.errors import Invalid, Refused
from chassis.http.forms import text_in
from chassis.web.formats import typed_ten_thousands
from chassis.web.language import in_words, t
from services.inventory.files import cells
from services.inventory.files.cells import BrokenRule
from services.inventory.files.options import IMPLEMENTATION, MATURITY, MODES, SELF_GRADES
from services.inventory.files.standard_format import COLUMNS
from services.inventory.legal import line_file, registering
from services.inventory.legal.entry import RegisterEntry
from services.inventory.records import Remarks
from services.inventory.requests import LegalStatusRequest
from services.inventory.review import stocktaking
from services.inventory.rules.problems import Problem
from services.inventory.store.drafts import Funding

_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "implementation": cells.option_of(IMPLEMENTATION),
    "asking_price": cells.price_in_yuan,
    "maturity": cells.option_of(MATURITY),
    "self_grade": cells.option_of(SELF_GRADES),
    "accepted_modes": cells.options_of(MODES),
    "scenario": cells.text_of(8_000),
    "industries": cells.industry_codes,
    "keywords": cells.keywords,
}
"""In the order of the form."""
_NAMES: Final = {column.field: column.name for column in COLUMNS}
_LABELS: Final = {
    "implementation": ("实施状态", "Implementation"),
    "asking_price": ("拟交易金额", "Asking price"),
    "maturity": ("技术成熟度", "Maturity"),
    "self_grade": ("专利自评", "Self-evaluation"),
    "accepted_modes": ("转化意愿", "Accepted ways of conversion"),
    "scenario": ("应用场景", "Scenario"),
    "industries": ("行业", "Industries"),
    "keywords": ("关键词", "Keywords"),
}


class Mistake(NamedTuple):
    """What is wrong with one field of a form, in words that name the field."""

    field: str
    sentence: str


async def or_shown(
    attempt: Callable[[], Awaitable[Response]], show: Callable[[Mistake, int], Awaitable[Response]], field: str
) -> Response:
    """The answer of an attempt; else what ``show`` makes of the mistake and its HTTP status.

    ``field``: at which one a refusal is told, as it is of none in particular.
    """
    try:
        return await attempt()
    except Invalid as invalid:
        mistake, status = Mistake(invalid.field, in_words(invalid)), 422
    except Refused as refused:
        mistake, status = Mistake(field, in_words(refused)), 409
    return await show(mistake, status)


class Typed(NamedTuple):
    """The texts of the stocktaking form: as they stand, or as somebody has just typed them."""

    is_funded: str = ""
    project_kind: str = ""
    project_name: str = ""
    project_number: str = ""
    implementation: str = ""
    asking_price: str = ""
    maturity: str = ""
    self_grade: str = ""
    accepted_modes: tuple[str, ...] = ()
    scenario: str = ""
    industries: str = ""
    keywords: str = ""


def typed_of(remarks: Remarks, funding: Funding | None) -> Typed:
    return Typed(
        ("yes" if funding.is_funded else "no") if funding else "",
        funding.project_kind if funding else "",
        funding.project_name if funding else "",
        funding.project_number if funding else "",
        remarks.implementation,
        typed_ten_thousands(remarks.asking_price),
        remarks.maturity or "",
        remarks.self_grade or "",
        tuple(remarks.accepted_modes),
        remarks.scenario,
        "; ".join(remarks.industries),
        "; ".join(remarks.keywords),
    )


def typed_in(form: FormData) -> Typed:
    texts: dict[str, Any] = {name: text_in(form, name) for name in Typed._fields}
    return Typed(**texts | {"accepted_modes": tuple(map(str, form.getlist("accepted_modes")))})


def remarks_in(form: FormData, *, english: bool, for_review: bool) -> tuple[Remarks, list[Mistake]]:
    """The annotations of a form and everything that is wrong with them; empty fields say nothing."""
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for field, read in _READERS.items():
        text = "；".join(typed_in(form).accepted_modes) if field == "accepted_modes" else text_in(form, field)
        try:
            if text:
                values[field] = read(text)
        except BrokenRule as broken:
            problem = Problem(_NAMES[field], text, broken.rule, broken.parts)
            mistakes.append(Mistake(field, _sentence(field, problem, english=english)))
    remarks = Remarks(**values)
    wrong = {mistake.field for mistake in mistakes}
    if stocktaking.is_contradictory(remarks):
        said = "“暂无意愿”不能与其他方式同时选择", "no intention and ways of conversion exclude each other"
        mistakes.append(Mistake("accepted_modes", _named("accepted_modes", *said)))
    if for_review:
        mistakes += [mistake for mistake in gaps_of(remarks) if mistake.field not in wrong]
    order = list(_READERS)
    return remarks, sorted(mistakes, key=lambda mistake: order.index(mistake.field))


def gaps_of(remarks: Remarks) -> list[Mistake]:
    """The fields that the review needs and that are empty."""
    said = "还没有填写，提交审核前必填", "not filled in; the review needs it"
    return [Mistake(group.field, _named(group.field, *said)) for group in stocktaking.missing(remarks)]


def _sentence(field: str, problem: Problem, *, english: bool) -> str:
    stop = ": " if english else "。"
    sentence = f"{problem.problem(english=english)}{stop}{problem.mend(english=english)}"
    return _named(field, sentence, sentence)


def _named(field: str, chinese: str, english: str) -> str:
    return t("{name}：{said}", "{name}: {said}", name=t(*_LABELS[field]), said=t(chinese, english))


_REGISTER: Final = {
    "status": ("状态：不在选项内", "Status: not one of the options"),
    "effective_on": ("生效日：不是有效日期。请用 2021-12-05 形式", "From: not a date: write it like 2021-12-05"),
    "cause": ("事由：请填写，不超过 400 字", "Cause: fill it in, with at most 400 characters"),
}


def extract_in(form: FormData) -> RegisterEntry | list[Mistake]:
    """What an extract of the register says of a right, or what is wrong with the form."""
    stated = {name: text_in(form, name) for name in _REGISTER}
    try:
        return LegalStatusRequest.model_validate(stated).entry()
    except ValidationError as wrong:
        fields = {str(error["loc"][0]) if error["loc"] else "cause" for error in wrong.errors()}
        return [Mistake(name, t(*said)) for name, said in _REGISTER.items() if name in fields]


LINE_FIELDS: Final = ("kind", "line_on", "number", "holders", "license_kind", "until", "annuity_year", "note")
"""Of the form that takes down one line of the register."""


def line_in(form: FormData, number: str, today: date, *, english: bool) -> registering.Line | list[Mistake]:
    """One line of the register, or what is wrong with the form."""
    texts = {name: text_in(form, name) for name in LINE_FIELDS if name != "line_on"}
    texts |= {"patent": number, "effective_on": text_in(form, "line_on")}
    read = line_file.read_line(texts, today)
    if not isinstance(read, list):
        return read
    fields = {name: field for field, name in line_file.NAMES.items()} | {line_file.NAMES["effective_on"]: "line_on"}
    stop = ": " if english else "。"
    return [
        Mistake(
            fields[found.column],
            t("{name}：{said}", "{name}: {said}", name=found.column, said=_in_words(found, stop, english=english)),
        )
        for found in read
    ]


def _in_words(found: Problem, stop: str, *, english: bool) -> str:
    return f"{found.problem(english=english)}{stop}{found.mend(english=english)}"
