"""What each figure means: numerator, denominator, window, version. One table; pages and API quote it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from services.monitoring.measures import Measure

FEWEST: Final = 30
"""Below this denominator a share says nothing and is not shown."""

DAYS: Final = (
    "按事件所述的业务日期计（北京时间），自当日起成立；后到的事实自其所述之日起更正以往",
    (
        "By the business dates that the events state (Beijing), standing from that day on; "
        "a fact that arrives late corrects the past from the day that it states"
    ),
)
"""By which day a fact counts, in Chinese and English. It holds for every figure."""


class Window(StrEnum):
    """Over which days a figure adds up."""

    STANDING = "standing"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of one measure in another. ``code`` also names its cuts on the map."""

    code: str
    zh: str
    en: str
    numerator: Measure
    denominator: Measure
    about_zh: str
    about_en: str
    window: Window = Window.STANDING
    version: int = 1
    since: date = date(2024, 1, 1)

    def percent(self, counts: Mapping[Measure, int]) -> Decimal | None:
        """The share in percent, to two places; None below thirty cases."""
        of = counts.get(self.denominator, 0)
        if of < FEWEST:
            return None
        return (Decimal(counts.get(self.numerator, 0)) * 100 / of).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Term:
    """A measure in words."""

    zh: str
    en: str
    about_zh: str
    about_en: str
    unit_zh: str = "件"
    unit_en: str = "patents"


TERMS: Final[Mapping[Measure, Term]] = {
    Measure.STOCK: Term(
        "应盘",
        "In stock",
        "存量专利基础库中登记，权利有效（含年费滞纳期），且未转出首位权利人",
        "on record in the stock base library, in force (fee grace included), and not transferred away",
    ),
    Measure.INVENTORIED: Term(
        "已盘点",
        "Inventoried",
        "应盘专利中，盘点记录已通过且未退回",
        "of the stock, the stocktaking record has passed and was not returned",
    ),
    Measure.LISTED: Term(
        "资源库在库",
        "In library",
        "已盘点专利中，当日在资源库",
        "of the inventoried, in the resource library on the day",
    ),
    Measure.SELF_EVALUATED: Term(
        "已自评",
        "Self-evaluated",
        "已盘点专利中，有自评",
        "of the inventoried, with a self-evaluation",
    ),
    Measure.SELF_GOOD: Term(
        "自评较好",
        "Self-graded good",
        "已盘点专利中，最近一次自评为较好",
        "of the inventoried, last self-graded good",
    ),
    Measure.EVALUATED: Term(
        "已评价",
        "Evaluated",
        "在库专利中，有 ≥ 1 条当日有效的企业评价；异议未复核的、异议成立的不计",
        (
            "of those in the library, with at least one enterprise evaluation valid on the day, "
            "not counting those under objection or void"
        ),
    ),
    Measure.CONTACTED: Term(
        "已对接",
        "Contact made",
        "应盘专利中，有企业订阅、表达意向或签约",
        "of the stock, an enterprise subscribed, expressed intent or signed",
    ),
    Measure.IMPLEMENTED: Term(
        "已实施",
        "Implemented",
        "应盘专利中，权利人报告已投入使用，或许可合同已备案且生效，或产品已上市",
        "of the stock, reported in use, or with a filed license in effect, or with a product on the market",
    ),
    Measure.INDUSTRIALIZED: Term(
        "已产业化",
        "Industrialized",
        "应盘专利中，有使用该专利的产品上市的证据",
        "of the stock, with evidence of a product on the market that uses it",
    ),
    Measure.PASSED_LISTING: Term(
        "曾入库", "Listed", "已盘点，且曾进入资源库", "inventoried, and has entered the library"
    ),
    Measure.PASSED_EVALUATION: Term(
        "获评价", "Evaluated", "曾入库，且获得过企业评价", "of these, an enterprise has evaluated it"
    ),
    Measure.PASSED_CONTACT: Term(
        "有对接", "Contact made", "获评价，且有企业对接", "of these, an enterprise has made contact"
    ),
    Measure.PASSED_DEAL: Term("已签约", "Deal signed", "有对接，且签过合同", "of these, a contract was signed"),
    Measure.PASSED_INDUSTRY: Term(
        "已上市", "On the market", "已签约，且有产品上市", "of these, a product is on the market"
    ),
    Measure.GENERATED: Term("生成", "Generated", "应盘专利中的生成数据", "generated records among the stock"),
    Measure.DEALS: Term("签约", "Deals signed", "签约次数，按次不按件", "contracts signed, not patents", "次", "deals"),
    Measure.LICENSES_FILED: Term(
        "许可备案",
        "Licenses filed",
        "许可合同备案生效的次数，按次不按件",
        "registrations of license contracts, not patents",
        "次",
        "filings",
    ),
    Measure.FILED_ON_TIME: Term(
        "按时备案",
        "Filed in time",
        "其中在合同生效后三个月内备案的（实施细则 2023 第 15 条）",
        "of these, within three months of taking effect (Implementing Rules 2023, rule 15)",
        "次",
        "filings",
    ),
}

INVENTORY: Final = Rate(
    "inventory_rate",
    "盘点率",
    "Inventory rate",
    Measure.INVENTORIED,
    Measure.STOCK,
    "已盘点 ÷ 应盘（有效、未转出首位权利人）",
    "Inventoried ÷ in stock (in force, not transferred away)",
)
LIBRARY: Final = Rate(
    "library_rate",
    "入库率",
    "Library rate",
    Measure.LISTED,
    Measure.INVENTORIED,
    "资源库在库 ÷ 已盘点",
    "In the library ÷ inventoried",
)
EVALUATION: Final = Rate(
    "evaluation_rate",
    "评价覆盖率",
    "Evaluation coverage",
    Measure.EVALUATED,
    Measure.LISTED,
    "有 ≥ 1 条有效企业评价 ÷ 在库",
    "With at least one valid enterprise evaluation ÷ in the library",
    version=2,
)
IMPLEMENTATION: Final = Rate(
    "implementation_rate",
    "实施率 · 普查",
    "Implementation rate, census",
    Measure.IMPLEMENTED,
    Measure.STOCK,
    "已投入使用、许可备案生效或产品上市 ÷ 应盘；与抽样调查不可比",
    "In use, licensed or on the market ÷ in stock; not comparable with sample surveys",
)
INDUSTRY: Final = Rate(
    "industrialization_rate",
    "产业化率 · 普查",
    "Industrialization rate, census",
    Measure.INDUSTRIALIZED,
    Measure.STOCK,
    "有产品上市证据 ÷ 应盘；与抽样调查不可比",
    "With a product on the market ÷ in stock; not comparable with sample surveys",
)
TIMELINESS: Final = Rate(
    "filing_timeliness",
    "备案及时率",
    "Filed in time",
    Measure.FILED_ON_TIME,
    Measure.LICENSES_FILED,
    "本年生效后三个月内备案 ÷ 本年许可备案次数",
    "This year's filings within three months ÷ this year's filings",
    Window.YEAR,
)
SELF_GOOD: Final = Rate(
    "self_good_rate",
    "自评较好率",
    "Self-graded good",
    Measure.SELF_GOOD,
    Measure.SELF_EVALUATED,
    "最近一次自评较好 ÷ 已自评",
    "Last self-graded good ÷ self-evaluated",
)

RATES: Final = (INVENTORY, LIBRARY, EVALUATION, IMPLEMENTATION, INDUSTRY, TIMELINESS, SELF_GOOD)
MAPPED: Final = (INVENTORY, LIBRARY, EVALUATION, IMPLEMENTATION, INDUSTRY)
"""The rates that the map shows."""

FUNNEL: Final = (
    Measure.INVENTORIED,
    Measure.PASSED_LISTING,
    Measure.PASSED_EVALUATION,
    Measure.PASSED_CONTACT,
    Measure.PASSED_DEAL,
    Measure.PASSED_INDUSTRY,
)
"""One cohort, the patents inventoried on the day; each stage is a subset of the one before."""
