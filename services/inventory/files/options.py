"""Option lists: the Chinese label of each code, as files and forms write it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

from panhuo_contracts import names
from panhuo_contracts.codes import (
    ConversionMode,
    ImplementationStatus,
    InstitutionKind,
    Maturity,
    Ministry,
    PatentType,
    SelfGrade,
)

from chassis.options import Options, in_use

C = TypeVar("C", bound=str)

PATENT_TYPES: Final = names.PATENT_TYPES
INSTITUTION_KINDS: Final = names.INSTITUTION_KINDS
LEGAL_STATUSES: Final = names.LEGAL_STATUSES
LEGAL_FLAGS: Final = names.LEGAL_FLAGS
IMPLEMENTATION: Final = Options("implementation_status", ImplementationStatus)
MODES: Final = Options("conversion_mode", ConversionMode)
MATURITY: Final = Options("maturity", Maturity)
SELF_GRADES: Final = Options("self_grade", SelfGrade)
MINISTRIES: Final = Options("ministry", Ministry)


class _Labels(Mapping[str, tuple[str, str]]):
    """Every code of every table: none stands for two things."""

    def __init__(self, *tables: Mapping[Any, tuple[str, str]]) -> None:
        self._tables: dict[str, Mapping[Any, tuple[str, str]]] = {str(code): one for one in tables for code in one}

    def __getitem__(self, code: str) -> tuple[str, str]:
        return self._tables[code][code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


LABELS: Final = _Labels(
    PATENT_TYPES,
    INSTITUTION_KINDS,
    MINISTRIES,
    IMPLEMENTATION,
    MODES,
    MATURITY,
    SELF_GRADES,
    LEGAL_STATUSES,
    LEGAL_FLAGS,
)

_ALSO: Final[dict[str, tuple[str, ...]]] = {
    PatentType.INVENTION: ("发明专利", "发明授权"),
    PatentType.UTILITY_MODEL: ("实用新型专利", "新型"),
    PatentType.DESIGN: ("外观设计专利", "外观"),
    InstitutionKind.OTHER_UNIVERSITY: ("高校", "大学", "高等院校"),
    InstitutionKind.RESEARCH_INSTITUTE: ("科研院所", "研究所", "研究院"),
    InstitutionKind.HOSPITAL: ("高水平医院",),
    InstitutionKind.CENTRAL_ENTERPRISE_INSTITUTE: ("央企所属", "央企所属(国资委)"),
    Ministry.INDUSTRY: ("工信部",),
    Ministry.SCIENCE_ACADEMY: ("中科院",),
    Ministry.STATE_ASSETS: ("国资委", "国务院国有资产监督管理委员会"),
    Ministry.HEALTH: ("卫健委", "国家卫健委", "国家卫生健康委员会"),
    Ministry.SCIENCE: ("科技部",),
    Ministry.ETHNIC_AFFAIRS: ("国家民族事务委员会",),
    Ministry.LOCAL: ("地方所属", "省属", "市属"),
    ImplementationStatus.SELF_USED: ("自行实施",),
    ImplementationStatus.LICENSED: ("许可",),
    ImplementationStatus.TRANSFERRED: ("转让",),
    ImplementationStatus.INVESTED: ("作价投资", "作价入股"),
    ImplementationStatus.INDUSTRIALIZED: ("产业化",),
    ConversionMode.ORDINARY_LICENSE: ("许可", "许可(普通)", "许可（普通）"),
    ConversionMode.SOLE_LICENSE: ("许可(排他)", "许可（排他）"),
    ConversionMode.EXCLUSIVE_LICENSE: ("许可(独占)", "许可（独占）"),
    ConversionMode.VALUATION_INVESTMENT: ("作价投资", "作价入股(投资)"),
    ConversionMode.SELF_INDUSTRIALIZATION: ("自行实施", "自行实施或产业化"),
    ConversionMode.NO_INTENTION: ("无", "无意愿"),
    Maturity.LABORATORY: ("1", "实验室"),
    Maturity.SMALL_TRIAL: ("2", "小试阶段"),
    Maturity.PILOT: ("3", "中试阶段"),
    Maturity.INDUSTRIAL: ("4", "产业化"),
    SelfGrade.GOOD: ("好",),
}


def readings(table: Mapping[C, tuple[str, str]]) -> dict[str, C]:
    """Every way to write an option → its code: the label, the code itself and the spellings in use.

    What the office retired cannot be read.
    """
    found: dict[str, C] = {}
    usable = in_use(table)
    for code, (chinese, english) in usable.items():
        for spelling in (str(code), chinese, english, english.lower(), *_ALSO.get(code, ())):
            found[spelling] = code
    return found


def choices(table: Mapping[C, tuple[str, str]], *, english: bool = False) -> str:
    """The options of a table that may be chosen, as a sentence lists them."""
    return (", " if english else "、").join(label[english] for label in in_use(table).values())
