"""A license form as it was filled in: texts in, an application and its errors out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from panhuo_contracts.body import Money
from panhuo_contracts.codes import LicenseKind, PaymentKind, RoyaltyBase
from panhuo_contracts.events.matching import Payment
from pydantic import ValidationError

from chassis.web.formats import TEN_THOUSAND, typed_ten_thousands
from services.filing.findings import Said
from services.filing.license import NATIONWIDE, Application, Deal, Right
from services.filing.requests import LicenseRequest, check_payment

FIELDS: Final = (
    "contract_number",
    "effective_on",
    "licensor_name",
    "licensor_address",
    "licensee_name",
    "licensee_address",
    "kind",
    "territory",
    "term_from",
    "term_to",
    "payment_kind",
    "upfront",
    "royalty_base",
    "royalty_percent",
    "co_owner_consent",
    "pledgee_consent",
)
C = TypeVar("C", bound=StrEnum)
_NO_DATE: Final = Said("写成 2026-04-01 的形式", "Write it as 2026-04-01")
_NO_NUMBER: Final = Said("填写数字", "Write a number")
_TOO_LONG: Final = Said("最多 400 个字符", "At most 400 characters")
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of the form, and what cannot be read in them."""

    values: Mapping[str, str]
    application: Application
    errors: Mapping[str, Said]

    def request(self) -> LicenseRequest:
        """What is submitted; only of a form without errors."""
        applied = self.application
        return LicenseRequest(
            patent=applied.patent,
            deal=applied.deal,
            contract_number=applied.contract_number,
            effective_on=applied.effective_on,
            licensor_name=applied.licensor_name,
            licensor_address=applied.licensor_address,
            licensee_name=applied.licensee_name,
            licensee_address=applied.licensee_address,
            kind=applied.kind,
            territory=applied.territory,
            term_from=applied.term_from,
            term_to=applied.term_to,
            payment=applied.payment,
            co_owner_consent=applied.has_co_owner_consent,
            pledgee_consent=applied.has_pledgee_consent,
        )


def from_deal(deal: Deal, right: Right) -> Written:
    """The form as it is first shown: what the deal and the register already say."""
    applied = LicenseRequest(patent=deal.patent, deal=deal.deal).application(deal.institution, deal, right)
    payment = applied.payment
    values = {
        "contract_number": applied.contract_number,
        "effective_on": applied.effective_on.isoformat(),
        "licensor_name": applied.licensor_name,
        "licensor_address": "",
        "licensee_name": applied.licensee_name,
        "licensee_address": applied.licensee_address,
        "kind": applied.kind.value,
        "territory": applied.territory,
        "term_from": applied.term_from.isoformat() if applied.term_from else "",
        "term_to": applied.term_to.isoformat() if applied.term_to else "",
        "payment_kind": payment.kind.value,
        "upfront": typed_ten_thousands(payment.upfront.amount if payment.upfront else None),
        "royalty_base": payment.royalty_base.value if payment.royalty_base else "",
        "royalty_percent": "" if payment.royalty_percent is None else f"{payment.royalty_percent:f}",
        "co_owner_consent": "",
        "pledgee_consent": "",
    }
    return Written(values, applied, {})


def read(form: Mapping[str, str], deal: Deal, right: Right) -> Written:
    """The form as somebody filled it in."""
    values = {field: form.get(field, "").replace("\x00", "").strip() for field in FIELDS}
    values["licensor_name"] = right.institution_name  # locked on the page, so taken from the register here
    errors = {field: _TOO_LONG for field, value in values.items() if len(value) > _LONGEST}
    kind = _code(LicenseKind, values["kind"]) or (deal.terms.kind if deal.terms else LicenseKind.ORDINARY)
    values["kind"] = kind.value
    application = Application(
        patent=deal.patent,
        deal=deal.deal,
        applicant=deal.institution,
        contract_number=values["contract_number"],
        effective_on=_date(values, "effective_on", errors) or deal.effective_on,
        licensor_name=values["licensor_name"],
        licensor_address=values["licensor_address"],
        licensee_name=values["licensee_name"],
        licensee_address=values["licensee_address"],
        kind=kind,
        territory=values["territory"] or NATIONWIDE,
        term_from=_date(values, "term_from", errors),
        term_to=_date(values, "term_to", errors),
        payment=_payment(values, deal, errors),
        has_co_owner_consent=values["co_owner_consent"] == "yes",
        has_pledgee_consent=values["pledgee_consent"] == "yes",
    )
    return Written(values, application, errors)


def _date(values: Mapping[str, str], field: str, errors: dict[str, Said]) -> date | None:
    if not values[field]:
        return None
    try:
        return date.fromisoformat(values[field])
    except ValueError:
        errors[field] = _NO_DATE
        return None


def _payment(values: Mapping[str, str], deal: Deal, errors: dict[str, Said]) -> Payment:
    kind = _code(PaymentKind, values["payment_kind"]) or deal.payment.kind
    upfront, percent = _number(values, "upfront", errors), _number(values, "royalty_percent", errors)
    try:
        payment = Payment(
            kind=kind,
            upfront=None if upfront is None else Money(amount=upfront * TEN_THOUSAND),
            royalty_percent=percent,
            royalty_base=_code(RoyaltyBase, values["royalty_base"]),
            minimum_per_year=deal.payment.minimum_per_year,
        )
    except ValidationError as error:
        for problem in error.errors():
            field = "royalty_percent" if "royalty_percent" in problem["loc"] else "upfront"
            errors.setdefault(field, _NO_NUMBER)
        return deal.payment
    try:
        check_payment(payment)
    except ValueError as error:
        field = "upfront" if "upfront" in str(error) else "royalty_percent"
        errors.setdefault(field, Said("这种支付方式须填写此项", "This way of payment needs it"))
    return payment


def _number(values: Mapping[str, str], field: str, errors: dict[str, Said]) -> Decimal | None:
    if not values[field]:
        return None
    try:
        number = Decimal(values[field].replace(",", ""))
    except InvalidOperation:
        errors[field] = _NO_NUMBER
        return None
    if not number.is_finite() or number < 0:
        errors[field] = _NO_NUMBER
        return None
    return number


def _code(table: type[C], value: str) -> C | None:
    return next((member for member in table if member.value == value), None)
