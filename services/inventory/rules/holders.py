"""What a row's patentee must keep: who it is, where it is at home, who publishes for it."""

from typing import Final

from services.inventory.rules import rule
from services.inventory.rules.rule import Rule

RULES: Final = (
    Rule(
        "E112",
        rule.HOLDER,
        rule.REGISTER,
        ("单位尚未登记", "the institution is not registered"),
        (
            "请填写统一社会信用代码，或由省级、国家管理部门先登记该单位",
            "give its credit code, or have the province or the nation register it first",
        ),
    ),
    Rule(
        "E113",
        rule.HOLDER,
        rule.REGISTER,
        ("同名单位不止一个", "several institutions bear this name"),
        ("请填写统一社会信用代码", "give the credit code"),
    ),
    Rule(
        "E114",
        rule.HOLDER,
        rule.REGISTER,
        ("本文件中未登记的单位超过 {limit} 个", "more than {limit} unregistered institutions in this file"),
        ("请先导入单位名册", "import the register of institutions first"),
    ),
    Rule(
        "E120",
        rule.HOLDER,
        rule.DIVISIONS,
        ("不是辖区", "not a jurisdiction"),
        (
            "填省级名称或代码，如 江苏 或 cn-32；兵团填 cn-66",
            "write a province or its code, such as cn-32; the Corps is cn-66",
        ),
    ),
    Rule(
        "E121",
        rule.HOLDER,
        rule.SCOPE,
        ("第一权利人不在 32 个辖区之内", "the first patentee is outside the 32 jurisdictions"),
        (
            "港澳台和境外权利人不在盘点范围，本行应移出",
            "patentees from Hong Kong, Macao, Taiwan and abroad are out of scope: take the row out",
        ),
    ),
    Rule(
        "E122",
        rule.HOLDER,
        rule.REGISTER,
        ("与登记的辖区（{expected}）不一致", "differs from the registered jurisdiction ({expected})"),
        ("改为登记的辖区，或先更正单位登记", "write the registered one, or have the register mended first"),
    ),
    Rule(
        "E123",
        rule.HOLDER,
        rule.REGISTER,
        ("无法确定辖区", "no jurisdiction can be told"),
        ("请填写“辖区”列，或以省份开头的地址", "fill in the jurisdiction, or an address that begins with the province"),
    ),
    Rule(
        "E160",
        rule.HOLDER,
        rule.SCOPE,
        ("首位权利人不是本单位", "the first patentee is not your institution"),
        (
            "共有专利由首位权利人盘点，本行应移出",
            "a co-owned patent is inventoried by its first patentee: take the row out",
        ),
    ),
    Rule(
        "E161",
        rule.HOLDER,
        rule.REGISTER,
        (
            "与该信用代码登记的名称（{expected}）不一致",
            "differs from the name registered for this credit code ({expected})",
        ),
        ("改为登记的名称，或先更正单位登记", "write the registered name, or have the register mended first"),
    ),
    Rule(
        "E162",
        rule.HOLDER,
        rule.ONE_WRITER,
        (
            "该单位由{writer}承载，此处只读",
            "the institution is hosted by the {writer}; its records are read-only here",
        ),
        ("请在{writer}中修改", "change it in the {writer}"),
    ),
    Rule(
        "E163",
        rule.HOLDER,
        rule.ONE_WRITER,
        ("该专利记录由{writer}发布，此处只读", "the record is published by the {writer} and read-only here"),
        ("请在{writer}中修改", "change it in the {writer}"),
    ),
    Rule(
        "E164",
        rule.HOLDER,
        rule.TRANSFER,
        (
            "该专利已在 {holder} 名下：已记为权属主张，案件 {case}",
            "the patent stands under {holder}: noted as a claim, case {case}",
        ),
        (
            "不必改正或再传：由双方所在省裁定，跨省的由国家裁定；主张有误的，在“权属争议”中撤回",
            "nothing to mend: it will be settled by the province of both, or by the nation; withdraw a mistaken claim",
        ),
    ),
    Rule(
        "E165",
        rule.HOLDER,
        rule.ONE_WRITER,
        (
            "该单位属于 {expected}，{writer}不发布它的记录",
            "the institution belongs to {expected}; the {writer} does not speak for it",
        ),
        ("请由其所在辖区导入", "have its own jurisdiction import it"),
    ),
    Rule(
        "E166",
        rule.HOLDER,
        rule.REGISTER,
        (
            "这是其他单位的专利：本单位不在专利权人之列",
            "another institution's patent: yours is not among its patentees",
        ),
        (
            "只有该单位或国家管理部门可以导入，本行应移出",
            "only that institution's office or the national office can import it: take the row out",
        ),
    ),
    Rule(
        "E167",
        rule.HOLDER,
        rule.SCOPE,
        ("已转让，不再属于本单位存量专利", "already transferred out: no stock of this institution any more"),
        ("本行应移出；已建档的专利转让后可以如实更新", "take the row out; of a patent on record it may be stated"),
    ),
    Rule(
        "E168",
        rule.HOLDER,
        rule.TRANSFER,
        ("登记簿显示已于 {on} 转出本单位", "the register says that it left the institution on {on}"),
        (
            "本行应移出；登记有误的，先更正登记事项",
            "take the row out; a wrong register is mended first",
        ),
    ),
    Rule(
        "E169",
        rule.HOLDER,
        rule.TRANSFER,
        ("权属争议已于 {on} 裁定归 {holder}", "a dispute settled on {on} gave it to {holder}"),
        (
            "本行应移出；发现新事实的，请国家管理部门重新立案",
            "take the row out; of a new fact tell the nation, which takes the case up again",
        ),
    ),
    Rule(
        "E170",
        rule.HOLDER,
        rule.TRANSFER,
        (
            "权属主张过多：一份文件最多 {limit} 件，一个单位待裁定的最多 {limit} 件",
            "too many claims: {limit} in one file, and {limit} of one body that wait to be settled",
        ),
        (
            "先核对权利人一列；确属该单位的，待已立案的案件裁定或撤回后，再传这些行",
            "check the column of patentees; what is truly theirs send again once open cases were settled or withdrawn",
        ),
    ),
)
