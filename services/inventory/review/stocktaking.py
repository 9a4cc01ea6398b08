"""A stocktaking record on its way: filled in, submitted, passed or sent back; and what each step asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from panhuo_contracts import Body
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.events.inventory import InventoryReturned
from panhuo_contracts.jurisdictions import SYSTEMS

from chassis.errors import Refused, Told
from services.inventory import records
from services.inventory.files.options import IMPLEMENTATION, MATURITY, MODES, SELF_GRADES
from services.inventory.importing.arrival import Standing, State
from services.inventory.records import Remarks

WORK_PLAN: Final = "《高校和科研机构存量专利盘活工作方案》（国知发运字〔2024〕5号）"
MOST_AT_ONCE: Final = 500


class ReadOnlyCopy(Refused):
    """The record is another system's; here stands a copy of what it said."""

    basis = Told("一个单位只由一个系统承载", "One system keeps an institution")

    @classmethod
    def of(cls, writer: str) -> "ReadOnlyCopy":
        zh, en = SYSTEMS[writer]
        return cls(
            f"这条记录由{zh}发布，此处只读",
            english=f"This record is published by the {en}; here it is read-only.",
            mend=Told(f"请在{zh}中办理", f"Do it in the {en}"),
        )


class Incomplete(Refused):
    """A group of annotations that the review needs is empty."""

    basis = Told.by(
        WORK_PLAN,
        "逐件标注转化意向，综合技术成熟度、应用场景和产业化前景自评",
        "intention, maturity, scenario and prospect are stated for each patent",
    )
    mend = Told("补填所列各组后再提交", "Fill in the groups listed and submit again")


class NothingIntendedYetMore(Refused):
    """No intention and a way of conversion exclude each other."""

    rule = "no_intention_alone"
    mend = Told("“暂无意愿”不能与其他方式同时选择", "“Not willing” goes with no other way")


class RightIsGone(Refused):
    """Stock is what an institution holds and what is in force; of another right the record is kept as it is."""

    basis = Told.by(WORK_PLAN, "盘点对象为本单位有效且未转让的专利", "stock is what is in force and not transferred")
    mend = Told("权利恢复或转回后可以继续盘点", "It goes on once the right is restored or comes back")


class NothingFilledIn(Refused):
    """There is no draft to submit."""

    mend = Told("先填写并保存六组标注", "Fill in and save the six groups first")


class NewerSave(Refused):
    """Somebody saved the draft after the form was shown that is now sent."""

    rule = "newer_save"
    mend = Told(
        "核对最新内容；再次保存则以本页内容为准", "Compare what stands now; saving again puts this page in its place"
    )


class NotKeptByItself(Refused):
    """Typing alone neither takes a record out of its review nor begins to revise an inventoried one."""

    rule = "not_kept_by_itself"
    mend = Told("请用“保存草稿”", "Use “Save draft”")


class NotAwaitingReview(Refused):
    """Only a submitted record can be passed or sent back."""

    mend = Told("请先由填报人提交", "Whoever fills it in submits it first")


class StillUnchanged(Refused):
    """An inventoried record whose draft says what it says already."""

    mend = Told("修改标注后再提交", "Change the answers and submit again")


@dataclass(frozen=True, slots=True)
class Passed:
    """A record that its institution has passed; no event where it says what stood already."""

    body: Body | None


def is_contradictory(remarks: Remarks) -> bool:
    """Whether no intention stands beside ways of conversion."""
    return ConversionMode.NO_INTENTION in remarks.accepted_modes and len(remarks.accepted_modes) > 1


def check_in_use(remarks: Remarks, before: Remarks) -> None:
    """Raises RetiredOption for what the office retired, unless the record says it already."""
    if remarks.implementation is not before.implementation:
        IMPLEMENTATION.require(remarks.implementation)
    if remarks.maturity is not before.maturity:
        MATURITY.require(remarks.maturity)
    if remarks.self_grade is not before.self_grade:
        SELF_GRADES.require(remarks.self_grade)
    MODES.require(*(mode for mode in remarks.accepted_modes if mode not in before.accepted_modes))


def check_modes(remarks: Remarks) -> None:
    """Raises NothingIntendedYetMore."""
    if is_contradictory(remarks):
        raise NothingIntendedYetMore(
            "已选“暂无意愿”，又选了其他转化方式",
            english="No intention was chosen together with ways of conversion.",
        )


class Group(NamedTuple):
    """A group of annotations that the review needs, by its field and in words."""

    field: str
    name: str
    english: str


_GROUPS: Final = (
    Group("accepted_modes", "转化意愿", "accepted ways"),
    Group("maturity", "技术成熟度", "maturity"),
    Group("self_grade", "专利自评", "self-evaluation"),
)


def missing(remarks: Remarks) -> tuple[Group, ...]:
    """The groups that the review needs and that are empty."""
    return tuple(group for group in _GROUPS if not getattr(remarks, group.field))


def is_reviewable(remarks: Remarks) -> bool:
    """Whether a review could pass them as they are."""
    return not missing(remarks) and not is_contradictory(remarks)


def check_complete(remarks: Remarks) -> None:
    """Raises Incomplete, naming every group that is empty."""
    if groups := missing(remarks):
        raise Incomplete(
            f"还没有填写：{'、'.join(group.name for group in groups)}",
            english=f"Not filled in yet: {', '.join(group.english for group in groups)}.",
        )


def check_submission(standing: Standing) -> None:
    """Whether it can go to review.

    Raises NothingFilledIn, Incomplete, NothingIntendedYetMore or StillUnchanged.
    """
    draft = standing.draft
    if draft is None:
        raise NothingFilledIn("还没有填写盘点记录", english="Nothing has been filled in yet.")
    check_modes(draft)
    check_complete(draft)
    if standing.state is State.INVENTORIED and draft == standing.remarks:
        raise StillUnchanged("与已盘点的内容相同，无须审核", english="It says what is inventoried already.")


def approve(standing: Standing, *, today: date) -> Passed:
    """What the record becomes that a review passes: inventoried, or revised where it was inventoried before.

    Raises NothingFilledIn, Incomplete or NothingIntendedYetMore.
    """
    if standing.draft is None:
        raise NothingFilledIn("还没有填写盘点记录", english="Nothing has been filled in yet.")
    check_modes(standing.draft)
    check_complete(standing.draft)
    if standing.state is not State.INVENTORIED:
        return Passed(records.inventoried(standing.entry, standing.draft, on=today))
    changed = records.remark_changes(standing.remarks, standing.draft)
    if not changed:
        return Passed(None)
    return Passed(records.revised(standing.entry, standing.draft, changed=changed, on=today))


def send_back(standing: Standing, *, reason: str, today: date) -> InventoryReturned | None:
    """A reviewer wants it mended. An inventoried record stays inventoried: only its draft goes back."""
    return None if standing.state is State.INVENTORIED else returned(standing, reason=reason, today=today)


def returned(standing: Standing, *, reason: str, today: date) -> InventoryReturned:
    """The record does not count as inventoried until it has passed its reviews."""
    entry = standing.entry
    return InventoryReturned(
        patent=entry.number, home=entry.home, institution=entry.institution, reason=reason, returned_on=today
    )
