"""Stream ``experts``: who evaluates patents on request. A person is a reference: names and contacts do not travel."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from panhuo_contracts.body import Body, Line, Text
from panhuo_contracts.codes import RecusalGround
from panhuo_contracts.identifiers import CreditCode, IndustryCode, IpcSymbol, Jurisdiction, PatentNumber


class _Expert(Body):
    stream: ClassVar[str] = "experts"
    key_field: ClassVar[str] = "expert"

    expert: Line
    """Reference of the person in the recommending system."""
    home: Jurisdiction
    """Of the enterprise that recommended."""


class ExpertRecommended(_Expert):
    """An enterprise put somebody forward."""

    enterprise: CreditCode
    enterprise_name: Line
    organization: CreditCode | None = None
    """Where the expert works."""
    fields: Annotated[tuple[IndustryCode, ...], Field(min_length=1)]
    ipc: tuple[IpcSymbol, ...] = ()
    research: Annotated[Text, Field(min_length=1)]
    """Fields of work in the expert's own words."""
    recommended_on: date
    generated: bool = False


class ExpertAdmitted(_Expert):
    """The expert consented, and an office admitted them to the library."""

    consented_on: date
    admitted_on: date


class ExpertCommissioned(_Expert):
    """The expert is to evaluate one patent of a batch, chosen by a draw that can be repeated."""

    patent: PatentNumber
    batch: Line
    percent: Annotated[int, Field(ge=1, le=100)]
    """The probability with which the draw could choose this pair."""
    seed: int
    reason: Text
    reason_english: Text = ""
    commissioned_on: date
    due_on: date


class ExpertRecused(_Expert):
    """The expert does not evaluate the patent after all."""

    patent: PatentNumber
    batch: Line
    ground: RecusalGround
    note: Text = ""
    recused_on: date


class ExpertRetired(_Expert):
    """The expert left the library; what they were to evaluate goes to others."""

    reason: Text = ""
    retired_on: date
