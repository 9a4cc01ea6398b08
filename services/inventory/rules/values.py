"""What texts, dates, options and amounts must keep, and a row as a whole."""

from typing import Final

from services.inventory.rules import rule
from services.inventory.rules.rule import Rule

RULES: Final = (
    Rule("E001", rule.EMPTY, rule.FORMAT, ("必填项为空", "required, but empty"), ("请填写本列", "fill in this column")),
    Rule(
        "E002",
        rule.TEXT,
        rule.FORMAT,
        ("含有控制字符或丢失字符的标记（�）", "contains control characters, or the sign of a lost one (�)"),
        ("删去或补上这些字符", "remove or replace them"),
    ),
    Rule(
        "E003",
        rule.TEXT,
        rule.FORMAT,
        ("超过 {limit} 字", "longer than {limit} characters"),
        ("请缩短到 {limit} 字以内", "shorten it to {limit} characters"),
    ),
    Rule(
        "E004",
        rule.TEXT,
        rule.FORMAT,
        ("本行有 {cells} 格，表头只有 {columns} 列", "the row has {cells} cells, the header {columns}"),
        ("检查未加引号的逗号或换行", "look for a comma or a line break without quotes"),
    ),
    Rule(
        "E005",
        rule.TEXT,
        rule.FORMAT,
        ("没有这个字段", "no such field"),
        ("字段名见 {known}", "the fields are {known}"),
    ),
    Rule(
        "E006",
        rule.TEXT,
        rule.FORMAT,
        ("不是文字、数字、是否或其列表", "neither a text, a number, true or false nor a list of them"),
        ("改为一个值，或值的列表", "write one value, or a list of values"),
    ),
    Rule(
        "E007",
        rule.TEXT,
        rule.FORMAT,
        ("公式的错误值", "the error of a formula"),
        ("填入要写的内容，或清空这一格", "write what is meant, or empty the cell"),
    ),
    Rule(
        "E008",
        rule.TEXT,
        rule.FORMAT,
        ("与“{first}”一列不一致", "disagrees with the column {first}"),
        ("两列写的是同一项：只留一列，或改为一致", "both columns say the same thing: keep one, or let them agree"),
    ),
    Rule(
        "E150",
        rule.TWICE,
        rule.FORMAT,
        ("与第 {row} 行重复，内容不同", "the same patent stands in row {row} with other content"),
        ("每件专利保留一行", "keep one row for each patent"),
    ),
    Rule(
        "E151",
        rule.TWICE,
        rule.FORMAT,
        (
            "原文件中有内容不同的两行，没有说明以哪一行为准",
            "the file had two rows of this patent with different content, and which one counts is not said",
        ),
        (
            "以先前一行为准：删去本行；以本行为准：清空本行“规则与依据”一格",
            "let the former row count: delete this one; let this one count: empty its cell “规则与依据”",
        ),
    ),
    Rule(
        "E201",
        rule.DATE,
        rule.FORMAT,
        ("不是有效日期", "not a date"),
        ("请用 2021-12-05 形式", "write it like 2021-12-05"),
    ),
    Rule(
        "E202",
        rule.DATE,
        rule.GRANT,
        ("早于申请日", "before the filing date"),
        ("请核对两个日期", "compare both dates"),
    ),
    Rule(
        "E203",
        rule.DATE,
        rule.TERM,
        ("与法定期限不符", "disagrees with the term of protection"),
        (
            "自申请日起算至 {expected}（专利法第42条）；发明期限补偿后可以更晚，请核对或留空由系统计算",
            "the term ends on {expected} (Patent Law, article 42), later only with compensation; or leave it empty",
        ),
    ),
    Rule("E204", rule.DATE, rule.FORMAT, ("晚于今天", "in the future"), ("请核对日期", "compare the date")),
    Rule(
        "E205",
        rule.DATE,
        rule.APPLICATION_NUMBERS,
        ("申请日晚于号码中的年份", "the filing date is after the year in the number"),
        ("号码中的年份是 {expected}，请核对两列", "the number says {expected}; compare both columns"),
    ),
    Rule(
        "E206",
        rule.DATE,
        rule.GRANT,
        ("盘点日期早于授权公告日", "stock was taken before the day of grant"),
        ("请核对两个日期", "compare both dates"),
    ),
    Rule(
        "E207",
        rule.DATE,
        rule.COMMENCEMENT,
        ("早于 1985-04-01", "before 1985-04-01"),
        ("专利法自该日起施行，请核对", "the Patent Law took effect that day: compare the date"),
    ),
    Rule(
        "E208",
        rule.DATE,
        rule.TERM,
        ("不早于期限届满日 {end}", "not before the end of the term on {end}"),
        (
            "请核对申请日与授权公告日；期限经过补偿的，填明届满日",
            "compare the days of filing and of grant; where the term was compensated, state its end",
        ),
    ),
    Rule(
        "E301",
        rule.OPTION,
        rule.FORMAT,
        ("不在选项内", "not one of the options"),
        ("可选：{options}", "one of: {options}"),
    ),
    Rule(
        "E310",
        rule.OPTION,
        rule.FORMAT,
        ("不是金额", "not an amount"),
        ("填数字，单位万元，最多 6 位小数；面议填 −1", "write a number in units of 10,000 yuan; -1 means negotiable"),
    ),
    Rule(
        "E320",
        rule.OPTION,
        rule.INDUSTRIES,
        ("不是 GB/T 4754 行业代码", "not an industry code of GB/T 4754"),
        (
            "门类字母加 2 至 4 位数字，如 C3951；多个以分号分隔",
            "a letter and 2 to 4 digits, such as C3951; several with semicolons",
        ),
    ),
    Rule(
        "E321",
        rule.OPTION,
        rule.INDUSTRIES,
        ("GB/T 4754—2017 没有 {part}", "GB/T 4754-2017 has no {part}"),
        ("请核对门类字母与大类，如 C39", "compare the section's letter with the division, such as C39"),
    ),
    Rule(
        "E330",
        rule.OPTION,
        rule.FORMAT,
        ("多于 {limit} 个", "more than {limit}"),
        ("保留最重要的 {limit} 个", "keep the {limit} most important ones"),
    ),
)
