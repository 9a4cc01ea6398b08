"""A right, a deal, a license on file and an application, of which a test states only what matters."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from panhuo_contracts import BEIJING, Body, Fact
from panhuo_contracts.body import Money
from panhuo_contracts.codes import ConversionMode, EnterpriseKind, LicenseKind, PatentType, PaymentKind
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.inventory import Annotations, Bibliography, LegalStatusChanged, PatentInventoried
from panhuo_contracts.events.matching import DealSigned, LicenseTerms, Payment

from chassis.delivery.waves import apply_facts
from chassis.service import Service
from services.filing.app import HANDLERS
from services.filing.findings import Finding
from services.filing.grounds import Case, check
from services.filing.license import Application, Deal, License, Right
from tests.builders.filing import credit_code, patent_number

TODAY = date(2026, 4, 2)


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


def said_of(held: Right) -> PatentInventoried:
    """What inventory says of a right."""
    return PatentInventoried(
        patent=held.patent,
        home=held.home,
        institution=held.institution,
        institution_name=held.institution_name,
        bibliography=Bibliography(
            title=held.title,
            patent_type=held.patent_type,
            filing_date=held.filing_date,
            grant_date=held.grant_date,
            expires_on=held.expires_on,
            co_patentees=held.co_patentees,
        ),
        annotations=Annotations(),
        inventoried_on=date(2026, 1, 5),
    )


def status_of(held: Right) -> LegalStatusChanged:
    """What the register says of a right."""
    return LegalStatusChanged(
        patent=held.patent,
        home=held.home,
        status=held.status,
        flags=tuple(sorted(held.flags)),
        effective_on=held.status_since or date(2026, 1, 6),
        cause="登记簿",
    )


def signing_of(signed: Deal) -> DealSigned:
    """What matching says of a deal."""
    return DealSigned(
        patent=signed.patent,
        home=signed.home,
        institution=signed.institution,
        enterprise=signed.enterprise,
        deal=signed.deal,
        contract_number=signed.contract_number,
        licensor_name=signed.licensor_name,
        licensee_name=signed.licensee_name,
        licensee_address=signed.licensee_address,
        mode=signed.mode,
        license=signed.terms,
        payment=signed.payment,
        signed_on=signed.signed_on,
        effective_on=signed.effective_on,
    )


def registered(enterprise: str = ENTERPRISE, name: str = "示例新能源科技有限公司") -> EnterpriseRegistered:
    """What the register of enterprises says."""
    return EnterpriseRegistered(
        enterprise=enterprise,
        name=name,
        home="cn-11",
        kinds=(EnterpriseKind.HIGH_TECH,),
        registered_on=date(2025, 1, 1),
    )


def fact(body: Body, sequence: int = 1, writer: str = "cn") -> Fact[Body]:
    """A body as it is read from its stream; its id follows from what it says."""
    text = f"{writer}/{body.event_type()}/{body.model_dump_json()}/{sequence}"
    at = datetime(2026, 4, 2, 9, 30, tzinfo=BEIJING)
    return Fact(str(uuid5(NAMESPACE_URL, text)), writer, body.stream, body.key, sequence, at, body)


async def told(service: Service, *bodies: Body, writer: str = "cn") -> None:
    """Facts arrive as the seam brings them."""
    async with service.database.transaction() as conn:
        await apply_facts(
            conn, HANDLERS, [fact(body, sequence, writer) for sequence, body in enumerate(bodies, start=1)]
        )


async def rows(service: Service, query: str) -> list[Any]:
    async with service.database.read() as conn:
        return list(await conn.fetch(query))
