"""What evaluation refuses, each by the name of its rule, with its source and what would mend it."""

from typing import ClassVar, Final

from chassis.errors import Refused, Told

WORK_PLAN: Final = "《高校和科研机构存量专利盘活工作方案》（国知发运字〔2024〕5号）"
NOTICE_33: Final = "国知办发运字〔2024〕33号"


class GuardFailed(Refused):
    """A condition of entry into the resource library is not met; ``title`` names the condition that would be."""

    title: ClassVar[tuple[str, str]] = ("", "")


class NotInventoried(GuardFailed):
    title = ("已盘点", "Inventoried")
    basis = Told.by(WORK_PLAN, "在盘点基础上登记入库", "what was taken stock of is entered in the library")
    mend = Told(
        "先在“盘点”中完成建档并通过单位审核", "Finish the record under Inventory and have the institution approve it"
    )


class RightNotInForce(GuardFailed):
    title = ("专利权有效", "Right in force")
    basis = "《专利法》第42条、第44条、第47条"
    mend = Told("核对登记簿；年费滞纳的，先补缴年费", "Check the register; pay an overdue annuity first")


class SelfGradeUnknown(GuardFailed):
    title = ("已有自评结论", "Self-evaluated")
    basis = Told.by(WORK_PLAN, "对存量专利开展“自评”后筛选入库", "what was self-evaluated is chosen for the library")
    mend = Told("先提交自评", "Send in the self-evaluation first")


class NoConversionIntended(GuardFailed):
    title = ("有可接受的转化方式", "A way of conversion is accepted")
    basis = Told.by(WORK_PLAN, "逐件标注转化意向", "the intention is stated for each patent")
    mend = Told(
        "在盘点记录中标注至少一种可接受的转化方式", "Mark at least one way of conversion in the stocktaking record"
    )


class ExclusivelyLicensed(GuardFailed):
    title = ("无独占、排他许可在行", "No exclusive or sole license")
    basis = "《最高人民法院关于审理技术合同纠纷案件适用法律若干问题的解释》第25条"
    mend = Told("待该许可期满或解除后再入库", "List it once that license has ended")


class TransferredAway(GuardFailed):
    title = ("未转让", "Not transferred")
    basis = "《专利法》第10条"
    mend = Told(
        "由受让人处置；如转让未成，更正盘点记录",
        "It is the transferee's; if the transfer failed, correct the stocktaking record",
    )


class InstitutionNotActive(GuardFailed):
    title = ("单位可以办理", "The institution may act")
    basis = Told.by(
        "单位名册", "由省级或国家管理部门准入、暂停和注销", "provincial and national offices admit, suspend and remove"
    )
    mend = Told(
        "请联系单位所在地的省级管理部门，恢复后再入库",
        "Ask the institution's provincial office; list it once reinstated",
    )


class NotListed(Refused):
    basis = Told.by(WORK_PLAN, "企业对资源库内可转化专利开展评价", "enterprises evaluate what is in the library")
    mend = Told("待专利入库后再评价", "Evaluate once it is in the library")


class ListedAlready(Refused):
    basis = Told.by(WORK_PLAN, "在盘点基础上登记入库", "what was taken stock of is entered in the library")
    mend = Told("在库的专利请办理撤回", "What is in the library is withdrawn")


class NotInLibrary(Refused):
    basis = WORK_PLAN
    mend = Told("只有在库的专利可以撤回", "Only what is in the library can be withdrawn")


class NothingToEvaluate(Refused):
    basis = Told.by(WORK_PLAN, "对存量专利开展“自评”", "existing patents are self-evaluated")
    mend = Told("先将专利登记到存量专利基础库", "Enter the patent in the stock first")


class NoIndicators(Refused):
    basis = Told.by(
        "GB/T 42748-2023《专利评估指引》", "适用于发明和实用新型专利", "it is for inventions and utility models"
    )
    mend = Told(
        "外观设计请以自评和专利权评价报告说明",
        "For designs use the self-evaluation and the evaluation report of the patent",
    )


class NothingAnswered(Refused):
    basis = Told.by("GB/T 42748-2023《专利评估指引》", "由评估人逐项评分", "whoever evaluates scores each indicator")
    mend = Told("至少回答一项", "Answer at least one")


class NoWeights(Refused):
    basis = Told.by("代码表", "各情景的指标权重", "weights of indicators for each scenario")
    mend = Told("请国家级管理部门发布有权重的版本", "Ask the national office for an edition with weights")


class NotGraded(Refused):
    basis = Told.by(WORK_PLAN, "分层分类推广", "promotion by tier and kind")
    mend = Told(
        "先完成自评、企业评价或专家评价，系统据此分级",
        "A self-evaluation or a view of an enterprise or expert comes first: tiers follow from it",
    )


class SameTier(Refused):
    basis = Told.by(WORK_PLAN, "分层分类推广", "promotion by tier and kind")
    mend = Told("选择另一层级", "Choose another tier")


class AlreadyProposed(Refused):
    basis = Told.by("本平台规则", "一件专利同时只有一项待复核的调整", "one change of a patent's tier waits at a time")
    mend = Told("先复核或撤回已有的调整", "Decide or take back the change that waits")


class SecondPersonNeeded(Refused):
    basis = Told.by(
        "本平台规则",
        "分级调整须写明理由，并由同一单位的第二人复核",
        "a change of tier has a reason and a second person of the office",
    )
    mend = Told("请同一单位的另一账户复核", "Another account of the same office looks it over")


class AlreadyObjected(Refused):
    basis = Told.by("本平台规则", "一条评价只可异议一次", "a view is objected to once")
    mend = Told("等待复核结果", "Wait for the review")


class TooLateToObject(Refused):
    basis = Told.by("代码表", "企业评价的异议与复核", "objections to enterprises' evaluations")
    mend = Told("可请企业重新评价", "The enterprise may evaluate anew")


class NotObjected(Refused):
    basis = Told.by("本平台规则", "复核针对异议", "a review answers an objection")
    mend = Told("由专利权人所在单位先提出异议", "The patentee's institution objects first")


class AlreadyReviewed(Refused):
    basis = Told.by("本平台规则", "一项异议复核一次", "an objection is decided once")
    mend = Told("复核结果已生效", "The decision stands")


class PatentUnknown(Refused):
    basis = Told.by(WORK_PLAN, "企业对资源库内可转化专利开展评价", "enterprises evaluate what is in the library")
    mend = Told("核对专利号，或待单位入库后再上传", "Check the number, or send it once the institution has listed it")


class EnterpriseUnknown(Refused):
    basis = Told.by(NOTICE_33, "企业注册后评价", "enterprises register, then evaluate")
    mend = Told("先在“对接”中登记企业", "Register the enterprise under Deals first")


class EnterpriseElsewhere(Refused):
    basis = Told.by(WORK_PLAN, "由省级部门组织本地企业评价", "provinces have their own enterprises evaluate")
    mend = Told("由企业所在省上传", "The enterprise's own province sends it")


class LaterViewStands(Refused):
    basis = Told.by("本平台规则", "企业较新的评价替换较早的", "an enterprise's later view replaces its earlier one")
    mend = Told("删去此行", "Leave the row out")


class ContradictsView(Refused):
    basis = Told.by(
        "本平台规则",
        "同一企业同一日对一件专利只作一条评价，先收到的为准",
        "one view of an enterprise on a patent a day, the first received",
    )
    mend = Told(
        "删去此行；要更正已收下的评价，以更正之日为评价日期重新上传",
        "Leave the row out; to correct what was taken, send it again dated on the day of the correction",
    )


class MeasureUnsuited(Refused):
    basis = Told.by(WORK_PLAN, "分层分类推广", "promotion by tier and kind")
    mend = Told("从适于该层级与标签的措施中选择", "Choose among the measures that suit the tier and its marks")


class AlreadyAssigned(Refused):
    basis = Told.by("本平台规则", "同一措施同时只办理一项", "one measure of a kind at a time")
    mend = Told("待办结后再分派", "Assign it once it is closed")


class AlreadyAccepted(Refused):
    basis = Told.by("本平台规则", "措施承接一次，承接后办结", "a measure is taken on once, then closed")
    mend = Told("查看办理情况", "See how far it is")


class NotAccepted(Refused):
    basis = Told.by("本平台规则", "先承接，后办理、办结", "taken on first, then worked on and closed")
    mend = Told("先承接", "Take it on first")


class AlreadyClosed(Refused):
    basis = Told.by("本平台规则", "办结的措施不再变动", "a closed measure does not change")
    mend = Told("需要时重新分派", "Assign it anew where needed")


class NotForYou(Refused):
    basis = Told.by(
        "本平台规则", "由承接单位办理，由分派单位收回", "who took it on works on it, who assigned it takes it back"
    )
    mend = Told("请该单位办理", "That body acts")


class SaidTwiceInOneRequest(Refused):
    basis = Told.by("接口约定", "一次请求中一件专利只出现一次", "a patent stands once in a request")
    mend = Told("合并为一条后重新提交", "Make one of them and send again")
