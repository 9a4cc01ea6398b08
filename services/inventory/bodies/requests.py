"""What the HTTP interface is asked of institutions, and how it answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.identifiers import CreditCode
from pydantic import BaseModel, Field

from services.inventory.institutions import Institution
from services.inventory.requests import Asked, InstitutionAnswer, Name, Reasons
from services.inventory.store.bodies import Application, Step


class ApplicationRequest(Asked):
    """Name, credit code and home are the account's."""

    kind: InstitutionKind
    ministry: Ministry | None = None


class DecisionRequest(Asked):
    is_admitted: bool
    reason: Reasons = ""
    """Of a refusal."""


class ReasonRequest(Asked):
    reason: Annotated[Reasons, Field(min_length=1)]


class RenamingRequest(Asked):
    name: Name
    renamed_on: date
    reason: Reasons = ""


class MergerRequest(Asked):
    into: CreditCode
    merged_on: date
    reason: Reasons = ""


class ApplicationAnswer(BaseModel):
    id: UUID
    code: str
    name: str
    kind: str
    ministry: str | None
    home: str
    applicant: str
    applied_at: datetime
    state: str
    """waiting, admitted or refused"""
    reason: str
    decided_by: str
    decided_at: datetime | None

    @classmethod
    def of(cls, application: Application) -> Self:
        return cls(**application._asdict())


class StepAnswer(BaseModel):
    """Who did what, and when."""

    at: datetime
    move: str
    name: str
    role: str
    note: str


class HistoryAnswer(InstitutionAnswer):
    """An institution, and all that was done to it."""

    state: str
    """known (by an import only), admitted, suspended or merged"""
    former_names: Sequence[str]
    admitted_on: date | None
    suspended_on: date | None
    merged_into: str | None
    changing: int | None
    """Records that were said anew under its present name or successor, while more are still to come; else null."""
    applications: list[ApplicationAnswer]
    steps: list[StepAnswer]

    @classmethod
    def told(
        cls,
        institution: Institution,
        applications: Sequence[Application],
        steps: Sequence[Step],
        changing: int | None,
    ) -> Self:
        stated = {name: getattr(institution, name) for name in cls.model_fields if hasattr(institution, name)}
        return cls(
            **stated,
            changing=changing,
            applications=[ApplicationAnswer.of(one) for one in applications],
            steps=[StepAnswer(**one._asdict()) for one in steps],
        )
