"""Generated events of all streams about the same patents, as the services would have said them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from panhuo_contracts import Body, Event, Money, Record, encode
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    EnterpriseKind,
    LegalStatus,
    Maturity,
    PaymentKind,
    ProspectGrade,
    SelfGrade,
)
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import EnterpriseEvaluated, LibraryEntry, PatentListed, PatentSelfEvaluated
from panhuo_contracts.events.filing import LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import Annotations, InventoryRevised, LegalStatusChanged, PatentInventoried
from panhuo_contracts.events.matching import DealSigned, LicenseTerms, PatentSubscribed, Payment

from bench import material

_DAY = date(2026, 3, 2)
_MODES = (ConversionMode.ORDINARY_LICENSE, ConversionMode.TRANSFER)


def inventoried(n: int) -> PatentInventoried:
    """The n-th patent with its stocktaking."""
    said = material.recorded(n)
    return PatentInventoried(
        patent=said.patent,
        home=said.home,
        institution=said.institution,
        institution_name=said.institution_name,
        bibliography=said.bibliography,
        generated=True,
        annotations=annotations(n),
        inventoried_on=date(2026, 1, 20),
    )


def annotations(n: int) -> Annotations:
    return Annotations(
        accepted_modes=_MODES,
        asking_price=Money(amount=Decimal(50_000 + n % 900 * 1_000)) if n % 4 == 0 else None,
        maturity=tuple(Maturity)[n % 4],
        self_grade=tuple(SelfGrade)[n % 3],
        scenario="用于示例产线的在线检测与参数调整，已完成小批量试用。",
        industries=("C3823",),
        keywords=("示例装置", "控制方法"),
    )


def records(patents: int, *, writer: str = "cn", start: int = 0) -> Iterator[Record]:
    """Nine in ten are stocktaking records; each eighteenth patent goes further, each hundredth up to a product."""
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    for n in range(start, start + patents):
        for body in _life(n):
            address = (body.stream, body.key)
            numbers[address] += 1
            yield encode(Event.of(body), writer=writer, sequence=numbers[address])


def _life(n: int) -> Iterator[Body]:
    said = inventoried(n)
    who = {"patent": said.patent, "home": said.home, "institution": said.institution}
    enterprise = material.credit_code(1_000 + n // 100)
    if n % 100 == 0:
        yield EnterpriseRegistered(
            enterprise=enterprise,
            name=f"示例科技公司{n // 100}",
            home=said.home,
            kinds=(EnterpriseKind.HIGH_TECH,),
            industries=("C3823",),
            profile="生产示例控制器与检测仪表。",
            registered_on=_DAY,
            generated=True,
        )
    yield said
    if n % 18 == 1:
        yield PatentSelfEvaluated(
            **who, grade=SelfGrade.GOOD, maturity=Maturity.PILOT, evaluated_on=_DAY, method="self-1"
        )
        yield PatentListed(**who, accepted_modes=_MODES, listed_on=_DAY)
        yield _entry(said)
    if n % 36 == 1:
        yield EnterpriseEvaluated(
            **who,
            enterprise=enterprise,
            enterprise_name=f"示例科技公司{n // 100}",
            evaluation=f"e-{n}",
            prospect=ProspectGrade.GOOD,
            confidence=Confidence.MEDIUM,
            opinion="与现有产线匹配，改动不大。",
            evaluated_on=_DAY,
            valid_until=_DAY.replace(year=2027),
        )
        yield PatentSubscribed(**who, enterprise=enterprise, subscribed_on=_DAY)
    if n % 40 == 3:
        yield LegalStatusChanged(
            patent=said.patent,
            home=said.home,
            status=LegalStatus.FEE_GRACE,
            effective_on=_DAY,
            cause="年费滞纳期",
        )
    if n % 50 == 7:
        yield InventoryRevised(
            **said.model_dump(exclude={"inventoried_on"}), changed=("annotations.maturity",), revised_on=_DAY
        )
    if n % 100 == 37:
        yield from _deal(n, who | {"enterprise": enterprise}, said.institution_name)


def _entry(said: PatentInventoried) -> LibraryEntry:
    paper, remarks = said.bibliography, said.annotations
    return LibraryEntry(
        patent=said.patent,
        home=said.home,
        institution=said.institution,
        institution_name=said.institution_name,
        title=paper.title,
        abstract=paper.abstract,
        patent_type=paper.patent_type,
        filing_date=paper.filing_date,
        expires_on=paper.expires_on,
        ipc=paper.ipc,
        accepted_modes=remarks.accepted_modes,
        asking_price=remarks.asking_price,
        maturity=remarks.maturity,
        self_grade=remarks.self_grade,
        scenario=remarks.scenario,
        industries=remarks.industries,
        keywords=remarks.keywords,
        listed_on=_DAY,
        generated=True,
    )


def _deal(n: int, between: dict[str, str], institution: str) -> Iterator[Body]:
    terms = LicenseTerms(term_from=date(2026, 4, 1), term_to=date(2031, 3, 31))
    payment = Payment(kind=PaymentKind.LUMP_SUM, upfront=Money(amount=Decimal(120_000)))
    yield DealSigned(
        **between,
        deal=f"deal-{n}",
        contract_number=f"L-2026-{n}",
        licensor_name=institution,
        licensee_name=f"示例科技公司{n // 100}",
        mode=ConversionMode.ORDINARY_LICENSE,
        license=terms,
        payment=payment,
        signed_on=_DAY,
        effective_on=_DAY,
    )
    yield LicenseFiled(
        **between,
        deal=f"deal-{n}",
        filing_number=f"F-2026-CN-{n:07d}",
        contract_number=f"L-2026-{n}",
        terms=terms,
        payment=payment,
        effective_on=_DAY,
        filed_on=_DAY,
        is_on_time=True,
    )
    yield ProductIndustrialized(
        **between,
        deal=f"deal-{n}",
        product=f"product-{n}",
        product_name="示例控制器",
        product_class="C3823",
        on_market_since=_DAY,
        reported_on=_DAY,
    )
