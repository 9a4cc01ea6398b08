"""The way of a record through its reviews, as a machine: stages, moves, whose they are, and what forbids them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from chassis.errors import Refused, Told
from services.inventory.importing.arrival import State
from services.inventory.review.stocktaking import NotAwaitingReview, NothingFilledIn, RightIsGone

_BASIS: Final = "国知发运字〔2024〕5号：发明人自评或单位集中评价，单位负主体责任"


class Route(StrEnum):
    """How an institution reviews; its office chooses."""

    COLLEGES = "colleges"
    """Inventor, college, institution."""
    DIRECT = "direct"
    """No colleges: inventor, institution. So it is where nothing was chosen."""
    OFFICE = "office"
    """Centralized assessment: the office also passes what nobody submitted to it."""


class Stage(StrEnum):
    """Where a record stands."""

    UNCLAIMED = "unclaimed"
    TO_FILL_IN = "to_fill_in"
    DRAFT = "draft"
    COLLEGE_REVIEW = "college_review"
    INSTITUTION_REVIEW = "institution_review"
    RETURNED = "returned"
    SPOT_CHECK_RETURNED = "spot_check_returned"
    INVENTORIED = "inventoried"
    REMOVED = "removed"
    """A transfer took the patent out of the institution."""
    ARCHIVED = "archived"
    """The right has ended; the record is history."""


class Move(StrEnum):
    ASSIGN = "assign"
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    SPOT_CHECK = "spot_check"


class Actor(StrEnum):
    """As whom somebody moves a record; that they may is a right, not the machine's."""

    FILLER = "filler"
    COLLEGE = "college"
    INSTITUTION = "institution"
    AUTHORITY = "authority"


_FILLABLE: Final = (Stage.UNCLAIMED, Stage.TO_FILL_IN, Stage.DRAFT, Stage.INVENTORIED)
_MENDABLE: Final = (Stage.DRAFT, Stage.RETURNED, Stage.SPOT_CHECK_RETURNED)
_REVIEWS: Final = (Stage.COLLEGE_REVIEW, Stage.INSTITUTION_REVIEW)
OPEN: Final = tuple(stage for stage in Stage if stage not in (Stage.REMOVED, Stage.ARCHIVED))

MOVES: Final[Mapping[Move, Mapping[Stage, frozenset[Stage]]]] = {
    # A record that is put to a college is no longer unclaimed; one that it is taken from may be so again.
    Move.ASSIGN: {
        **{stage: frozenset({stage}) for stage in OPEN},
        Stage.UNCLAIMED: frozenset({Stage.UNCLAIMED, Stage.TO_FILL_IN}),
        Stage.TO_FILL_IN: frozenset({Stage.UNCLAIMED, Stage.TO_FILL_IN}),
    },
    # What was returned stays so while it is mended: its reason is to be seen until it is submitted again.
    # The office may take what waits for it into its own hands.
    Move.SAVE: {
        Stage.INSTITUTION_REVIEW: frozenset({Stage.DRAFT}),
        **{stage: frozenset({Stage.DRAFT}) for stage in _FILLABLE},
        Stage.RETURNED: frozenset({Stage.RETURNED, Stage.DRAFT}),
        Stage.SPOT_CHECK_RETURNED: frozenset({Stage.SPOT_CHECK_RETURNED}),
    },
    Move.SUBMIT: {stage: frozenset(_REVIEWS) for stage in _MENDABLE},
    Move.WITHDRAW: {stage: frozenset({Stage.DRAFT}) for stage in _REVIEWS},
    Move.APPROVE: {
        Stage.COLLEGE_REVIEW: frozenset({Stage.INSTITUTION_REVIEW}),
        Stage.INSTITUTION_REVIEW: frozenset({Stage.INVENTORIED}),
        **{stage: frozenset({Stage.INVENTORIED}) for stage in _MENDABLE},
    },
    Move.RETURN: {stage: frozenset({Stage.RETURNED}) for stage in _REVIEWS},
    # A failed check of an inventoried record overtakes a revision of it that is under way.
    Move.SPOT_CHECK: {
        stage: frozenset({Stage.SPOT_CHECK_RETURNED}) for stage in (Stage.INVENTORIED, *_MENDABLE, *_REVIEWS)
    },
}
"""From each stage where a move may lead; a stage that is missing forbids it."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that decides where a record stands and where it may go."""

    state: State
    """As published."""
    route: Route = Route.DIRECT
    college: str | None = None
    """That the record is put to."""
    responsible: str | None = None
    """The account that fills it in."""
    has_draft: bool = False
    review: Stage | None = None
    """Which review the draft waits for."""
    returned_by: Actor | None = None
    """Who sent the draft back last, while it is not submitted again."""
    is_away: bool = False
    has_ended: bool = False

    @property
    def stage(self) -> Stage:
        if self.is_away:
            return Stage.REMOVED
        if self.has_ended:
            return Stage.ARCHIVED
        if self.has_draft:
            return self._stage_of_draft()
        if self.state is State.INVENTORIED:
            return Stage.INVENTORIED
        if self.state is State.RETURNED:
            return Stage.RETURNED
        return Stage.UNCLAIMED if self.route is Route.COLLEGES and self.college is None else Stage.TO_FILL_IN

    def _stage_of_draft(self) -> Stage:
        if self.review is not None:
            return self.review
        if self.returned_by is Actor.AUTHORITY:
            return Stage.SPOT_CHECK_RETURNED
        return Stage.RETURNED if self.returned_by is not None else Stage.DRAFT


class UnderReview(Refused):
    """What is being reviewed does not change under the reviewer's eyes."""

    basis = _BASIS
    mend = Told("先撤回，再修改", "Take it back, then change it")


class StillAtTheCollege(Refused):
    """The institution decides after the college."""

    basis = _BASIS
    mend = Told("等院系审核；或在审核方式中改为不经院系", "Wait for the college, or set the review to go without it")


class NoCollege(Refused):
    """A record that goes through a college's review has to be put to one."""

    basis = _BASIS
    mend = Told("请先由成果转化办指派院系", "The transfer office assigns a college first")


class NotResponsible(Refused):
    """The record is another inventor's to fill in."""

    basis = Told.by(
        "国知办发运字〔2024〕33号",
        "由第一发明人填报；学生、退休的另行指定",
        "the first inventor fills in; for students and the retired somebody is named",
    )
    mend = Told(
        "请由指定的填报人填写，或由成果转化办改派",
        "Whoever it is assigned to fills it in, or the transfer office assigns it anew",
    )


class NotInventoried(Refused):
    """A spot check returns what was inventoried; all else is still under way."""

    basis = Told.by("国知办发运字〔2024〕33号", "抽查分析盘点质量", "the quality of stocktaking is spot-checked")
    mend = Told("未盘点的记录由单位自行审核", "What is not recorded yet the institution reviews itself")


def decide(move: Move, actor: Actor, found: Circumstances) -> Stage:
    """Where the move leads. Raises the guard that forbids it."""
    check_open(found)
    stage = found.stage
    _check(move, actor, found, stage)
    after = _after(move, found, stage)
    if after not in MOVES[move].get(stage, ()):
        raise AssertionError(f"{move} from {stage} to {after}: the guards and the table differ")
    return after


def assigned(found: Circumstances, college: str | None) -> Stage:
    """Where a record stands once it is put to a college."""
    return replace(found, college=college).stage


def _check(move: Move, actor: Actor, found: Circumstances, stage: Stage) -> None:
    match move:
        case Move.SAVE if stage is Stage.INSTITUTION_REVIEW and actor is Actor.INSTITUTION:
            pass
        case Move.SAVE | Move.SUBMIT if stage in _REVIEWS:
            raise UnderReview("记录正在审核，不能修改或再次提交", english="It is under review and cannot be changed.")
        case Move.SUBMIT if not found.has_draft:
            raise NothingFilledIn("还没有填写盘点记录", english="Nothing has been filled in yet.")
        case Move.SUBMIT if found.route is Route.COLLEGES and found.college is None:
            raise NoCollege("这条记录还没有指派院系", english="The record is not put to a college yet.")
        case Move.SPOT_CHECK if found.state is not State.INVENTORIED:
            raise NotInventoried("这条记录没有盘点完成", english="The record is not inventoried.")
        case Move.WITHDRAW if stage not in _REVIEWS:
            raise _not_submitted()
        case Move.APPROVE | Move.RETURN:
            _check_review(move, actor, found, stage)
        case _:
            pass


def _check_review(move: Move, actor: Actor, found: Circumstances, stage: Stage) -> None:
    """Each review has its own reviewer."""
    if actor is Actor.COLLEGE:
        if stage is not Stage.COLLEGE_REVIEW:
            raise _not_submitted()
        return
    if stage is Stage.COLLEGE_REVIEW:
        raise StillAtTheCollege("院系还没有审核", english="Its college has not reviewed it yet.")
    is_centralized = move is Move.APPROVE and found.route is Route.OFFICE and stage in _MENDABLE and found.has_draft
    if stage is not Stage.INSTITUTION_REVIEW and not is_centralized:
        raise _not_submitted()


def _after(move: Move, found: Circumstances, stage: Stage) -> Stage:
    match move:
        case Move.SAVE:
            return stage if found.returned_by is not None and stage in _MENDABLE else Stage.DRAFT
        case Move.SUBMIT:
            return Stage.COLLEGE_REVIEW if found.route is Route.COLLEGES else Stage.INSTITUTION_REVIEW
        case Move.WITHDRAW:
            return Stage.DRAFT
        case Move.APPROVE:
            return Stage.INSTITUTION_REVIEW if stage is Stage.COLLEGE_REVIEW else Stage.INVENTORIED
        case Move.RETURN:
            return Stage.RETURNED
        case Move.SPOT_CHECK:
            return Stage.SPOT_CHECK_RETURNED
        case Move.ASSIGN:
            return stage


def check_open(found: Circumstances) -> None:
    """Of what has left its institution, or has ended, no stock is taken. Raises RightIsGone."""
    if found.stage is Stage.REMOVED:
        raise RightIsGone("专利已转让给他人，移出盘点", english="The patent was transferred away.")
    if found.stage is Stage.ARCHIVED:
        raise RightIsGone("权利已终止、届满或无效，记录归档", english="The right has ended; the record is archived.")


def _not_submitted() -> NotAwaitingReview:
    return NotAwaitingReview("这条记录没有提交审核", english="The record has not been submitted for review.")
