"""What the record answers by itself; where it is silent, nothing is answered and a person is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from panhuo_contracts.codes import (
    AnswerSource,
    ImplementationStatus,
    LegalFlag,
    LegalStatus,
    Maturity,
    PatentType,
    ProspectGrade,
)

from services.evaluation.dossier import Dossier, Record
from services.evaluation.guideline.scoring import Answer

_STATUSES: Final = {
    LegalStatus.IN_FORCE: (100, "有效", "in force"),
    LegalStatus.FEE_GRACE: (50, "年费滞纳期", "in the fee grace period"),
}
"""Any other status has ended the right."""
_HINDERING: Final = (LegalFlag.PRESERVED, LegalFlag.SUSPENDED)
_MATURITIES: Final = {
    Maturity.LABORATORY: (25, "实验室阶段", "laboratory"),
    Maturity.SMALL_TRIAL: (50, "小试", "small trial"),
    Maturity.PILOT: (75, "中试", "pilot"),
    Maturity.INDUSTRIAL: (100, "可产业化", "industrial"),
}
_USES: Final = {
    ImplementationStatus.UNUSED: (0, 20, "盘点记录：未实施", "recorded as unused"),
    ImplementationStatus.INDUSTRIALIZED: (80, 100, "盘点记录：已产业化", "recorded as industrialized"),
}
_OTHER_USE: Final = (60, 80, "盘点记录：已实施", "recorded as worked")
_PROSPECTS: Final = {
    ProspectGrade.VERY_GOOD: 80,
    ProspectGrade.GOOD: 60,
    ProspectGrade.FAIR: 40,
    ProspectGrade.POOR: 20,
}
"""Where a grade's band of twenty begins; an enterprise that finds the prospect unclear has not answered."""
_TERMS: Final = {PatentType.INVENTION: 20, PatentType.UTILITY_MODEL: 10}
"""Years from the filing date (Patent Law, article 42)."""
_ENOUGH: Final = 4
"""Of things that are counted (subclasses, industries, contracts): so many are all that is asked."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the form draws on."""

    dossier: Dossier
    co_patentees: int = 0
    contracts: int = 0
    """Deals signed and licenses filed, each deal once."""
    prospects: tuple[ProspectGrade, ...] = ()
    """Enterprises' views in force."""


def computed(known: Known, day: date) -> dict[str, Answer]:
    """The answers that follow from the record on a day, by indicator."""
    record = known.dossier.record
    return {} if record is None else {answer.indicator: answer for answer in _answers(known, record, day)}


def _answers(known: Known, record: Record, day: date) -> Iterator[Answer]:
    dossier = known.dossier
    yield _standing(dossier)
    if known.co_patentees:
        n = known.co_patentees
        yield _at("a4_2", 50, f"另有共有人 {n} 个", f"{n} further patentees")
    else:
        yield _at("a4_2", 100, "无共有人", "no further patentee")
    if subclasses := {symbol[:4] for symbol in record.ipc}:
        named = "、".join(sorted(subclasses)[:_ENOUGH])
        yield _counted("b3_1", len(subclasses), f"IPC 小类：{named}", f"IPC subclasses: {len(subclasses)}")
    said = dossier.standing_self_evaluation
    if divisions := {code[:3] for code in ((said.industries if said else ()) or record.industries)}:
        named = "、".join(sorted(divisions)[:_ENOUGH])
        yield _counted("b3_2", len(divisions), f"GB/T 4754 大类：{named}", f"GB/T 4754 divisions: {len(divisions)}")
    if (maturity := dossier.maturity) is not None:
        points, zh, en = _MATURITIES[maturity]
        yield _at("b5_1", points, f"技术成熟度：{zh}", f"maturity: {en}")
    if (years := _TERMS.get(record.patent_type)) and (last := dossier.expires_on):
        left = max((last - day).days, 0)
        share = min(Decimal(100), Decimal(left) * 100 / Decimal(years * 365))
        yield _at(
            "c1_1", share, f"保护至 {last.isoformat()}，余 {left} 天", f"until {last.isoformat()}: {left} days left"
        )
    if bands := [_PROSPECTS[view] for view in known.prospects if view in _PROSPECTS]:
        low = Decimal(sum(bands)) / len(bands)
        yield _between("c3_1", low, low + 20, f"有效企业评价 {len(bands)} 条", f"{len(bands)} views of enterprises")
    if record.is_inventoried and record.implementation is not None:
        lowest, highest, zh, en = _USES.get(record.implementation, _OTHER_USE)
        yield _between("c3_2", Decimal(lowest), Decimal(highest), zh, en)
    if known.contracts:
        yield _counted("c4_1", known.contracts, f"签约、备案 {known.contracts} 项", f"contracts: {known.contracts}")


def _standing(dossier: Dossier) -> Answer:
    points, zh, en = _STATUSES.get(dossier.right.status, (0, "权利已终止", "the right has ended"))
    if points and any(flag in _HINDERING for flag in dossier.right.flags):
        return _at("a1_1", min(points, 50), f"登记簿：{zh}，保全或中止中", f"register: {en}, preserved or suspended")
    return _at("a1_1", points, f"登记簿：{zh}", f"register: {en}")


def _counted(code: str, number: int, zh: str, en: str) -> Answer:
    return _at(code, Decimal(min(number, _ENOUGH) * 100) / _ENOUGH, zh, en)


def _at(code: str, points: Decimal | int, zh: str, en: str) -> Answer:
    return _between(code, Decimal(points), Decimal(points), zh, en)


def _between(code: str, low: Decimal, high: Decimal, zh: str, en: str) -> Answer:
    step = Decimal("0.01")
    return Answer(code, AnswerSource.COMPUTED, low.quantize(step), high.quantize(step), zh, en)
