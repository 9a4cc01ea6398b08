"""What the forms of experts send, and what is wrong with it, beside the fields."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from panhuo_contracts.identifiers import normalize_patent_number
from pydantic import ValidationError
from starlette.datastructures import FormData

from chassis.web.language import t
from services.evaluation.requests import Sent

S = TypeVar("S", bound=Sent)

MOST_NAMED: Final = 5
"""Of lines or numbers that cannot be taken."""
_FIELDS: Final = {
    "name": ("请填写姓名", "Give the name"),
    "fields": ("行业代码按 GB/T 4754 填写，如 C3841", "Write industry codes of GB/T 4754, such as C3841"),
    "research": ("请填写研究方向", "Say what the person works on"),
    "ipc": ("IPC 分类号如 H01M10/54", "Write symbols of the IPC, such as H01M10/54"),
    "organization": ("统一社会信用代码为 18 位", "A credit code has 18 characters"),
    "most": ("请填写 0 至 1000 的整数", "Write a whole number from 0 to 1000"),
    "away_until": ("请填写今后的日期，如 2026-05-01", "Write a day to come, such as 2026-05-01"),
    "party": (
        "无法识别：某件专利填专利号，其余填统一社会信用代码",
        "Not recognized: a patent has its number, the other kinds a credit code",
    ),
    "filed_on": ("共同申请须填写申请日，其余类别不填", "A joint filing has its day, and nothing else has one"),
    "note": ("请填写回避原因", "Say why you cannot evaluate it"),
    "patents": ("请填写专利号，每行一个，至多 3000 件", "Write patent numbers, one a line, 3,000 at most"),
    "experts_each": ("请填写 1 至 20 的整数", "Write a whole number from 1 to 20"),
    "highest_percent": ("请填写 1 至 100 的整数", "Write a whole number from 1 to 100"),
    "due_on": ("请填写今后的日期，如 2026-05-01", "Write a day to come, such as 2026-05-01"),
    "seed": ("请填写不小于 0 的整数", "Write a whole number not below 0"),
    "prospect": ("请选择产业化前景", "Choose a prospect"),
    "confidence": ("请选择把握程度", "Choose how sure you are"),
    "opinion": ("请填写评价意见", "Give your opinion"),
}


class Mistakes(Exception):
    """Fields that have to be mended, each with a sentence."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(text for _, text in fields))
        self.fields = fields


def text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip().replace("\r\n", "\n")


def codes_in(form: FormData, name: str) -> list[str]:
    """Separated by lines, blanks or commas of either kind."""
    sent = text(form, name)
    for mark in ("，", "、", ",", ";", "；"):
        sent = sent.replace(mark, " ")
    return sent.split()


def patents_in(form: FormData) -> list[str]:
    """The numbers of a batch. Raises Mistakes with those that no patent can have."""
    numbers, wrong = codes_in(form, "patents"), []
    for number in numbers:
        try:
            normalize_patent_number(number)
        except ValueError:
            wrong.append(number[:40])
    if wrong:
        unread = t(
            "{n} 行不是专利号：{p}", "Lines that are no patent number ({n}): {p}", n=len(wrong), p=first_of(wrong)
        )
        raise Mistakes([("patents", unread)])
    return numbers


def first_of(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def read(kind: type[S], sent: dict[str, Any]) -> S:
    try:
        return kind.model_validate(sent)
    except ValidationError as error:
        wrong = dict.fromkeys(
            str(problem["loc"][0]) if problem["loc"] else "filed_on" for problem in error.errors(include_url=False)
        )
        raise Mistakes([(name, t(*_FIELDS.get(name, ("请核对", "Look at this again")))) for name in wrong]) from None
