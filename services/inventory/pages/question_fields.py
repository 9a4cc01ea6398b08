"""The questions that follow from annotations, and who paid, as fields of a form."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from starlette.datastructures import FormData

from chassis.clock import today
from chassis.http.forms import text_in
from chassis.web.formats import typed_ten_thousands
from chassis.web.language import t
from services.inventory.files import cells
from services.inventory.files.cells import BrokenRule
from services.inventory.pages.forms import Mistake
from services.inventory.review.questions import LONGEST, LONGEST_REASON, QUESTIONS, Answers, is_possible
from services.inventory.store.drafts import Funding

_MOST: Final = Decimal(10) ** 14
_REASONS: Final = ("no_intention_reason", "maturity_evidence", "grade_reason")
_FUNDING: Final = {
    "project_kind": ("项目类型", "Kind of project"),
    "project_name": ("项目名称", "Project"),
    "project_number": ("项目编号", "Project number"),
}


class Field(NamedTuple):
    """One question with what is typed."""

    name: str
    label: str
    value: str
    kind: str
    rows: int


class _Wrong(Exception):
    """What is wrong with a text, in Chinese and in English."""


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Wrong("不是有效日期。请用 2021-12-05 形式", "not a date: write it like 2021-12-05") from None
    if not is_possible(day, today()):
        raise _Wrong("晚于今天或早于 1985-04-01，请核对日期", "after today or before 1985-04-01: compare the date")
    return day


def _amount(text: str) -> Decimal:
    try:
        amount = cells.price_in_yuan(text)
    except BrokenRule:
        amount = None
    if amount is None or amount >= _MOST:
        said = "不是金额。填不小于 0 的数，单位万元，最多 6 位小数"
        raise _Wrong(said, "not an amount: write a number in units of 10,000 yuan")
    return amount


def _text_of(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            said = f"最长 {limit:,} 字，现有 {len(text):,} 字"
            raise _Wrong(said, f"at most {limit:,} characters, not {len(text):,}")
        return text

    return read


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "implemented_on": _day,
    "amount": _amount,
    **dict.fromkeys(_REASONS, _text_of(LONGEST_REASON)),
}


def answers_in(form: FormData) -> tuple[Answers, list[Mistake]]:
    """What a form answers, and what is wrong with it."""
    labels = {question.field: (question.chinese, question.english) for question in QUESTIONS}
    values, mistakes = _read(form, labels)
    return Answers(**values), mistakes


def funding_in(form: FormData) -> tuple[Funding | None, list[Mistake]]:
    """Who paid, where the form says anything of it, and what is wrong with that."""
    said = text_in(form, "is_funded")
    if said != "yes":
        return (Funding(is_funded=False) if said else None), []
    values, mistakes = _read(form, _FUNDING)
    return Funding(is_funded=True, **values), mistakes


def _read(form: FormData, labels: dict[str, tuple[str, str]]) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, label in labels.items():
        try:
            if text := text_in(form, name):
                values[name] = _READERS.get(name, _text_of(LONGEST))(text)
        except _Wrong as wrong:
            chinese, english = wrong.args
            said = t("{name}：{said}", "{name}: {said}", name=t(*label), said=t(chinese, english))
            mistakes.append(Mistake(name, said))
    return values, mistakes


def fields_of(answers: Answers | None) -> dict[str, Field]:
    """The questions with their answers, by name."""
    given = (answers or Answers())._asdict()
    texts = {name: "" if value is None else str(value) for name, value in given.items()}
    return _fields(texts | {"amount": typed_ten_thousands(given["amount"])})


def fields_in(form: FormData) -> dict[str, Field]:
    """The questions as somebody has just answered them."""
    return _fields({question.field: text_in(form, question.field) for question in QUESTIONS})


def _fields(texts: dict[str, str]) -> dict[str, Field]:
    return {
        name: Field(
            name,
            t(chinese, english),
            texts[name],
            "date" if name == "implemented_on" else "text",
            2 if name in _REASONS else 0,
        )
        for name, chinese, english in QUESTIONS
    }
