"""What patent, publication, classification and credit numbers must keep."""

from typing import Final

from services.inventory.rules import rule
from services.inventory.rules.rule import Rule

RULES: Final = (
    Rule(
        "E101",
        rule.NUMBER,
        rule.APPLICATION_NUMBERS,
        ("不是专利（申请）号", "not an application number"),
        (
            "应为 12 位数字（2003 年 10 月前为 8 位）加校验位，如 201710601862.3",
            "write 12 digits (8 before October 2003) and the check digit, such as 201710601862.3",
        ),
    ),
    Rule(
        "E102",
        rule.NUMBER,
        rule.APPLICATION_NUMBERS,
        ("校验位不符", "the check digit is wrong"),
        (
            "前 {digits} 位算得校验位 {expected}。请核对是否抄错，系统不代为更正",
            "the first {digits} digits give {expected}; compare it with the certificate",
        ),
    ),
    Rule(
        "E103",
        rule.NUMBER,
        rule.APPLICATION_NUMBERS,
        ("专利类型与号码不一致", "the type disagrees with the number"),
        ("号码的类型位表示“{expected}”，请核对两列", "the number's type digit says {expected}; compare both columns"),
    ),
    Rule(
        "E110",
        rule.NUMBER,
        rule.CREDIT_CODES,
        ("不是统一社会信用代码", "not a unified social credit code"),
        ("应为 18 位数字和大写字母，不含 I、O、Z、S、V", "write 18 digits and capitals without I, O, Z, S and V"),
    ),
    Rule(
        "E111",
        rule.NUMBER,
        rule.CREDIT_CODES,
        ("信用代码校验位不符", "a check character of the credit code is wrong"),
        (
            "第 {position} 位应为 {expected}（{standard}），请核对全部 18 位",
            "character {position} should be {expected} ({standard}); compare all 18",
        ),
    ),
    Rule(
        "E130",
        rule.NUMBER,
        rule.PUBLICATION_NUMBERS,
        ("不是公开（公告）号", "not a publication number"),
        ("应如 CN107000001B", "write it like CN107000001B"),
    ),
    Rule(
        "E131",
        rule.NUMBER,
        rule.SCOPE,
        ("尚未授权：这是申请公布号", "not granted yet: this is the number of a published application"),
        (
            "存量专利基础库只收已授权专利；授权后以公告号再传",
            "the stock library holds granted patents: send it again once granted",
        ),
    ),
    Rule(
        "E132",
        rule.NUMBER,
        rule.PUBLICATION_NUMBERS,
        ("公开（公告）号与专利类型不一致", "the publication number disagrees with the type"),
        (
            "{type}的公告号以 CN{digit} 开头，种类代码为 {kinds}，请核对",
            "that of this type begins with CN{digit} and has the kind code {kinds}: compare both",
        ),
    ),
    Rule(
        "E140",
        rule.NUMBER,
        rule.IPC,
        ("不是国际专利分类号", "not an IPC symbol"),
        ("应如 H01M10/54；多个以分号分隔", "write it like H01M10/54, several with semicolons"),
    ),
    Rule(
        "E141",
        rule.NUMBER,
        rule.LOCARNO,
        ("不是洛迦诺分类号", "not a Locarno class"),
        ("应如 06-01", "write it like 06-01"),
    ),
    Rule(
        "E142",
        rule.NUMBER,
        rule.IPC,
        ("国际专利分类表中没有 {part}", "the classification has no {part}"),
        ("请核对分类号的部、大类、小类和大组", "compare section, class, subclass and main group"),
    ),
    Rule(
        "E143",
        rule.NUMBER,
        rule.LOCARNO,
        ("洛迦诺分类表中没有第 {part} 大类", "the classification has no class {part}"),
        ("大类为 01 至 32", "classes are 01 to 32"),
    ),
    Rule(
        "E144",
        rule.NUMBER,
        rule.LOCARNO,
        ("发明和实用新型没有洛迦诺分类", "an invention or utility model has no Locarno class"),
        ("请核对专利号，或清空本列", "compare the number, or leave the column empty"),
    ),
)
