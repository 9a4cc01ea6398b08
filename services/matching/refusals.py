"""What matching refuses, each by the name of its rule, with its source and what would mend it."""

from typing import Final

from chassis.errors import Refused

WORK_PLAN: Final = "《高校和科研机构存量专利盘活工作方案》（国知发运字〔2024〕5号）"
INTERPRETATION_25: Final = "《最高人民法院关于审理技术合同纠纷案件适用法律若干问题的解释》第25条"


class NotListed(Refused):
    basis = f"{WORK_PLAN}：企业从资源库中订阅、对接可转化专利"
    mend = "待专利单位将其登记入库后再办理"


class RightNotInForce(Refused):
    basis = "《民法典》第865条：专利实施许可合同仅在该专利权的存续期限内有效"
    mend = "核对登记簿；权利恢复后再办理"


class EntrySuspended(Refused):
    basis = "《专利法实施细则》第103条至第105条、第115条：年费滞纳、权属纠纷中止与保全期间，权利状态未定"
    mend = "可先订阅；暂停的原因消除后自动恢复"


class HostedElsewhere(Refused):
    basis = "记录只由其所在系统书写；其他系统保存只读副本"
    mend = "在该辖区自有系统中办理"


class RemovedByAnother(Refused):
    basis = "记录只由其所在系统书写"
    mend = "由登记入库的系统发布移出"


class EnterpriseNotRegistered(Refused):
    basis = f"{WORK_PLAN}：企业注册后开展订阅、评价与对接"
    mend = "先登记企业"


class ModeNotAccepted(Refused):
    basis = f"{WORK_PLAN}：专利单位逐件标注可接受的转化方式"
    mend = "改选该专利可接受的方式，或请专利单位修改标注"


class AlreadyNegotiating(Refused):
    basis = "同一企业对同一专利只有一个进行中的对接"
    mend = "在已有的对接中继续；或先终止它"


class ContactInNote(Refused):
    basis = "《个人信息保护法》第6条：收集个人信息限于实现处理目的的最小范围"
    mend = "删去手机号码和电子邮箱；双方在对接中联系"


class WrongParty(Refused):
    basis = "条款由专利单位起草，双方各自确认（《民法典》第465条：合同对当事人具有约束力）"
    mend = "请另一方办理"


class AlreadySigned(Refused):
    basis = "《民法典》第490条：双方签名、盖章时合同成立"
    mend = "合同已成立；如需变更，另行订立并办理备案变更"


class AlreadyEnded(Refused):
    basis = "对接终止后不再继续"
    mend = "由企业重新表达意向"


class NoTermsYet(Refused):
    basis = "《民法典》第845条：合同应当载明许可方式、期限与费用"
    mend = "请专利单位先起草条款"


class TermsChanged(Refused):
    basis = "《民法典》第488条：承诺的内容应当与要约的内容一致"
    mend = "重新阅读现行条款后再确认"


class SignedByThisSide(Refused):
    basis = "每一方对同一版条款确认一次"
    mend = "等待另一方确认"


class ModeNotContractual(Refused):
    basis = "自行产业化与无转化意愿不与他人订立合同"
    mend = "改选转让、许可、作价投资或合作开发"


class LicenseNotAsMode(Refused):
    basis = INTERPRETATION_25
    mend = "许可方式应与转化方式一致；转让、作价投资与合作开发不填许可条款"


class TermNotAPeriod(Refused):
    basis = "《民法典》第845条：合同应当载明期限"
    mend = "使终止日不早于起始日，且不早于今天"


class TermBeyondPatent(Refused):
    basis = "《民法典》第865条"
    mend = "将许可期限缩短到专利权期限届满之日以内"


class PaymentInconsistent(Refused):
    basis = "《民法典》第846条"
    mend = "按所选支付方式填写：一次或分期支付填总额；提成填比例与基数；入门费加提成三项都填；免费都不填"


class LicensesConflict(Refused):
    basis = f"{INTERPRETATION_25}；《专利实施许可合同备案办法》第12条"
    mend = "待在先许可期满，或改为不相重叠的期限、可并存的许可方式"


class AlreadyTransferred(Refused):
    basis = "《专利法》第10条"
    mend = "与受让人另行洽谈"


class ContractNumberTaken(Refused):
    basis = "《专利实施许可合同备案办法》第9条：一份合同对同一专利只有一次许可"
    mend = "核对合同编号；补充协议另行编号"


class NotYetSigned(Refused):
    basis = "《民法典》第490条：双方签名、盖章时合同成立"
    mend = "待双方签署后再报"


class RepeatedInRequest(Refused):
    basis = "接口约定：一次请求中同一记录只出现一次"
    mend = "合并为一条后重新提交"
