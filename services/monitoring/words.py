"""Codes in the words of a page, in its language."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panhuo_contracts import names
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    DelistReason,
    ImplementationStatus,
    Maturity,
    ProspectGrade,
    SelfGrade,
)
from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.options import Label, Options
from chassis.web.language import speaking, t
from services.monitoring.digests import Agreement

Words = Mapping[Any, Label]

PATENT_TYPES: Final[Words] = names.PATENT_TYPES
INSTITUTION_KINDS: Final[Words] = names.INSTITUTION_KINDS
STREAMS: Final[Words] = {
    "inventory": ("盘点", "Inventory"),
    "evaluation": ("评价", "Evaluation"),
    "matching": ("对接", "Matching"),
    "filing": ("备案", "Filing"),
    "institutions": ("单位", "Institutions"),
    "enterprises": ("企业", "Enterprises"),
    "monitoring": ("监测", "Monitoring"),
}
LEGAL_STATUS: Final[Words] = names.LEGAL_STATUSES
FLAGS: Final[Words] = names.LEGAL_FLAGS
IMPLEMENTATION: Final[Options[str]] = Options("implementation_status", ImplementationStatus)
MODES: Final[Options[str]] = Options("conversion_mode", ConversionMode)
MATURITIES: Final[Options[str]] = Options("maturity", Maturity)
SELF_GRADES: Final[Options[str]] = Options("self_grade", SelfGrade)
PROSPECTS: Final[Options[str]] = Options("prospect_grade", ProspectGrade)
CONFIDENCES: Final[Options[str]] = Options("confidence", Confidence)
DELISTED: Final[Options[str]] = Options("delist_reason", DelistReason)
AGREEMENTS: Final[Words] = {
    Agreement.AGREE: ("一致", "Agrees"),
    Agreement.WAITING: ("在途", "In transit"),
    Agreement.DISAGREE: ("不一致", "Disagrees"),
    Agreement.UNSTATED: ("未发布", "Not stated"),
}

SERVICES: Final[Words] = {
    "inventory": ("盘点", "Inventory"),
    "evaluation": ("评价", "Evaluation"),
    "matching": ("对接", "Matching"),
    "filing": ("备案", "Filing"),
    "monitoring": ("监测", "Monitoring"),
}
UNITS: Final[Words] = {
    "": ("", ""),
    "years": ("年", "years"),
    "months": ("个月", "months"),
    "days": ("天", "days"),
    "percent": ("%", "%"),
    "yuan": ("元", "yuan"),
}
"""Of the numbers in code tables."""
AGREEMENT_SENTENCES: Final[Words] = {
    Agreement.AGREE: ("对方发布的与本方收到的相同。", "What they state is what was received here."),
    Agreement.WAITING: (
        "当天的事件或摘要还未到齐，到齐后自动核对。",
        "Events of the day, or its last digest, are still on their way; they are compared once all are here.",
    ),
    Agreement.DISAGREE: (
        "同一批事件两边的内容或条数不同，须查明。",
        "The two sides hold different events; the cause must be found.",
    ),
    Agreement.UNSTATED: ("对方尚未发布这一天的摘要。", "They have not stated a digest of this day yet."),
}


def word(table: Words, code: str) -> str:
    """A code in words; one without words stays as it is."""
    return t(*table[code]) if code in table else code


def place(jurisdiction: str | None) -> str:
    if jurisdiction is None or jurisdiction not in JURISDICTIONS:
        return jurisdiction or "—"
    return JURISDICTIONS[jurisdiction][1 if speaking.get() == "en" else 0]


def listed(table: Words, codes: Iterable[str]) -> str:
    """Codes in words, in a line."""
    return t("、", ", ").join(word(table, code) for code in codes)
