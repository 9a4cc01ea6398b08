"""What evaluation refuses, each by the name of its rule, with its source and what would mend it."""

from typing import ClassVar, Final

from chassis.errors import Refused

WORK_PLAN: Final = "《高校和科研机构存量专利盘活工作方案》（国知发运字〔2024〕5号）"
NOTICE_33: Final = "国知办发运字〔2024〕33号"


class GuardFailed(Refused):
    """A condition of entry into the resource library is not met; ``title`` names the condition that would be."""

    title: ClassVar[tuple[str, str]] = ("", "")


class NotInventoried(GuardFailed):
    title = ("已盘点", "Inventoried")
    basis = f"{WORK_PLAN}：在盘点基础上登记入库"
    mend = "先在“盘点”中完成建档并通过单位审核"


class RightNotInForce(GuardFailed):
    title = ("专利权有效", "Right in force")
    basis = "《专利法》第42条、第44条、第47条"
    mend = "核对登记簿；年费滞纳的，先补缴年费"


class SelfGradeUnknown(GuardFailed):
    title = ("已有自评结论", "Self-evaluated")
    basis = f"{WORK_PLAN}：对存量专利开展“自评”后筛选入库"
    mend = "先提交自评"


class NoConversionIntended(GuardFailed):
    title = ("有可接受的转化方式", "A way of conversion is accepted")
    basis = f"{WORK_PLAN}：逐件标注转化意向"
    mend = "在盘点记录中标注至少一种可接受的转化方式"


class ExclusivelyLicensed(GuardFailed):
    title = ("无独占、排他许可在行", "No exclusive or sole license")
    basis = "《最高人民法院关于审理技术合同纠纷案件适用法律若干问题的解释》第25条"
    mend = "待该许可期满或解除后再入库"


class TransferredAway(GuardFailed):
    title = ("未转让", "Not transferred")
    basis = "《专利法》第10条"
    mend = "由受让人处置；如转让未成，更正盘点记录"


class NotListed(Refused):
    basis = f"{WORK_PLAN}：企业对资源库内可转化专利开展评价"
    mend = "待专利入库后再评价"


class NotInLibrary(Refused):
    basis = WORK_PLAN
    mend = "只有在库的专利可以撤回"


class NothingToEvaluate(Refused):
    basis = f"{WORK_PLAN}：对存量专利开展“自评”"
    mend = "先将专利登记到存量专利基础库"


class SaidTwiceInOneRequest(Refused):
    basis = "接口约定：一次请求中一件专利只出现一次"
    mend = "合并为一条后重新提交"
