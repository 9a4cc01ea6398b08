"""Questions that an annotation brings along: which are asked, and which of those are still open."""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from panhuo_contracts.codes import ConversionMode, ImplementationStatus, Maturity

from services.inventory.legal.terms import FIRST_FILING_DATE
from services.inventory.records import Remarks

LONGEST: Final = 400
"""Characters of a name or a number."""
LONGEST_REASON: Final = 4_000


class Answers(NamedTuple):
    """What the institution keeps to itself: none of it is in an event."""

    implemented_on: date | None = None
    counterparty: str = ""
    """Name or credit code."""
    contract_number: str = ""
    amount: Decimal | None = None
    """In yuan."""
    no_intention_reason: str = ""
    maturity_evidence: str = ""
    grade_reason: str = ""


class Question(NamedTuple):
    field: str
    chinese: str
    english: str


_USED: Final = (
    Question("implemented_on", "实施起始日", "Used since"),
    Question("counterparty", "对方单位名称或信用代码", "The other party, by name or credit code"),
    Question("contract_number", "合同编号", "Contract number"),
    Question("amount", "合同金额（万元）", "Contract amount (10,000 yuan)"),
)
_BY_ONESELF: Final = frozenset({ImplementationStatus.SELF_USED, ImplementationStatus.INDUSTRIALIZED})
_NO_INTENTION: Final = Question("no_intention_reason", "暂无意愿的原因", "Why there is no intention")
_EVIDENCE: Final = Question("maturity_evidence", "中试或量产的依据", "Evidence of the pilot or of production")
_GRADE: Final = Question("grade_reason", "自评的理由", "Reasons for the grade")
QUESTIONS: Final = (*_USED, _NO_INTENTION, _EVIDENCE, _GRADE)


def asked(remarks: Remarks) -> tuple[Question, ...]:
    """The questions that follow from what is annotated."""
    found: list[Question] = []
    if remarks.implementation in _BY_ONESELF:
        found.append(_USED[0])
    elif remarks.implementation is not ImplementationStatus.UNUSED:
        found.extend(_USED)
    if ConversionMode.NO_INTENTION in remarks.accepted_modes:
        found.append(_NO_INTENTION)
    if remarks.maturity in (Maturity.PILOT, Maturity.INDUSTRIAL):
        found.append(_EVIDENCE)
    if remarks.self_grade is not None:
        found.append(_GRADE)
    return tuple(found)


def kept(answers: Answers, remarks: Remarks) -> Answers:
    """Without answers to what is not asked: a form may hold some that were typed before."""
    fields = {question.field for question in asked(remarks)}
    return Answers(**{name: value for name, value in answers._asdict().items() if name in fields})


def is_possible(day: date, today: date) -> bool:
    """Whether a patent can have been used since that day."""
    return FIRST_FILING_DATE <= day <= today


def unanswered(answers: Answers | None, remarks: Remarks) -> tuple[Question, ...]:
    """Asked and empty: a hint for reviewers, not a bar."""
    given = answers or Answers()
    return tuple(question for question in asked(remarks) if not getattr(given, question.field))
