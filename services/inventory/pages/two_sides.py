"""A case as its page lays it out: what the two records agree on is said once, the rest beside each other."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NamedTuple

from chassis.web import formats
from chassis.web.language import t
from services.inventory.conflicts.case import Case, Party
from services.inventory.records import Entry
from services.inventory.store.statements import Statement

_FACTS: Final[tuple[tuple[str, str, Callable[[Entry], str]], ...]] = (
    ("专利名称", "Title", lambda entry: entry.title),
    ("共有专利权人", "Co-patentees", lambda entry: t("、", ", ").join(entry.co_patentees)),
    ("申请日", "Filed", lambda entry: formats.day(entry.filing_date)),
    ("授权公告日", "Granted", lambda entry: formats.day(entry.grant_date)),
    ("公开（公告）号", "Publication", lambda entry: entry.publication_number or ""),
    ("分类号", "Classes", lambda entry: " ".join(entry.ipc) or entry.locarno or ""),
)
_KINDS: Final = {
    "settled": ("裁定归 {name}", "Settled for {name}"),
    "withdrawn": ("主张方撤回", "Withdrawn by the claimant"),
    "reopened": ("重新立案（第 {round} 次）", "Reopened (round {round})"),
}

Told = tuple[str, str, str]
"""A label, a value, and a small remark beside it."""


class Compared(NamedTuple):
    """Facts of two records."""

    same: list[Told]
    apart: tuple[list[Told], list[Told]]


def compared(first: Entry | None, second: Entry | None) -> Compared:
    """Where only one of the two has a record, everything stands on its side."""
    same: list[Told] = []
    apart: tuple[list[Told], list[Told]] = ([], [])
    for chinese, english, read in _FACTS:
        label = t(chinese, english)
        values = [read(entry) if entry else None for entry in (first, second)]
        if values[0] == values[1] and values[0] is not None:
            same.append((label, values[0] or "—", ""))
            continue
        remark = "" if None in values else t("双方不同", "the two differ")
        for side, value in zip(apart, values, strict=True):
            if value is not None:
                side.append((label, value or "—", remark))
    return Compared(same, apart)


class Moment(NamedTuple):
    """One line of a case's history."""

    on: date
    what: str
    by: str | None
    """Jurisdiction that decided, where one did."""
    reason: str = ""
    evidence: str = ""


def course(case: Case, stated: Sequence[Statement]) -> list[Moment]:
    """All that happened in a case, the first one first."""
    names = {side.code: side.name for side in case.sides}
    begun = (
        t("{name} 主张权属", "Claimed by {name}", name=case.claimant.name)
        if case.is_said
        else t("两个系统的记录并存", "Two records stand")
    )
    lines = [
        (
            (step.round, step.kind != "reopened", step.said_at),
            Moment(
                step.taken_on,
                t(*_KINDS[step.kind], name=step.awarded_name or "", round=step.round),
                step.settled_by,
                step.reason,
                step.evidence,
            ),
        )
        for step in case.steps
    ]
    lines += [
        (
            (one.round, True, one.said_at),
            Moment(one.argued_on, t("{name} 陈述", "Stated by {name}", name=names.get(one.institution, "—")), None),
        )
        for one in stated
    ]
    return [Moment(case.claimed_on, begun, None), *(line for _, line in sorted(lines, key=lambda one: one[0]))]


def outcomes(winner: Party, loser: Party, stands: dict[str, Entry]) -> list[tuple[Party, str]]:
    """What becomes of each one's record."""
    return [
        (
            winner,
            t("其记录继续有效", "Its record stands")
            if winner.code in stands
            else t("记录转到其名下，重新盘点", "The record passes to it, and stocktaking begins anew"),
        ),
        (
            loser,
            t(
                "记录不再在其名下，草稿删除；已入库的先移出",
                "The record leaves it and its draft is dropped; a library entry ends first",
            )
            if loser.code in stands
            else t("名下没有记录，主张终结", "It has no record; its claim ends"),
        ),
    ]
