"""The six annotation groups for reading: everything that was filled in, and what of it differs from before."""

import re
from collections.abc import Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from chassis.options import Editions, as_of
from chassis.web.formats import day, ten_thousands
from chassis.web.language import t
from services.inventory.importing.arrival import State
from services.inventory.pages.shown import label
from services.inventory.pages.stock_form import gaps
from services.inventory.records import Remarks
from services.inventory.review.questions import QUESTIONS, Answers, asked
from services.inventory.review.reviewing import Move
from services.inventory.store.drafts import Funding
from services.inventory.store.earlier_forms import Earlier
from services.inventory.store.stock import Record

_CLAUSES: Final = re.compile(r"(?<=[，。；、：,.;:\s])")
_QUESTIONS: Final = {question.field: (question.chinese, question.english) for question in QUESTIONS}
_LABELS: Final = {
    "is_funded": ("财政资助", "Publicly funded"),
    "project_kind": ("项目类型", "Kind of project"),
    "project_name": ("项目名称", "Project"),
    "project_number": ("项目编号", "Project number"),
    "implementation": ("实施状态", "Implementation"),
    "accepted_modes": ("转化方式", "Accepted ways"),
    "asking_price": ("拟交易金额", "Asking price"),
    "maturity": ("技术成熟度", "Maturity"),
    "self_grade": ("自评", "Grade"),
    "scenario": ("应用场景", "Scenario"),
    "industries": ("行业", "Industries"),
    "keywords": ("关键词", "Keywords"),
    **_QUESTIONS,
    "amount": ("合同金额", "Contract amount"),
}
_GROUPS: Final = (
    ("财政资助", "Public funding", ("is_funded", "project_kind", "project_name", "project_number")),
    (
        "实施状态",
        "Implementation",
        ("implementation", "implemented_on", "counterparty", "contract_number", "amount"),
    ),
    ("转化意愿", "Accepted ways of conversion", ("accepted_modes", "asking_price", "no_intention_reason")),
    ("技术成熟度", "Maturity", ("maturity", "maturity_evidence")),
    ("专利自评", "Self-evaluation", ("self_grade", "grade_reason")),
    ("应用场景", "Scenario", ("scenario", "industries", "keywords")),
)
TITLES: Final = tuple(titles[:2] for titles in _GROUPS)
Mark = Literal["", "old", "new"]


class Filled(NamedTuple):
    """All that a form holds; without answers and funding what is published of it."""

    remarks: Remarks
    answers: Answers | None = None
    funding: Funding | None = None


class Line(NamedTuple):
    """One thing that was said, in parts: what stays, what went, what came."""

    name: str
    parts: Sequence[tuple[str, Mark]]
    is_gap: bool

    @property
    def is_changed(self) -> bool:
        return any(mark for _, mark in self.parts)


class Group(NamedTuple):
    place: int
    chinese: str
    english: str
    is_internal: bool
    lines: Sequence[Line]

    @property
    def is_changed(self) -> bool:
        return any(line.is_changed for line in self.lines)


def groups(now: Filled, under: Editions, before: Filled | None = None, *, is_inside: bool) -> list[Group]:
    """The groups as they stand, beside an earlier state where there is one.

    What only the institution sees is left out for others.
    """
    with as_of(under):
        stands = _texts(now, is_inside=is_inside)
        stood = None if before is None else _texts(before, is_inside=is_inside)
    answers = now.answers if is_inside else None
    open_fields = {gap.field for gap in gaps(now.remarks, answers) if is_inside or gap.is_needed}
    return [
        Group(
            place,
            chinese,
            english,
            fields[0] == "is_funded",
            [
                Line(
                    t(*_LABELS[field]),
                    _parts(field, stands.get(field), None if stood is None else stood.get(field, ())),
                    field in open_fields,
                )
                for field in fields
                if field in stands or (stood is not None and stood.get(field))
            ],
        )
        for place, (chinese, english, fields) in enumerate(_GROUPS, 1)
    ]


def before_it(record: Record, earlier: Earlier | None, now: Filled) -> Filled | None:
    """What a draft is compared with: what was passed, else what was last sent back or taken back."""
    if not _is_passed_since(record, earlier):
        return Filled(earlier.remarks, earlier.answers, earlier.funding) if earlier else None
    inside = earlier if earlier and earlier.move is Move.APPROVE else now
    return Filled(record.remarks, inside.answers, inside.funding)


def compared_with(record: Record, earlier: Earlier | None) -> str:
    if earlier is None or _is_passed_since(record, earlier):
        return t("与已盘点的内容相比", "Compared with what is inventoried")
    at = day(earlier.at)
    if earlier.move is Move.RETURN:
        return t("与 {at} 退回时相比", "Compared with what was returned on {at}", at=at)
    return t("与 {at} 撤回前相比", "Compared with what was withdrawn on {at}", at=at)


def _is_passed_since(record: Record, earlier: Earlier | None) -> bool:
    passed_on = record.revised_on or record.inventoried_on
    if record.state is State.INVENTORIED or passed_on is None:
        return passed_on is not None
    return earlier is None or earlier.move is Move.APPROVE or day(earlier.at) < passed_on.isoformat()


def _texts(filled: Filled, *, is_inside: bool) -> dict[str, tuple[str, ...]]:
    """What is said in each field that the form has under these annotations; nothing where it is empty."""
    remarks, answers, funding = filled.remarks, filled.answers or Answers(), filled.funding
    texts: dict[str, tuple[str, ...]] = {
        "implementation": (label(remarks.implementation),),
        "accepted_modes": tuple(label(mode) for mode in remarks.accepted_modes),
        "asking_price": (t("面议", "Negotiable") if remarks.asking_price is None else _money(remarks.asking_price),),
        "maturity": (label(remarks.maturity),) if remarks.maturity else (),
        "self_grade": (label(remarks.self_grade),) if remarks.self_grade else (),
        "scenario": (remarks.scenario,) if remarks.scenario else (),
        "industries": remarks.industries,
        "keywords": remarks.keywords,
    }
    if not is_inside:
        return texts
    said = t("未声明", "Not declared") if funding is None else t("是", "Yes") if funding.is_funded else t("否", "No")
    texts["is_funded"] = (said,)
    if funding and funding.is_funded:
        texts |= {name: (text,) if (text := getattr(funding, name)) else () for name in funding._fields[1:]}
    for question in asked(remarks):
        value = getattr(answers, question.field)
        written = _money(value) if question.field == "amount" and value is not None else str(value or "")
        texts[question.field] = (written,) if written else ()
    return texts


def _money(yuan: Decimal) -> str:
    return t("{a} 万元", "{a} × 10,000 yuan", a=ten_thousands(yuan))


def _parts(field: str, stands: tuple[str, ...] | None, stood: tuple[str, ...] | None) -> Sequence[tuple[str, Mark]]:
    now = stands or ()
    if stood is None or now == stood:
        return [(text, "") for text in now]
    if field == "scenario" and now and stood:
        return _clauses(stood[0], now[0])
    kept: list[tuple[str, Mark]] = [(text, "") for text in now if text in stood]
    gone: list[tuple[str, Mark]] = [(text, "old") for text in stood if text not in now]
    return [*kept, *gone, *((text, "new") for text in now if text not in stood)]


def _clauses(old: str, new: str) -> list[tuple[str, Mark]]:
    """A long text clause by clause."""
    before, after = _CLAUSES.split(old), _CLAUSES.split(new)
    found: list[tuple[str, Mark]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("".join(after[c:d]), ""))
        else:
            found += [("".join(before[a:b]), "old"), ("".join(after[c:d]), "new")]
    return [(text, mark) for text, mark in found if text]
