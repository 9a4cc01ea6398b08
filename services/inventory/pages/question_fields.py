"""The questions that follow from annotations, as fields of a form."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from starlette.datastructures import FormData

from chassis.http.forms import text_in
from chassis.web.language import t
from services.inventory.pages.forms import Mistake
from services.inventory.review.questions import QUESTIONS, Answers

_LONGEST: Final = 400
_LONGEST_REASON: Final = 4_000
_MOST: Final = Decimal(10) ** 14


class Field(NamedTuple):
    """One question with what is typed."""

    name: str
    label: str
    value: str
    kind: str
    rows: int


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ValueError from None
    if not amount.is_finite() or not 0 <= amount < _MOST or amount != amount.quantize(Decimal("0.01")):
        raise ValueError
    return amount


def _text_of(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise ValueError
        return text

    return read


_READERS: Final[dict[str, tuple[Callable[[str], Any], tuple[str, str]]]] = {
    "implemented_on": (_day, ("不是有效日期。请用 2021-12-05 形式", "not a date: write it like 2021-12-05")),
    "amount": (_amount, ("不是金额。写不小于 0 的数，最多两位小数", "not an amount")),
}
_REASONS: Final = ("no_intention_reason", "maturity_evidence", "grade_reason")


def answers_in(form: FormData) -> tuple[Answers, list[Mistake]]:
    """What a form answers, and what is wrong with it."""
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for question in QUESTIONS:
        text = text_in(form, question.field)
        limit = _LONGEST_REASON if question.field in _REASONS else _LONGEST
        too_long = (f"最长 {limit} 字", f"at most {limit} characters")
        read, wrong = _READERS.get(question.field, (_text_of(limit), too_long))
        try:
            if text:
                values[question.field] = read(text)
        except ValueError:
            said = t("{name}：{said}", "{name}: {said}", name=t(question.chinese, question.english), said=t(*wrong))
            mistakes.append(Mistake(question.field, said))
    return Answers(**values), mistakes


def fields_of(answers: Answers | None) -> list[Field]:
    """The questions with their answers."""
    given = answers or Answers()
    return [
        _field(question.field, "" if (v := getattr(given, question.field)) is None else str(v))
        for question in QUESTIONS
    ]


def fields_in(form: FormData) -> list[Field]:
    """The questions as somebody has just answered them."""
    return [_field(question.field, text_in(form, question.field)) for question in QUESTIONS]


def _field(name: str, value: str) -> Field:
    label = next(t(question.chinese, question.english) for question in QUESTIONS if question.field == name)
    return Field(name, label, value, "date" if name == "implemented_on" else "text", 2 if name in _REASONS else 0)
