"""Stream ``filing``: what is on the register of contracts and on the market."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from panhuo_contracts.body import Body, Line, Money, Text, Value
from panhuo_contracts.events.matching import LicenseTerms, Payment
from panhuo_contracts.identifiers import CreditCode, IndustryCode, Jurisdiction, PatentNumber


class RefusalGround(Value):
    """One numbered ground of article 12 of the filing rules (CNIPA Order 62)."""

    number: Annotated[int, Field(ge=1, le=11)]
    basis: Line
    """The article, such as ``备案办法 第12条第4项``."""
    finding: Text


class _Filing(Body):
    stream: ClassVar[str] = "filing"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode


class LicenseFiled(_Filing):
    """A license contract is on file."""

    enterprise: CreditCode
    deal: Line
    filing_number: Line
    contract_number: Line
    terms: LicenseTerms
    payment: Payment
    effective_on: date
    filed_on: date
    is_on_time: bool
    """Filed within three months of taking effect (Implementing Rules 2023, rule 15)."""


class FilingRefused(_Filing):
    """A license contract was not filed, and why."""

    enterprise: CreditCode
    deal: Line
    contract_number: Line
    grounds: Annotated[tuple[RefusalGround, ...], Field(min_length=1)]
    refused_on: date


class ProductIndustrialized(_Filing):
    """A product that uses the patent is on the market."""

    enterprise: CreditCode
    deal: Line | None = None
    """The deal by which the enterprise may use the patent; None where the institution itself makes it."""
    product: Line
    """Identifier of the product record."""
    product_name: Line
    product_class: IndustryCode
    on_market_since: date
    revenue: Money | None = None
    """Sales in the calendar year before ``reported_on``."""
    reported_on: date
