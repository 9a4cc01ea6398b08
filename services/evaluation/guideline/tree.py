"""The indicators of the guideline as data: three values, fourteen indicators, twenty-seven that are answered.

The sources give the three values, the numbers 3/14/27, the scenarios and that weights go by scenario (GB/T 42748-2023).
The names of the indicators below are this platform's reading, not a copy of the standard's list; a corrected list is a
new edition here, and each evaluation keeps the edition that it was made under.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from panhuo_contracts.codes import GuidelineScenario, ValuePart

Names = tuple[str, str]

EDITION: Final = "gbt42748-reading-1"
STANDARD: Final = "GB/T 42748-2023《专利评估指引》"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the twenty-seven: what is asked where the record does not answer it."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class Group:
    """One of the fourteen, which the weights are given for; its indicators share its weight evenly."""

    code: str
    part: ValuePart
    names: Names
    indicators: tuple[Indicator, ...]


def _group(code: str, part: ValuePart, names: Names, *indicators: Names) -> Group:
    numbered = tuple(Indicator(f"{code}_{n}", one) for n, one in enumerate(indicators, 1))
    return Group(code, part, names, numbered)


_LEGAL, _TECHNICAL, _ECONOMIC = ValuePart.LEGAL, ValuePart.TECHNICAL, ValuePart.ECONOMIC

GROUPS: Final[tuple[Group, ...]] = (
    _group(
        "a1", _LEGAL, ("权利稳定性", "Stability of the right"),
        ("法律状态与权利负担", "Legal status and burdens"),
        ("经授权、无效或诉讼检验的程度", "How far it was tested by examination, invalidation or suit"),
    ),
    _group(
        "a2", _LEGAL, ("权利保护范围", "Scope of protection"),
        ("独立权利要求的范围", "Scope of the independent claims"),
        ("权利要求的层次与数量", "Layers and number of claims"),
    ),
    _group(
        "a3", _LEGAL, ("侵权可判定性", "Whether infringement can be shown"),
        ("侵权行为易于发现的程度", "How easily infringement is found"),
        ("侵权举证易于完成的程度", "How easily infringement is proved"),
    ),
    _group(
        "a4", _LEGAL, ("依赖度", "Dependence"),
        ("不依赖他人专利的程度", "How little it depends on patents of others"),
        ("权利人处分的自由", "How freely its holders can dispose of it"),
    ),
    _group(
        "b1", _TECHNICAL, ("技术先进性", "Technical advance"),
        ("与现有技术相比的进步", "Advance over the prior art"),
        ("所解决问题的重要性", "Weight of the problem that it solves"),
    ),
    _group(
        "b2", _TECHNICAL, ("技术替代性", "Whether it can be replaced"),
        ("难以找到替代技术的程度", "How hard it is to find another technique"),
        ("替代所需的代价", "What replacing it would cost"),
    ),
    _group(
        "b3", _TECHNICAL, ("技术适用范围", "Range of use"),
        ("分类号跨度", "Breadth of its classification"),
        ("可应用的行业", "Industries in which it can be used"),
    ),
    _group(
        "b4", _TECHNICAL, ("技术独立性", "Technical independence"),
        ("可单独实施的程度", "How far it can be worked alone"),
    ),
    _group(
        "b5", _TECHNICAL, ("技术成熟度", "Maturity"),
        ("所处阶段", "Stage that it has reached"),
    ),
    _group(
        "b6", _TECHNICAL, ("技术领域发展态势", "How its field develops"),
        ("领域的活跃程度", "Activity of the field"),
        ("与产业政策方向的契合", "Fit with industrial policy"),
    ),
    _group(
        "c1", _ECONOMIC, ("剩余经济寿命", "Economic life left"),
        ("剩余保护期", "Term left"),
        ("预计的技术寿命", "Expected life of the technique"),
    ),
    _group(
        "c2", _ECONOMIC, ("竞争态势", "Competition"),
        ("相对竞争者的优势", "Advantage over competitors"),
        ("进入门槛", "Barriers to entry"),
    ),
    _group(
        "c3", _ECONOMIC, ("市场应用情况", "Use in the market"),
        ("企业对产业化前景的评价", "What enterprises think of its prospect"),
        ("实施与产业化情况", "Working and industrialization"),
        ("市场规模与需求", "Size of the market and demand"),
    ),
    _group(
        "c4", _ECONOMIC, ("运用与收益", "Use and earnings"),
        ("许可、转让与出资", "Licenses, transfers and investments"),
        ("已有或预期的收益", "Earnings, had or expected"),
    ),
)  # fmt: skip

PARTS: Final[dict[ValuePart, Names]] = {
    ValuePart.LEGAL: ("法律价值", "Legal value"),
    ValuePart.TECHNICAL: ("技术价值", "Technical value"),
    ValuePart.ECONOMIC: ("经济价值", "Economic value"),
}
BANDS: Final[dict[int, Names]] = {
    5: ("很高（80–100）", "Very high (80–100)"),
    4: ("较高（60–80）", "High (60–80)"),
    3: ("中等（40–60）", "Middling (40–60)"),
    2: ("较低（20–40）", "Low (20–40)"),
    1: ("很低（0–20）", "Very low (0–20)"),
}
"""Five even bands, as provincial standards of grading have them; a person chooses a band, not a number."""


@cache
def indicators() -> dict[str, Group]:
    """The group of each indicator, by the indicator's code."""
    return {indicator.code: group for group in GROUPS for indicator in group.indicators}


def weights_of(scenario: GuidelineScenario) -> str:
    """The code table with a scenario's weights."""
    return f"guideline_{scenario.value}"
