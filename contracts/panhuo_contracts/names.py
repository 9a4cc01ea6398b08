"""What codes are called in Chinese and English, on every screen and in every file.

Codes that the national office may rename are no part of this: their names are code tables.
"""

from collections.abc import Mapping
from typing import Final

from panhuo_contracts.codes import (
    GuidelineScenario,
    InstitutionKind,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    PatentType,
    PaymentKind,
    PromotionMeasure,
    PromotionOutcome,
    PromotionTag,
    RegisterEventKind,
    RoyaltyBase,
    SuspensionReason,
    Tier,
)

Name = tuple[str, str]

PATENT_TYPES: Final[Mapping[PatentType, Name]] = {
    PatentType.INVENTION: ("发明", "Invention"),
    PatentType.UTILITY_MODEL: ("实用新型", "Utility model"),
    PatentType.DESIGN: ("外观设计", "Design"),
}
INSTITUTION_KINDS: Final[Mapping[InstitutionKind, Name]] = {
    InstitutionKind.DEMONSTRATION_UNIVERSITY: ("示范高校", "Demonstration university"),
    InstitutionKind.PILOT_UNIVERSITY: ("试点高校", "Pilot university"),
    InstitutionKind.OTHER_UNIVERSITY: ("其他高校", "Other university"),
    InstitutionKind.RESEARCH_INSTITUTE: ("科研机构", "Research institute"),
    InstitutionKind.HOSPITAL: ("医院", "Hospital"),
    InstitutionKind.CENTRAL_ENTERPRISE_INSTITUTE: ("央企所属科研机构", "Institute of a central enterprise"),
    InstitutionKind.UNCLASSIFIED: ("未分类", "Unclassified"),
}
LEGAL_STATUSES: Final[Mapping[LegalStatus, Name]] = {
    LegalStatus.IN_FORCE: ("有效", "In force"),
    LegalStatus.FEE_GRACE: ("年费滞纳", "Fee grace period"),
    LegalStatus.LAPSED: ("终止", "Lapsed"),
    LegalStatus.EXPIRED: ("届满", "Expired"),
    LegalStatus.INVALIDATED: ("无效", "Invalidated"),
    LegalStatus.ABANDONED: ("放弃", "Abandoned"),
}
LEGAL_FLAGS: Final[Mapping[LegalFlag, Name]] = {
    LegalFlag.PLEDGED: ("质押", "Pledged"),
    LegalFlag.PRESERVED: ("保全", "Preserved"),
    LegalFlag.SUSPENDED: ("中止", "Suspended"),
    LegalFlag.EXCLUSIVELY_LICENSED: ("独占许可中", "Exclusively licensed"),
    LegalFlag.OPEN_LICENSED: ("开放许可中", "Open licensed"),
}
SUSPENSIONS: Final[Mapping[SuspensionReason, Name]] = {
    SuspensionReason.FEE_GRACE: ("年费滞纳", "Fee overdue"),
    SuspensionReason.PRESERVED: ("保全", "Preserved by a court"),
    SuspensionReason.PROCEDURE_SUSPENDED: ("权属纠纷中止", "Suspended over ownership"),
    SuspensionReason.EXCLUSIVELY_LICENSED: ("独占许可中", "Exclusively licensed"),
}
SCENARIOS: Final[Mapping[GuidelineScenario, Name]] = {
    GuidelineScenario.MANAGEMENT: ("分级管理", "Management by grades"),
    GuidelineScenario.LICENSING: ("许可转让", "Licensing and transfer"),
    GuidelineScenario.FINANCE: ("金融", "Finance"),
    GuidelineScenario.REPORTING: ("财务报告", "Financial reporting"),
    GuidelineScenario.REMEDY: ("侵权救济", "Remedies"),
}
TIERS: Final[Mapping[Tier, Name]] = {
    Tier.PRIORITY: ("T1 重点推广", "T1 Priority"),
    Tier.REGULAR: ("T2 一般推广", "T2 Regular"),
    Tier.NURTURE: ("T3 培育改进", "T3 Nurture"),
    Tier.UNCLEAR: ("T4 前景不明", "T4 Unclear"),
}
PROMOTION_TAGS: Final[Mapping[PromotionTag, Name]] = {
    PromotionTag.POOL: ("专利池候选", "Pool candidate"),
    PromotionTag.OPEN_LICENSE: ("开放许可候选", "Open-license candidate"),
    PromotionTag.PLEDGE: ("质押融资候选", "Pledge candidate"),
    PromotionTag.STABILITY_ANALYSIS: ("宜作稳定性分析", "Stability analysis advised"),
}
PROMOTION_MEASURES: Final[Mapping[PromotionMeasure, Name]] = {
    PromotionMeasure.INVESTMENT: ("投融资对接、质押保险、挂牌服务", "Investment, pledge, insurance, listing"),
    PromotionMeasure.ROADSHOW: ("项目路演、跨区域对接", "Roadshow"),
    PromotionMeasure.POOL: ("加入专利池", "Patent pool"),
    PromotionMeasure.OPEN_LICENSE: ("开放许可", "Open license"),
    PromotionMeasure.STABILITY_ANALYSIS: ("稳定性分析（评价报告）", "Stability analysis"),
    PromotionMeasure.IMPROVEMENT: ("按改进需求培育", "Work on the improvements named"),
    PromotionMeasure.SCREENING: ("再次筛查", "Look at it again"),
}
PROMOTION_OUTCOMES: Final[Mapping[PromotionOutcome, Name]] = {
    PromotionOutcome.DONE: ("已办结", "Done"),
    PromotionOutcome.WITHOUT_RESULT: ("无结果", "Without result"),
    PromotionOutcome.DECLINED: ("已谢绝", "Declined"),
    PromotionOutcome.SUPERSEDED: ("已收回", "Taken back"),
}
LICENSE_KINDS: Final[Mapping[LicenseKind, Name]] = {
    LicenseKind.ORDINARY: ("普通许可", "Ordinary"),
    LicenseKind.SOLE: ("排他许可", "Sole"),
    LicenseKind.EXCLUSIVE: ("独占许可", "Exclusive"),
    LicenseKind.CROSS: ("交叉许可", "Cross"),
    LicenseKind.SUBLICENSE: ("分许可", "Sublicense"),
}
"""An ordinary one first: what a contract means that does not say (technology-contract interpretation, article 25)."""
PAYMENT_KINDS: Final[Mapping[PaymentKind, Name]] = {
    PaymentKind.LUMP_SUM: ("一次总算、一次总付", "Lump sum"),
    PaymentKind.INSTALMENTS: ("一次总算、分期支付", "Instalments"),
    PaymentKind.ROYALTY: ("提成支付", "Royalty"),
    PaymentKind.ENTRY_FEE_AND_ROYALTY: ("提成支付附加预付入门费", "Entry fee and royalty"),
    PaymentKind.FREE: ("免费", "Free"),
}
"""In the words of the Civil Code, article 846."""
ROYALTY_BASES: Final[Mapping[RoyaltyBase, Name]] = {
    RoyaltyBase.NET_SALES: ("产品销售额", "Net sales"),
    RoyaltyBase.PRODUCT_PRICE: ("产品价格", "Product price"),
    RoyaltyBase.ADDED_OUTPUT: ("新增产值", "Added output"),
    RoyaltyBase.PROFIT: ("利润", "Profit"),
    RoyaltyBase.OTHER: ("其他约定", "Other"),
}
REGISTER_EVENTS: Final[Mapping[RegisterEventKind, Name]] = {
    RegisterEventKind.GRANTED: ("授权", "Granted"),
    RegisterEventKind.TRANSFERRED: ("转移", "Transferred"),
    RegisterEventKind.HOLDER_CHANGED: ("权利人变更", "Holder's name changed"),
    RegisterEventKind.PLEDGE_REGISTERED: ("质押登记", "Pledge registered"),
    RegisterEventKind.PLEDGE_CHANGED: ("质押变更", "Pledge changed"),
    RegisterEventKind.PLEDGE_RELEASED: ("质押注销", "Pledge released"),
    RegisterEventKind.PRESERVATION_SET: ("保全", "Preservation set"),
    RegisterEventKind.PRESERVATION_LIFTED: ("保全解除", "Preservation lifted"),
    RegisterEventKind.LICENSE_FILED: ("许可备案", "License filed"),
    RegisterEventKind.LICENSE_CHANGED: ("许可变更", "License changed"),
    RegisterEventKind.LICENSE_CANCELLED: ("许可注销", "License cancelled"),
    RegisterEventKind.OPEN_LICENSE_DECLARED: ("开放许可声明", "Open license declared"),
    RegisterEventKind.OPEN_LICENSE_WITHDRAWN: ("开放许可撤回", "Open license withdrawn"),
    RegisterEventKind.COMPULSORY_LICENSE_GRANTED: ("强制许可", "Compulsory license"),
    RegisterEventKind.DECLASSIFIED: ("解密", "Declassified"),
    RegisterEventKind.SUSPENDED: ("中止", "Suspended"),
    RegisterEventKind.RESUMED: ("中止解除", "Resumed"),
    RegisterEventKind.ANNUITY_OVERDUE: ("年费滞纳", "Annuity overdue"),
    RegisterEventKind.ANNUITY_PAID: ("年费缴纳", "Annuity paid"),
    RegisterEventKind.FEE_LAPSED: ("未缴年费终止", "Lapsed for fees"),
    RegisterEventKind.RIGHT_ABANDONED: ("放弃", "Abandoned"),
    RegisterEventKind.TERM_EXPIRED: ("期限届满", "Expired"),
    RegisterEventKind.TERM_COMPENSATED: ("期限补偿", "Term compensated"),
    RegisterEventKind.INVALIDATED_WHOLLY: ("全部无效", "Invalidated"),
    RegisterEventKind.INVALIDATED_PARTLY: ("部分无效", "Partly invalidated"),
    RegisterEventKind.RESTORED: ("恢复", "Restored"),
    RegisterEventKind.EXTRACT: ("登记簿副本", "Register extract"),
}
