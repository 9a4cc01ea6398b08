"""What the library of experts refuses, each by the name of its rule."""

from collections.abc import Sequence

from chassis.errors import NotFound, Refused
from services.evaluation.assignment.terms import Proposal
from services.evaluation.refusals import WORK_PLAN


class NoSuchCandidate(Refused):
    basis = f"{WORK_PLAN}：企业推荐专家，建立专利评价专家库"
    mend = "请核对邀请链接"


class ConsentGiven(Refused):
    """Somebody else consented under this reference, or this person under another."""

    basis = "《个人信息保护法》第13条：取得个人的同意"
    mend = "请联系推荐企业重新推荐"


class NotConsented(Refused):
    basis = "《个人信息保护法》第13条：取得个人的同意"
    mend = "待专家本人登录并同意后再入库"


class NotAdmitted(Refused):
    basis = f"{WORK_PLAN}：专利评价专家库"
    mend = "待主管部门办理入库"


class Retired(Refused):
    basis = f"{WORK_PLAN}：专利评价专家库"
    mend = "退出后需重新推荐"


class NotCommissioned(Refused):
    basis = f"{WORK_PLAN}：专家受托评价"
    mend = "只评价指派给本人、未回避的专利"


class AlreadyEvaluated(Refused):
    basis = f"{WORK_PLAN}：专家受托评价"
    mend = "已提交评价的专利不能再回避"


class NotInLibrary(Refused):
    basis = f"{WORK_PLAN}：对资源库内的专利开展评价"
    mend = "只指派在库专利"


class CannotBeAssigned(Refused):
    basis = "评价任务、任务上限、回避与单对概率上限须同时满足"
    mend = "按所列调整后重新指派"
    proposals: tuple[Proposal, ...] = ()


class Overtaken(Refused):
    basis = "同一批次的指派同时被他人改动"
    mend = "请重新指派"


class NotWithin(NotFound):
    """Some of a batch's patents are not among those that an office may commission."""

    def __init__(self, patents: Sequence[str]) -> None:
        super().__init__()
        self.patents = tuple(patents)
