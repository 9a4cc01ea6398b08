"""When a product counts as industrialized."""

from datetime import date

from panhuo_contracts.codes import ConversionMode

from services.filing.findings import Finding, Outcome
from services.filing.license import Deal, License
from services.filing.product import ProductCase, ProductReport, check
from tests.services.filing.scene import ENTERPRISE, INSTITUTION, TODAY, deal, on_file, patent_number, right


def findings(
    signed: Deal | None = None, filed: tuple[License, ...] = (), reporter: str = ENTERPRISE, **other: object
) -> list[Finding]:
    stated: dict[str, object] = {
        "patent": patent_number(),
        "deal": signed.deal if signed else None,
        "reporter": reporter,
        "product": "product-1",
        "product_name": "示例电芯",
        "product_class": "C38",
        "on_market_since": date(2026, 2, 1),
        "revenue": None,
    }
    return check(ProductCase(ProductReport(**(stated | other)), right(), signed, filed, TODAY))


def test_a_licensee_whose_license_is_on_file_may_report_a_product():
    outcomes = [finding.outcome for finding in findings(deal(), (on_file(deal="deal-1"),))]

    assert outcomes == [Outcome.PASSED] * 3


def test_a_licensee_whose_license_is_not_on_file_may_not():
    assert findings(deal(), (on_file(deal="another"),))[0].is_failure


def test_an_institution_may_report_a_product_of_its_own_patent():
    assert not findings(reporter=INSTITUTION)[0].is_failure


def test_a_transferee_s_right_is_left_to_the_register():
    assert findings(deal(mode=ConversionMode.TRANSFER))[0].outcome is Outcome.NOTED


def test_a_product_that_is_not_on_the_market_yet_is_not_industrialized():
    assert findings(deal(), (on_file(deal="deal-1"),), on_market_since=date(2026, 4, 3))[1].is_failure
    assert not findings(deal(), (on_file(deal="deal-1"),), on_market_since=TODAY)[1].is_failure


def test_a_product_older_than_the_patent_s_filing_does_not_use_it():
    assert findings(deal(), (on_file(deal="deal-1"),), on_market_since=date(2019, 5, 16))[2].is_failure
