"""Streams ``evaluation`` and ``library``: views of a patent's prospect, and the resource library."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from panhuo_contracts.body import Body, Line, Money, Text
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    DelistReason,
    Maturity,
    PatentType,
    ProspectGrade,
    SelfGrade,
)
from panhuo_contracts.identifiers import CreditCode, IndustryCode, IpcSymbol, Jurisdiction, PatentNumber


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


class PatentListed(_Evaluation):
    """A patent entered the resource library."""

    accepted_modes: Annotated[tuple[ConversionMode, ...], Field(min_length=1)]
    listed_on: date


class PatentDelisted(_Evaluation):
    """A patent left the resource library."""

    reason: DelistReason
    note: Text = ""
    delisted_on: date


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
    generated: bool = False


class LibraryEntryRemoved(Body):
    """The patent is no longer in the resource library; the record's body is null."""

    stream: ClassVar[str] = "library"
    is_tombstone: ClassVar[bool] = True

    patent: PatentNumber
