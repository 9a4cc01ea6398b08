"""Codes in the words of a page, in its language."""

from collections.abc import Mapping, Sequence
from typing import Final

from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.web.language import speaking, t
from services.monitoring.digests import Agreement

Words = Mapping[str, tuple[str, str]]

PATENT_TYPES: Final[Words] = {
    "invention": ("发明", "Invention"),
    "utility_model": ("实用新型", "Utility model"),
    "design": ("外观设计", "Design"),
}
INSTITUTION_KINDS: Final[Words] = {
    "demonstration_university": ("示范高校", "Demonstration universities"),
    "pilot_university": ("试点高校", "Pilot universities"),
    "other_university": ("其他高校", "Other universities"),
    "research_institute": ("科研机构", "Research institutes"),
    "hospital": ("医院", "Hospitals"),
    "central_enterprise_institute": ("央企所属", "Institutes of central enterprises"),
    "unclassified": ("未分类", "Unclassified"),
}
STREAMS: Final[Words] = {
    "inventory": ("盘点", "Inventory"),
    "evaluation": ("评价", "Evaluation"),
    "matching": ("对接", "Matching"),
    "filing": ("备案", "Filing"),
    "institutions": ("单位", "Institutions"),
    "enterprises": ("企业", "Enterprises"),
    "monitoring": ("监测", "Monitoring"),
}
LEGAL_STATUS: Final[Words] = {
    "in_force": ("有效", "In force"),
    "fee_grace": ("年费滞纳", "Fee grace"),
    "lapsed": ("终止", "Lapsed"),
    "expired": ("届满", "Expired"),
    "invalidated": ("无效", "Invalidated"),
    "abandoned": ("放弃", "Abandoned"),
}
CODES: Final[Words] = {
    **LEGAL_STATUS,
    "good": ("较好", "good"),
    "fair": ("一般", "fair"),
    "unclear": ("暂无法判断", "unclear"),
    "very_good": ("很好", "very good"),
    "poor": ("较差", "poor"),
    "high": ("高", "high"),
    "medium": ("中", "medium"),
    "low": ("低", "low"),
    "laboratory": ("实验室", "laboratory"),
    "small_trial": ("小试", "small trial"),
    "pilot": ("中试", "pilot"),
    "industrial": ("可产业化", "industrial"),
    "unused": ("未实施", "unused"),
    "self_used": ("自行实施", "used by its owner"),
    "licensed": ("已许可", "licensed"),
    "transferred": ("已转让", "transferred"),
    "invested": ("作价入股", "invested"),
    "industrialized": ("已产业化", "industrialized"),
    "transfer": ("转让", "transfer"),
    "ordinary_license": ("普通许可", "ordinary license"),
    "sole_license": ("排他许可", "sole license"),
    "exclusive_license": ("独占许可", "exclusive license"),
    "open_license": ("开放许可", "open license"),
    "valuation_investment": ("作价投资", "investment at valuation"),
    "self_industrialization": ("自行产业化", "own production"),
    "cooperative_development": ("合作开发", "joint development"),
    "no_intention": ("无转化意愿", "no intention"),
    "withdrawn": ("单位撤回", "withdrawn"),
    "right_ended": ("权利终止", "right ended"),
    "exclusively_licensed": ("独占许可", "exclusively licensed"),
    "inventory_revised": ("盘点更正", "inventory revised"),
    "ordinary": ("普通许可", "ordinary"),
    "sole": ("排他许可", "sole"),
    "exclusive": ("独占许可", "exclusive"),
    "cross": ("交叉许可", "cross"),
    "sublicense": ("分许可", "sublicense"),
    "pledged": ("质押", "pledged"),
    "preserved": ("保全", "preserved"),
    "suspended": ("中止", "suspended"),
    "open_licensed": ("开放许可中", "open-licensed"),
}
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


def listed(codes: Sequence[str]) -> str:
    """Codes in words, in a line."""
    return t("、", ", ").join(word(CODES, code) for code in codes)
