"""What offices and enterprises send: an application for filing, a product report."""

from datetime import date
from typing import Annotated, Final, Self

from panhuo_contracts.body import Line, Money
from panhuo_contracts.codes import LicenseKind, PaymentKind
from panhuo_contracts.events.matching import LicenseTerms, Payment
from panhuo_contracts.identifiers import CreditCode, IndustryCode, PatentNumber
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.filing.license import NATIONWIDE, Application, Deal, Right
from services.filing.product import ProductReport

BULK_LIMIT: Final = 500
_ROYALTY: Final = frozenset({PaymentKind.ROYALTY, PaymentKind.ENTRY_FEE_AND_ROYALTY})
_UPFRONT: Final = frozenset({PaymentKind.LUMP_SUM, PaymentKind.INSTALMENTS, PaymentKind.ENTRY_FEE_AND_ROYALTY})

Written = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$", strip_whitespace=True)]
"""A name or an address as somebody wrote it; may be empty, which the guards then find."""


class LicenseRequest(BaseModel):
    """An application to file the license of a signed deal. What is left out is taken from the deal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patent: PatentNumber
    deal: Line
    contract_number: Written | None = None
    effective_on: date | None = None
    licensor_name: Written | None = None
    licensor_address: Written = ""
    licensee_name: Written | None = None
    licensee_address: Written | None = None
    kind: LicenseKind | None = None
    territory: Written | None = None
    term_from: date | None = None
    term_to: date | None = None
    payment: Payment | None = None
    co_owner_consent: bool = False
    pledgee_consent: bool = False

    @model_validator(mode="after")
    def _payment_is_whole(self) -> Self:
        if self.payment is not None:
            check_payment(self.payment)
        return self

    def application(self, applicant: str, deal: Deal, right: Right) -> Application:
        """The application as it stands once the deal has filled its gaps."""
        terms = deal.terms
        return Application(
            patent=self.patent,
            deal=self.deal,
            applicant=applicant,
            contract_number=_or(self.contract_number, deal.contract_number),
            effective_on=self.effective_on or deal.effective_on,
            licensor_name=_or(self.licensor_name, right.institution_name),
            licensor_address=self.licensor_address,
            licensee_name=_or(self.licensee_name, deal.licensee_name),
            licensee_address=_or(self.licensee_address, deal.licensee_address or ""),
            kind=self.kind or _kind(terms),
            territory=self.territory or (terms.territory if terms else NATIONWIDE),
            term_from=self.term_from or (terms.term_from if terms else None),
            term_to=self.term_to or (terms.term_to if terms else None),
            payment=self.payment or deal.payment,
            has_co_owner_consent=self.co_owner_consent,
            has_pledgee_consent=self.pledgee_consent,
        )


class LicenseRequests(BaseModel):
    """Many applications in one transaction: all are decided, or, where one names an unknown deal, none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: Annotated[tuple[LicenseRequest, ...], Field(min_length=1, max_length=BULK_LIMIT)]


class ProductRequest(BaseModel):
    """A product that is on the market. The same ``product`` reported again is the yearly update."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patent: PatentNumber
    deal: Line | None = None
    product: Line | None = None
    """Identifier of the product record; one is made where none is given."""
    product_name: Line
    product_class: IndustryCode
    on_market_since: date
    revenue: Money | None = None

    def report(self, reporter: CreditCode, product: str) -> ProductReport:
        """The report of one organization."""
        return ProductReport(
            patent=self.patent,
            deal=self.deal,
            reporter=reporter,
            product=self.product or product,
            product_name=self.product_name,
            product_class=self.product_class,
            on_market_since=self.on_market_since,
            revenue=self.revenue,
        )


class ProductRequests(BaseModel):
    """Many reports in one transaction."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: Annotated[tuple[ProductRequest, ...], Field(min_length=1, max_length=BULK_LIMIT)]


def check_payment(payment: Payment) -> None:
    """Raise ValueError where the way of payment (Civil Code, article 846) lacks what it is made of."""
    if payment.kind in _UPFRONT and payment.upfront is None:
        raise ValueError("payment.upfront is missing: this way of payment states an amount")
    if payment.kind in _ROYALTY and (payment.royalty_percent is None or payment.royalty_base is None):
        raise ValueError("payment.royalty_percent and payment.royalty_base are missing: a royalty needs both")


def _or(given: str | None, otherwise: str) -> str:
    return otherwise if given is None else given


def _kind(terms: LicenseTerms | None) -> LicenseKind:
    """Unspecified means ordinary (technology-contract interpretation, article 25)."""
    return terms.kind if terms else LicenseKind.ORDINARY
