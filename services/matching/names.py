"""Names of codes on the screens, in Chinese and English."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panhuo_contracts import names
from panhuo_contracts.codes import (
    ConversionMode,
    EnterpriseKind,
    Maturity,
    Ministry,
    SelfGrade,
)

from chassis.options import Label, Options, in_use
from chassis.web.language import t

Names = Mapping[Any, Label]

PATENT_TYPES: Final[Names] = names.PATENT_TYPES
MODES: Final[Options[str]] = Options("conversion_mode", ConversionMode)
MATURITIES: Final[Options[str]] = Options("maturity", Maturity)
GRADES: Final[Options[str]] = Options("self_grade", SelfGrade)
STATUSES: Final[Names] = names.LEGAL_STATUSES
SUSPENSIONS: Final[Names] = names.SUSPENSIONS
MINISTRIES: Final[Options[str]] = Options("ministry", Ministry)
TIERS: Final[Names] = names.TIERS
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
LICENSE_KINDS: Final[Names] = names.LICENSE_KINDS
PAYMENT_KINDS: Final[Names] = names.PAYMENT_KINDS
_PARTIES: Final[Mapping[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    ConversionMode.TRANSFER: (("转让方", "Assignor"), ("受让方", "Assignee")),
    ConversionMode.VALUATION_INVESTMENT: (("出资方", "Investor"), ("被投资企业", "Company")),
    ConversionMode.COOPERATIVE_DEVELOPMENT: (("专利单位", "Institution"), ("合作企业", "Partner")),
}
_LICENSE_PARTIES: Final = (("许可方", "Licensor"), ("被许可方", "Licensee"))
ROYALTY_BASES: Final[Names] = names.ROYALTY_BASES


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
