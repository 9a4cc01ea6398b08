"""Streams ``evaluation`` and ``library``: views of a patent's prospect, and the resource library."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from panhuo_contracts.body import Body, Line, Money, Text, Value
from panhuo_contracts.codes import (
    AnswerSource,
    Confidence,
    ConversionMode,
    DelistReason,
    GuidelineScenario,
    Maturity,
    Ministry,
    PatentType,
    PromotionMeasure,
    PromotionOutcome,
    PromotionTag,
    ProspectGrade,
    SelfGrade,
    SuspensionReason,
    Tier,
    TierReason,
    ValuePart,
    WithholdReason,
)
from panhuo_contracts.events.codes import Code
from panhuo_contracts.identifiers import CreditCode, IndustryCode, IpcSymbol, Jurisdiction, PatentNumber

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


class _Evaluation(Body):
    stream: ClassVar[str] = "evaluation"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode


class PatentSelfEvaluated(_Evaluation):
    """An institution graded its own patent."""

    grade: SelfGrade
    maturity: Maturity
    scenario: Text = ""
    industries: tuple[IndustryCode, ...] = ()
    reasons: Text = ""
    evaluated_on: date
    method: Line
    """Method and version, such as ``self-1``."""


class IndicatorAnswer(Value):
    """What is known of one indicator, from 0 to 100: a point where it was computed, a band where a person chose one."""

    indicator: Code
    source: AnswerSource
    low: Percent
    high: Percent
    evidence: Text = ""
    """What it was computed from."""
    evidence_en: Text = ""


class PartScore(Value):
    """One of the three values, between what it is if all that is unanswered is at its worst and at its best."""

    part: ValuePart
    weight: Percent
    """Of the whole."""
    answered: Percent
    """Share of the part's weight that has an answer."""
    low: Percent
    high: Percent


class GuidelineEvaluated(_Evaluation):
    """An institution's form of the national guideline GB/T 42748-2023 for one scenario; a later one replaces it."""

    scenario: GuidelineScenario
    indicators: Line
    """The list of indicators and its edition, such as ``gbt42748-reading-1``."""
    rules: Line
    """Code tables and editions of the weights and of what the record answers, such as
    ``guideline_management-1 guideline_record-1``.
    """
    answers: Annotated[tuple[IndicatorAnswer, ...], Field(max_length=200)]
    """An indicator without an answer is not here: it is unknown, not zero."""
    parts: tuple[PartScore, ...]
    answered: Percent
    """Share of the whole weight that has an answer."""
    low: Percent | None = None
    """None, with ``high``: withheld, because too little is answered."""
    high: Percent | None = None
    evaluated_on: date


class GradingReason(Value):
    """One thing that a tier rests on, and of how many enterprises where it counts them."""

    reason: TierReason
    count: Annotated[int, Field(ge=1)] | None = None


class PatentGraded(_Evaluation):
    """The patent's tier of promotion; a later one replaces it."""

    tier: Tier
    reasons: Annotated[tuple[GradingReason, ...], Field(min_length=1)]
    """What the rules went by, also where somebody set another tier."""
    tags: tuple[PromotionTag, ...] = ()
    rules: Line
    """Code table of the thresholds and its edition, such as ``grading-1``."""
    computed: Tier | None = None
    """What the rules come to, where two people set another tier instead; None: the tier is the rules' own."""
    note: Text = ""
    """Why another tier was set."""
    graded_on: date


class PromotionAssigned(_Evaluation):
    """A measure of promotion was given to somebody to do."""

    assignment: Line
    """Identifier of this assignment."""
    measure: PromotionMeasure
    tier: Tier
    """Of the patent, when it was assigned."""
    assigner: Line
    """The office that assigns it: an institution's credit code or a jurisdiction."""
    assignee: Line
    """The office that is to do it, in the same way."""
    note: Text = ""
    assigned_on: date
    due_on: date
    rules: Line
    """Code table of the periods and its edition, such as ``promotion-1``."""


class PromotionAccepted(_Evaluation):
    """Whoever was to do a measure took it on."""

    assignment: Line
    accepted_on: date


class PromotionReported(_Evaluation):
    """What was done so far."""

    assignment: Line
    note: Text
    reported_on: date


class PromotionClosed(_Evaluation):
    """A measure came to its end."""

    assignment: Line
    outcome: PromotionOutcome
    result: Text
    closed_on: date


class PatentListed(_Evaluation):
    """A patent entered the resource library."""

    accepted_modes: Annotated[tuple[ConversionMode, ...], Field(min_length=1)]
    listed_on: date


class PatentDelisted(_Evaluation):
    """A patent left the resource library."""

    reason: DelistReason
    note: Text = ""
    delisted_on: date


class PatentWithheld(_Evaluation):
    """An institution decided not to put its inventoried patent into the library; entering it later ends this."""

    reason: WithholdReason
    note: Text = ""
    withheld_on: date


class EnterpriseEvaluated(_Evaluation):
    """An enterprise gave its view of a listed patent; a later one of the same enterprise replaces it."""

    enterprise: CreditCode
    enterprise_name: Line
    evaluation: Line
    """Identifier of this evaluation."""
    prospect: ProspectGrade
    confidence: Confidence
    improvement_need: Text = ""
    cooperation: tuple[ConversionMode, ...] = ()
    """Intended ways; empty: none."""
    opinion: Text = ""
    evaluated_on: date
    valid_until: date
    rules: Line | None = None
    """Code table and edition that it was made under, such as ``enterprise_evaluation-1``."""
    uploaded_by: Jurisdiction | None = None
    """Whose office sent it in for the enterprise; None: the enterprise said it here."""


class EvaluationObjected(_Evaluation):
    """The institution objects to an enterprise's evaluation, which does not count until the objection is reviewed."""

    enterprise: CreditCode
    evaluation: Line
    """Identifier of the evaluation."""
    reason: Text
    objected_on: date
    review_by: date
    """Day by which it is to be reviewed."""
    rules: Line
    """Code table of the periods and its edition, such as ``evaluation_objection-1``."""


class EvaluationReviewed(_Evaluation):
    """An objection was reviewed: upheld, the evaluation is void; dismissed, it counts again."""

    enterprise: CreditCode
    evaluation: Line
    is_upheld: bool
    finding: Text
    reviewed_on: date


class ExpertEvaluated(_Evaluation):
    """A commissioned expert gave a view of a patent; a later one of the same expert and batch replaces it."""

    expert: Line
    """Reference of the person in the commissioning system."""
    batch: Line
    evaluation: Line
    """Identifier of this evaluation."""
    prospect: ProspectGrade
    confidence: Confidence
    opinion: Annotated[Text, Field(min_length=1)]
    evaluated_on: date
    valid_until: date | None = None
    """Last day on which it counts; None: it goes on counting."""
    rules: Line | None = None
    """Code table and edition that it was made under, such as ``commissioning-1``."""


class LibraryEntry(Body):
    """The present entry of the resource library for one patent: compacted state, a tombstone when it leaves."""

    stream: ClassVar[str] = "library"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode
    institution_name: Line
    title: Line
    abstract: Text = ""
    patent_type: PatentType
    filing_date: date
    expires_on: date
    ipc: tuple[IpcSymbol, ...] = ()
    accepted_modes: tuple[ConversionMode, ...]
    asking_price: Money | None = None
    maturity: Maturity | None = None
    self_grade: SelfGrade | None = None
    scenario: Text = ""
    industries: tuple[IndustryCode, ...] = ()
    keywords: tuple[Line, ...] = ()
    evaluations: Annotated[int, Field(ge=0)] = 0
    """Effective enterprise evaluations."""
    favorable_evaluations: Annotated[int, Field(ge=0)] = 0
    """Of these, with a prospect of good or very good."""
    listed_on: date
    tier: Tier | None = None
    """How it is promoted, where it was graded."""
    ministry: Ministry | None = None
    """Who supervises its institution, where that is known."""
    suspended_for: tuple[SuspensionReason, ...] = ()
    """Why it may not be taken up for now; it stays listed, and goes on by itself when these are over."""
    generated: bool = False


class LibraryEntryRemoved(Body):
    """The patent is no longer in the resource library; the record's body is null."""

    stream: ClassVar[str] = "library"
    is_tombstone: ClassVar[bool] = True

    patent: PatentNumber
