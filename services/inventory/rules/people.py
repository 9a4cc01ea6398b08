"""What rows of people must keep. Of a contact no more than its mask is ever repeated."""

from typing import Final

from services.inventory.rules import rule
from services.inventory.rules.rule import Rule

_TEMPLATE: Final = (
    "中国石油大学（华东）存量专利盘点通知（2024-03-11）：发明人账号导入模板",
    "the account template of the stocktaking notice of China University of Petroleum (2024-03-11)",
)
_ACCOUNTS: Final = (
    "浙江水利水电学院盘点通知：院系批量建立发明人账号，没有专利的不能建立，重名须处理",
    "the stocktaking notice of Zhejiang University of Water Resources: colleges make accounts, none without a patent",
)
_NUMBERING: Final = (
    "电信网编号计划：公众移动通信号码 11 位",
    "the telecom numbering plan: mobile numbers of 11 digits",
)
_PERSON: Final = ("账号", "Accounts")

RULES: Final = (
    Rule(
        "E501",
        rule.NUMBER,
        _NUMBERING,
        ("不是 11 位手机号", "not a mobile number of 11 digits"),
        ("请写 11 位数字，可带 +86", "write 11 digits, +86 before them if you like"),
    ),
    Rule("E502", rule.TEXT, _TEMPLATE, ("不是邮箱地址", "not an e-mail address"), ("请核对", "compare it")),
    Rule(
        "E503",
        rule.TWICE,
        _ACCOUNTS,
        ("已用于另一账号", "another account has it already"),
        (
            "请核对；若本人换了手机号，请在人员页修改，不要另建账号",
            "compare it; if the person has a new number, change it on their page and make no second account",
        ),
    ),
    Rule(
        "E504",
        rule.TWICE,
        _ACCOUNTS,
        ("与第 {row} 行相同", "the same as in row {row}"),
        ("每人保留一行", "keep one row for each person"),
    ),
    Rule(
        "E505",
        _PERSON,
        _ACCOUNTS,
        ("这个手机号的账号姓名不同", "the account with this number has another name"),
        ("请核对姓名和手机号；改名在人员页办理", "compare both; a new name is entered on the person's page"),
    ),
    Rule(
        "E506",
        _PERSON,
        _ACCOUNTS,
        ("本单位没有以此姓名为发明人的专利", "no patent of the institution names this inventor"),
        (
            "核对姓名写法；专利尚未导入或没有“发明人”列的，先导入",
            "compare the spelling; import the patents with their inventors first",
        ),
    ),
    Rule(
        "E507",
        _PERSON,
        _TEMPLATE,
        ("没有这个院系，或已停用", "no such college, or it is closed"),
        ("本单位的院系：{options}", "the institution's colleges: {options}"),
    ),
    Rule(
        "E508",
        _PERSON,
        _ACCOUNTS,
        ("院系只能建立本院系发明人的账号", "a college makes accounts of its own inventors only"),
        ("由成果转化办办理，或改为本院系的发明人", "ask the transfer office, or enter an inventor of your own"),
    ),
    Rule(
        "E509",
        _PERSON,
        _ACCOUNTS,
        ("同一账号的身份或院系不同", "the account has another role or college"),
        ("在人员页修改，文件不改变身份和院系", "change it on the person's page; a file does not"),
    ),
    Rule(
        "E510",
        rule.TEXT,
        _ACCOUNTS,
        ("不是账号标识", "not the id of an account"),
        ("写身份提供方给出的标识，或留空", "write it as the identity provider gives it, or leave it empty"),
    ),
    Rule(
        "E511",
        rule.TWICE,
        _ACCOUNTS,
        ("此账号属于另一人，或此人已有另一账号", "the account is another person's, or the person has another"),
        ("请核对；已建的账号不能改为另一个", "compare it; an account that was made does not become another"),
    ),
)
