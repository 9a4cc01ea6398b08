"""What matching refuses, each by the name of its rule, with its source and what would mend it."""

from typing import Final

from chassis.errors import Refused, Told

WORK_PLAN: Final = "《高校和科研机构存量专利盘活工作方案》（国知发运字〔2024〕5号）"
INTERPRETATION_25: Final = "《最高人民法院关于审理技术合同纠纷案件适用法律若干问题的解释》第25条"


class NotListed(Refused):
    basis = Told.by(
        WORK_PLAN, "企业从资源库中订阅、对接可转化专利", "enterprises follow and negotiate what is in the library"
    )
    mend = Told("待专利单位将其登记入库后再办理", "Wait until its institution has entered it in the library")


class RightNotInForce(Refused):
    basis = Told.by(
        "《民法典》第865条", "专利实施许可合同仅在该专利权的存续期限内有效", "a license holds while the patent does"
    )
    mend = Told("核对登记簿；权利恢复后再办理", "Check the register; go on once the right is restored")


class EntrySuspended(Refused):
    basis = Told.by(
        "《专利法实施细则》第103条至第105条、第115条",
        "年费滞纳、权属纠纷中止与保全期间，权利状态未定",
        "while an annuity is late, or for disputes and preservation, the right's state is open",
    )
    mend = Told("可先订阅；暂停的原因消除后自动恢复", "It may be followed meanwhile; it comes back by itself")


class HostedElsewhere(Refused):
    basis = Told(
        "记录只由其所在系统书写；其他系统保存只读副本",
        "A record is written by the system that keeps it; others hold read-only copies",
    )
    mend = Told("在该辖区自有系统中办理", "Do it in the jurisdiction's own system")


class RemovedByAnother(Refused):
    basis = Told("记录只由其所在系统书写", "A record is written by the system that keeps it")
    mend = Told("由登记入库的系统发布移出", "The system that entered it publishes that it left")


class EnterpriseNotRegistered(Refused):
    basis = Told.by(
        WORK_PLAN, "企业注册后开展订阅、评价与对接", "enterprises register, then follow, evaluate and negotiate"
    )
    mend = Told("先登记企业", "Register the enterprise first")


class ModeNotAccepted(Refused):
    basis = Told.by(
        WORK_PLAN, "专利单位逐件标注可接受的转化方式", "institutions state the ways accepted for each patent"
    )
    mend = Told(
        "改选该专利可接受的方式，或请专利单位修改标注",
        "Choose a way that is accepted, or ask the institution to change its answer",
    )


class AlreadyNegotiating(Refused):
    basis = Told(
        "同一企业对同一专利只有一个进行中的对接", "One deal of an enterprise on a patent is under way at a time"
    )
    mend = Told("在已有的对接中继续；或先终止它", "Go on in the deal there is, or end it first")


class ContactInNote(Refused):
    basis = Told.by(
        "《个人信息保护法》第6条",
        "收集个人信息限于实现处理目的的最小范围",
        "personal data only as far as the purpose needs",
    )
    mend = Told(
        "删去手机号码和电子邮箱；双方在对接中联系",
        "Take out telephone numbers and e-mail addresses; the parties speak within the deal",
    )


class WrongParty(Refused):
    basis = Told(
        "条款由专利单位起草，双方各自确认（《民法典》第465条：合同对当事人具有约束力）",
        "The institution drafts the terms, each party confirms (Civil Code, article 465: a contract binds its parties)",
    )
    mend = Told("请另一方办理", "The other party acts")


class AlreadySigned(Refused):
    basis = Told.by(
        "《民法典》第490条", "双方签名、盖章时合同成立", "a contract stands once both have signed or sealed"
    )
    mend = Told(
        "合同已成立；如需变更，另行订立并办理备案变更", "The contract is concluded; agree on a change and have it filed"
    )


class AlreadyEnded(Refused):
    basis = Told("对接终止后不再继续", "A deal that has ended does not go on")
    mend = Told("由企业重新表达意向", "The enterprise declares its interest anew")


class NoTermsYet(Refused):
    basis = Told.by("《民法典》第845条", "合同应当载明许可方式、期限与费用", "a contract states kind, term and fees")
    mend = Told("请专利单位先起草条款", "The institution drafts terms first")


class TermsChanged(Refused):
    basis = Told.by("《民法典》第488条", "承诺的内容应当与要约的内容一致", "an acceptance matches its offer")
    mend = Told("重新阅读现行条款后再确认", "Read the terms that stand now, then confirm")


class SignedByThisSide(Refused):
    basis = Told("每一方对同一版条款确认一次", "Each party confirms an edition of the terms once")
    mend = Told("等待另一方确认", "Wait for the other party")


class ModeNotContractual(Refused):
    basis = Told(
        "自行产业化与无转化意愿不与他人订立合同", "Who makes it themselves, or is not willing, contracts with nobody"
    )
    mend = Told(
        "改选转让、许可、作价投资或合作开发", "Choose a transfer, a license, an investment or joint development"
    )


class LicenseNotAsMode(Refused):
    basis = INTERPRETATION_25
    mend = Told(
        "许可方式应与转化方式一致；转让、作价投资与合作开发不填许可条款",
        "License terms match the way of conversion; what is no license has none",
    )


class TermNotAPeriod(Refused):
    basis = Told.by("《民法典》第845条", "合同应当载明期限", "a contract states its term")
    mend = Told("使终止日不早于起始日，且不早于今天", "Let it end neither before it begins nor before today")


class TermBeyondPatent(Refused):
    basis = "《民法典》第865条"
    mend = Told("将许可期限缩短到专利权期限届满之日以内", "Shorten the term to the patent's own")


class PaymentInconsistent(Refused):
    basis = "《民法典》第846条"
    mend = Told(
        "按所选支付方式填写：一次或分期支付填总额；提成填比例与基数；入门费加提成三项都填；免费都不填",
        "One sum or instalments: a total; royalty: rate and base; entry fee and royalty: all three; free: nothing",
    )


class LicensesConflict(Refused):
    basis = f"{INTERPRETATION_25}；《专利实施许可合同备案办法》第12条"
    mend = Told(
        "待在先许可期满，或改为不相重叠的期限、可并存的许可方式",
        "Wait until the earlier license ends, or choose terms that can stand beside it",
    )


class AlreadyTransferred(Refused):
    basis = "《专利法》第10条"
    mend = Told("与受让人另行洽谈", "Speak with the transferee")


class ContractNumberTaken(Refused):
    basis = Told.by(
        "《专利实施许可合同备案办法》第9条", "一份合同对同一专利只有一次许可", "a contract licenses a patent once"
    )
    mend = Told("核对合同编号；补充协议另行编号", "Check the contract's number; a supplement has one of its own")


class NotYetSigned(Refused):
    basis = Told.by(
        "《民法典》第490条", "双方签名、盖章时合同成立", "a contract stands once both have signed or sealed"
    )
    mend = Told("待双方签署后再报", "Report once both have signed")


class RepeatedInRequest(Refused):
    basis = Told.by("接口约定", "一次请求中同一记录只出现一次", "a record stands once in a request")
    mend = Told("合并为一条后重新提交", "Make one of them and send again")
