"""What a contract says: the way of conversion, the license, the payment; and what makes it consistent in itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from panhuo_contracts.body import Line
from panhuo_contracts.codes import ConversionMode, LicenseKind, PaymentKind
from panhuo_contracts.events.matching import LicenseTerms, Payment
from pydantic import BaseModel, BeforeValidator, ConfigDict

from services.matching import refusals

_KINDS: Final[Mapping[ConversionMode, frozenset[LicenseKind]]] = {
    ConversionMode.ORDINARY_LICENSE: frozenset({LicenseKind.ORDINARY, LicenseKind.CROSS, LicenseKind.SUBLICENSE}),
    ConversionMode.SOLE_LICENSE: frozenset({LicenseKind.SOLE}),
    ConversionMode.EXCLUSIVE_LICENSE: frozenset({LicenseKind.EXCLUSIVE}),
    ConversionMode.OPEN_LICENSE: frozenset({LicenseKind.ORDINARY}),
}
WITHOUT_LICENSE: Final = frozenset(
    {ConversionMode.TRANSFER, ConversionMode.VALUATION_INVESTMENT, ConversionMode.COOPERATIVE_DEVELOPMENT}
)
CONTRACTUAL: Final = (*_KINDS, *sorted(WITHOUT_LICENSE))
"""Ways of conversion that two parties can sign for."""
MOVES_THE_RIGHT: Final = frozenset({ConversionMode.TRANSFER, ConversionMode.VALUATION_INVESTMENT})
"""Ways in which the patent gets another owner, once the national office has registered it (Patent Law, article 10)."""
ONE_LICENSEE: Final = frozenset({LicenseKind.EXCLUSIVE, LicenseKind.SOLE})
"""Beside these no other licensee may stand (technology-contract interpretation, article 25)."""


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


OptionalLine = Annotated[Line | None, BeforeValidator(_none_if_blank)]


class Terms(BaseModel):
    """What two parties agree on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: ConversionMode
    license: LicenseTerms | None = None
    payment: Payment
    effective_on: date
    licensee_address: OptionalLine = None
    """The filing rules (article 9) ask for it in a license contract."""
    contract_number: OptionalLine = None
    """The institution's own; without one the platform gives a number."""


@dataclass(frozen=True, slots=True)
class SignedContract:
    """A contract on the same patent that stands already."""

    deal: str
    mode: ConversionMode
    contract_number: str
    license: LicenseTerms | None


def check(terms: Terms, *, expires_on: date, today: date, others: tuple[SignedContract, ...]) -> None:
    """Raise the Refused of the first rule that the terms break."""
    _check_mode(terms)
    check_payment(terms.payment)
    if terms.license is not None:
        _check_term(terms.license, expires_on, today)
    for other in others:
        _check_beside(terms, other)


def check_payment(payment: Payment) -> None:
    """The four ways of Civil Code article 846, and none: each has its own fields and no others."""
    has_royalty = (
        payment.royalty_percent is not None and payment.royalty_percent > 0 and payment.royalty_base is not None
    )
    mentions_royalty = any(
        part is not None for part in (payment.royalty_percent, payment.royalty_base, payment.minimum_per_year)
    )
    has_sum = payment.upfront is not None and payment.upfront.amount > 0
    match payment.kind:
        case PaymentKind.LUMP_SUM | PaymentKind.INSTALMENTS:
            if not has_sum or mentions_royalty:
                raise refusals.PaymentInconsistent(
                    "一次总算的合同要写明总额，且不写提成",
                    english="A lump sum, at once or by instalments, states its amount and no royalty",
                )
        case PaymentKind.ROYALTY:
            if not has_royalty or payment.upfront is not None:
                raise refusals.PaymentInconsistent(
                    "提成支付要写明比例与基数，且不写总额或入门费",
                    english="A royalty states percentage and base and no sum up front",
                )
        case PaymentKind.ENTRY_FEE_AND_ROYALTY:
            if not has_royalty or not has_sum:
                raise refusals.PaymentInconsistent(
                    "入门费加提成要写明入门费、提成比例与基数",
                    english="An entry fee with royalty states the fee, the percentage and the base",
                )
        case PaymentKind.FREE:
            if mentions_royalty or payment.upfront is not None:
                raise refusals.PaymentInconsistent(
                    "免费的合同不写任何金额或提成", english="A free contract states neither sum nor royalty"
                )


def _check_mode(terms: Terms) -> None:
    kinds = _KINDS.get(terms.mode)
    if kinds is None:
        if terms.mode not in WITHOUT_LICENSE:
            raise refusals.ModeNotContractual(
                "所选方式不需要与他人订立合同", english="This way of conversion needs no contract with anyone"
            )
        if terms.license is not None:
            raise refusals.LicenseNotAsMode(
                "转让、作价投资、合作开发的合同没有许可条款", english="This way of conversion has no license terms"
            )
    elif terms.license is None:
        raise refusals.LicenseNotAsMode(
            "许可合同要写明许可方式、地域与期限", english="A license states its kind, territory and term"
        )
    elif terms.license.kind not in kinds:
        raise refusals.LicenseNotAsMode(
            "许可方式与所选转化方式不一致", english="The kind of license differs from the way of conversion"
        )


def _check_term(license_terms: LicenseTerms, expires_on: date, today: date) -> None:
    if license_terms.term_to < license_terms.term_from or license_terms.term_to < today:
        raise refusals.TermNotAPeriod(
            f"许可期限 {license_terms.term_from} 至 {license_terms.term_to} 不成立或已经过去",
            english=f"The term {license_terms.term_from} to {license_terms.term_to} is none, or is over",
        )
    if license_terms.term_to > expires_on:
        raise refusals.TermBeyondPatent(
            f"许可期限至 {license_terms.term_to}，而专利权期限于 {expires_on} 届满",
            english=f"The term ends on {license_terms.term_to}, the patent on {expires_on}",
        )


def _check_beside(terms: Terms, other: SignedContract) -> None:
    if other.mode is ConversionMode.TRANSFER:
        raise refusals.AlreadyTransferred(
            f"该专利已由合同 {other.contract_number} 转让",
            english=f"The patent was transferred by contract {other.contract_number}",
        )
    if terms.license is None or other.license is None or not _overlap(terms.license, other.license):
        return
    if {terms.license.kind, other.license.kind} & ONE_LICENSEE:
        raise refusals.LicensesConflict(
            f"与合同 {other.contract_number} 的许可（{other.license.term_from} 至 {other.license.term_to}）冲突："
            "独占、排他许可期间不得另有被许可人",
            english=f"Contract {other.contract_number} licenses the patent from {other.license.term_from} to "
            f"{other.license.term_to}: beside an exclusive or sole license there is no other licensee",
        )


def _overlap(one: LicenseTerms, other: LicenseTerms) -> bool:
    return one.term_from <= other.term_to and other.term_from <= one.term_to
