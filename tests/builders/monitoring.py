"""Facts of every stream, each stating only what the census makes of it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    DelistReason,
    EnterpriseKind,
    ImplementationStatus,
    InstitutionKind,
    LegalStatus,
    Maturity,
    PatentType,
    PaymentKind,
    ProspectGrade,
    SelfGrade,
    Tier,
    TierReason,
)
from panhuo_contracts.digest import fold_hex
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import (
    EnterpriseEvaluated,
    EvaluationObjected,
    EvaluationReviewed,
    GradingReason,
    PatentDelisted,
    PatentGraded,
    PatentListed,
    PatentSelfEvaluated,
)
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized, RefusalGround
from panhuo_contracts.events.inventory import (
    Annotations,
    Bibliography,
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
)
from panhuo_contracts.events.matching import DealSigned, IntentExpressed, LicenseTerms, PatentSubscribed, Payment
from panhuo_contracts.events.monitoring import DigestPublished
from panhuo_contracts.identifiers import (
    application_check_digit,
    credit_check_character,
    organization_check_character,
)

FIRST = date(2024, 1, 1)


def day(n: int) -> date:
    """The n-th day of the tests' calendar."""
    return FIRST + timedelta(days=n)


def patent_number(n: int, year: int = 2020) -> str:
    body = f"{year}1{n:07d}"
    return body + application_check_digit(body)


def credit_code(n: int, prefix: str = "12", region: str = "110000") -> str:
    organization = f"{n:08d}"
    body = prefix + region + organization + organization_check_character(organization)
    return body + credit_check_character(body)


PATENT = patent_number(1)
INSTITUTION = credit_code(1)
ENTERPRISE = credit_code(7, prefix="91")
INSTITUTION_NAME = "示例理工大学"


def numbered(bodies: Iterable[Body], *, writer: str = "cn", at: datetime | None = None) -> list[Fact[Any]]:
    """One writer's facts in order: the n-th of a stream and key has sequence n."""
    counts: dict[tuple[str, str], int] = {}
    facts: list[Fact[Any]] = []
    for body in bodies:
        address = (body.stream, body.key)
        counts[address] = counts.get(address, 0) + 1
        facts.append(
            Fact(
                id=str(uuid5(NAMESPACE_URL, f"{writer}/{body.stream}/{body.key}/{counts[address]}")),
                writer=writer,
                stream=body.stream,
                key=body.key,
                sequence=counts[address],
                time=(at or datetime(2024, 1, 1, tzinfo=UTC)) + timedelta(minutes=len(facts)),
                body=body,
            )
        )
    return facts


def _bibliography(patent_type: PatentType = PatentType.INVENTION, title: str = "一种示例方法") -> Bibliography:
    return Bibliography(
        title=title,
        patent_type=patent_type,
        filing_date=date(2020, 5, 6),
        grant_date=date(2022, 1, 7),
        expires_on=date(2040, 5, 5),
    )


def _record(
    patent: str,
    home: str,
    institution: str,
    name: str,
    kind: InstitutionKind,
    patent_type: PatentType,
    *,
    generated: bool,
    title: str = "一种示例方法",
) -> dict[str, Any]:
    return {
        "patent": patent,
        "home": home,
        "institution": institution,
        "institution_name": name,
        "institution_kind": kind,
        "bibliography": _bibliography(patent_type, title),
        "generated": generated,
    }


def recorded(
    on: int = 0,
    *,
    patent: str = PATENT,
    home: str = "cn-11",
    institution: str = INSTITUTION,
    name: str = INSTITUTION_NAME,
    kind: InstitutionKind = InstitutionKind.OTHER_UNIVERSITY,
    patent_type: PatentType = PatentType.INVENTION,
    generated: bool = False,
    title: str = "一种示例方法",
) -> PatentRecorded:
    stated = _record(patent, home, institution, name, kind, patent_type, generated=generated, title=title)
    return PatentRecorded(**stated, recorded_on=day(on))


def inventoried(
    on: int = 0,
    *,
    implementation: ImplementationStatus = ImplementationStatus.UNUSED,
    patent: str = PATENT,
    home: str = "cn-11",
    institution: str = INSTITUTION,
    kind: InstitutionKind = InstitutionKind.OTHER_UNIVERSITY,
    patent_type: PatentType = PatentType.INVENTION,
    self_grade: SelfGrade | None = None,
) -> PatentInventoried:
    stated = _record(patent, home, institution, INSTITUTION_NAME, kind, patent_type, generated=False)
    annotations = Annotations(implementation=implementation, self_grade=self_grade)
    return PatentInventoried(**stated, annotations=annotations, inventoried_on=day(on))


def revised(
    on: int = 0,
    *,
    implementation: ImplementationStatus = ImplementationStatus.UNUSED,
    patent: str = PATENT,
    home: str = "cn-11",
    institution: str = INSTITUTION,
    kind: InstitutionKind = InstitutionKind.OTHER_UNIVERSITY,
    patent_type: PatentType = PatentType.INVENTION,
) -> InventoryRevised:
    stated = _record(patent, home, institution, INSTITUTION_NAME, kind, patent_type, generated=False)
    return InventoryRevised(
        **stated,
        annotations=Annotations(implementation=implementation),
        changed=("annotations.implementation",),
        revised_on=day(on),
    )


def _three(patent: str) -> dict[str, Any]:
    return {"patent": patent, "home": "cn-11", "institution": INSTITUTION}


def _four(patent: str) -> dict[str, Any]:
    return {**_three(patent), "enterprise": ENTERPRISE}


def returned(on: int = 0, *, patent: str = PATENT) -> InventoryReturned:
    return InventoryReturned(**_three(patent), reason="应用场景与证据不符", returned_on=day(on))


def status_changed(
    on: int = 0, status: LegalStatus = LegalStatus.LAPSED, *, patent: str = PATENT
) -> LegalStatusChanged:
    return LegalStatusChanged(patent=patent, home="cn-11", status=status, effective_on=day(on), cause="年费")


def self_evaluated(on: int = 0, grade: SelfGrade = SelfGrade.GOOD, *, patent: str = PATENT) -> PatentSelfEvaluated:
    return PatentSelfEvaluated(
        **_three(patent), grade=grade, maturity=Maturity.PILOT, evaluated_on=day(on), method="self-1"
    )


def listed(on: int = 0, *, patent: str = PATENT) -> PatentListed:
    return PatentListed(**_three(patent), accepted_modes=(ConversionMode.ORDINARY_LICENSE,), listed_on=day(on))


def delisted(on: int = 0, *, patent: str = PATENT) -> PatentDelisted:
    return PatentDelisted(**_three(patent), reason=DelistReason.WITHDRAWN, delisted_on=day(on))


def evaluated(on: int = 0, until: int = 730, *, patent: str = PATENT) -> EnterpriseEvaluated:
    return EnterpriseEvaluated(
        **_four(patent),
        enterprise_name="示例装备有限公司",
        evaluation=f"e-{patent}-{on}",
        prospect=ProspectGrade.GOOD,
        confidence=Confidence.HIGH,
        evaluated_on=day(on),
        valid_until=day(until),
    )


def objected(on: int = 0, evaluated_on: int = 0, *, patent: str = PATENT) -> EvaluationObjected:
    """To the evaluation of a day."""
    return EvaluationObjected(
        **_four(patent),
        evaluation=f"e-{patent}-{evaluated_on}",
        reason="与授权文本不符",
        objected_on=day(on),
        review_by=day(on + 15),
        rules="evaluation_objection-1",
    )


def reviewed(
    on: int = 0, evaluated_on: int = 0, *, is_upheld: bool = False, patent: str = PATENT
) -> EvaluationReviewed:
    return EvaluationReviewed(
        **_four(patent),
        evaluation=f"e-{patent}-{evaluated_on}",
        is_upheld=is_upheld,
        finding="已核对",
        reviewed_on=day(on),
    )


def graded(on: int = 0, tier: Tier = Tier.PRIORITY, *, patent: str = PATENT) -> PatentGraded:
    reasons = (GradingReason(reason=TierReason.SELF_GOOD),)
    return PatentGraded(**_three(patent), tier=tier, reasons=reasons, rules="grading-1", graded_on=day(on))


def subscribed(on: int = 0, *, patent: str = PATENT) -> PatentSubscribed:
    return PatentSubscribed(**_four(patent), subscribed_on=day(on))


def intent(on: int = 0, *, patent: str = PATENT) -> IntentExpressed:
    return IntentExpressed(
        **_four(patent), deal=f"d-{patent}", mode=ConversionMode.ORDINARY_LICENSE, expressed_on=day(on)
    )


def _terms() -> LicenseTerms:
    return LicenseTerms(term_from=day(0), term_to=day(900))


def signed(on: int = 0, *, patent: str = PATENT) -> DealSigned:
    return DealSigned(
        **_four(patent),
        deal=f"d-{patent}",
        contract_number=f"c-{patent}",
        licensor_name=INSTITUTION_NAME,
        licensee_name="示例装备有限公司",
        mode=ConversionMode.ORDINARY_LICENSE,
        license=_terms(),
        payment=Payment(kind=PaymentKind.FREE),
        signed_on=day(on),
        effective_on=day(on),
    )


def filed(on: int = 0, *, effective: int | None = None, on_time: bool = True, patent: str = PATENT) -> LicenseFiled:
    return LicenseFiled(
        **_four(patent),
        deal=f"d-{patent}",
        filing_number=f"X{patent}{on}",
        contract_number=f"c-{patent}",
        terms=_terms(),
        payment=Payment(kind=PaymentKind.FREE),
        effective_on=day(on if effective is None else effective),
        filed_on=day(on),
        is_on_time=on_time,
    )


def filing_refused(on: int = 0, *, patent: str = PATENT) -> FilingRefused:
    return FilingRefused(
        **_four(patent),
        deal=f"d-{patent}",
        contract_number=f"c-{patent}",
        grounds=(RefusalGround(number=4, basis="备案办法 第12条第4项", finding="许可期限超过专利权有效期"),),
        refused_on=day(on),
    )


def industrialized(on: int = 0, *, patent: str = PATENT) -> ProductIndustrialized:
    return ProductIndustrialized(
        **_four(patent),
        deal=f"d-{patent}",
        product=f"p-{patent}",
        product_name="示例装置",
        product_class="C40",
        on_market_since=day(on),
        reported_on=day(on),
    )


def registered(n: int = 7, *, home: str = "cn-11") -> EnterpriseRegistered:
    return EnterpriseRegistered(
        enterprise=credit_code(n, prefix="91"),
        name=f"示例装备有限公司{n}",
        home=home,
        kinds=(EnterpriseKind.HIGH_TECH,),
        registered_on=day(0),
    )


def digest_stated(
    topic: str = "cn-33.inventory.v1", on: int = 0, events: int = 3, fold: int = 99, as_of: datetime | None = None
) -> DigestPublished:
    said_at = as_of or datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=on + 1)
    return DigestPublished.of(topic, day(on), events, fold_hex(fold), said_at)
