"""Negotiations keep the law: who may do what, in which state, with which terms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.body import Money
from panhuo_contracts.codes import ConversionMode, LegalStatus, LicenseKind, PaymentKind, RoyaltyBase
from panhuo_contracts.events.matching import DealSigned, LicenseTerms, Payment

from chassis.errors import Refused
from services.matching import deal as decisions
from services.matching import refusals, terms
from services.matching.deal import Circumstances, Draft, Ended, Negotiating, Offer, Parties, Side, Signed
from services.matching.terms import SignedContract, Terms
from tests.builders.enterprises import ENTERPRISE
from tests.builders.matching import INSTITUTION, PATENT, TODAY, license_terms

EXPIRES = date(2040, 5, 5)
PARTIES = Parties(PATENT, "cn-11", INSTITUTION, ENTERPRISE)
SUM = Money(amount=Decimal("600000.00"))


def offer(**other: object) -> Offer:
    stated = Offer(
        patent=PATENT,
        home="cn-11",
        institution=INSTITUTION,
        institution_name="示例理工大学",
        accepted_modes=frozenset({ConversionMode.ORDINARY_LICENSE}),
        expires_on=EXPIRES,
        is_own=True,
    )
    return replace(stated, **other)


def around(**other: object) -> Circumstances:
    return replace(Circumstances(offer(), "恒示例循环材料有限公司", (), TODAY), **other)


def agreed(**other: object) -> Terms:
    stated: dict[str, Any] = {
        "mode": ConversionMode.ORDINARY_LICENSE,
        "license": license_terms(),
        "payment": Payment(kind=PaymentKind.LUMP_SUM, upfront=SUM),
        "effective_on": TODAY,
    }
    return Terms(**(stated | other))


def contract(**other: object) -> SignedContract:
    return replace(SignedContract("deal-0", ConversionMode.ORDINARY_LICENSE, "L-2025-0009", license_terms()), **other)


def negotiating(draft: Draft | None = None) -> Negotiating:
    return Negotiating("deal-1", PARTIES, draft)


def test_two_signatures_make_a_contract_and_one_does_not():
    first = decisions.sign(negotiating(Draft(1, agreed())), Side.ENTERPRISE, 1, around())
    assert isinstance(first, Draft)

    second = decisions.sign(negotiating(first), Side.INSTITUTION, 1, around())

    assert isinstance(second, DealSigned)
    assert (second.licensor_name, second.licensee_name) == ("示例理工大学", "恒示例循环材料有限公司")
    assert second.contract_number.startswith("PH-2026-")


def test_changed_terms_void_earlier_signatures():
    signed_once = Draft(1, agreed(), frozenset({Side.ENTERPRISE}))

    changed = decisions.draft(
        negotiating(signed_once), Side.INSTITUTION, agreed(payment=Payment(kind=PaymentKind.FREE)), around()
    )

    assert (changed.version, changed.signatures) == (2, frozenset())
    assert decisions.draft(negotiating(signed_once), Side.INSTITUTION, agreed(), around()) is signed_once


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (refusals.WrongParty, lambda: decisions.draft(negotiating(), Side.ENTERPRISE, agreed(), around())),
        (refusals.NoTermsYet, lambda: decisions.sign(negotiating(), Side.ENTERPRISE, 1, around())),
        (
            refusals.TermsChanged,
            lambda: decisions.sign(negotiating(Draft(2, agreed())), Side.ENTERPRISE, 1, around()),
        ),
        (
            refusals.SignedByThisSide,
            lambda: decisions.sign(
                negotiating(Draft(1, agreed(), frozenset({Side.ENTERPRISE}))), Side.ENTERPRISE, 1, around()
            ),
        ),
        (
            refusals.NotListed,
            lambda: decisions.sign(negotiating(Draft(1, agreed())), Side.ENTERPRISE, 1, around(offer=None)),
        ),
        (
            refusals.HostedElsewhere,
            lambda: decisions.draft(negotiating(), Side.INSTITUTION, agreed(), around(offer=offer(is_own=False))),
        ),
        (
            refusals.RightNotInForce,
            lambda: decisions.sign(
                negotiating(Draft(1, agreed())),
                Side.ENTERPRISE,
                1,
                around(offer=offer(status=LegalStatus.LAPSED)),
            ),
        ),
        (
            refusals.EnterpriseNotRegistered,
            lambda: decisions.draft(negotiating(), Side.INSTITUTION, agreed(), around(enterprise_name=None)),
        ),
        (
            refusals.AlreadySigned,
            lambda: decisions.end(Signed("deal-1", PARTIES, contract()), "不谈了", TODAY),
        ),
        (refusals.AlreadyEnded, lambda: decisions.end(Ended("deal-1", PARTIES, "价格"), "不谈了", TODAY)),
        (
            refusals.ModeNotAccepted,
            lambda: decisions.express_intent(
                around(), ENTERPRISE, ConversionMode.TRANSFER, "", deal="deal-2", is_negotiating=False
            ),
        ),
        (
            refusals.AlreadyNegotiating,
            lambda: decisions.express_intent(
                around(), ENTERPRISE, ConversionMode.ORDINARY_LICENSE, "", deal="deal-2", is_negotiating=True
            ),
        ),
        (
            refusals.ContractNumberTaken,
            lambda: decisions.conclude(
                "deal-1",
                ENTERPRISE,
                agreed(contract_number="L-2025-0009"),
                around(others=(contract(),)),
                signed_on=TODAY,
            ),
        ),
        (
            refusals.NotYetSigned,
            lambda: decisions.conclude("deal-1", ENTERPRISE, agreed(), around(), signed_on=date(2026, 4, 2)),
        ),
    ],
)
def test_a_refusal_names_its_rule_basis_and_mend(refusal: type[Refused], act: Callable[[], object]):
    with pytest.raises(refusal) as refused:
        act()

    assert refused.value.basis
    assert refused.value.mend
    assert refused.value.english


@pytest.mark.parametrize(
    ("refusal", "other"),
    [
        (refusals.TermBeyondPatent, {"license": license_terms(term_to=date(2040, 5, 6))}),
        (refusals.TermNotAPeriod, {"license": license_terms(term_to=date(2026, 4, 30))}),
        (refusals.LicenseNotAsMode, {"license": None}),
        (refusals.LicenseNotAsMode, {"mode": ConversionMode.TRANSFER}),
        (refusals.LicenseNotAsMode, {"license": license_terms(kind=LicenseKind.EXCLUSIVE)}),
        (refusals.ModeNotContractual, {"mode": ConversionMode.SELF_INDUSTRIALIZATION, "license": None}),
    ],
)
def test_terms_that_the_law_does_not_allow_are_refused(refusal: type[Refused], other: dict[str, Any]):
    with pytest.raises(refusal):
        terms.check(agreed(**other), expires_on=EXPIRES, today=TODAY, others=())


def test_the_last_day_of_the_patent_is_within_its_life():
    terms.check(agreed(license=license_terms(term_to=EXPIRES)), expires_on=EXPIRES, today=TODAY, others=())


KINDS = st.sampled_from(sorted(PaymentKind))
PAYMENTS = st.builds(
    Payment,
    kind=KINDS,
    upfront=st.none() | st.just(SUM) | st.just(Money(amount=Decimal(0))),
    royalty_percent=st.none() | st.sampled_from([Decimal(0), Decimal("3.50")]),
    royalty_base=st.none() | st.sampled_from(sorted(RoyaltyBase)),
    minimum_per_year=st.none() | st.just(SUM),
)


@given(PAYMENTS)
def test_a_payment_is_accepted_exactly_when_its_fields_are_those_of_its_kind(payment: Payment):
    has_sum = payment.upfront is not None and payment.upfront.amount > 0
    royalty = (payment.royalty_percent or 0) > 0 and payment.royalty_base is not None
    silent = payment.royalty_percent is None and payment.royalty_base is None and payment.minimum_per_year is None
    expected = {
        PaymentKind.LUMP_SUM: has_sum and silent,
        PaymentKind.INSTALMENTS: has_sum and silent,
        PaymentKind.ROYALTY: royalty and payment.upfront is None,
        PaymentKind.ENTRY_FEE_AND_ROYALTY: royalty and has_sum,
        PaymentKind.FREE: silent and payment.upfront is None,
    }[payment.kind]

    try:
        terms.check_payment(payment)
    except refusals.PaymentInconsistent:
        assert not expected
    else:
        assert expected


@given(
    st.sampled_from([LicenseKind.ORDINARY, LicenseKind.SOLE, LicenseKind.EXCLUSIVE]),
    st.sampled_from([LicenseKind.ORDINARY, LicenseKind.SOLE, LicenseKind.EXCLUSIVE]),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_no_two_licenses_stand_at_once_where_one_allows_no_other(
    one: LicenseKind, other: LicenseKind, start: int, other_start: int
):
    modes = {
        LicenseKind.ORDINARY: ConversionMode.ORDINARY_LICENSE,
        LicenseKind.SOLE: ConversionMode.SOLE_LICENSE,
        LicenseKind.EXCLUSIVE: ConversionMode.EXCLUSIVE_LICENSE,
    }

    def years(kind: LicenseKind, first: int) -> LicenseTerms:
        return license_terms(kind=kind, term_from=date(2027 + first, 1, 1), term_to=date(2029 + first, 12, 31))

    meet = abs(start - other_start) <= 2
    are_alone = one != LicenseKind.ORDINARY or other != LicenseKind.ORDINARY
    wanted = agreed(mode=modes[one], license=years(one, start))
    standing = (contract(mode=modes[other], license=years(other, other_start)),)

    try:
        terms.check(wanted, expires_on=EXPIRES, today=TODAY, others=standing)
    except refusals.LicensesConflict:
        assert meet
        assert are_alone
    else:
        assert not (meet and are_alone)


def test_nothing_is_signed_for_a_patent_that_was_transferred():
    with pytest.raises(refusals.AlreadyTransferred):
        terms.check(
            agreed(),
            expires_on=EXPIRES,
            today=TODAY,
            others=(contract(mode=ConversionMode.TRANSFER, license=None),),
        )
