"""Events in the words of a page: what each is called, and what its summary says in a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from panhuo_contracts import names
from panhuo_contracts.identifiers import display_patent_number

from chassis.web import formats
from chassis.web.language import localized, speaking, t, told
from services.monitoring import words
from services.monitoring.store.timeline import Entry
from services.monitoring.words import STREAMS, Words, place, word

EVENTS: Final[Words] = {
    "PatentRecorded": ("登记入存量库", "Recorded in the stock library"),
    "PatentInventoried": ("完成盘点", "Inventoried"),
    "InventoryRevised": ("盘点记录更正", "Inventory revised"),
    "InventoryReturned": ("退回修改", "Inventory returned"),
    "PatentTransferredAway": ("专利权转出", "Transferred away"),
    "PatentClaimed": ("他方主张权属", "Claimed by another body"),
    "ClaimWithdrawn": ("权属主张撤回", "The claim was withdrawn"),
    "ClaimSettled": ("权属争议裁定", "The claim was settled"),
    "ClaimArgued": ("权属争议一方陈述", "One side of the claim was stated"),
    "ClaimReopened": ("权属争议重新立案", "The case was reopened"),
    "RegisterEventRecorded": ("登记簿记载", "Entered in the register"),
    "LegalStatusChanged": ("法律状态变更", "Legal status changed"),
    "PatentSelfEvaluated": ("自评", "Self-evaluated"),
    "GuidelineEvaluated": ("按评估指引评估", "Evaluated by the guideline"),
    "PatentListed": ("进入资源库", "Entered the library"),
    "PatentDelisted": ("移出资源库", "Left the library"),
    "PatentWithheld": ("决定不入库", "Kept out of the library"),
    "EnterpriseEvaluated": ("企业评价", "Evaluated by an enterprise"),
    "EvaluationObjected": ("对企业评价提出异议", "An evaluation was objected to"),
    "EvaluationReviewed": ("异议复核", "The objection was reviewed"),
    "ExpertEvaluated": ("专家评价", "Evaluated by an expert"),
    "PatentGraded": ("分级", "Graded"),
    "PromotionAssigned": ("分派推广措施", "Promotion assigned"),
    "PromotionAccepted": ("承接推广措施", "Promotion taken on"),
    "PromotionReported": ("推广有进展", "Promotion progressed"),
    "PromotionClosed": ("推广措施办结", "Promotion closed"),
    "PatentSubscribed": ("企业订阅", "Subscribed"),
    "IntentExpressed": ("表达意向", "Intent expressed"),
    "DealSigned": ("签约", "Deal signed"),
    "DealEnded": ("洽谈终止", "Negotiation ended"),
    "LicenseFiled": ("许可备案生效", "License filed"),
    "FilingRefused": ("不予备案", "Filing refused"),
    "ProductIndustrialized": ("产品上市", "Product on the market"),
}
FINDINGS: Final[Words] = {
    "upheld": ("异议成立，评价作废", "upheld: the evaluation is void"),
    "dismissed": ("异议不成立，评价恢复计入", "dismissed: the evaluation counts again"),
}
FIELDS: Final[Words] = {
    "home": ("辖区", "jurisdiction"),
    "institution": ("单位代码", "institution"),
    "institution_name": ("单位名称", "institution’s name"),
    "institution_kind": ("单位类别", "kind of institution"),
    "ministry": ("主管部门", "ministry"),
    "title": ("名称", "title"),
    "abstract": ("摘要", "abstract"),
    "patent_type": ("专利类型", "type"),
    "publication_number": ("公开号", "publication number"),
    "filing_date": ("申请日", "filing date"),
    "grant_date": ("授权日", "grant date"),
    "expires_on": ("届满日", "last day of the term"),
    "ipc": ("分类号", "IPC"),
    "locarno": ("外观分类", "Locarno class"),
    "co_patentees": ("共有专利权人", "co-owners"),
    "implementation": ("实施状态", "implementation"),
    "accepted_modes": ("转化意愿", "accepted ways"),
    "asking_price": ("拟交易金额", "asking price"),
    "maturity": ("技术成熟度", "maturity"),
    "self_grade": ("自评", "self-grade"),
    "scenario": ("应用场景", "scenario"),
    "industries": ("行业", "industries"),
    "keywords": ("关键词", "keywords"),
    "generated": ("数据标识", "mark of generated data"),
}
"""Of a stocktaking record, as a revision names them, whatever group they stand in."""

_TABLES: Final[Mapping[str, Words]] = {
    "register": names.REGISTER_EVENTS,
    "finding": FINDINGS,
    "tier": names.TIERS,
    "measure": names.PROMOTION_MEASURES,
    "outcome": names.PROMOTION_OUTCOMES,
    "scenario": names.SCENARIOS,
    "status": names.LEGAL_STATUSES,
    "grade": words.SELF_GRADES,
    "prospect": words.PROSPECTS,
    "delisted": words.DELISTED,
    "mode": words.MODES,
    "kind": names.LICENSE_KINDS,
    "implementation": words.IMPLEMENTATION,
    "maturity": words.MATURITIES,
    "tags": names.PROMOTION_TAGS,
    "flags": names.LEGAL_FLAGS,
    "modes": words.MODES,
}
"""Names in a summary under which codes stand, one or several, in the order of the line."""
_TEXTS: Final = (
    "number", "institution_name", "enterprise_name", "product_name", "filing", "contract", "cause", "reason", "note",
)  # fmt: skip


def event_name(kind: str) -> str:
    return word(EVENTS, kind)


def event_facts(summary: Mapping[str, Any]) -> str:
    """What an event's summary says, in a line."""
    parts = [word(table, code) for name, table in _TABLES.items() for code in _codes(summary.get(name))]
    if confidence := summary.get("confidence"):
        parts.append(t("把握程度{grade}", "{grade} confidence", grade=word(words.CONFIDENCES, confidence)))
    if computed := summary.get("computed"):
        parts.append(t("按规则为 {tier}", "{tier} by the rules", tier=word(names.TIERS, computed)))
    if score := summary.get("score"):
        parts.append(t("{low}–{high} 分", "{low}–{high} points", low=score[0], high=score[1]))
    if answered := summary.get("answered"):
        parts.append(t("已答 {n}%", "{n} % answered", n=answered))
    if year := summary.get("year"):
        parts.append(t("第 {n} 年度", "year {n}", n=year))
    if changed := summary.get("changed"):
        parts.append(
            t("更正：", "Changed: ") + t("、", ", ").join(word(FIELDS, name.split(".")[-1]) for name in changed)
        )
    if grounds := summary.get("grounds"):
        parts.append(t("第 {n} 项", "ground {n}", n=t("、", ", ").join(map(str, grounds))))
    parts += [told(str(summary[name])) for name in _TEXTS if summary.get(name)]
    if until := summary.get("until"):
        parts.append(t("至 {day}", "until {day}", day=until))
    if due := summary.get("due_on"):
        parts.append(t("{day} 前办理", "due by {day}", day=due))
    if review_by := summary.get("review_by"):
        parts.append(t("{day} 前复核", "to be reviewed by {day}", day=review_by))
    if summary.get("is_on_time") is False:
        parts.append(t("逾期备案", "filed late"))
    return t("，", ", ").join(parts)


def _codes(said: str | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) and said else list(said or ())


@dataclass(frozen=True, slots=True)
class TickerItem:
    """One line of the live list."""

    time: str
    place: str
    title: str
    kind: str
    subject: str
    href: str


_TOLD: Final = ("prospect", "grade", "register", "status", "measure", "outcome", "tier", "finding")
"""The first of these that a summary has stands behind the event's name."""


def ticker_item(entry: Entry, *, may_open: bool) -> TickerItem:
    """``may_open``: whether the reader may see the patent's page."""
    said = event_name(entry.type)
    for name in _TOLD:
        if code := entry.summary.get(name):
            said += t("：", ": ") + word(_TABLES[name], code)
            break
    href = localized(f"/monitoring/patents/{entry.patent}", speaking.get()) if may_open else ""
    subject = entry.title or display_patent_number(entry.patent)
    return TickerItem(
        formats.time_of_day(entry.at), place(entry.home), said, word(STREAMS, entry.stream), subject, href
    )
