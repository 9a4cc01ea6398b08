"""Fictional bodies of the streams that evaluation reads and writes; a builder states only what matters."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from panhuo_contracts import BEIJING, Body, Fact
from panhuo_contracts.codes import (
    AnswerSource,
    Confidence,
    ConversionMode,
    DelistReason,
    EnterpriseKind,
    GuidelineScenario,
    LegalStatus,
    LicenseKind,
    Maturity,
    PatentType,
    PaymentKind,
    PromotionMeasure,
    PromotionOutcome,
    ProspectGrade,
    SelfGrade,
    Tier,
    TierReason,
    ValuePart,
    WithholdReason,
)
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import (
    EnterpriseEvaluated,
    EvaluationObjected,
    EvaluationReviewed,
    GradingReason,
    GuidelineEvaluated,
    IndicatorAnswer,
    PartScore,
    PatentDelisted,
    PatentGraded,
    PatentListed,
    PatentSelfEvaluated,
    PatentWithheld,
    PromotionAccepted,
    PromotionAssigned,
    PromotionClosed,
    PromotionReported,
)
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.inventory import (
    Annotations,
    Bibliography,
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
)
from panhuo_contracts.events.matching import DealSigned, LicenseTerms, PatentSubscribed, Payment
from panhuo_contracts.identifiers import application_check_digit

from panhuo.runtime.accounts import ENTERPRISE as SAMPLE_ENTERPRISE
from panhuo.runtime.accounts import UNIVERSITY, credit_code

B = TypeVar("B", bound=Body)
DAY = date(2026, 3, 2)
_numbers: Iterator[int] = count(1)


def patent_number(n: int) -> str:
    body = f"20201{n:07d}"
    return body + application_check_digit(body)


PATENT = patent_number(1)
INSTITUTION = UNIVERSITY
OTHER_INSTITUTION = credit_code("12", "110108", 2)
ENTERPRISE = SAMPLE_ENTERPRISE
OTHER_ENTERPRISE = credit_code("91", "320106", 2)
NAME = "示例理工大学"


def fact(body: B, *, writer: str = "cn", sequence: int = 1, day: date = DAY) -> Fact[B]:
    """A fact as it is read; ids differ by order of building, so that they are the same in every run of a test."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING)
    identifier = uuid5(NAMESPACE_URL, f"{writer}/{body.event_type()}/{body.key}/{sequence}/{next(_numbers)}")
    return Fact(str(identifier), writer, body.stream, body.key, sequence, at, body)


def just_said(body: B, *, day: date = DAY) -> Fact[B]:
    """A fact of one's own at the moment of saying it: without a number."""
    return fact(body, day=day)._replace(sequence=0)


def bibliography(**different: object) -> Bibliography:
    stated: dict[str, Any] = {
        "title": "一种示例装置",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2020, 5, 6),
        "grant_date": date(2022, 5, 6),
        "expires_on": date(2040, 5, 5),
        "ipc": ("H01M10/54",),
    }
    return Bibliography(**stated | different)


def annotations(**different: object) -> Annotations:
    stated: dict[str, Any] = {
        "accepted_modes": (ConversionMode.ORDINARY_LICENSE,),
        "self_grade": SelfGrade.GOOD,
        "maturity": Maturity.PILOT,
    }
    return Annotations(**stated | different)


def _patent(different: dict[str, Any]) -> dict[str, Any]:
    stated = {"patent": PATENT, "home": "cn-11", "institution": INSTITUTION, "institution_name": NAME}
    return stated | {"bibliography": bibliography()} | different


def recorded(**different: object) -> PatentRecorded:
    return PatentRecorded(**{"recorded_on": DAY} | _patent(different))


def inventoried(**different: object) -> PatentInventoried:
    return PatentInventoried(**{"inventoried_on": DAY, "annotations": annotations()} | _patent(different))


def revised(**different: object) -> InventoryRevised:
    stated = {"revised_on": DAY, "changed": ("annotations.maturity",), "annotations": annotations()}
    return InventoryRevised(**stated | _patent(different))


def _of_patent(different: dict[str, Any], **stated: object) -> dict[str, Any]:
    return {"patent": PATENT, "home": "cn-11", "institution": INSTITUTION} | stated | different


def returned(**different: object) -> InventoryReturned:
    return InventoryReturned(**_of_patent(different, reason="抽查退回", returned_on=DAY))


def legal_status(status: LegalStatus = LegalStatus.LAPSED, **different: object) -> LegalStatusChanged:
    stated = {"patent": PATENT, "home": "cn-11", "status": status, "effective_on": DAY, "cause": "示例公告"}
    return LegalStatusChanged(**stated | different)


def transferred_away(**different: object) -> PatentTransferredAway:
    stated = {"holders": ("示例制造公司",), "transferred_on": DAY}
    return PatentTransferredAway(**_of_patent(different, **stated))


def registered(**different: object) -> EnterpriseRegistered:
    stated: dict[str, Any] = {
        "enterprise": ENTERPRISE,
        "name": "示例材料有限公司",
        "home": "cn-32",
        "kinds": (EnterpriseKind.HIGH_TECH,),
        "registered_on": DAY,
    }
    return EnterpriseRegistered(**stated | different)


def subscribed(**different: object) -> PatentSubscribed:
    return PatentSubscribed(**_of_patent(different, enterprise=ENTERPRISE, subscribed_on=DAY))


def signed(**different: object) -> DealSigned:
    stated: dict[str, Any] = {
        "enterprise": ENTERPRISE,
        "deal": "D-1",
        "contract_number": "HT-1",
        "licensor_name": NAME,
        "licensee_name": "示例材料有限公司",
        "mode": ConversionMode.TRANSFER,
        "payment": Payment(kind=PaymentKind.FREE),
        "signed_on": DAY,
        "effective_on": DAY,
    }
    return DealSigned(**_of_patent(different, **stated))


def licensed(kind: LicenseKind = LicenseKind.EXCLUSIVE, **different: object) -> LicenseFiled:
    stated: dict[str, Any] = {
        "enterprise": ENTERPRISE,
        "deal": "D-1",
        "filing_number": "X2026-1",
        "contract_number": "HT-1",
        "terms": LicenseTerms(kind=kind, term_from=DAY, term_to=DAY + timedelta(days=700)),
        "payment": Payment(kind=PaymentKind.FREE),
        "effective_on": DAY,
        "filed_on": DAY,
        "is_on_time": True,
    }
    return LicenseFiled(**_of_patent(different, **stated))


def self_evaluated(**different: object) -> PatentSelfEvaluated:
    stated = {"grade": SelfGrade.FAIR, "maturity": Maturity.SMALL_TRIAL, "evaluated_on": DAY, "method": "self-1"}
    return PatentSelfEvaluated(**_of_patent(different, **stated))


def listed(**different: object) -> PatentListed:
    return PatentListed(**_of_patent(different, accepted_modes=(ConversionMode.ORDINARY_LICENSE,), listed_on=DAY))


def delisted(**different: object) -> PatentDelisted:
    return PatentDelisted(**_of_patent(different, reason=DelistReason.WITHDRAWN, delisted_on=DAY))


def evaluated(**different: object) -> EnterpriseEvaluated:
    stated: dict[str, Any] = {
        "enterprise": ENTERPRISE,
        "enterprise_name": "示例材料有限公司",
        "evaluation": "E-1",
        "prospect": ProspectGrade.GOOD,
        "confidence": Confidence.HIGH,
        "evaluated_on": DAY,
        "valid_until": date(2028, 3, 2),
    }
    return EnterpriseEvaluated(**_of_patent(different, **stated))


def filled_in(**different: object) -> GuidelineEvaluated:
    answer = IndicatorAnswer(indicator="a2_1", source=AnswerSource.ANSWERED, low=60, high=80)
    stated: dict[str, Any] = {
        "scenario": GuidelineScenario.MANAGEMENT,
        "indicators": "gbt42748-reading-1",
        "rules": "guideline_management-1",
        "answers": (answer,),
        "parts": (PartScore(part=ValuePart.LEGAL, weight=28, answered=50, low=20, high=90),),
        "answered": 4,
        "evaluated_on": DAY,
    }
    return GuidelineEvaluated(**_of_patent(different, **stated))


def withheld(**different: object) -> PatentWithheld:
    return PatentWithheld(**_of_patent(different, reason=WithholdReason.UNCLEAR_PROSPECT, withheld_on=DAY))


def graded(tier: Tier = Tier.PRIORITY, **different: object) -> PatentGraded:
    reasons = (GradingReason(reason=TierReason.SELF_GOOD),)
    return PatentGraded(**_of_patent(different, tier=tier, reasons=reasons, rules="grading-1", graded_on=DAY))


def objected(**different: object) -> EvaluationObjected:
    stated: dict[str, Any] = {
        "enterprise": ENTERPRISE,
        "evaluation": "E-1",
        "reason": "与授权文本不符",
        "objected_on": DAY,
    }
    stated |= {"review_by": DAY + timedelta(days=15), "rules": "evaluation_objection-1"}
    return EvaluationObjected(**_of_patent(different, **stated))


def reviewed(*, is_upheld: bool, **different: object) -> EvaluationReviewed:
    stated = {"enterprise": ENTERPRISE, "evaluation": "E-1", "finding": "已核对", "reviewed_on": DAY}
    return EvaluationReviewed(**_of_patent(different, is_upheld=is_upheld, **stated))


def assigned(**different: object) -> PromotionAssigned:
    stated: dict[str, Any] = {"assignment": "A-1", "measure": PromotionMeasure.POOL, "tier": Tier.PRIORITY}
    stated |= {"assigner": "cn-11", "assignee": INSTITUTION, "assigned_on": DAY, "due_on": DAY, "rules": "promotion-1"}
    return PromotionAssigned(**_of_patent(different, **stated))


def accepted(**different: object) -> PromotionAccepted:
    return PromotionAccepted(**_of_patent(different, assignment="A-1", accepted_on=DAY))


def reported(**different: object) -> PromotionReported:
    return PromotionReported(**_of_patent(different, assignment="A-1", note="已沟通", reported_on=DAY))


def closed(**different: object) -> PromotionClosed:
    stated = {"assignment": "A-1", "outcome": PromotionOutcome.DONE, "result": "已入池", "closed_on": DAY}
    return PromotionClosed(**_of_patent(different, **stated))
