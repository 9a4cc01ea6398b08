"""A right, a deal, a license on file and an application, of which a test states only what matters."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from panhuo_contracts.body import Money
from panhuo_contracts.codes import ConversionMode, LicenseKind, PatentType, PaymentKind
from panhuo_contracts.events.matching import LicenseTerms, Payment
from panhuo_contracts.identifiers import (
    application_check_digit,
    credit_check_character,
    organization_check_character,
)

from services.filing.findings import Finding
from services.filing.grounds import Case, check
from services.filing.license import Application, Deal, License, Right

TODAY = date(2026, 4, 2)


def patent_number(serial: int = 410387, year: int = 2019) -> str:
    body = f"{year}1{serial:07d}"
    return body + application_check_digit(body)


def credit_code(prefix: str = "12", region: str = "110000", n: int = 1) -> str:
    organization = f"{n:08d}"
    body = f"{prefix}{region}{organization}{organization_check_character(organization)}"
    return body + credit_check_character(body)


INSTITUTION = credit_code("12", n=1)
OTHER_INSTITUTION = credit_code("12", n=2)
ENTERPRISE = credit_code("91", n=3)
LUMP_SUM = Payment(kind=PaymentKind.LUMP_SUM, upfront=Money(amount=Decimal("600000.00")))
ORDINARY = LicenseTerms(term_from=date(2026, 4, 1), term_to=date(2031, 3, 31))


def right(**other: object) -> Right:
    return replace(
        Right(
            patent=patent_number(),
            home="cn-11",
            institution=INSTITUTION,
            institution_name="示例理工大学",
            title="一种示例方法",
            patent_type=PatentType.INVENTION,
            filing_date=date(2019, 5, 17),
            grant_date=date(2021, 6, 1),
            expires_on=date(2039, 5, 17),
        ),
        **other,
    )


def deal(**other: object) -> Deal:
    return replace(
        Deal(
            patent=patent_number(),
            deal="deal-1",
            home="cn-11",
            institution=INSTITUTION,
            enterprise=ENTERPRISE,
            contract_number="L-2026-00562",
            licensor_name="示例理工大学",
            licensee_name="示例新能源科技有限公司",
            licensee_address="示例市示例路 1 号",
            mode=ConversionMode.ORDINARY_LICENSE,
            terms=ORDINARY,
            payment=LUMP_SUM,
            signed_on=date(2026, 3, 30),
            effective_on=date(2026, 4, 1),
        ),
        **other,
    )


def application(**other: object) -> Application:
    return replace(
        Application(
            patent=patent_number(),
            deal="deal-1",
            applicant=INSTITUTION,
            contract_number="L-2026-00562",
            effective_on=date(2026, 4, 1),
            licensor_name="示例理工大学",
            licensor_address="示例市学院路 2 号",
            licensee_name="示例新能源科技有限公司",
            licensee_address="示例市示例路 1 号",
            kind=LicenseKind.ORDINARY,
            territory="全国",
            term_from=date(2026, 4, 1),
            term_to=date(2031, 3, 31),
            payment=LUMP_SUM,
        ),
        **other,
    )


def on_file(**other: object) -> License:
    return replace(
        License(
            filing_number="F-2026-CN-000001",
            patent=patent_number(),
            deal="deal-0",
            enterprise=ENTERPRISE,
            contract_number="L-2025-00417",
            kind=LicenseKind.ORDINARY,
            territory="全国",
            term_from=date(2026, 1, 1),
            term_to=date(2031, 1, 27),
        ),
        **other,
    )


def found(
    number: int,
    *,
    applied: Application | None = None,
    held: Right | None = None,
    filed: tuple[License, ...] = (),
    signed: Deal | None = None,
) -> Finding:
    """What ground ``number`` says of a case."""
    case = Case(applied or application(), held or right(), signed or deal(), filed, TODAY)
    return check(case)[number - 1]
