"""Products that use a patent: when one counts as industrialized."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from panhuo_contracts.body import Money
from panhuo_contracts.codes import ConversionMode

from services.filing.findings import Finding, Outcome, Said
from services.filing.license import Deal, License, Right

OWNING_MODES = frozenset({ConversionMode.TRANSFER, ConversionMode.VALUATION_INVESTMENT})
"""By these the enterprise comes to own the patent, once the transfer is registered."""


@dataclass(frozen=True, slots=True)
class ProductReport:
    """What a maker says of a product; ``reporter`` is the organization that speaks."""

    patent: str
    deal: str | None
    reporter: str
    product: str
    product_name: str
    product_class: str
    on_market_since: date
    revenue: Money | None


@dataclass(frozen=True, slots=True)
class ProductCase:
    """Everything that a decision on one report rests on."""

    report: ProductReport
    right: Right
    deal: Deal | None
    licenses: Sequence[License]
    """The licenses on file for the patent."""
    today: date


def check(case: ProductCase) -> list[Finding]:
    """Every guard, in order."""
    return [may_use_patent(case), on_market_already(case), on_market_after_right(case)]


def may_use_patent(case: ProductCase) -> Finding:
    """The maker is the patentee itself, or holds a license on file or the right itself by the deal named."""
    name = Said("有权使用该专利", "The maker may use the patent")
    report, deal, basis = case.report, case.deal, "专利法 第11、12条"
    if report.deal is None:
        if report.reporter == case.right.institution:
            return Finding(1, name, basis, Outcome.PASSED, Said("本单位的专利", "The maker's own patent"))
        return Finding(
            1,
            name,
            basis,
            Outcome.FAILED,
            Said("未写明依据的合同", "No deal is named"),
            Said("选择已备案的许可", "Choose the license on file"),
            ("deal",),
        )
    filed = next((each for each in case.licenses if each.deal == report.deal), None)
    if filed is not None:
        return Finding(
            1, name, basis, Outcome.PASSED, Said(f"许可备案 {filed.filing_number}", f"License {filed.filing_number}")
        )
    if deal is not None and deal.mode in OWNING_MODES:
        return Finding(
            1,
            name,
            "专利法 第10条",
            Outcome.NOTED,
            Said(
                f"合同 {deal.contract_number}；以登记簿的转移登记为准",
                f"Contract {deal.contract_number}; the register decides on the transfer",
            ),
        )
    return Finding(
        1,
        name,
        basis,
        Outcome.FAILED,
        Said("该合同没有已备案的许可", "The deal has no license on file"),
        Said("先办理许可备案", "Have the license filed first"),
        ("deal",),
    )


def on_market_already(case: ProductCase) -> Finding:
    name = Said("已上市", "It is on the market")
    since, basis = case.report.on_market_since, "产业化以产品投放市场为准"
    if since > case.today:
        return Finding(
            2,
            name,
            basis,
            Outcome.FAILED,
            Said(f"上市日 {since} 在今天之后", f"{since} is still to come"),
            Said("上市后再填报", "Report it once it is on the market"),
            ("on_market_since",),
        )
    return Finding(2, name, basis, Outcome.PASSED, Said(f"{since} 起上市", f"On the market since {since}"))


def on_market_after_right(case: ProductCase) -> Finding:
    name = Said("上市不早于专利申请", "Not on the market before the patent was filed")
    since, filed_on = case.report.on_market_since, case.right.filing_date
    if since < filed_on:
        return Finding(
            3,
            name,
            "专利法 第22、23条",
            Outcome.FAILED,
            Said(f"上市日 {since} 早于申请日 {filed_on}", f"{since} is before the filing date {filed_on}"),
            Said("核对上市日与专利号", "Check the date and the patent number"),
            ("on_market_since", "patent"),
        )
    return Finding(3, name, "专利法 第22、23条", Outcome.PASSED, Said(f"申请日 {filed_on}", f"Filing date {filed_on}"))
