"""A patent's time line: one lane for each of its independent states, from its dossier and its events."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from panhuo_contracts import names

from chassis.web.language import t
from chassis.web.timeline import Axis, Lane, Role, Span, Tick
from services.monitoring import event_words, words
from services.monitoring.measures import Period
from services.monitoring.store.patents import PatentFile
from services.monitoring.store.timeline import Entry

LANES: Final = {
    "PatentRecorded": "inventory", "PatentInventoried": "inventory", "InventoryRevised": "inventory",
    "InventoryReturned": "inventory", "RegisterEventRecorded": "legal", "LegalStatusChanged": "legal",
    "PatentTransferredAway": "legal", "PatentClaimed": "inventory", "ClaimWithdrawn": "inventory",
    "ClaimSettled": "inventory", "ClaimReopened": "inventory", "ClaimArgued": "inventory",
    "PatentSelfEvaluated": "evaluation", "GuidelineEvaluated": "evaluation", "EnterpriseEvaluated": "evaluation",
    "EvaluationObjected": "evaluation", "EvaluationReviewed": "evaluation", "ExpertEvaluated": "evaluation",
    "PatentGraded": "promotion", "PromotionAssigned": "promotion", "PromotionAccepted": "promotion",
    "PromotionReported": "promotion", "PromotionClosed": "promotion",
    "PatentListed": "library", "PatentDelisted": "library", "PatentWithheld": "library",
    "PatentSubscribed": "matching", "IntentExpressed": "matching", "DealSigned": "matching", "DealEnded": "matching",
    "LicenseFiled": "filing", "FilingRefused": "filing", "ProductIndustrialized": "industry",
}  # fmt: skip
"""Event types and the lanes that they stand on."""
_RED: Final = frozenset({"InventoryReturned", "EvaluationObjected", "FilingRefused"})
_TIER_ROLES: Final[dict[str, Role]] = {"t1": "green", "t2": "blue", "t3": "blue-soft", "t4": "grey"}


def axis_of(file: PatentFile, entries: Sequence[Entry], today: date) -> Axis:
    """From shortly before the first event to today. Dates far off (an event of 2100) do not stretch it."""
    days = [entry.day for entry in entries if entry.day <= today]
    first = min([*days, *([file.recorded_on] if file.recorded_on else [])], default=today - timedelta(days=365))
    first = max(first, today - timedelta(days=365 * 25))
    room = max((today - first).days // 30, 14)
    return Axis(first - timedelta(days=room), today + timedelta(days=room // 2))


def lanes_of(
    file: PatentFile, entries: Sequence[Entry], today: date, graded: tuple[str, date] | None = None
) -> list[Lane]:
    """The lanes; an event stands on its lane as a tick. ``graded``: the stocktaking record's own grade."""
    return [
        Lane("法律状态", "Legal", _legal(file), _ticks(entries, "legal")),
        Lane("盘点", "Inventory", _inventory(file), _ticks(entries, "inventory")),
        Lane("资源库", "Library", _spans(file.listed, t("在库", "In library"), "blue"), _ticks(entries, "library")),
        Lane("评价", "Evaluation", _evaluation(file, today, graded), _ticks(entries, "evaluation")),
        Lane("推广", "Promotion", _tiers(entries), _ticks(entries, "promotion")),
        Lane("对接", "Matching", _matching(file), _ticks(entries, "matching")),
        Lane("备案", "Filing", _filing(file), _ticks(entries, "filing")),
        Lane("产业化", "Industry", _industry(file), _ticks(entries, "industry")),
    ]


def _legal(file: PatentFile) -> list[Span]:
    start = file.grant_date or file.filing_date or file.recorded_on or file.status_since
    if start is None:
        return []
    spans = []
    ended_before: date | None = None
    for begins, ends in file.in_force:
        if ended_before is not None and begins is not None:
            spans.append(Span(ended_before, begins, t("失效", "Not in force"), "red"))
        is_last = ends is None
        name = words.word(words.LEGAL_STATUS, file.status) if is_last else t("有效", "In force")
        role: Role = "amber" if is_last and file.status == "fee_grace" else "green"
        spans.append(Span(begins or min(start, ends or start), ends, name, role))
        ended_before = ends
    if ended_before is not None or not file.in_force:
        spans.append(Span(ended_before or start, None, words.word(words.LEGAL_STATUS, file.status), "red"))
    return spans


def _inventory(file: PatentFile) -> list[Span]:
    passed = _spans(file.inventoried, t("已盘点", "Inventoried"), "blue")
    first = passed[0].start if passed else None
    waiting = _since(file.recorded_on, t("待盘点", "To be inventoried"), "grey", first)
    return waiting + passed


def _evaluation(file: PatentFile, today: date, graded: tuple[str, date] | None) -> list[Span]:
    valid = [
        Span(start, None if end is None or end > today else end, t("企业评价有效", "Evaluation valid"), "blue")
        for start, end in file.evaluated
        if start is not None and start <= today
    ]
    first = valid[0].start if valid else None
    if file.self_evaluated_on is None and graded is not None:
        code, day = graded
        label = t(
            "自评{grade}（随盘点）",
            "Self-grade {grade} (with the stocktaking)",
            grade=words.word(words.SELF_GRADES, code),
        )
        return _since(day, label, "blue-soft", first) + valid
    return _since(file.self_evaluated_on, t("自评", "Self-evaluated"), "blue-soft", first) + valid


def _tiers(entries: Sequence[Entry]) -> list[Span]:
    """In which tier the patent was from when to when."""
    said = sorted((entry.day, entry.at, entry.summary["tier"]) for entry in entries if entry.type == "PatentGraded")
    ends = [*(day for day, _, _ in said[1:]), None]
    return [
        Span(day, end, words.word(names.TIERS, tier), _TIER_ROLES.get(tier, "grey"))
        for (day, _, tier), end in zip(said, ends, strict=False)
        if end is None or end > day
    ]


def _matching(file: PatentFile) -> list[Span]:
    signed = _first(file.deals)
    contact = _since(file.contacted_on, t("已对接", "Contact made"), "grey", signed)
    return contact + _since(signed, t("已签约", "Deal signed"), "blue")


def _filing(file: PatentFile) -> list[Span]:
    return _since(file.licensed_on, t("许可生效", "License in effect"), "green")


def _industry(file: PatentFile) -> list[Span]:
    return _since(file.industrialized_on, t("产品上市", "On the market"), "green")


def _spans(periods: Iterable[Period], label: str, role: Role) -> list[Span]:
    return [Span(start, end, label, role) for start, end in periods if start is not None]


def _since(start: date | None, label: str, role: Role, end: date | None = None) -> list[Span]:
    if start is None or (end is not None and end <= start):
        return []
    return [Span(start, end, label, role)]


def _first(days: Sequence[date]) -> date | None:
    return min(days, default=None)


def _ticks(entries: Sequence[Entry], lane: str) -> list[Tick]:
    return [
        Tick(
            entry.day, event_words.event_name(entry.type), f"#{entry.event_id}", "red" if entry.type in _RED else "blue"
        )
        for entry in entries
        if LANES.get(entry.type) == lane
    ]
