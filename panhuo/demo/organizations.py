"""Fictional institutions and enterprises of three jurisdictions. Every name says that it is an example."""

from dataclasses import dataclass
from typing import Final

from panhuo_contracts.codes import EnterpriseKind, InstitutionKind

from panhuo.demo.dice import Dice
from panhuo.demo.vocabulary import ENTERPRISE_LINES, ENTERPRISE_STEMS, FIELDS
from panhuo.runtime.accounts import ENTERPRISE, ENTERPRISE_NAME, UNIVERSITY, UNIVERSITY_NAME, credit_code

NATIONAL: Final = ("cn-11", "cn-32")
PROVINCIAL: Final = "cn-33"
REGIONS: Final = {"cn-11": "110108", "cn-32": "320106", "cn-33": "330106"}
CITIES: Final = {"cn-11": "示例市海淀示例路", "cn-32": "示例市鼓楼示例路", "cn-33": "示例市西湖示例路"}
_MARK: Final = "（示例）"
_FIRST_CODE: Final = 2
"""Number 1 of a region belongs to the sample accounts."""

_INSTITUTIONS: Final[dict[str, tuple[tuple[str, InstitutionKind], ...]]] = {
    "cn-11": (
        (UNIVERSITY_NAME, InstitutionKind.DEMONSTRATION_UNIVERSITY),
        ("云川大学", InstitutionKind.DEMONSTRATION_UNIVERSITY),
        ("望岳工业大学", InstitutionKind.PILOT_UNIVERSITY),
        ("听澜科技大学", InstitutionKind.PILOT_UNIVERSITY),
        ("砚山农业大学", InstitutionKind.OTHER_UNIVERSITY),
        ("霁川交通大学", InstitutionKind.OTHER_UNIVERSITY),
        ("岚桥医科大学", InstitutionKind.OTHER_UNIVERSITY),
        ("远汀材料研究所", InstitutionKind.RESEARCH_INSTITUTE),
        ("青冈自动化研究所", InstitutionKind.RESEARCH_INSTITUTE),
        ("禾州过程技术研究院", InstitutionKind.RESEARCH_INSTITUTE),
        ("松陵光电研究所", InstitutionKind.RESEARCH_INSTITUTE),
        ("沅溪医院", InstitutionKind.HOSPITAL),
        ("望岳装备研究院", InstitutionKind.CENTRAL_ENTERPRISE_INSTITUTE),
    ),
    "cn-32": (
        ("澄浦大学", InstitutionKind.DEMONSTRATION_UNIVERSITY),
        ("沣岸理工大学", InstitutionKind.PILOT_UNIVERSITY),
        ("榆渚工业大学", InstitutionKind.PILOT_UNIVERSITY),
        ("芷溪农业大学", InstitutionKind.OTHER_UNIVERSITY),
        ("汀洲医科大学", InstitutionKind.OTHER_UNIVERSITY),
        ("清涟水利大学", InstitutionKind.OTHER_UNIVERSITY),
        ("澄浦纳米技术研究所", InstitutionKind.RESEARCH_INSTITUTE),
        ("榆渚能源研究院", InstitutionKind.RESEARCH_INSTITUTE),
        ("沣岸通信研究所", InstitutionKind.RESEARCH_INSTITUTE),
        ("芷溪人民医院", InstitutionKind.HOSPITAL),
    ),
    "cn-33": (
        ("岑江大学", InstitutionKind.DEMONSTRATION_UNIVERSITY),
        ("屿川理工大学", InstitutionKind.PILOT_UNIVERSITY),
        ("漱石工业大学", InstitutionKind.PILOT_UNIVERSITY),
        ("苕南农林大学", InstitutionKind.OTHER_UNIVERSITY),
        ("岑江海洋学院", InstitutionKind.OTHER_UNIVERSITY),
        ("屿川材料研究所", InstitutionKind.RESEARCH_INSTITUTE),
        ("漱石智能研究院", InstitutionKind.RESEARCH_INSTITUTE),
        ("苕南医院", InstitutionKind.HOSPITAL),
    ),
}
SHARE: Final = {"cn-11": 0.40, "cn-32": 0.325, "cn-33": 0.275}
"""Of all patents of the sample."""
_ENTERPRISE_SHARE: Final = {"cn-11": 0.3, "cn-32": 0.4, "cn-33": 0.3}

_KNOWN_FOR: Final = {
    "农": (3, 13),
    "医": (2, 7),
    "交通": (15, 12),
    "水利": (9, 10),
    "通信": (6, 5),
    "光电": (11, 7),
    "能源": (12, 0),
    "材料": (14, 8),
    "自动化": (4, 7),
    "过程": (1, 9),
    "纳米": (11, 1),
    "智能": (5, 4),
    "海洋": (9, 12),
    "装备": (8, 4),
}


@dataclass(frozen=True, slots=True)
class Institution:
    """A university, institute or hospital, and how it is inclined. ``weight`` is its share of its jurisdiction."""

    code: str
    name: str
    kind: InstitutionKind
    home: str
    weight: float
    diligence: float
    """Added to the chance that a patent is inventoried, listed, taken up."""
    fields: tuple[int, ...]

    @property
    def address(self) -> str:
        return f"{CITIES[self.home]}{int(self.code[8:16]) % 900 + 1}号"


@dataclass(frozen=True, slots=True)
class Company:
    """An enterprise of the sample."""

    code: str
    name: str
    home: str
    kinds: tuple[EnterpriseKind, ...]
    field: int

    @property
    def industries(self) -> tuple[str, ...]:
        return FIELDS[self.field].industries[:2]

    @property
    def profile(self) -> str:
        field = FIELDS[self.field]
        return f"从事{field.name}产品的研发与生产，包括{field.objects[0]}、{field.objects[1]}，面向{field.scenes[0]}。"

    @property
    def address(self) -> str:
        return f"{CITIES[self.home]}产业园{int(self.code[8:16]) % 80 + 1}号"


def institutions(seed: str) -> list[Institution]:
    """All of the three jurisdictions, the largest of each first."""
    made = []
    for home, listed in _INSTITUTIONS.items():
        weights = [1 / (rank + 1.6) for rank in range(len(listed))]
        for rank, (name, kind) in enumerate(listed):
            dice = Dice(seed, f"institution/{name}")
            is_sample_account = name == UNIVERSITY_NAME
            made.append(
                Institution(
                    code=UNIVERSITY if is_sample_account else credit_code("12", REGIONS[home], _FIRST_CODE + rank),
                    name=name if is_sample_account else name + _MARK,
                    kind=kind,
                    home=home,
                    weight=weights[rank] / sum(weights),
                    diligence=dice.share("diligence") * 0.12 - 0.06,
                    fields=_fields_of(name, dice),
                )
            )
    return made


def companies(seed: str, count: int) -> list[Company]:
    """So many enterprises; the one of the sample account is among them."""
    made = [
        Company(ENTERPRISE, ENTERPRISE_NAME, "cn-32", (EnterpriseKind.SPECIALIZED_AND_NEW, EnterpriseKind.HIGH_TECH), 4)
    ]
    for home, share in _ENTERPRISE_SHARE.items():
        for n in range(round(count * share) - (home == "cn-32")):
            dice = Dice(seed, f"company/{home}/{n}")
            line, field = ENTERPRISE_LINES[n % len(ENTERPRISE_LINES)]
            stem = ENTERPRISE_STEMS[(n + 7 * int(home[-2:])) % len(ENTERPRISE_STEMS)]
            turn = n // len(ENTERPRISE_STEMS)
            region = ("京", "苏", "浙")[tuple(REGIONS).index(home)]
            made.append(
                Company(
                    code=credit_code("91", REGIONS[home], _FIRST_CODE + n),
                    name=f"{stem}{region}{'甲乙丙丁'[turn % 4]}{line}有限公司{_MARK}",
                    home=home,
                    kinds=tuple(dice.some_of("kinds", list(EnterpriseKind), dice.between("how many", 1, 2))),
                    field=field,
                )
            )
    return made


def _fields_of(name: str, dice: Dice) -> tuple[int, ...]:
    """What an institution works on; a name that says so is believed."""
    for word, fields in _KNOWN_FOR.items():
        if word in name:
            return fields
    return tuple(dice.some_of("fields", range(len(FIELDS)), 9))
