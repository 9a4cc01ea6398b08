"""What is known of one patent when something is decided about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from panhuo_contracts.codes import (
    ConversionMode,
    DelistReason,
    ImplementationStatus,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    Maturity,
    Ministry,
    PatentType,
    SelfGrade,
    Tier,
)

EXCLUDING_KINDS: Final = (LicenseKind.EXCLUSIVE, LicenseKind.SOLE)
"""Kinds of license beside which no other enterprise can take the patent up."""


@dataclass(frozen=True, slots=True)
class Record:
    """The stocktaking record as its institution's writer last said it."""

    home: str
    institution: str
    institution_name: str
    title: str
    abstract: str
    patent_type: PatentType
    filing_date: date
    expires_on: date
    ipc: tuple[str, ...]
    is_generated: bool
    is_inventoried: bool
    annotated_on: date | None = None
    implementation: ImplementationStatus | None = None
    accepted_modes: tuple[ConversionMode, ...] = ()
    asking_price: Decimal | None = None
    maturity: Maturity | None = None
    self_grade: SelfGrade | None = None
    scenario: str = ""
    industries: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    ministry: Ministry | None = None
    """Who supervises the institution, where that is known."""

    @property
    def offered_modes(self) -> tuple[ConversionMode, ...]:
        """The ways of conversion that somebody else can take part in or be told of."""
        return tuple(mode for mode in self.accepted_modes if mode is not ConversionMode.NO_INTENTION)


@dataclass(frozen=True, slots=True)
class Right:
    """The register's present view; without one, a granted patent is in force."""

    status: LegalStatus = LegalStatus.IN_FORCE
    flags: tuple[LegalFlag, ...] = ()
    expires_on: date | None = None
    """Given where the register changed the term."""


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """An institution's own view of its patent."""

    grade: SelfGrade
    maturity: Maturity
    scenario: str
    industries: tuple[str, ...]
    reasons: str
    evaluated_on: date
    method: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The last word on a patent's place in the resource library."""

    is_listed: bool
    accepted_modes: tuple[ConversionMode, ...]
    listed_on: date | None
    delisted_on: date | None = None
    reason: DelistReason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exclusivity:
    """A filed license beside which there is no other; of several, the one that lasts longest."""

    filing_number: str
    kind: LicenseKind
    term_from: date
    term_to: date
    """Last day."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Enterprises' views that count on the day of the decision."""

    effective: int = 0
    favorable: int = 0
    doubtful: int = 0
    """Of those that count, with a poor prospect."""
    intentions: int = 0
    """That would take part in some way."""
    needs: int = 0
    """That say what should be improved."""


@dataclass(frozen=True, slots=True)
class Expertise:
    """Commissioned experts' views that count on the day of the decision, one of each expert."""

    effective: int = 0
    favorable: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it. ``is_ours`` says that this installation speaks for the patent's library entry."""

    patent: str
    record: Record | None = None
    right: Right = Right()
    self_evaluation: SelfEvaluation | None = None
    listing: Listing | None = None
    exclusivity: Exclusivity | None = None
    transfer_deal: str | None = None
    away_on: date | None = None
    """Since when a registered transfer has had the right elsewhere."""
    inactive_since: date | None = None
    """Since when its institution may do nothing: it is suspended, or another has taken it over."""
    reception: Reception = Reception()
    expertise: Expertise = Expertise()
    tier: Tier | None = None
    is_ours: bool = False

    @property
    def is_listed(self) -> bool:
        return self.listing is not None and self.listing.is_listed

    @property
    def expires_on(self) -> date | None:
        """Last day of the term: the register's, else the record's."""
        if self.right.expires_on is not None:
            return self.right.expires_on
        return None if self.record is None else self.record.expires_on

    @property
    def standing_self_evaluation(self) -> SelfEvaluation | None:
        """The self-evaluation, unless the stocktaking record was annotated on a later day."""
        said, record = self.self_evaluation, self.record
        if said is None:
            return None
        if record is not None and record.annotated_on is not None and record.annotated_on > said.evaluated_on:
            return None
        return said

    @property
    def grade(self) -> SelfGrade | None:
        said = self.standing_self_evaluation
        if said is not None:
            return said.grade
        annotated = None if self.record is None else self.record.self_grade
        return annotated or (None if self.self_evaluation is None else self.self_evaluation.grade)

    @property
    def maturity(self) -> Maturity | None:
        said = self.standing_self_evaluation
        if said is not None:
            return said.maturity
        annotated = None if self.record is None else self.record.maturity
        return annotated or (None if self.self_evaluation is None else self.self_evaluation.maturity)
