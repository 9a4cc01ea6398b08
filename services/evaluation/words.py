"""Names of codes on the screens, in Chinese and English."""

from collections.abc import Iterable, Mapping
from typing import Final

from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    DelistReason,
    LegalStatus,
    Maturity,
    PatentType,
    PromotionMeasure,
    PromotionOutcome,
    PromotionTag,
    ProspectGrade,
    SelfGrade,
    SuspensionReason,
    Tier,
    TierReason,
    WithholdReason,
)

from chassis.options import Options, offered
from chassis.web.language import t

Names = Mapping[str, tuple[str, str]]

SELF_GRADES: Final[Options[str]] = Options("self_grade", SelfGrade)
MATURITIES: Final[Options[str]] = Options("maturity", Maturity)
PROSPECTS: Final[Options[str]] = Options("prospect_grade", ProspectGrade)
CONFIDENCES: Final[Options[str]] = Options("confidence", Confidence)
MODES: Final[Options[str]] = Options("conversion_mode", ConversionMode)
PATENT_TYPES: Final[Names] = {
    PatentType.INVENTION: ("发明", "Invention"),
    PatentType.UTILITY_MODEL: ("实用新型", "Utility model"),
    PatentType.DESIGN: ("外观设计", "Design"),
}
STATUSES: Final[Names] = {
    LegalStatus.IN_FORCE: ("有效", "In force"),
    LegalStatus.FEE_GRACE: ("年费滞纳", "Fee grace"),
    LegalStatus.LAPSED: ("终止", "Lapsed"),
    LegalStatus.EXPIRED: ("届满", "Expired"),
    LegalStatus.INVALIDATED: ("无效", "Invalidated"),
    LegalStatus.ABANDONED: ("放弃", "Abandoned"),
}
SUSPENSIONS: Final[Names] = {
    SuspensionReason.FEE_GRACE: ("年费滞纳", "Fee overdue"),
    SuspensionReason.PRESERVED: ("保全", "Preserved by a court"),
    SuspensionReason.PROCEDURE_SUSPENDED: ("权属纠纷中止", "Suspended over ownership"),
    SuspensionReason.EXCLUSIVELY_LICENSED: ("独占许可中", "Exclusively licensed"),
}
WITHHOLD_REASONS: Final[Options[str]] = Options("withhold_reason", WithholdReason)
REASONS: Final[Options[str]] = Options("delist_reason", DelistReason)
TIERS: Final[Names] = {
    Tier.PRIORITY: ("T1 重点推广", "T1 Priority"),
    Tier.REGULAR: ("T2 一般推广", "T2 Regular"),
    Tier.NURTURE: ("T3 培育改进", "T3 Nurture"),
    Tier.UNCLEAR: ("T4 前景不明、待复核", "T4 Unclear, to be looked at again"),
}
TIER_REASONS: Final[Names] = {
    TierReason.SELF_GOOD: ("自评较好", "Graded good by its institution"),
    TierReason.SELF_FAIR: ("自评一般", "Graded fair by its institution"),
    TierReason.SELF_UNCLEAR: ("自评前景不明", "Its institution finds the prospect unclear"),
    TierReason.SELF_UNSAID: ("尚无自评", "Not graded by its institution"),
    TierReason.ENTERPRISES_FAVORABLE: ("企业认为前景较好以上", "Enterprises that find the prospect good"),
    TierReason.ENTERPRISES_DOUBTFUL: ("企业认为前景较差", "Enterprises that find the prospect poor"),
    TierReason.ENTERPRISES_SILENT: ("没有有效的企业评价", "No enterprise's view is in force"),
    TierReason.ENTERPRISES_UNDECIDED: ("企业认为前景一般或不明", "Enterprises that find the prospect fair or unclear"),
    TierReason.COOPERATION_INTENDED: ("企业有合作意向", "Enterprises that would take part"),
    TierReason.IMPROVEMENT_NEEDED: ("企业提出改进需求", "Enterprises that name improvements"),
    TierReason.EXPERTS_FAVORABLE: ("专家复评：前景较好以上", "Experts that find the prospect good"),
    TierReason.EXPERTS_DOUBTFUL: ("专家复评：前景较差", "Experts that find the prospect poor"),
    TierReason.EXPERTS_UNDECIDED: ("专家复评：前景一般或不明", "Experts that find the prospect fair or unclear"),
    TierReason.RIGHT_ENDED: ("专利权已终止", "The right has ended"),
}
TAGS: Final[Names] = {
    PromotionTag.POOL: ("专利池候选", "Pool candidate"),
    PromotionTag.OPEN_LICENSE: ("开放许可候选", "Open-license candidate"),
    PromotionTag.PLEDGE: ("质押融资候选", "Pledge candidate"),
    PromotionTag.STABILITY_ANALYSIS: ("宜作稳定性分析", "Stability analysis advised"),
}
MEASURES: Final[Names] = {
    PromotionMeasure.INVESTMENT: ("投融资对接、质押保险、挂牌服务", "Investment, pledge, insurance, listing"),
    PromotionMeasure.ROADSHOW: ("项目路演、跨区域对接", "Roadshow"),
    PromotionMeasure.POOL: ("加入专利池", "Patent pool"),
    PromotionMeasure.OPEN_LICENSE: ("开放许可", "Open license"),
    PromotionMeasure.STABILITY_ANALYSIS: ("稳定性分析（评价报告）", "Stability analysis"),
    PromotionMeasure.IMPROVEMENT: ("按改进需求培育", "Work on the improvements named"),
    PromotionMeasure.SCREENING: ("再次筛查", "Look at it again"),
}
PROMOTION_OUTCOMES: Final[Names] = {
    PromotionOutcome.DONE: ("已办结", "Done"),
    PromotionOutcome.WITHOUT_RESULT: ("无结果", "Without result"),
    PromotionOutcome.DECLINED: ("已谢绝", "Declined"),
    PromotionOutcome.SUPERSEDED: ("已收回", "Taken back"),
}
COOPERATION: Final = (
    ConversionMode.TRANSFER,
    ConversionMode.ORDINARY_LICENSE,
    ConversionMode.SOLE_LICENSE,
    ConversionMode.EXCLUSIVE_LICENSE,
    ConversionMode.OPEN_LICENSE,
    ConversionMode.VALUATION_INVESTMENT,
    ConversionMode.COOPERATIVE_DEVELOPMENT,
)
"""Ways in which an enterprise can say that it wants to take part."""


def named(names: Names, code: str | None) -> str:
    """A code's name in the language of the page; a dash for none."""
    return "—" if code is None else t(*names[code])


def options(names: Names, first: str = "", chosen: str | None = None) -> list[tuple[str, str]]:
    """Choices of a select field; ``first`` stands for none, ``chosen`` is offered though it be retired."""
    return ([("", first)] if first else []) + [(str(code), t(*pair)) for code, pair in offered(names, chosen)]


def listed(names: Names, codes: Iterable[str]) -> str:
    """Several codes' names; a dash for none."""
    return t("、", ", ").join(named(names, code) for code in codes) or "—"
