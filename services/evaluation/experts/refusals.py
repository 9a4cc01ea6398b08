"""What the library of experts refuses, each by the name of its rule."""

from collections.abc import Sequence

from chassis.errors import NotFound, Refused, Told
from services.evaluation.assignment.terms import Proposal
from services.evaluation.refusals import WORK_PLAN


class NoSuchCandidate(Refused):
    basis = Told.by(
        WORK_PLAN, "企业推荐专家，建立专利评价专家库", "enterprises recommend experts for a library of experts"
    )
    mend = Told("请核对邀请链接", "Check the link of the invitation")


class ConsentGiven(Refused):
    """Somebody else consented under this reference, or this person under another."""

    basis = Told.by("《个人信息保护法》第13条", "取得个人的同意", "the person's consent")
    mend = Told("请联系推荐企业重新推荐", "Ask the enterprise to recommend again")


class NotConsented(Refused):
    basis = Told.by("《个人信息保护法》第13条", "取得个人的同意", "the person's consent")
    mend = Told("待专家本人登录并同意后再入库", "Admit them once they have signed in and consented")


class Retired(Refused):
    basis = Told.by(WORK_PLAN, "专利评价专家库", "a library of experts who evaluate")
    mend = Told("退出后需重新推荐", "Who has left is recommended anew")


class NotCommissioned(Refused):
    basis = Told.by(WORK_PLAN, "专家受托评价", "experts evaluate what they are asked to")
    mend = Told("只评价指派给本人、未回避的专利", "Evaluate what is assigned to you and not declined")


class AlreadyEvaluated(Refused):
    basis = Told.by(WORK_PLAN, "专家受托评价", "experts evaluate what they are asked to")
    mend = Told("已提交评价的专利不能再回避", "What has been evaluated can no longer be declined")


class NotInLibrary(Refused):
    basis = Told.by(WORK_PLAN, "对资源库内的专利开展评价", "what is in the library is evaluated")
    mend = Told("只指派在库专利", "Assign what is in the library")


class CannotBeAssigned(Refused):
    basis = Told(
        "评价任务、任务上限、回避与单对概率上限须同时满足",
        "Views asked for, loads, recusals and the cap on each pair hold together",
    )
    mend = Told("按所列调整后重新指派", "Change what is listed and assign again")
    proposals: tuple[Proposal, ...] = ()


class Overtaken(Refused):
    basis = Told("同一批次的指派同时被他人改动", "Somebody else changed the same batch meanwhile")
    mend = Told("请重新指派", "Assign again")


class NotWithin(NotFound):
    """Some of a batch's patents are not among those that an office may commission."""

    def __init__(self, patents: Sequence[str]) -> None:
        super().__init__()
        self.patents = tuple(patents)
