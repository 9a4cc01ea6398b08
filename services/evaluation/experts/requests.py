"""What is sent about experts over HTTP, and what is answered."""

from datetime import date
from typing import Annotated, Final, Literal, Self

import asyncpg
from panhuo_contracts.body import Line, Text
from panhuo_contracts.codes import Confidence, ProspectGrade
from panhuo_contracts.identifiers import CreditCode, IndustryCode, IpcSymbol, normalize_patent_number
from pydantic import BaseModel, Field, TypeAdapter, ValidationInfo, field_validator, model_validator

from chassis.clock import today
from services.evaluation.experts.candidates import Profile
from services.evaluation.experts.commands import Asked, View
from services.evaluation.requests import AnyPatentNumber, Sent
from services.evaluation.store.columns import unlisted

MOST_PATENTS = 3_000
_LARGEST_SEED = 2**53 - 1
"""What JSON's readers keep exactly."""

_CREDIT_CODE: Final[TypeAdapter[str]] = TypeAdapter(CreditCode)

Words = Annotated[str, Field(min_length=1, max_length=8000, pattern=r"^[^\x00]*$")]


class Recommendation(Sent):
    name: Line
    fields: Annotated[tuple[IndustryCode, ...], Field(min_length=1, max_length=50)]
    research: Words
    ipc: Annotated[tuple[IpcSymbol, ...], Field(max_length=100)] = ()
    organization: CreditCode | None = None

    def profile(self) -> Profile:
        return Profile(self.name, self.fields, self.research, self.ipc, self.organization)


class Availability(Sent):
    most: Annotated[int, Field(ge=0, le=1000)]
    """Patents of one batch."""
    away_until: date | None = None

    @field_validator("away_until")
    @classmethod
    def _is_to_come(cls, day: date | None) -> date | None:
        if day is not None and day < today():
            raise ValueError("the day is over")
        return day


class Declaration(Sent):
    """``party`` is a patent number, or the credit code of a body."""

    kind: Literal["patent", "body", "joint_filing"]
    party: Line
    filed_on: date | None = None

    @field_validator("party")
    @classmethod
    def _is_known_by_its_kind(cls, party: str, info: ValidationInfo) -> str:
        """What the field cannot be read as is a mistake of this field, whatever the day says."""
        is_patent = info.data.get("kind") == "patent"
        return normalize_patent_number(party) if is_patent else _CREDIT_CODE.validate_python(party.upper())

    @model_validator(mode="after")
    def _has_its_day(self) -> Self:
        if (self.kind == "joint_filing") != (self.filed_on is not None):
            raise ValueError("a joint filing, and it alone, has the day of filing")
        return self


class Retirement(Sent):
    reason: Text = ""


class Commission(Sent):
    """``seed`` makes the draw repeatable; without one it is drawn from the time."""

    patents: Annotated[tuple[AnyPatentNumber, ...], Field(min_length=1, max_length=MOST_PATENTS)]
    experts_each: Annotated[int, Field(ge=1, le=20)] | None = None
    """As the code table has it, unless said."""
    highest_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    due_on: date
    seed: Annotated[int, Field(ge=0, le=_LARGEST_SEED)] | None = None
    name: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""

    def asked(self, otherwise: int) -> Asked:
        return Asked(
            tuple(dict.fromkeys(self.patents)),
            self.experts_each,
            self.highest_percent,
            self.due_on,
            otherwise if self.seed is None else self.seed,
            self.name,
        )


class Recusal(Sent):
    note: Annotated[Text, Field(min_length=1)]


class ExpertView(Sent):
    prospect: ProspectGrade
    confidence: Confidence
    opinion: Words

    def view(self) -> View:
        return View(self.prospect, self.confidence, self.opinion)


class Recommended(BaseModel):
    expert: str
    """The reference under which the person consents."""


class Commissioned(BaseModel):
    batch: str
    seed: int
    pairs: int


class Done(BaseModel):
    outcome: Literal["accepted"] = "accepted"


class ExpertShown(BaseModel):
    expert: str
    name: str
    home: str
    enterprise: str | None
    organization: str | None
    fields: list[str]
    ipc: list[str]
    research: str
    has_consented: bool
    admitted_on: date | None
    retired_on: date | None
    most: int
    away_until: date | None
    waiting: int
    evaluated: int

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        plain = {name: row[name] for name in cls.model_fields if name not in ("fields", "ipc")}
        return cls(fields=list(unlisted(row["fields"])), ipc=list(unlisted(row["ipc"])), **plain)


class PairShown(BaseModel):
    """One expert for one patent, and why."""

    patent: str
    expert: str
    percent: int
    reason: str
    commissioned_on: date
    due_on: date
    recused_on: date | None
    ground: str | None
    prospect: str | None
    confidence: str | None
    opinion: str | None
    evaluated_on: date | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        return cls(**{name: row[name] for name in cls.model_fields})


class BatchShown(BaseModel):
    batch: str
    name: str
    home: str
    experts_each: int
    highest_percent: int
    seed: int
    due_on: date
    shortage: list[str]
    pairs: list[PairShown]


class WorkShown(BaseModel):
    """What one has to evaluate, or has evaluated."""

    batch: str
    patent: str
    title: str | None
    commissioned_on: date
    due_on: date
    prospect: str | None
    confidence: str | None
    opinion: str | None
    evaluated_on: date | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        return cls(**{name: row[name] for name in cls.model_fields})
