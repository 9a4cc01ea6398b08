"""Bodies of the filing stream, of which a test states only what matters."""

from datetime import date
from typing import Any

from panhuo_contracts.codes import PaymentKind
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized, RefusalGround
from panhuo_contracts.events.matching import LicenseTerms, Payment
from panhuo_contracts.identifiers import (
    application_check_digit,
    credit_check_character,
    organization_check_character,
)


def patent_number(serial: int = 410387, year: int = 2019) -> str:
    body = f"{year}1{serial:07d}"
    return body + application_check_digit(body)


def credit_code(prefix: str = "12", region: str = "110000", n: int = 1) -> str:
    organization = f"{n:08d}"
    body = f"{prefix}{region}{organization}{organization_check_character(organization)}"
    return body + credit_check_character(body)


def license_filed(patent: str | None = None, **other: object) -> LicenseFiled:
    stated: dict[str, Any] = {
        "patent": patent or patent_number(),
        "home": "cn-11",
        "institution": credit_code("12", n=1),
        "enterprise": credit_code("91", n=3),
        "deal": "deal-1",
        "filing_number": "F-2026-CN-000001",
        "contract_number": "L-2026-00562",
        "terms": LicenseTerms(term_from=date(2026, 4, 1), term_to=date(2031, 3, 31)),
        "payment": Payment(kind=PaymentKind.FREE),
        "effective_on": date(2026, 4, 1),
        "filed_on": date(2026, 4, 2),
        "is_on_time": True,
    }
    return LicenseFiled(**(stated | other))


def filing_refused(patent: str | None = None, **other: object) -> FilingRefused:
    stated: dict[str, Any] = {
        "patent": patent or patent_number(),
        "home": "cn-11",
        "institution": credit_code("12", n=1),
        "enterprise": credit_code("91", n=3),
        "deal": "deal-1",
        "contract_number": "L-2026-00562",
        "grounds": (RefusalGround(number=6, basis="备案办法 第12条第6项", finding="处于滞纳期"),),
        "refused_on": date(2026, 4, 2),
    }
    return FilingRefused(**(stated | other))


def product_industrialized(patent: str | None = None, **other: object) -> ProductIndustrialized:
    stated: dict[str, Any] = {
        "patent": patent or patent_number(),
        "home": "cn-11",
        "institution": credit_code("12", n=1),
        "enterprise": credit_code("91", n=3),
        "deal": "deal-1",
        "product": "product-1",
        "product_name": "示例电芯",
        "product_class": "C38",
        "on_market_since": date(2026, 2, 1),
        "reported_on": date(2026, 4, 2),
    }
    return ProductIndustrialized(**(stated | other))
