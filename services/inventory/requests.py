"""What the HTTP interface is asked, and how it answers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from panhuo_contracts.codes import InstitutionKind, LegalFlag, LegalStatus, Ministry, RegisterEventKind
from panhuo_contracts.events.inventory import Annotations, Bibliography
from panhuo_contracts.identifiers import CreditCode, Jurisdiction, PatentNumber
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chassis.clock import now, today
from services.inventory.institutions import Institution
from services.inventory.legal.entry import RegisterEntry
from services.inventory.records import annotations
from services.inventory.review import questions
from services.inventory.review.questions import Answers
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store.drafts import Draft, Funding
from services.inventory.store.facts import LegalEvent
from services.inventory.store.imports import Job, RowProblem
from services.inventory.store.stock import Line, Record

Short = Annotated[str, StringConstraints(max_length=questions.LONGEST, pattern=r"^[^\x00]*$", strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]+$", strip_whitespace=True)]
Reasons = Annotated[
    str, StringConstraints(max_length=questions.LONGEST_REASON, pattern=r"^[^\x00]*$", strip_whitespace=True)
]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=8_000, pattern=r"^[^\x00]+$")]


def _possible(day: date) -> date:
    if not questions.is_possible(day, today()):
        raise ValueError("a patent cannot have been used since that day: it is in the future or before 1985-04-01")
    return day


class Asked(BaseModel):
    """A request; a field that is not of it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FundingAnswer(Asked):
    """Who paid for the research: internal, never published."""

    is_funded: bool
    project_kind: Short = ""
    project_name: Short = ""
    project_number: Short = ""

    def value(self) -> Funding:
        return Funding(self.is_funded, self.project_kind, self.project_name, self.project_number)


class AnswersAnswer(Asked):
    """Answers to the questions that follow from annotations: internal, never published."""

    implemented_on: Annotated[date, AfterValidator(_possible)] | None = None
    counterparty: Short = ""
    contract_number: Short = ""
    amount: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)] | None = None
    """In yuan."""
    no_intention_reason: Reasons = ""
    maturity_evidence: Reasons = ""
    grade_reason: Reasons = ""

    def value(self) -> Answers:
        return Answers(**{name: getattr(self, name) for name in Answers._fields})


class FillRequest(Asked):
    """The six annotation groups; without ``funding`` or ``answers`` what was said stays."""

    annotations: Annotations
    funding: FundingAnswer | None = None
    answers: AnswersAnswer | None = None


class ReturnRequest(Asked):
    reason: Reason


class ApprovalsRequest(Asked):
    """Records to pass at once; a trial tells what would happen."""

    numbers: Annotated[list[PatentNumber], Field(min_length=1, max_length=MOST_AT_ONCE)]
    is_trial: bool = False


class LegalStatusRequest(Asked):
    """What the register says of a right from a day on."""

    status: LegalStatus
    flags: Annotated[list[LegalFlag], Field(max_length=len(LegalFlag))] = []
    effective_on: date
    expires_on: date | None = None
    cause: Name

    def entry(self) -> RegisterEntry:
        return RegisterEntry(
            RegisterEventKind.EXTRACT,
            self.effective_on,
            until=self.expires_on,
            status=self.status,
            flags=tuple(dict.fromkeys(self.flags)),
            note=self.cause,
        )


class InstitutionRequest(Asked):
    code: CreditCode
    name: Name
    kind: InstitutionKind = InstitutionKind.UNCLASSIFIED
    ministry: Ministry | None = None
    home: Jurisdiction


class InstitutionAnswer(BaseModel):
    code: str
    name: str
    kind: str
    ministry: str | None
    home: str
    writer: str
    is_provisional: bool
    """The code was derived from the name; the real one is not known."""
    is_generated: bool

    @classmethod
    def of(cls, institution: Institution) -> Self:
        return cls(**{name: getattr(institution, name) for name in cls.model_fields})


class PatentAnswer(BaseModel):
    """One line of a list."""

    number: str
    writer: str
    home: str
    institution: str
    institution_name: str
    title: str
    patent_type: str
    filing_date: date
    expires_on: date
    generated: bool
    maturity: str | None
    state: str
    inventoried_on: date | None
    is_awaiting: bool
    legal_status: str | None
    """As the register says; None: no register event has come, the right is taken to be in force until it expires."""
    is_listed: bool
    licenses: int
    is_away: bool
    """A registered transfer took the right out of its institution."""

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class LegalEventAnswer(BaseModel):
    status: str
    flags: Sequence[str]
    effective_on: date
    expires_on: date | None
    cause: str
    writer: str


class RegisterEventAnswer(BaseModel):
    """One line of the register."""

    kind: str
    effective_on: date
    announced_on: date | None
    number: str | None
    holders: Sequence[str]
    holder_code: str | None
    license_kind: str | None
    until: date | None
    annuity_year: int | None
    status: str | None
    flags: Sequence[str]
    note: str
    source: str
    """``clock``: reckoned here; the register has not said it."""


class DraftAnswer(BaseModel):
    """What is filled in and not passed yet."""

    annotations: Annotations
    is_submitted: bool
    return_reason: str


class RecordAnswer(BaseModel):
    """One record whole. ``draft`` and ``funding`` only for the institution's own people."""

    number: str
    writer: str
    is_copy: bool
    home: str
    institution: str
    institution_name: str
    institution_kind: str
    bibliography: Bibliography
    generated: bool
    annotations: Annotations
    state: str
    recorded_on: date | None
    inventoried_on: date | None
    revised_on: date | None
    returned_on: date | None
    return_reason: str | None
    listed_on: date | None
    licenses: int
    products: int
    legal_events: list[LegalEventAnswer]
    """Each state of the right as it was published."""
    register_events: list[RegisterEventAnswer]
    """The lines of the register from which it follows, the one that took effect last first."""
    draft: DraftAnswer | None = None
    funding: FundingAnswer | None = None
    answers: AnswersAnswer | None = None
    """As ``funding``: for the institution's own people."""

    @classmethod
    def of(
        cls,
        found: Record,
        published: Sequence[LegalEvent],
        register: Sequence[RegisterEntry],
        draft: Draft | None,
        funding: Funding | None,
        answers: Answers | None = None,
        *,
        writer: str,
    ) -> Self:
        entry = found.entry
        return cls(
            number=entry.number,
            writer=found.writer,
            is_copy=found.writer != writer,
            home=entry.home,
            institution=entry.institution,
            institution_name=entry.institution_name,
            institution_kind=entry.institution_kind,
            bibliography=Bibliography(**{name: getattr(entry, name) for name in Bibliography.model_fields}),
            generated=entry.generated,
            annotations=annotations(found.remarks),
            state=found.state,
            recorded_on=found.recorded_on,
            inventoried_on=found.inventoried_on,
            revised_on=found.revised_on,
            returned_on=found.returned_on,
            return_reason=found.return_reason,
            listed_on=found.listed_on,
            licenses=found.licenses,
            products=found.products,
            legal_events=[LegalEventAnswer(**event._asdict()) for event in published],
            register_events=[RegisterEventAnswer(**entry._asdict()) for entry in register],
            draft=DraftAnswer(
                annotations=annotations(draft.remarks),
                is_submitted=draft.is_submitted,
                return_reason=draft.return_reason,
            )
            if draft
            else None,
            funding=FundingAnswer(**funding._asdict()) if funding else None,
            answers=AnswersAnswer(**answers._asdict()) if answers else None,
        )


class RefusedOne(BaseModel):
    number: str
    rule: str
    message: str
    mend: str


class ApprovalsAnswer(BaseModel):
    is_trial: bool
    approved: list[str]
    refused: list[RefusedOne]


class JobAnswer(BaseModel):
    """How far an import has come. Every row ends as new, revised, unchanged, a claim or refused."""

    id: UUID
    file_name: str
    state: str
    """waiting, reading, storing, done; or refused: nothing of the file was taken in."""
    kind: str
    rows: int | None
    handled: int
    new: int
    revised: int
    unchanged: int
    claimed: int
    """Rows that claim a patent which stands under another body: a case is open."""
    refused: int
    problems: int
    institutions: int
    """Bodies that this file made known."""
    dynamic: int
    """New ones that were granted after the stock's cut-off day (2023-12-31)."""
    unknown_columns: list[str]
    reason: str
    sent_at: datetime
    finished_at: datetime | None
    rows_per_second: float | None
    """Of the present run, once it stores."""
    seconds_left: int | None

    @classmethod
    def of(cls, job: Job, *, english: bool = False) -> Self:
        moment = now()
        reckoned = {
            "reason": job.reason_english if english else job.reason,
            "rows_per_second": job.rows_per_second(moment),
            "seconds_left": job.seconds_left(moment),
        }
        return cls(**{name: getattr(job, name) for name in cls.model_fields if name not in reckoned} | reckoned)


class ProblemAnswer(BaseModel):
    """One thing wrong with one row."""

    row: int
    column: str
    value: str
    rule: str
    source: str
    """The law, standard or decision that the rule rests on."""
    problem: str
    mend: str

    @classmethod
    def of(cls, found: RowProblem, *, english: bool = False) -> Self:
        problem = found.problem
        return cls(
            row=found.row,
            column=problem.column,
            value=problem.value,
            rule=problem.rule,
            source=problem.source(english=english),
            problem=problem.problem(english=english),
            mend=problem.mend(english=english),
        )
