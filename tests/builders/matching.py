"""Bodies of the library and matching streams, of which a test states only what matters."""

from datetime import date
from typing import Any

from panhuo_contracts.codes import ConversionMode, LicenseKind, Maturity, PatentType, PaymentKind, SelfGrade
from panhuo_contracts.events.evaluation import LibraryEntry
from panhuo_contracts.events.matching import (
    DealEnded,
    DealSigned,
    IntentExpressed,
    LicenseTerms,
    PatentSubscribed,
    Payment,
)

from tests.builders import patent_number
from tests.builders.enterprises import ENTERPRISE, credit_code

PATENT = patent_number(7)
INSTITUTION = credit_code(11, prefix="12")
OTHER_INSTITUTION = credit_code(12, prefix="12")
TODAY = date(2026, 4, 1)


def listed(patent: str = PATENT, **other: object) -> LibraryEntry:
    stated: dict[str, Any] = {
        "patent": patent,
        "home": "cn-11",
        "institution": INSTITUTION,
        "institution_name": "示例理工大学",
        "title": "一种废旧锂电池正极材料的回收方法",
        "abstract": "将废旧锂电池拆解后酸浸出,得到有价金属。",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2020, 5, 6),
        "expires_on": date(2040, 5, 5),
        "ipc": ("H01M10/54",),
        "accepted_modes": (ConversionMode.ORDINARY_LICENSE, ConversionMode.EXCLUSIVE_LICENSE),
        "maturity": Maturity.PILOT,
        "self_grade": SelfGrade.GOOD,
        "keywords": ("有价金属",),
        "listed_on": date(2026, 3, 5),
    }
    return LibraryEntry(**(stated | other))


def _between(other: dict[str, object]) -> dict[str, Any]:
    stated: dict[str, object] = {
        "patent": PATENT,
        "home": "cn-11",
        "institution": INSTITUTION,
        "enterprise": ENTERPRISE,
    }
    return stated | other


def subscribed(**other: object) -> PatentSubscribed:
    return PatentSubscribed(**_between({"subscribed_on": TODAY} | other))


def intended(deal: str = "deal-1", **other: object) -> IntentExpressed:
    stated: dict[str, object] = {"mode": ConversionMode.ORDINARY_LICENSE, "expressed_on": TODAY}
    return IntentExpressed(deal=deal, **_between(stated | other))


def license_terms(**other: object) -> LicenseTerms:
    stated: dict[str, Any] = {
        "kind": LicenseKind.ORDINARY,
        "term_from": date(2026, 5, 1),
        "term_to": date(2031, 4, 30),
    }
    return LicenseTerms(**(stated | other))


def signed(deal: str = "deal-1", **other: object) -> DealSigned:
    stated: dict[str, object] = {
        "contract_number": "L-2026-0001",
        "licensor_name": "示例理工大学",
        "licensee_name": "恒示例循环材料有限公司",
        "mode": ConversionMode.ORDINARY_LICENSE,
        "license": license_terms(),
        "payment": Payment(kind=PaymentKind.FREE),
        "signed_on": TODAY,
        "effective_on": TODAY,
    }
    return DealSigned(deal=deal, **_between(stated | other))


def ended(deal: str = "deal-1", **other: object) -> DealEnded:
    return DealEnded(deal=deal, **_between({"reason": "价格未谈拢", "ended_on": TODAY} | other))
