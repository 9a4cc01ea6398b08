"""Entry into and exit from the resource library (domain: Work Plan, state machine C)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from panhuo_contracts import Money
from panhuo_contracts.codes import (
    DelistReason,
    ImplementationStatus,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    SelfGrade,
    SuspensionReason,
    WithholdReason,
)
from panhuo_contracts.events.evaluation import LibraryEntry, PatentDelisted, PatentListed, PatentWithheld

from services.evaluation.dossier import Dossier, Record
from services.evaluation.refusals import (
    ExclusivelyLicensed,
    GuardFailed,
    InstitutionNotActive,
    ListedAlready,
    NoConversionIntended,
    NotInLibrary,
    NotInventoried,
    RightNotInForce,
    SelfGradeUnknown,
    TransferredAway,
)

Outcome = Literal["pass", "fail", "warn"]

ENDED: Final = (LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED)
"""States that end the right: the patent leaves the library by itself."""

_STATUS: Final = {
    LegalStatus.IN_FORCE: ("有效", "in force"),
    LegalStatus.FEE_GRACE: ("年费滞纳期", "in the fee grace period"),
    LegalStatus.LAPSED: ("因欠费终止", "lapsed for unpaid fees"),
    LegalStatus.EXPIRED: ("届满", "expired"),
    LegalStatus.INVALIDATED: ("被宣告无效", "invalidated"),
    LegalStatus.ABANDONED: ("已放弃", "abandoned"),
}
_KIND: Final = {
    LicenseKind.EXCLUSIVE: ("独占许可", "exclusive license"),
    LicenseKind.SOLE: ("排他许可", "sole license"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one guard found: the evidence in Chinese and English."""

    outcome: Outcome
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Guard:
    """A finding and the rule that it was made under."""

    rule: type[GuardFailed]
    finding: Finding

    @property
    def has_failed(self) -> bool:
        return self.finding.outcome == "fail"

    def refusal(self, patent: str) -> GuardFailed:
        return self.rule(f"{patent}：{self.finding.zh}", english=f"{patent}: {self.finding.en}")


def _inventoried(dossier: Dossier, day: date) -> Finding:
    record = dossier.record
    if record is None:
        return Finding("fail", "存量专利基础库中没有这件专利", "the patent is not in the stock base library")
    if not record.is_inventoried:
        return Finding("fail", "盘点尚未完成，或已退回修改", "stocktaking is not finished, or was returned")
    on = record.annotated_on or day
    return Finding("pass", f"盘点记录 {on.isoformat()}", f"record of {on.isoformat()}")


def _in_force(dossier: Dossier, day: date) -> Finding:
    zh, en = _STATUS[dossier.right.status]
    if dossier.right.status is not LegalStatus.IN_FORCE:
        return Finding("fail", f"登记簿状态：{zh}", f"the register says: {en}")
    last = dossier.expires_on
    if last is not None and last < day:
        return Finding("fail", f"保护期已于 {last.isoformat()} 届满", f"the term ended on {last.isoformat()}")
    until = "—" if last is None else last.isoformat()
    return Finding("pass", f"{zh}，保护至 {until}", f"{en} until {until}")


def _graded(dossier: Dossier, _day: date) -> Finding:
    match dossier.grade:
        case None:
            return Finding("fail", "自评结论缺失", "there is no self-evaluation")
        case SelfGrade.UNCLEAR:
            return Finding(
                "warn", "自评为前景不明，应当再次筛查", "its prospect is unclear: it is to be screened again"
            )
        case SelfGrade.GOOD:
            return Finding("pass", "自评较好", "graded good")
        case SelfGrade.FAIR:
            return Finding("pass", "自评一般", "graded fair")


def _offered(dossier: Dossier, _day: date) -> Finding:
    modes = () if dossier.record is None else dossier.record.offered_modes
    if not modes:
        return Finding("fail", "未标注可接受的转化方式，或标注为暂无意愿", "no way of conversion is accepted")
    return Finding("pass", f"可接受 {len(modes)} 种转化方式", f"{len(modes)} ways of conversion are accepted")


def _unencumbered(dossier: Dossier, day: date) -> Finding:
    held = dossier.exclusivity
    if held is None or held.term_to < day:
        return Finding("pass", "没有在行的独占或排他许可备案", "no exclusive or sole license is on file")
    zh, en = _KIND[held.kind]
    return Finding(
        "fail",
        f"{zh}已备案（{held.filing_number}），至 {held.term_to.isoformat()}",
        f"{en} {held.filing_number} runs until {held.term_to.isoformat()}",
    )


def _held(dossier: Dossier, _day: date) -> Finding:
    if dossier.record is not None and dossier.record.implementation is ImplementationStatus.TRANSFERRED:
        return Finding("fail", "盘点记录标注为已转让", "the record says that it was transferred")
    if dossier.away_on is not None:
        since = dossier.away_on.isoformat()
        return Finding("fail", f"转移已于 {since} 登记", f"a transfer was registered on {since}")
    if dossier.transfer_deal is not None:
        return Finding(
            "fail",
            f"转让合同已签订（{dossier.transfer_deal}）",
            f"a transfer contract was signed ({dossier.transfer_deal})",
        )
    return Finding("pass", "没有转让记录", "no transfer is known")


def _active(dossier: Dossier, _day: date) -> Finding:
    since = dossier.inactive_since
    if since is None:
        return Finding("pass", "单位没有暂停，也没有并入其他单位", "the institution is neither suspended nor merged")
    zh, en = (
        f"单位自 {since.isoformat()} 起暂停或已并入其他单位",
        f"the institution is suspended or merged since {since}",
    )
    return Finding("fail", zh, en)


_GUARDS: Final[tuple[tuple[type[GuardFailed], Callable[[Dossier, date], Finding]], ...]] = (
    (NotInventoried, _inventoried),
    (RightNotInForce, _in_force),
    (SelfGradeUnknown, _graded),
    (NoConversionIntended, _offered),
    (ExclusivelyLicensed, _unencumbered),
    (TransferredAway, _held),
    (InstitutionNotActive, _active),
)


def guards(dossier: Dossier, day: date) -> tuple[Guard, ...]:
    """Every condition of entry with what was found, in the order in which they are shown."""
    return tuple(Guard(rule, check(dossier, day)) for rule, check in _GUARDS)


def bar(dossier: Dossier, day: date) -> Guard | None:
    """The first condition of entry that fails."""
    return next((guard for guard in guards(dossier, day) if guard.has_failed), None)


def enter(dossier: Dossier, day: date) -> PatentListed:
    """The entry into the library. Raises the refusal of the first guard that fails."""
    if guard := bar(dossier, day):
        raise guard.refusal(dossier.patent)
    record = recorded(dossier)
    return PatentListed(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        accepted_modes=record.offered_modes,
        listed_on=day,
    )


def withdraw(dossier: Dossier, note: str, day: date) -> PatentDelisted:
    """The institution takes its patent out. Raises NotInLibrary where it is not in."""
    if not dossier.is_listed:
        raise NotInLibrary(f"{dossier.patent} 不在资源库中", english=f"{dossier.patent} is not in the resource library")
    return leave(dossier, DelistReason.WITHDRAWN, day, note)


def withhold(dossier: Dossier, reason: WithholdReason, note: str, day: date) -> PatentWithheld:
    """The institution decides not to put it in (domain: state machine C). Raises NotInventoried, ListedAlready."""
    record = recorded(dossier)
    if not record.is_inventoried:
        raise NotInventoried(
            f"{dossier.patent}：盘点尚未完成，或已退回修改",
            english=f"{dossier.patent}: stocktaking is not finished, or was returned",
        )
    if dossier.is_listed:
        raise ListedAlready(f"{dossier.patent} 在资源库中", english=f"{dossier.patent} is in the resource library")
    return PatentWithheld(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        reason=reason,
        note=note,
        withheld_on=day,
    )


def leave(dossier: Dossier, reason: DelistReason, day: date, note: str = "") -> PatentDelisted:
    record = recorded(dossier)
    return PatentDelisted(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        reason=reason,
        note=note,
        delisted_on=day,
    )


def reason_to_leave(dossier: Dossier, day: date) -> DelistReason | None:
    """Why a listed patent may not stay, if so.

    A fee grace period keeps new ones out but lets those inside stay, suspended: the right still stands (rule 115).
    """
    record = recorded(dossier)
    if dossier.right.status in ENDED:
        return DelistReason.RIGHT_ENDED
    if dossier.exclusivity is not None and dossier.exclusivity.term_to >= day:
        return DelistReason.EXCLUSIVELY_LICENSED
    if dossier.away_on is not None or record.implementation is ImplementationStatus.TRANSFERRED:
        return DelistReason.TRANSFERRED
    if not record.is_inventoried or not record.offered_modes:
        return DelistReason.INVENTORY_REVISED
    return None


_SUSPENDING: Final = {
    LegalFlag.PRESERVED: SuspensionReason.PRESERVED,
    LegalFlag.SUSPENDED: SuspensionReason.PROCEDURE_SUSPENDED,
    LegalFlag.EXCLUSIVELY_LICENSED: SuspensionReason.EXCLUSIVELY_LICENSED,
}


def suspended_for(dossier: Dossier) -> tuple[SuspensionReason, ...]:
    """Why a listed patent cannot be taken up for now (domain: state machine C); it stays in, and nobody decides it."""
    overdue = (SuspensionReason.FEE_GRACE,) if dossier.right.status is LegalStatus.FEE_GRACE else ()
    return overdue + tuple(reason for flag, reason in _SUSPENDING.items() if flag in dossier.right.flags)


def entry(dossier: Dossier) -> LibraryEntry:
    """The library's entry of a listed patent as it now stands."""
    record, listing = recorded(dossier), dossier.listing
    if listing is None or listing.listed_on is None or dossier.expires_on is None:
        message = f"{dossier.patent} was never listed"
        raise ValueError(message)
    said = dossier.standing_self_evaluation
    return LibraryEntry(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        institution_name=record.institution_name,
        title=record.title,
        abstract=record.abstract,
        patent_type=record.patent_type,
        filing_date=record.filing_date,
        expires_on=dossier.expires_on,
        ipc=record.ipc,
        accepted_modes=record.offered_modes or listing.accepted_modes,
        asking_price=None if record.asking_price is None else Money(amount=record.asking_price),
        maturity=dossier.maturity,
        self_grade=dossier.grade,
        scenario=(said.scenario if said else "") or record.scenario,
        industries=(said.industries if said else ()) or record.industries,
        keywords=record.keywords,
        evaluations=dossier.reception.effective,
        favorable_evaluations=dossier.reception.favorable,
        listed_on=listing.listed_on,
        tier=dossier.tier,
        ministry=record.ministry,
        suspended_for=suspended_for(dossier),
        generated=record.is_generated,
    )


def recorded(dossier: Dossier) -> Record:
    """The record, where there must be one. Raises NotInventoried."""
    if dossier.record is None:
        raise NotInventoried(
            f"{dossier.patent}：存量专利基础库中没有这件专利",
            english=f"{dossier.patent} is not in the stock base library",
        )
    return dossier.record
