"""Names of codes on the screens, in Chinese and English."""

from collections.abc import Iterable, Mapping
from typing import Final

from panhuo_contracts.codes import (
    ConversionMode,
    EnterpriseKind,
    LegalStatus,
    LicenseKind,
    Maturity,
    Ministry,
    PatentType,
    PaymentKind,
    RoyaltyBase,
    SelfGrade,
    SuspensionReason,
    Tier,
)

from chassis.options import Options, in_use
from chassis.web.language import t

Names = Mapping[str, tuple[str, str]]

PATENT_TYPES: Final[Names] = {
    PatentType.INVENTION: ("发明", "Invention"),
    PatentType.UTILITY_MODEL: ("实用新型", "Utility model"),
    PatentType.DESIGN: ("外观设计", "Design"),
}
MODES: Final[Options[str]] = Options("conversion_mode", ConversionMode)
MATURITIES: Final[Options[str]] = Options("maturity", Maturity)
GRADES: Final[Options[str]] = Options("self_grade", SelfGrade)
STATUSES: Final[Names] = {
    LegalStatus.IN_FORCE: ("有效", "In force"),
    LegalStatus.FEE_GRACE: ("年费滞纳", "Fee overdue"),
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
MINISTRIES: Final[Options[str]] = Options("ministry", Ministry)
TIERS: Final[Names] = {
    Tier.PRIORITY: ("T1 重点推广", "T1 Priority"),
    Tier.REGULAR: ("T2 一般推广", "T2 Regular"),
    Tier.NURTURE: ("T3 培育改进", "T3 Nurture"),
    Tier.UNCLEAR: ("T4 前景不明", "T4 Unclear"),
}
SECTIONS: Final[Names] = {
    "A": ("A 人类生活必需", "A Human necessities"),
    "B": ("B 作业；运输", "B Operations; transport"),
    "C": ("C 化学；冶金", "C Chemistry; metallurgy"),
    "D": ("D 纺织；造纸", "D Textiles; paper"),
    "E": ("E 固定建筑物", "E Fixed constructions"),
    "F": ("F 机械；照明；加热", "F Mechanics; lighting; heating"),
    "G": ("G 物理", "G Physics"),
    "H": ("H 电学", "H Electricity"),
}
ENTERPRISE_KINDS: Final[Names] = {
    EnterpriseKind.ADVANTAGE_DEMONSTRATION: ("知识产权优势示范企业", "IP advantage or demonstration"),
    EnterpriseKind.SPECIALIZED_AND_NEW: ("专精特新中小企业", "Specialized and new SME"),
    EnterpriseKind.HIGH_TECH: ("高新技术企业", "High-tech"),
    EnterpriseKind.STATE_OWNED: ("国有企业", "State-owned"),
    EnterpriseKind.PROTECTION_CENTER_REGISTERED: ("保护中心备案企业", "Registered with a protection center"),
}
LICENSE_KINDS: Final[Names] = {
    LicenseKind.ORDINARY: ("普通许可", "Ordinary"),
    LicenseKind.SOLE: ("排他许可", "Sole"),
    LicenseKind.EXCLUSIVE: ("独占许可", "Exclusive"),
    LicenseKind.CROSS: ("交叉许可", "Cross"),
    LicenseKind.SUBLICENSE: ("分许可", "Sublicense"),
}
PAYMENT_KINDS: Final[Names] = {
    PaymentKind.LUMP_SUM: ("一次总算、一次总付", "Lump sum"),
    PaymentKind.INSTALMENTS: ("一次总算、分期支付", "Instalments"),
    PaymentKind.ROYALTY: ("提成支付", "Royalty"),
    PaymentKind.ENTRY_FEE_AND_ROYALTY: ("提成支付附加预付入门费", "Entry fee and royalty"),
    PaymentKind.FREE: ("免费", "Free"),
}
_PARTIES: Final[Mapping[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    ConversionMode.TRANSFER: (("转让方", "Assignor"), ("受让方", "Assignee")),
    ConversionMode.VALUATION_INVESTMENT: (("出资方", "Investor"), ("被投资企业", "Company")),
    ConversionMode.COOPERATIVE_DEVELOPMENT: (("专利单位", "Institution"), ("合作企业", "Partner")),
}
_LICENSE_PARTIES: Final = (("许可方", "Licensor"), ("被许可方", "Licensee"))
ROYALTY_BASES: Final[Names] = {
    RoyaltyBase.NET_SALES: ("产品销售额", "Net sales"),
    RoyaltyBase.PRODUCT_PRICE: ("产品价格", "Product price"),
    RoyaltyBase.ADDED_OUTPUT: ("新增产值", "Added output"),
    RoyaltyBase.PROFIT: ("利润", "Profit"),
    RoyaltyBase.OTHER: ("其他约定", "Other"),
}


def named(names: Names, code: object) -> str:
    """The name in the reader's language; a dash for none, the code itself where it has no name."""
    if code is None or code == "":
        return "—"
    return t(*names[str(code)]) if str(code) in names else str(code)


def parties(mode: str | None) -> tuple[str, str]:
    """What the two sides are called in a contract of this way: institution, enterprise."""
    institution, enterprise = _PARTIES.get(mode or "", _LICENSE_PARTIES)
    return t(*institution), t(*enterprise)


def listed(names: Names, codes: Iterable[object]) -> str:
    """Several names in one line."""
    return t("、", ", ").join(named(names, code) for code in codes) or "—"


def suspensions(reasons: Iterable[str], *, english: bool) -> str:
    """Why an entry is suspended, in a language that is said."""
    return (", " if english else "、").join(SUSPENSIONS[reason][english] for reason in reasons)


def options(names: Names, *, blank: str = "") -> list[tuple[str, str]]:
    """Choices of a select field; ``blank`` names the empty one."""
    return ([("", blank)] if blank else []) + [(str(code), t(*name)) for code, name in in_use(names).items()]
