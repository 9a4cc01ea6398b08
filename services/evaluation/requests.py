"""What is sent to the service over HTTP, and what it answers."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Self, TypeVar

from panhuo_contracts.body import Text
from panhuo_contracts.codes import Confidence, ConversionMode, Maturity, ProspectGrade, SelfGrade, Tier, WithholdReason
from panhuo_contracts.identifiers import IndustryCode, normalize_patent_number
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from chassis.errors import Refused, Told
from services.evaluation.commands import Answer, Outcome
from services.evaluation.opinion import MarketOpinion, SelfOpinion
from services.evaluation.refusals import SaidTwiceInOneRequest

MOST_ITEMS = 1_000

AnyPatentNumber = Annotated[str, Field(max_length=40), AfterValidator(normalize_patent_number)]
"""In any of its written forms, such as ``ZL 2017 1 0601862.3``; kept without prefix and punctuation."""
Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Items = Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ITEMS)]


class Sent(BaseModel):
    """A request; a field that nobody knows is an error, because it would otherwise be lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SelfEvaluation(Sent):
    grade: SelfGrade
    maturity: Maturity
    scenario: Text = ""
    industries: tuple[IndustryCode, ...] = ()
    reasons: Text = ""

    def opinion(self) -> SelfOpinion:
        return SelfOpinion(self.grade, self.maturity, self.scenario, self.industries, self.reasons)


class SelfEvaluationOf(SelfEvaluation):
    patent: AnyPatentNumber


class EntryOf(Sent):
    patent: AnyPatentNumber


class EnterpriseEvaluation(Sent):
    prospect: ProspectGrade
    confidence: Confidence
    improvement_need: Text = ""
    cooperation: tuple[ConversionMode, ...] = ()
    opinion: Text = ""

    def view(self) -> MarketOpinion:
        return MarketOpinion(self.prospect, self.confidence, self.improvement_need, self.cooperation, self.opinion)


class Withholding(Sent):
    """Why patents do not go into the library."""

    withheld_for: WithholdReason
    note: Text = ""


class ManyWithheld(Withholding):
    patents: Annotated[list[AnyPatentNumber], Field(min_length=1, max_length=MOST_ITEMS)]


class WithheldShown(BaseModel):
    patent: str
    title: str
    institution: str
    institution_name: str
    home: str
    reason: WithholdReason
    note: str
    withheld_on: date


class Withdrawal(Sent):
    reason: Reason


class TierProposal(Sent):
    tier: Tier
    note: Reason
    """Why it should be another tier than the rules come to."""


class TierDecision(Sent):
    is_agreed: bool


class Objection(Sent):
    evaluation: Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
    objection: Reason


class ObjectionReview(Sent):
    evaluation: Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
    is_upheld: bool
    finding: Reason


class Many(Sent):
    """Up to 1,000 items; each is accepted, or answered with what is wrong with it."""

    items: Items


class RefusalShown(BaseModel):
    rule: str
    detail: str
    basis: str = ""
    mend: str = ""


class Decided(BaseModel):
    """What became of one patent: ``unchanged`` where it already was as asked."""

    patent: str
    outcome: Outcome
    refusal: RefusalShown | None = None

    unreadable: ClassVar[str] = "unreadable"

    @classmethod
    def of(cls, answer: Answer) -> Self:
        return cls(
            patent=answer.patent,
            outcome=answer.outcome,
            refusal=None if answer.refusal is None else _shown(answer.refusal),
        )


class ManyDecided(BaseModel):
    accepted: int
    unchanged: int
    refused: int
    """Refused, unreadable or not found."""
    items: list[Decided]

    @classmethod
    def of(cls, items: list[Decided]) -> Self:
        outcomes = [item.outcome for item in items]
        accepted, unchanged = outcomes.count("accepted"), outcomes.count("unchanged")
        return cls(accepted=accepted, unchanged=unchanged, refused=len(items) - accepted - unchanged, items=items)


class GuardShown(BaseModel):
    rule: str
    title: str
    outcome: str
    evidence: str
    basis: str


class EnterpriseEvaluationShown(BaseModel):
    patent: str
    evaluation: str
    enterprise: str
    enterprise_name: str
    prospect: ProspectGrade
    confidence: Confidence
    improvement_need: str
    cooperation: list[ConversionMode]
    opinion: str
    evaluated_on: date
    valid_until: date
    uploaded_by: str | None = None
    objection: str | None = None
    """Why the institution objects; until it is reviewed the evaluation does not count."""
    review_by: date | None = None
    is_upheld: bool | None = None
    """Of a reviewed objection: the evaluation is void."""
    finding: str | None = None


class LibraryRow(BaseModel):
    patent: str
    title: str
    patent_type: str
    home: str
    institution: str
    institution_name: str
    self_grade: SelfGrade | None
    maturity: Maturity | None
    accepted_modes: list[ConversionMode]
    evaluations: int
    """Enterprises whose view is in force today."""
    listed_on: date
    generated: bool


class SelfEvaluationShown(BaseModel):
    grade: SelfGrade
    maturity: Maturity
    scenario: str
    industries: list[str]
    reasons: str
    evaluated_on: date
    method: str


class PatentShown(BaseModel):
    """All that evaluation knows of a patent."""

    patent: str
    title: str
    home: str
    institution: str
    institution_name: str
    legal_status: str
    expires_on: date | None
    is_inventoried: bool
    is_listed: bool
    listed_on: date | None
    delisted_on: date | None
    delist_reason: str | None
    self_grade: SelfGrade | None
    maturity: Maturity | None
    self_evaluation: SelfEvaluationShown | None
    enterprise_evaluations: list[EnterpriseEvaluationShown]
    effective_evaluations: int
    favorable_evaluations: int
    guards: list[GuardShown]
    """Conditions of entry as they stand today."""
    generated: bool


ItemOf = TypeVar("ItemOf", SelfEvaluationOf, EntryOf)


def read_items(sent: Sequence[dict[str, Any]], kind: type[ItemOf]) -> tuple[dict[str, ItemOf], list[Decided | str]]:
    """The readable items by patent number, and in the order of sending either a number or an answer already given."""
    readable: dict[str, ItemOf] = {}
    places: list[Decided | str] = []
    for one in sent:
        try:
            item = kind.model_validate(one)
        except ValidationError as error:
            places.append(_unreadable(one, error))
            continue
        if item.patent in readable:
            twice = SaidTwiceInOneRequest(
                f"{item.patent} 在这次请求中出现了不止一次", english=f"{item.patent} stands more than once"
            )
            places.append(Decided.of(Answer(item.patent, "refused", twice)))
            continue
        readable[item.patent] = item
        places.append(item.patent)
    return readable, places


def fill_in(places: Sequence[Decided | str], answers: Sequence[Answer]) -> ManyDecided:
    """Every item's answer, in the order of sending."""
    decided = {answer.patent: Decided.of(answer) for answer in answers}
    return ManyDecided.of([place if isinstance(place, Decided) else decided[place] for place in places])


def _unreadable(one: dict[str, Any], error: ValidationError) -> Decided:
    problems = error.errors(include_url=False, include_context=False, include_input=False)[:5]
    detail = "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in problems)
    shown = RefusalShown(
        rule=Decided.unreadable,
        detail=detail,
        mend=Told("改正所列各项后再提交", "Correct what is listed and send again"),
    )
    return Decided(patent=str(one.get("patent", ""))[:40], outcome="refused", refusal=shown)


def _shown(refusal: Refused) -> RefusalShown:
    return RefusalShown(rule=refusal.rule, detail=str(refusal), basis=refusal.basis, mend=refusal.mend)
