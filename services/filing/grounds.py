"""The eleven grounds on which the filing rules (CNIPA Order 62, article 12) refuse a license contract."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind
from panhuo_contracts.names import LEGAL_STATUSES, LICENSE_KINDS

from services.filing import conflicts
from services.filing.findings import Finding, Outcome, Said
from services.filing.license import ENDED, ONE_LICENSEE, Application, Deal, License, Right

CONTENT: Final = 3
"""The ground of what the contract has to state."""
NAMES: Final = {
    1: Said("专利权有效", "The right is in force"),
    2: Said("许可人为登记的权利人", "The licensor is the registered patentee"),
    3: Said("合同载明第九条各项", "The contract states what article 9 asks"),
    4: Said("许可期限不超过专利权期限", "The term stays within the patent's term"),
    5: Said("共有人同意或有约定", "Co-owners consent or have agreed"),
    6: Said("不在年费滞纳期", "No annuity is late"),
    7: Said("无权属纠纷、保全、中止", "No dispute, preservation or suspension"),
    8: Said("未重复备案", "Not filed before"),
    9: Said("未质押，或质权人同意", "Not pledged, or the pledgee consents"),
    10: Said("与已备案许可不冲突", "No conflict with a filed license"),
    11: Said("其他不应备案的情形", "Nothing else stands against it"),
}
REFUSED_WHEN: Final = {
    1: Said("专利权已经终止或者被宣告无效", "The right has ended or was invalidated"),
    2: Said("许可人不是登记的专利权人或者有权许可的人", "The licensor is not the registered patentee or entitled"),
    3: Said("合同缺少第九条规定的内容", "The contract lacks what article 9 asks for"),
    4: Said("许可期限超过专利权有效期", "The term exceeds the patent's term"),
    5: Said("共有人违反法律规定或者约定订立合同", "A co-owner contracted against law or agreement"),
    6: Said("专利权处于年费缴纳滞纳期", "The annuity is late"),
    7: Said("专利权权属纠纷或者被法院保全，程序中止", "Ownership is disputed or preserved, procedures suspended"),
    8: Said("同一合同重复申请备案", "The contract is already on file"),
    9: Said("专利权被质押，且未经质权人同意", "The right is pledged without the pledgee's consent"),
    10: Said("与已经备案的许可合同冲突", "It conflicts with a license on file"),
    11: Said("其他不应当予以备案的情形", "Other circumstances"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a decision on one application rests on."""

    application: Application
    right: Right
    deal: Deal
    filed: Sequence[License]
    """The licenses on file for the same patent, ended ones too."""
    today: date


def article(number: int) -> str:
    """How ground ``number`` is cited."""
    return f"备案办法 第12条第{number}项"


def check(case: Case) -> list[Finding]:
    """All eleven, in the order of the article, so that an office sees everything at once."""
    return [guard(case) for guard in _GUARDS]


def failures(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_failure]


def _found(
    number: int,
    outcome: Outcome,
    evidence: Said,
    *,
    mend: Said | None = None,
    fields: tuple[str, ...] = (),
    also: str = "",
) -> Finding:
    basis = f"{article(number)}；{also}" if also else article(number)
    return Finding(number, NAMES[number], basis, outcome, evidence, mend, fields)


def right_in_force(case: Case) -> Finding:
    right, also = case.right, "民法典 第865条"
    zh, en = LEGAL_STATUSES[right.status]
    since = f"，{right.status_since} 起" if right.status_since else ""
    since_en = f" since {right.status_since}" if right.status_since else ""
    if right.status in ENDED:
        return _found(
            1,
            Outcome.FAILED,
            Said(f"登记簿：{zh}{since}", f"Register: {en}{since_en}"),
            mend=Said("权利恢复后再申请", "Apply again once the right is restored"),
            also=also,
        )
    if right.expires_on < case.today:
        return _found(
            1,
            Outcome.FAILED,
            Said(f"专利权已于 {right.expires_on} 届满", f"The right expired on {right.expires_on}"),
            mend=Said("届满的专利不能再许可", "An expired patent can no longer be licensed"),
            also=also,
        )
    return _found(
        1,
        Outcome.PASSED,
        Said(f"登记簿：{zh}{since}", f"Register: {en}{since_en}"),
    )


def licensor_is_patentee(case: Case) -> Finding:
    application, right = case.application, case.right
    patentees = (right.institution_name, *right.co_patentees)
    if application.kind is LicenseKind.SUBLICENSE:
        return _found(
            2,
            Outcome.FAILED,
            Said("分许可的许可人是上一级被许可人", "A sub-license is granted by a licensee"),
            mend=Said(
                "由上一级被许可人备案；专利权人请另选种类",
                "The licensee files it; as patentee choose another kind",
            ),
            fields=("kind",),
            also="技术合同解释 第25条",
        )
    if right.away_on is not None:
        return _found(
            2,
            Outcome.FAILED,
            Said(f"登记簿：{right.away_on} 起已转移给他人", f"Register: transferred to another on {right.away_on}"),
            mend=Said("由受让人备案", "Whoever took it over files the license"),
            also="专利法 第10条",
        )
    if application.applicant != right.institution or application.licensor_name not in patentees:
        return _found(
            2,
            Outcome.FAILED,
            Said(
                f"填 {application.licensor_name or '（空）'}，登记的专利权人为 {'、'.join(patentees)}",
                f"Given: {application.licensor_name or '(nothing)'}; registered: {', '.join(patentees)}",
            ),
            mend=Said("按登记簿填写，或先办理著录变更", "Write it as registered, or have the register changed"),
            fields=("licensor_name",),
        )
    return _found(2, Outcome.PASSED, Said("登记权利人与许可人一致", "Registered patentee and licensor agree"))


def content_complete(case: Case) -> Finding:
    application, right = case.application, case.right
    required = (
        ("contract_number", application.contract_number, Said("合同编号", "contract number")),
        ("licensor_name", application.licensor_name, Said("许可方名称", "licensor's name")),
        ("licensor_address", application.licensor_address, Said("许可方地址", "licensor's address")),
        ("licensee_name", application.licensee_name, Said("被许可方名称", "licensee's name")),
        ("licensee_address", application.licensee_address, Said("被许可方地址", "licensee's address")),
        ("term_from", application.term_from, Said("许可起始日", "first day of the term")),
        ("term_to", application.term_to, Said("许可届满日", "last day of the term")),
        ("grant_date", right.grant_date, Said("授权公告日（盘点记录）", "grant date (stock record)")),
    )
    missing = [(field, name) for field, value, name in required if not value]
    if missing:
        return _found(
            3,
            Outcome.FAILED,
            Said(
                f"缺 {len(missing)} 项：{'、'.join(name.zh for _, name in missing)}",
                f"{len(missing)} missing: {', '.join(name.en for _, name in missing)}",
            ),
            mend=Said("补齐后再提交", "Fill in what is missing"),
            fields=tuple(field for field, _ in missing),
            also="备案办法 第9条",
        )
    if application.term_from and application.term_to and application.term_to < application.term_from:
        return _found(
            3,
            Outcome.FAILED,
            Said("许可届满日早于起始日", "The term ends before it begins"),
            mend=Said("改正起止日", "Correct the dates"),
            fields=("term_to", "term_from"),
            also="备案办法 第9条",
        )
    differing = conflicts.differences(application, case.deal)
    if differing:
        return _found(
            3,
            Outcome.NOTED,
            Said(
                f"与签约记录不同：{'、'.join(name.zh for name in differing)}",
                f"Differs from the signed deal: {', '.join(name.en for name in differing)}",
            ),
            mend=Said("核对合同原文", "Compare with the contract"),
            also="备案办法 第9条",
        )
    return _found(3, Outcome.PASSED, Said("各项齐全", "Everything is stated"))


def term_within_patent(case: Case) -> Finding:
    term_to, expires_on = case.application.term_to, case.right.expires_on
    if term_to is None:
        return _found(4, Outcome.NOTED, Said("届满日未填，无法核查", "No last day given"), fields=("term_to",))
    if term_to > expires_on:
        return _found(
            4,
            Outcome.FAILED,
            Said(f"填 {term_to}，专利权至 {expires_on}", f"Given {term_to}; the right ends on {expires_on}"),
            mend=Said(f"改为不晚于 {expires_on}", f"Set it no later than {expires_on}"),
            fields=("term_to",),
            also="专利法 第42条",
        )
    return _found(4, Outcome.PASSED, Said(f"{term_to}，专利权至 {expires_on}", f"{term_to}; right ends {expires_on}"))


def co_owners_consent(case: Case) -> Finding:
    application, owners = case.application, case.right.co_patentees
    if not owners:
        return _found(5, Outcome.PASSED, Said("无共有人", "No co-owners"))
    names, also = "、".join(owners), "专利法 第14条"
    if application.has_co_owner_consent:
        return _found(5, Outcome.PASSED, Said(f"已声明取得 {names} 同意", f"Consent of {names} is declared"), also=also)
    if application.kind is LicenseKind.ORDINARY:
        return _found(
            5,
            Outcome.NOTED,
            Said(
                f"共有人 {names}：普通许可可单独许可，使用费须分配",
                f"Co-owners {names}: an ordinary license needs no consent; the fees are shared",
            ),
            also=also,
        )
    return _found(
        5,
        Outcome.FAILED,
        Said(f"尚无共有人 {names} 的同意", f"Consent of {names} is missing"),
        mend=Said(
            "取得全体共有人同意后勾选，或改为普通许可", "Declare the consent of all, or choose an ordinary license"
        ),
        fields=("co_owner_consent", "kind"),
        also=also,
    )


def annuity_not_late(case: Case) -> Finding:
    right = case.right
    if right.status is LegalStatus.FEE_GRACE:
        since = right.status_since or case.today
        return _found(
            6,
            Outcome.FAILED,
            Said(f"{since} 起处于滞纳期", f"The annuity has been late since {since}"),
            mend=Said("缴清年费和滞纳金后再申请", "Pay the annuity and its surcharge first"),
            also="实施细则 第115条",
        )
    return _found(6, Outcome.PASSED, Said("登记簿无滞纳记载", "The register shows no late fee"))


def not_suspended(case: Case) -> Finding:
    flags = case.right.flags
    if LegalFlag.PRESERVED in flags:
        evidence, also = Said("法院裁定保全中", "Under preservation by a court"), "实施细则 第104、105条"
    elif LegalFlag.SUSPENDED in flags:
        evidence, also = (
            Said("权属纠纷，程序中止", "Ownership disputed, suspended"),
            "实施细则 第103、105条",
        )
    else:
        return _found(7, Outcome.PASSED, Said("登记簿无记载", "The register shows none"))
    return _found(
        7,
        Outcome.FAILED,
        evidence,
        mend=Said("保全或中止解除后再申请", "Apply again once it is lifted"),
        also=also,
    )


def not_filed_before(case: Case) -> Finding:
    application = case.application
    for license_ in case.filed:
        same_deal = license_.deal == application.deal
        if same_deal or (application.contract_number and license_.contract_number == application.contract_number):
            return _found(
                8,
                Outcome.FAILED,
                Said(
                    f"同一合同已备案：{license_.filing_number}",
                    f"The same contract is on file: {license_.filing_number}",
                ),
                mend=Said("查看已有备案；变更请办理备案变更", "See that filing; a change is filed as a change"),
                fields=() if same_deal else ("contract_number",),
            )
    return _found(8, Outcome.PASSED, Said("同一合同未见备案", "The contract is not on file"))


def pledgee_consents(case: Case) -> Finding:
    if LegalFlag.PLEDGED not in case.right.flags:
        return _found(9, Outcome.PASSED, Said("未质押", "Not pledged"))
    also = "民法典 第444条"
    if case.application.has_pledgee_consent:
        return _found(
            9,
            Outcome.NOTED,
            Said("已质押，已声明质权人同意", "Pledged; the pledgee's consent is declared"),
            also=also,
        )
    return _found(
        9,
        Outcome.FAILED,
        Said("已质押，未见质权人同意", "Pledged, without the pledgee's consent"),
        mend=Said("取得质权人同意后勾选声明", "Obtain the pledgee's consent and declare it"),
        fields=("pledgee_consent",),
        also=also,
    )


def no_conflict(case: Case) -> Finding:
    application, flags = case.application, case.right.flags
    fields = ("kind",)
    if application.kind in ONE_LICENSEE and LegalFlag.OPEN_LICENSED in flags:
        return _found(
            10,
            Outcome.FAILED,
            Said("开放许可期间不得给予独占或者排他许可", "Under open license neither exclusive nor sole is allowed"),
            mend=Said("改为普通许可，或先撤回开放许可声明", "Choose an ordinary license, or withdraw the declaration"),
            fields=fields,
            also="专利法 第51条",
        )
    live = [each for each in case.filed if each.term_to >= case.today and each.deal != application.deal]
    against = [each for each in live if conflicts.exclude_each_other(application, each)]
    if against:
        first = against[0]
        zh, en = LICENSE_KINDS[first.kind]
        return _found(
            10,
            Outcome.FAILED,
            Said(
                f"已备案{zh} {first.filing_number}（{first.territory}，至 {first.term_to}）",
                f"{en} license {first.filing_number} on file ({first.territory}, to {first.term_to})",
            ),
            mend=Said(
                f"改为普通许可，或从 {first.term_to} 之后起算"
                if application.kind in ONE_LICENSEE and first.kind not in ONE_LICENSEE
                else f"许可从 {first.term_to} 之后起算，或先注销该备案",
                f"Choose an ordinary license, or begin after {first.term_to}"
                if application.kind in ONE_LICENSEE and first.kind not in ONE_LICENSEE
                else f"Begin after {first.term_to}, or have that filing cancelled first",
            ),
            fields=(*fields, "term_from"),
            also="技术合同解释 第25条",
        )
    if LegalFlag.EXCLUSIVELY_LICENSED in flags and not any(each.kind in ONE_LICENSEE for each in case.filed):
        return _found(
            10,
            Outcome.FAILED,
            Said("登记簿记载独占或排他许可", "The register shows an exclusive or sole license"),
            mend=Said("先核对登记簿", "Check the register first"),
            fields=fields,
            also="技术合同解释 第25条",
        )
    if any(conflicts.may_overlap_elsewhere(application, each) for each in live):
        return _found(
            10,
            Outcome.NOTED,
            Said("另一地域已有独占或排他许可，由审查员核对", "Another territory is taken: to be compared"),
        )
    if live:
        return _found(
            10, Outcome.PASSED, Said(f"已备案 {len(live)} 份许可，可并存", f"{len(live)} on file; they may coexist")
        )
    return _found(10, Outcome.PASSED, Said("无存续的备案许可", "No live license on file"))


def nothing_else(case: Case) -> Finding:  # noqa: ARG001 - one signature for all eleven
    return _found(11, Outcome.MANUAL, Said("由审查员判断", "Left to an examiner"))


_GUARDS: Final[tuple[Callable[[Case], Finding], ...]] = (
    right_in_force,
    licensor_is_patentee,
    content_complete,
    term_within_patent,
    co_owners_consent,
    annuity_not_late,
    not_suspended,
    not_filed_before,
    pledgee_consents,
    no_conflict,
    nothing_else,
)
