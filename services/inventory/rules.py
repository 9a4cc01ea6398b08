"""The rules that a row of a file must keep, each with the sentence that tells how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; its texts have places in braces for what was found."""

    code: str
    group: tuple[str, str]
    problem: tuple[str, str]
    mend: tuple[str, str]


class Problem(NamedTuple):
    """One thing wrong with one row."""

    column: str
    """As the file's header names it; empty for the row as a whole."""
    value: str
    rule: str
    parts: dict[str, str]

    def problem(self, *, english: bool = False) -> str:
        return RULES[self.rule].problem[english].format_map(self.parts)

    def mend(self, *, english: bool = False) -> str:
        return RULES[self.rule].mend[english].format_map(self.parts)


class Refusal(NamedTuple):
    """A row that was not taken in."""

    row: int
    cells: Sequence[str]
    problems: Sequence[Problem]


@dataclass(slots=True)
class Problems:
    """What is wrong with the row being read."""

    found: list[Problem] = field(default_factory=list)

    def add(self, column: str, value: str, rule: str, **parts: str) -> None:
        self.found.append(Problem(column, value[:SHOWN], rule, parts))


SHOWN: Final = 120
"""Longest part of a refused value that is kept for showing."""

_EMPTY: Final = ("必填为空", "Required")
_TEXT: Final = ("文本", "Text")
_NUMBER: Final = ("号码与校验位", "Numbers")
_HOLDER: Final = ("权利人与辖区", "Patentee")
_DATE: Final = ("日期", "Dates")
_OPTION: Final = ("选项与金额", "Options")
_TWICE: Final = ("重复", "Duplicates")

RULES: Final[dict[str, Rule]] = {
    rule.code: rule
    for rule in (
        Rule("E001", _EMPTY, ("必填项为空", "required, but empty"), ("请填写本列", "fill in this column")),
        Rule(
            "E002",
            _TEXT,
            ("含有不可见的控制字符", "contains control characters"),
            ("删去该字符后再传", "remove them and send again"),
        ),
        Rule(
            "E003",
            _TEXT,
            ("超过 {limit} 字", "longer than {limit} characters"),
            ("请缩短到 {limit} 字以内", "shorten it to {limit} characters"),
        ),
        Rule(
            "E004",
            _TEXT,
            ("本行有 {cells} 格，表头只有 {columns} 列", "the row has {cells} cells, the header {columns}"),
            ("检查未加引号的逗号或换行", "look for a comma or a line break without quotes"),
        ),
        Rule(
            "E101",
            _NUMBER,
            ("不是专利（申请）号", "not an application number"),
            (
                "应为 12 位数字（2003 年 10 月前为 8 位）加校验位，如 201710601862.3",
                "write 12 digits (8 before October 2003) and the check digit, such as 201710601862.3",
            ),
        ),
        Rule(
            "E102",
            _NUMBER,
            ("校验位不符", "the check digit is wrong"),
            (
                "前 {digits} 位算得校验位 {expected}。请核对是否抄错，系统不代为更正",
                "the first {digits} digits give {expected}; compare it with the certificate",
            ),
        ),
        Rule(
            "E103",
            _NUMBER,
            ("专利类型与号码不一致", "the type disagrees with the number"),
            (
                "号码的类型位表示“{expected}”，请核对两列",
                "the number's type digit says {expected}; compare both columns",
            ),
        ),
        Rule(
            "E110",
            _NUMBER,
            ("不是统一社会信用代码", "not a unified social credit code"),
            ("应为 18 位数字和大写字母，不含 I、O、Z、S、V", "write 18 digits and capitals without I, O, Z, S and V"),
        ),
        Rule(
            "E111",
            _NUMBER,
            ("信用代码校验位不符", "a check character of the credit code is wrong"),
            (
                "第 {position} 位应为 {expected}（{standard}），请核对全部 18 位",
                "character {position} should be {expected} ({standard}); compare all 18",
            ),
        ),
        Rule(
            "E112",
            _HOLDER,
            ("单位尚未登记", "the institution is not registered"),
            (
                "请填写统一社会信用代码，或由省级、国家管理部门先登记该单位",
                "give its credit code, or have the province or the nation register it first",
            ),
        ),
        Rule(
            "E113",
            _HOLDER,
            ("同名单位不止一个", "several institutions bear this name"),
            ("请填写统一社会信用代码", "give the credit code"),
        ),
        Rule(
            "E114",
            _HOLDER,
            ("本文件中未登记的单位超过 {limit} 个", "more than {limit} unregistered institutions in this file"),
            ("请先导入单位名册", "import the register of institutions first"),
        ),
        Rule(
            "E120",
            _HOLDER,
            ("不是辖区", "not a jurisdiction"),
            (
                "填省级名称或代码，如 江苏 或 cn-32；兵团填 cn-66",
                "write a province or its code, such as cn-32; the Corps is cn-66",
            ),
        ),
        Rule(
            "E121",
            _HOLDER,
            ("第一权利人不在 32 个辖区之内", "the first patentee is outside the 32 jurisdictions"),
            (
                "港澳台和境外权利人不在盘点范围，本行应移出",
                "patentees from Hong Kong, Macao, Taiwan and abroad are out of scope: take the row out",
            ),
        ),
        Rule(
            "E122",
            _HOLDER,
            ("与登记的辖区（{expected}）不一致", "differs from the registered jurisdiction ({expected})"),
            ("改为登记的辖区，或先更正单位登记", "write the registered one, or have the register mended first"),
        ),
        Rule(
            "E123",
            _HOLDER,
            ("无法确定辖区", "no jurisdiction can be told"),
            (
                "请填写“辖区”列，或以省份开头的地址",
                "fill in the jurisdiction, or an address that begins with the province",
            ),
        ),
        Rule(
            "E130",
            _NUMBER,
            ("不是公开（公告）号", "not a publication number"),
            ("应如 CN107000001B", "write it like CN107000001B"),
        ),
        Rule(
            "E131",
            _NUMBER,
            ("尚未授权：这是申请公布号", "not granted yet: this is the number of a published application"),
            (
                "存量专利基础库只收已授权专利；授权后以公告号再传",
                "the stock library holds granted patents: send it again once granted",
            ),
        ),
        Rule(
            "E140",
            _NUMBER,
            ("不是国际专利分类号", "not an IPC symbol"),
            ("应如 H01M10/54；多个以分号分隔", "write it like H01M10/54, several with semicolons"),
        ),
        Rule(
            "E141",
            _NUMBER,
            ("不是洛迦诺分类号", "not a Locarno class"),
            ("应如 06-01", "write it like 06-01"),
        ),
        Rule(
            "E150",
            _TWICE,
            ("与第 {row} 行重复，内容不同", "the same patent stands in row {row} with other content"),
            ("每件专利保留一行", "keep one row for each patent"),
        ),
        Rule(
            "E160",
            _HOLDER,
            ("首位权利人不是本单位", "the first patentee is not your institution"),
            (
                "共有专利由首位权利人盘点，本行应移出",
                "a co-owned patent is inventoried by its first patentee: take the row out",
            ),
        ),
        Rule(
            "E161",
            _HOLDER,
            (
                "与该信用代码登记的名称（{expected}）不一致",
                "differs from the name registered for this credit code ({expected})",
            ),
            ("改为登记的名称，或先更正单位登记", "write the registered name, or have the register mended first"),
        ),
        Rule(
            "E162",
            _HOLDER,
            (
                "该单位由 {writer} 的系统承载，此处只读",
                "the institution is hosted by {writer}; its records are read-only here",
            ),
            ("请在 {writer} 的系统中修改", "change it in the system of {writer}"),
        ),
        Rule(
            "E163",
            _HOLDER,
            ("该专利记录由 {writer} 发布，此处只读", "the record is published by {writer} and read-only here"),
            ("请在 {writer} 的系统中修改", "change it in the system of {writer}"),
        ),
        Rule(
            "E164",
            _HOLDER,
            ("该专利已在 {holder} 名下", "the patent already stands under {holder}"),
            (
                "权利人变更须经转移登记，不能以导入改写",
                "a change of patentee goes through its registration, never through an import",
            ),
        ),
        Rule(
            "E165",
            _HOLDER,
            (
                "该单位属于 {expected}，本系统只发布 {writer} 的记录",
                "the institution belongs to {expected}; this system speaks for {writer} only",
            ),
            ("请由其所在辖区导入", "have its own jurisdiction import it"),
        ),
        Rule(
            "E166",
            _HOLDER,
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
            "E201",
            _DATE,
            ("不是有效日期", "not a date"),
            ("请用 2021-12-05 形式", "write it like 2021-12-05"),
        ),
        Rule(
            "E202",
            _DATE,
            ("早于申请日", "before the filing date"),
            ("请核对两个日期", "compare both dates"),
        ),
        Rule(
            "E203",
            _DATE,
            ("与法定期限不符", "disagrees with the term of protection"),
            (
                "自申请日起算至 {expected}（专利法第42条）；发明期限补偿后可以更晚，请核对或留空由系统计算",
                "the term ends on {expected} (Patent Law, article 42), later only with compensation; or leave it empty",
            ),
        ),
        Rule(
            "E204",
            _DATE,
            ("晚于今天", "in the future"),
            ("请核对日期", "compare the date"),
        ),
        Rule(
            "E205",
            _DATE,
            ("申请日晚于号码中的年份", "the filing date is after the year in the number"),
            ("号码中的年份是 {expected}，请核对两列", "the number says {expected}; compare both columns"),
        ),
        Rule(
            "E301",
            _OPTION,
            ("不在选项内", "not one of the options"),
            ("可选：{options}", "one of: {options}"),
        ),
        Rule(
            "E310",
            _OPTION,
            ("不是金额", "not an amount"),
            (
                "填数字，单位万元，最多 6 位小数；面议填 −1",
                "write a number in units of 10,000 yuan; -1 means negotiable",
            ),
        ),
        Rule(
            "E320",
            _OPTION,
            ("不是 GB/T 4754 行业代码", "not an industry code of GB/T 4754"),
            (
                "门类字母加 2 至 4 位数字，如 C3951；多个以分号分隔",
                "a letter and 2 to 4 digits, such as C3951; several with semicolons",
            ),
        ),
        Rule(
            "E330",
            _OPTION,
            ("多于 {limit} 个", "more than {limit}"),
            ("保留最重要的 {limit} 个", "keep the {limit} most important ones"),
        ),
    )
}
