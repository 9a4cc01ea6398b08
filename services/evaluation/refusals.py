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


class InstitutionNotActive(GuardFailed):
    title = ("单位可以办理", "The institution may act")
    basis = "单位名册：由省级或国家管理部门准入、暂停和注销"
    mend = "请联系单位所在地的省级管理部门，恢复后再入库"


class NotListed(Refused):
    basis = f"{WORK_PLAN}：企业对资源库内可转化专利开展评价"
    mend = "待专利入库后再评价"


class ListedAlready(Refused):
    basis = f"{WORK_PLAN}：在盘点基础上登记入库"
    mend = "在库的专利请办理撤回"


class NotInLibrary(Refused):
    basis = WORK_PLAN
    mend = "只有在库的专利可以撤回"


class NothingToEvaluate(Refused):
    basis = f"{WORK_PLAN}：对存量专利开展“自评”"
    mend = "先将专利登记到存量专利基础库"


class NoIndicators(Refused):
    basis = "GB/T 42748-2023《专利评估指引》：适用于发明和实用新型专利"
    mend = "外观设计请以自评和专利权评价报告说明"


class NothingAnswered(Refused):
    basis = "GB/T 42748-2023《专利评估指引》：由评估人逐项评分"
    mend = "至少回答一项"


class NoWeights(Refused):
    basis = "代码表：各情景的指标权重"
    mend = "请国家级管理部门发布有权重的版本"


class NotGraded(Refused):
    basis = f"{WORK_PLAN}：分层分类推广"
    mend = "先完成自评、企业评价或专家评价，系统据此分级"


class SameTier(Refused):
    basis = f"{WORK_PLAN}：分层分类推广"
    mend = "选择另一层级"


class AlreadyProposed(Refused):
    basis = "本平台规则：一件专利同时只有一项待复核的调整"
    mend = "先复核或撤回已有的调整"


class SecondPersonNeeded(Refused):
    basis = "本平台规则：分级调整须写明理由，并由同一单位的第二人复核"
    mend = "请同一单位的另一账户复核"


class AlreadyObjected(Refused):
    basis = "本平台规则：一条评价只可异议一次"
    mend = "等待复核结果"


class TooLateToObject(Refused):
    basis = "代码表：企业评价的异议与复核"
    mend = "可请企业重新评价"


class NotObjected(Refused):
    basis = "本平台规则：复核针对异议"
    mend = "由专利权人所在单位先提出异议"


class AlreadyReviewed(Refused):
    basis = "本平台规则：一项异议复核一次"
    mend = "复核结果已生效"


class PatentUnknown(Refused):
    basis = f"{WORK_PLAN}：企业对资源库内可转化专利开展评价"
    mend = "核对专利号，或待单位入库后再上传"


class EnterpriseUnknown(Refused):
    basis = f"{NOTICE_33}：企业注册后评价"
    mend = "先在“对接”中登记企业"


class EnterpriseElsewhere(Refused):
    basis = f"{WORK_PLAN}：由省级部门组织本地企业评价"
    mend = "由企业所在省上传"


class LaterViewStands(Refused):
    basis = "本平台规则：企业较新的评价替换较早的"
    mend = "删去此行"


class ContradictsView(Refused):
    basis = "本平台规则：同一企业同一日对一件专利只作一条评价，先收到的为准"
    mend = "删去此行；要更正已收下的评价，以更正之日为评价日期重新上传"


class MeasureUnsuited(Refused):
    basis = f"{WORK_PLAN}：分层分类推广"
    mend = "从适于该层级与标签的措施中选择"


class AlreadyAssigned(Refused):
    basis = "本平台规则：同一措施同时只办理一项"
    mend = "待办结后再分派"


class AlreadyAccepted(Refused):
    basis = "本平台规则：措施承接一次，承接后办结"
    mend = "查看办理情况"


class NotAccepted(Refused):
    basis = "本平台规则：先承接，后办理、办结"
    mend = "先承接"


class AlreadyClosed(Refused):
    basis = "本平台规则：办结的措施不再变动"
    mend = "需要时重新分派"


class NotForYou(Refused):
    basis = "本平台规则：由承接单位办理，由分派单位收回"
    mend = "请该单位办理"


class SaidTwiceInOneRequest(Refused):
    basis = "接口约定：一次请求中一件专利只出现一次"
    mend = "合并为一条后重新提交"
