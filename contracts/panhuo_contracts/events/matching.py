"""Stream ``matching``: enterprises take interest in a patent, up to a signed deal."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from panhuo_contracts.body import Body, Line, Money, Text, Value
from panhuo_contracts.codes import ConversionMode, LicenseKind, PaymentKind, RoyaltyBase
from panhuo_contracts.identifiers import CreditCode, Jurisdiction, PatentNumber


class Payment(Value):
    """What is paid for a patent (Civil Code, article 846)."""

    kind: PaymentKind
    upfront: Money | None = None
    royalty_percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] | None = None
    royalty_base: RoyaltyBase | None = None
    minimum_per_year: Money | None = None


class LicenseTerms(Value):
    """Kind, territory and term of a license; unspecified means ordinary (technology-contract interpretation, 25)."""

    kind: LicenseKind = LicenseKind.ORDINARY
    territory: Line = "全国"
    term_from: date
    term_to: date
    """Last day."""


class _Matching(Body):
    stream: ClassVar[str] = "matching"

    patent: PatentNumber
    home: Jurisdiction
    institution: CreditCode
    enterprise: CreditCode


class PatentSubscribed(_Matching):
    """An enterprise follows a listed patent and may see whom to speak to."""

    subscribed_on: date


class IntentExpressed(_Matching):
    """An enterprise said how it would take the patent up."""

    deal: Line
    mode: ConversionMode
    note: Text = ""
    expressed_on: date


class DealSigned(_Matching):
    """Both sides signed a contract."""

    deal: Line
    contract_number: Line
    licensor_name: Line
    licensee_name: Line
    licensee_address: Line | None = None
    mode: ConversionMode
    license: LicenseTerms | None = None
    """Present where the mode is a license."""
    payment: Payment
    signed_on: date
    effective_on: date


class DealEnded(_Matching):
    """A negotiation ended without a contract."""

    deal: Line
    reason: Text
    ended_on: date
