"""The sample accounts of the local issuer, and credit codes that are valid and belong to nobody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from panhuo_contracts.identifiers import credit_check_character, organization_check_character

from chassis.identity.principal import Principal
from chassis.identity.rights import Role


def credit_code(prefix: str, region: str, n: int) -> str:
    """The n-th fictional credit code of a registering authority and kind (``12``, ``91``) in a region (``110108``).

    Both check characters are right; the organization code counts up from zero, where no real one stands.
    """
    organization = f"{n:08d}"
    body = f"{prefix}{region}{organization}{organization_check_character(organization)}"
    return body + credit_check_character(body)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to sign in as, and what they are for, in Chinese and English."""

    name: str
    principal: Principal
    says: str
    english: str


def in_lines(accounts: Collection[Account]) -> list[str]:
    """Each with its name and what it is for, one below the other."""
    width = max(len(account.name) for account in accounts)
    return [f"{a.name:<{width}}  {a.principal.name}  {a.says} · {a.english}" for a in accounts]


UNIVERSITY: Final = credit_code("12", "110108", 1)
UNIVERSITY_NAME: Final = "示例理工大学"
COLLEGE: Final = "C01"
ENTERPRISE: Final = credit_code("91", "320106", 1)
ENTERPRISE_NAME: Final = "示例智能装备有限公司"
CHAIN_LEADER: Final = credit_code("91", "330106", 1)
CHAIN_LEADER_NAME: Final = "示例新能源集团有限公司"
EXPERT_BODY: Final = credit_code("91", "440106", 1)
EXPERT_BODY_NAME: Final = "示例检测技术有限公司"

ACCOUNTS: Final[Mapping[str, Account]] = {
    account.name: account
    for account in (
        Account(
            "inventor",
            Principal("sample-inventor", "林示例", Role.INVENTOR, UNIVERSITY, UNIVERSITY_NAME, "cn-11"),
            "填写本单位专利的盘点表，含自评",
            "fills in stocktaking records, self-grade included",
        ),
        Account(
            "college",
            Principal("sample-college", "何示例", Role.COLLEGE, UNIVERSITY, UNIVERSITY_NAME, "cn-11", COLLEGE),
            "审核本院系的盘点记录",
            "reviews the stocktaking records of one college",
        ),
        Account(
            "office",
            Principal("sample-office", "周示例", Role.OFFICE, UNIVERSITY, UNIVERSITY_NAME, "cn-11"),
            "导入、审核、入库、签约、备案",
            "imports, reviews, lists, signs and files",
        ),
        Account(
            "deputy",
            Principal("sample-deputy", "郭示例", Role.OFFICE, UNIVERSITY, UNIVERSITY_NAME, "cn-11"),
            "同一成果转化办的第二人，复核层级调整",
            "the second person of the same office, who looks over changes of tiers",
        ),
        Account(
            "enterprise",
            Principal("sample-enterprise", "陈示例", Role.ENTERPRISE, ENTERPRISE, ENTERPRISE_NAME, "cn-32"),
            "检索、订阅、评价、洽谈，报告产品",
            "searches, subscribes, evaluates, negotiates and reports products",
        ),
        Account(
            "expert",
            Principal("sample-expert", "许示例", Role.EXPERT, EXPERT_BODY, EXPERT_BODY_NAME, "cn-44"),
            "评价指派给本人的专利",
            "evaluates the patents that an office hands out",
        ),
        Account(
            "province",
            Principal("sample-province", "吴示例", Role.PROVINCE, None, "浙江省（示例账户）", "cn-33"),
            "查看并组织本省的工作",
            "follows and organizes the work of one province",
        ),
        Account(
            "bureau",
            Principal("sample-bureau", "冯示例", Role.PROVINCE, None, "北京市（示例账户）", "cn-11"),
            "抽查、复核异议、推广和专家评价，所在省份没有自有系统",
            "spot checks, objections, promotion and experts of a province without a system of its own",
        ),
        Account(
            "ministry",
            Principal("sample-ministry", "钱示例", Role.MINISTRY, None, "主管部委（示例账户）", "cn", ministry="moe"),
            "调取所属单位的可转化专利，建立行业专题库",
            "pulls the entries of its own institutions and keeps libraries of industries",
        ),
        Account(
            "chain_leader",
            Principal(
                "sample-chain-leader",
                "孔示例",
                Role.CHAIN_LEADER,
                CHAIN_LEADER,
                CHAIN_LEADER_NAME,
                "cn-33",
                chain="C38 C39",
            ),
            "调取本产业链的可转化专利，建立产业专题库",
            "pulls the entries of its industry chain and keeps libraries of industries",
        ),
        Account(
            "nation",
            Principal("sample-nation", "郑示例", Role.NATION, None, "国家平台（示例账户）", "cn"),
            "查看全国，登记机构，处置投递异常",
            "follows the whole country, registers institutions, repairs delivery",
        ),
    )
}
