"""Names of codes on the screens, in Chinese and English."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panhuo_contracts import names
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    DelistReason,
    Maturity,
    ProspectGrade,
    SelfGrade,
    TierReason,
    WithholdReason,
)

from chassis.options import Label, Options, offered
from chassis.web.language import t

Names = Mapping[Any, Label]

SELF_GRADES: Final[Options[str]] = Options("self_grade", SelfGrade)
MATURITIES: Final[Options[str]] = Options("maturity", Maturity)
PROSPECTS: Final[Options[str]] = Options("prospect_grade", ProspectGrade)
CONFIDENCES: Final[Options[str]] = Options("confidence", Confidence)
MODES: Final[Options[str]] = Options("conversion_mode", ConversionMode)
PATENT_TYPES: Final[Names] = names.PATENT_TYPES
STATUSES: Final[Names] = names.LEGAL_STATUSES
SUSPENSIONS: Final[Names] = names.SUSPENSIONS
WITHHOLD_REASONS: Final[Options[str]] = Options("withhold_reason", WithholdReason)
REASONS: Final[Options[str]] = Options("delist_reason", DelistReason)
TIERS: Final[Names] = names.TIERS
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
TAGS: Final[Names] = names.PROMOTION_TAGS
MEASURES: Final[Names] = names.PROMOTION_MEASURES
PROMOTION_OUTCOMES: Final[Names] = names.PROMOTION_OUTCOMES
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


def editions(rules: str) -> str:
    """Code tables and their editions as records note them, such as ``grading-1``, by their names."""
    return t("、", ", ").join(_edition(one) for one in rules.split())


def _edition(noted: str) -> str:
    table, _, number = noted.rpartition("-")
    known = first_editions().get(table)
    return t("“{n}”第 {e} 版", "“{n}”, edition {e}", n=t(known.zh, known.en), e=number) if known else noted
