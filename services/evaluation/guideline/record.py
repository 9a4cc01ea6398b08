"""What the record answers by itself; where it is silent, nothing is answered and a person is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from panhuo_contracts.code_tables import CodeTable, first_editions
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
from services.evaluation.guideline.scoring import BEST, WORST, Answer

_STATUSES: Final = {
    LegalStatus.IN_FORCE: ("有效", "in force"),
    LegalStatus.FEE_GRACE: ("年费滞纳期", "in the fee grace period"),
}
"""Any other status has ended the right."""
_HINDERING: Final = (LegalFlag.PRESERVED, LegalFlag.SUSPENDED)
_MATURITIES: Final = {
    Maturity.LABORATORY: ("实验室阶段", "laboratory"),
    Maturity.SMALL_TRIAL: ("小试", "small trial"),
    Maturity.PILOT: ("中试", "pilot"),
    Maturity.INDUSTRIAL: ("可产业化", "industrial"),
}
_PROSPECTS: Final = {
    ProspectGrade.VERY_GOOD: 80,
    ProspectGrade.GOOD: 60,
    ProspectGrade.FAIR: 40,
    ProspectGrade.POOR: 20,
}
"""Where a grade's band of twenty begins; an enterprise that finds the prospect unclear has not answered."""
_TERMS: Final = {PatentType.INVENTION: 20, PatentType.UTILITY_MODEL: 10}
"""Years from the filing date (Patent Law, article 42)."""
RULES: Final = "guideline_record"
"""The code table of the points."""
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What the form draws on."""

    dossier: Dossier
    co_patentees: int = 0
    contracts: int = 0
    """Deals signed and licenses filed, each deal once."""
    prospects: tuple[ProspectGrade, ...] = ()
    """Enterprises' views in force."""
    points: CodeTable = first_editions()[RULES]
    """What the record comes to, by the table ``RULES``."""


def computed(known: Known, day: date) -> dict[str, Answer]:
    """The answers that follow from the record on a day, by indicator."""
    record = known.dossier.record
    return {} if record is None else {answer.indicator: answer for answer in _answers(known, record, day)}


def _answers(known: Known, record: Record, day: date) -> Iterator[Answer]:
    dossier, points = known.dossier, known.points
    yield _standing(dossier, points)
    if known.co_patentees:
        n = known.co_patentees
        yield _at("a4_2", points.number("shared"), f"另有共有人 {n} 个", f"{n} further patentees")
    else:
        yield _at("a4_2", 100, "无共有人", "no further patentee")
    if subclasses := {symbol[:4] for symbol in record.ipc}:
        named = "、".join(sorted(subclasses)[:_MOST_NAMED])
        yield _counted(points, "b3_1", len(subclasses), f"IPC 小类：{named}", f"IPC subclasses: {len(subclasses)}")
    said = dossier.standing_self_evaluation
    if divisions := {code[:3] for code in ((said.industries if said else ()) or record.industries)}:
        named = "、".join(sorted(divisions)[:_MOST_NAMED])
        yield _counted(
            points, "b3_2", len(divisions), f"GB/T 4754 大类：{named}", f"GB/T 4754 divisions: {len(divisions)}"
        )
    if (maturity := dossier.maturity) is not None:
        zh, en = _MATURITIES[maturity]
        yield _at("b5_1", points.number(maturity), f"技术成熟度：{zh}", f"maturity: {en}")
    if (years := _TERMS.get(record.patent_type)) and (last := dossier.expires_on):
        left = max((last - day).days, 0)
        share = min(Decimal(100), Decimal(left) * 100 / Decimal(years * 365))
        yield _at(
            "c1_1", share, f"保护至 {last.isoformat()}，余 {left:,} 天", f"until {last.isoformat()}: {left:,} days left"
        )
    if bands := [_PROSPECTS[view] for view in known.prospects if view in _PROSPECTS]:
        low = Decimal(sum(bands)) / len(bands)
        yield _between("c3_1", low, low + 20, f"有效企业评价 {len(bands)} 条", f"{len(bands)} views of enterprises")
    if record.is_inventoried and record.implementation is not None:
        yield _use(record.implementation, points)
    if known.contracts:
        yield _counted(
            points, "c4_1", known.contracts, f"签约、备案 {known.contracts} 项", f"contracts: {known.contracts}"
        )


def _standing(dossier: Dossier, points: CodeTable) -> Answer:
    status = dossier.right.status
    if status not in _STATUSES:
        return _at("a1_1", 0, "登记簿：权利已终止", "register: the right has ended")
    zh, en = _STATUSES[status]
    worth = Decimal(100) if status is LegalStatus.IN_FORCE else points.number("fee_grace")
    if any(flag in _HINDERING for flag in dossier.right.flags):
        hindered = min(worth, points.number("hindered"))
        return _at("a1_1", hindered, f"登记簿：{zh}，保全或中止中", f"register: {en}, preserved or suspended")
    return _at("a1_1", worth, f"登记簿：{zh}", f"register: {en}")


def _use(said: ImplementationStatus, points: CodeTable) -> Answer:
    match said:
        case ImplementationStatus.UNUSED:
            return _between("c3_2", WORST, points.number("unused_to"), "盘点记录：未实施", "recorded as unused")
        case ImplementationStatus.INDUSTRIALIZED:
            lowest = points.number("industrialized_from")
            return _between("c3_2", lowest, BEST, "盘点记录：已产业化", "recorded as industrialized")
        case _:
            lowest, highest = points.number("worked_from"), points.number("worked_to")
            return _between("c3_2", min(lowest, highest), highest, "盘点记录：已实施", "recorded as worked")


def _counted(points: CodeTable, code: str, number: int, zh: str, en: str) -> Answer:
    enough = max(points.number("enough"), Decimal(1))
    return _at(code, min(Decimal(number), enough) * 100 / enough, zh, en)


def _at(code: str, points: Decimal | int, zh: str, en: str) -> Answer:
    return _between(code, Decimal(points), Decimal(points), zh, en)


def _between(code: str, low: Decimal, high: Decimal, zh: str, en: str) -> Answer:
    step = Decimal("0.01")
    low, high = min(low, BEST), min(high, BEST)
    return Answer(code, AnswerSource.COMPUTED, low.quantize(step), high.quantize(step), zh, en)
