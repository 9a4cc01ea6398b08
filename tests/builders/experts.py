"""Experts as their stream says them, and people who sign in as one."""

from datetime import date
from typing import Any

from panhuo_contracts.codes import Confidence, ProspectGrade, RecusalGround
from panhuo_contracts.events.evaluation import ExpertEvaluated
from panhuo_contracts.events.experts import (
    ExpertAdmitted,
    ExpertCommissioned,
    ExpertRecommended,
    ExpertRecused,
    ExpertRetired,
)

from chassis.identity import Principal, Role
from tests.builders.evaluation import DAY, ENTERPRISE, INSTITUTION, OTHER_ENTERPRISE, PATENT

EXPERT, BATCH, HOME = "expert-1", "batch-1", "cn-32"


def person(n: int) -> Principal:
    """The n-th person with an expert's account."""
    return Principal(f"person-{n}", f"示例专家{n}", Role.EXPERT, OTHER_ENTERPRISE, "示例新材料有限公司", "cn-32")


def recommended(**different: Any) -> ExpertRecommended:
    stated: dict[str, Any] = {
        "expert": EXPERT,
        "home": HOME,
        "enterprise": ENTERPRISE,
        "enterprise_name": "示例智能装备有限公司",
        "fields": ("C3841",),
        "research": "电池梯次利用",
        "recommended_on": DAY,
    }
    return ExpertRecommended(**stated | different)


def admitted(**different: Any) -> ExpertAdmitted:
    stated = {"expert": EXPERT, "home": HOME, "consented_on": DAY, "admitted_on": DAY}
    return ExpertAdmitted(**stated | different)


def commissioned(**different: Any) -> ExpertCommissioned:
    stated: dict[str, Any] = {
        "expert": EXPERT,
        "home": HOME,
        "patent": PATENT,
        "batch": BATCH,
        "percent": 50,
        "seed": 1,
        "reason": "亲和度 0.50",
        "commissioned_on": DAY,
        "due_on": date(2026, 4, 1),
    }
    return ExpertCommissioned(**stated | different)


def recused(**different: Any) -> ExpertRecused:
    stated: dict[str, Any] = {
        "expert": EXPERT,
        "home": HOME,
        "patent": PATENT,
        "batch": BATCH,
        "ground": RecusalGround.DECLARED,
        "recused_on": DAY,
    }
    return ExpertRecused(**stated | different)


def retired(**different: Any) -> ExpertRetired:
    return ExpertRetired(**{"expert": EXPERT, "home": HOME, "retired_on": DAY} | different)


def evaluated(**different: Any) -> ExpertEvaluated:
    stated: dict[str, Any] = {
        "patent": PATENT,
        "home": "cn-11",
        "institution": INSTITUTION,
        "expert": EXPERT,
        "batch": BATCH,
        "evaluation": "X-1",
        "prospect": ProspectGrade.GOOD,
        "confidence": Confidence.HIGH,
        "opinion": "可行",
        "evaluated_on": DAY,
    }
    return ExpertEvaluated(**stated | different)
