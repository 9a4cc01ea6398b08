"""Stream ``inventory``: what institutions hold, what they say of it, and the state of each right."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from panhuo_contracts.body import Body, Line, Money, Text, Value
from panhuo_contracts.codes import (
    ConversionMode,
    ImplementationStatus,
    InstitutionKind,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    Maturity,
    Ministry,
    PatentType,
    RegisterEventKind,
    RegisterSource,
    SelfGrade,
)
from panhuo_contracts.identifiers import (
    CreditCode,
    IndustryCode,
    IpcSymbol,
    Jurisdiction,
    LocarnoClass,
    PatentNumber,
    PublicationNumber,
)


class Bibliography(Value):
    """A patent as the register prints it; inventors stay with their institution."""

    title: Line
    abstract: Text = ""
    patent_type: PatentType
    publication_number: PublicationNumber | None = None
    filing_date: date
    grant_date: date | None = None
    expires_on: date
    """Last day of the term, compensation included (Patent Law, article 42)."""
    ipc: tuple[IpcSymbol, ...] = ()
    """Main symbol first; empty for designs."""
    locarno: LocarnoClass | None = None
    co_patentees: tuple[Line, ...] = ()


class Annotations(Value):
    """The public part of the six annotation groups of the stocktaking form; who paid for the research stays inside."""

    implementation: ImplementationStatus = ImplementationStatus.UNUSED
    accepted_modes: tuple[ConversionMode, ...] = ()
    asking_price: Money | None = None
    """None: negotiable."""
    maturity: Maturity | None = None
    self_grade: SelfGrade | None = None
    scenario: Text = ""
    industries: tuple[IndustryCode, ...] = ()
    keywords: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


class _Patent(Body):
    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    """Jurisdiction of the first patentee."""
    institution: CreditCode
    institution_name: Line
    institution_kind: InstitutionKind = InstitutionKind.UNCLASSIFIED
    ministry: Ministry | None = None
    """Who supervises the institution, where that is known."""
    bibliography: Bibliography
    generated: bool = False
    """Whether the record is sample data."""


class PatentRecorded(_Patent):
    """A patent stands in the stock base library; its stocktaking is still to be done. Said again when it changes."""

    recorded_on: date


class PatentInventoried(_Patent):
    """The institution has passed the stocktaking record of a patent."""

    annotations: Annotations
    inventoried_on: date


class InventoryRevised(_Patent):
    """An inventoried record changed; the body is the whole record as it now stands."""

    annotations: Annotations
    changed: tuple[Line, ...]
    """Names of the fields that differ, such as ``annotations.maturity``."""
    revised_on: date


class InventoryReturned(Body):
    """A stocktaking record went back to be mended."""

    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode
    reason: Text
    returned_on: date


class StatusSince(Value):
    """One stretch of a right's history."""

    status: LegalStatus
    since: date


class RegisterEventRecorded(Body):
    """One line of the patent register (Implementing Rules 2023, rule 106), taken down as it came: late, twice or early.

    What stands follows from all lines together, in whatever order they came; whoever says this also says the
    LegalStatusChanged that follows.
    """

    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    kind: RegisterEventKind
    effective_on: date
    announced_on: date | None = None
    """Day of the gazette, or of the notice."""
    number: Line | None = None
    """Of the registration, filing or decision: what releases, changes or lifts it names the same."""
    holders: tuple[Line, ...] = ()
    """Who holds the right from now on, the first patentee first; of transfers and changes of holder."""
    holder_code: CreditCode | None = None
    """Of the first of them."""
    license_kind: LicenseKind | None = None
    until: date | None = None
    """Last day: of a license, a preservation, a pledged debt, or of the term where it was compensated."""
    annuity_year: Annotated[int, Field(ge=1, le=40)] | None = None
    """The patent year that was paid for, or not."""
    status: LegalStatus | None = None
    """Of a register extract."""
    flags: tuple[LegalFlag, ...] = ()
    """Of a register extract."""
    note: Text = ""
    source: RegisterSource = RegisterSource.REGISTER
    generated: bool = False


class LegalStatusChanged(Body):
    """The present state of a right, as it follows from its register events (Implementing Rules 2023, rule 106)."""

    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    status: LegalStatus
    flags: tuple[LegalFlag, ...] = ()
    effective_on: date
    expires_on: date | None = None
    """Given where the term changed."""
    cause: Line
    course: tuple[StatusSince, ...] = ()
    """Every status the right has had, oldest first; empty where no register events are kept."""
    is_away: bool | None = None
    """Whether a transfer took the right out of its institution; None: not said."""


class PatentTransferredAway(Body):
    """The right left the institution: stocktaking ends there.

    By a registered transfer (Patent Law, article 10), or because a dispute over it was settled for a body whose
    records another system publishes.
    """

    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode
    """That held it before."""
    holders: Annotated[tuple[Line, ...], Field(min_length=1)]
    holder_code: CreditCode | None = None
    transferred_on: date
    """Day of registration, or of the settlement."""


class PatentClaimed(_Patent):
    """A body says that a patent is its own which stands under another: ``home`` and ``institution`` are its own.

    Neither record is overwritten. Each round is a case, which a withdrawal or a settlement closes.
    """

    holder: CreditCode
    """Under whom it stood then."""
    holder_name: Line
    holder_home: Jurisdiction
    round: Annotated[int, Field(ge=1)] = 1
    """The first case between the two, the second, and so on."""
    claimed_on: date


class _ClaimStep(Body):
    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    """The claimant's."""
    institution: CreditCode
    """The claimant."""
    round: Annotated[int, Field(ge=1)] = 1


class ClaimWithdrawn(_ClaimStep):
    """The claimant takes its claim back."""

    reason: Text = ""
    withdrawn_on: date


class ClaimSettled(_ClaimStep):
    """Whose patent it is: said by the province of both bodies or, between provinces, by the nation.

    What follows is said by each system of its own records: the body that has it stands on them, the other one's yields.
    """

    holder: CreditCode
    """Against whom it was claimed."""
    awarded: CreditCode
    """One of the two."""
    awarded_name: Line
    reason: Text
    evidence: Text = ""
    settled_by: Jurisdiction
    settled_on: date


class ClaimReopened(_ClaimStep):
    """The nation takes a closed case up again because of a new fact; ``round`` is the one that begins."""

    holder: CreditCode
    grounds: Text
    reopened_on: date


class ClaimArgued(Body):
    """One of the two bodies states its side of an open case: ``home`` and ``institution`` are its own.

    It is an event because the case may be settled on another platform than the one on which it was stated.
    """

    stream: ClassVar[str] = "inventory"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode
    claimant: CreditCode
    """By whom the case is known; the body itself, or the other one."""
    round: Annotated[int, Field(ge=1)] = 1
    statement: Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]
    """Without telephone numbers and mail addresses; nobody's name goes with it."""
    argued_on: date
