"""What lines of the patent register must keep."""

from typing import Final

from services.inventory.rules import rule
from services.inventory.rules.rule import Rule

_REGISTER: Final = ("实施细则第106条（专利登记簿）", "Implementing Rules 2023, rule 106: the patent register")

RULES: Final = (
    Rule(
        "E401",
        rule.OPTION,
        _REGISTER,
        ("不是登记簿事件", "no event of the register"),
        (
            "请写事件名称或代码，如 {options}",
            "write the event or its code, such as {options}",
        ),
    ),
    Rule(
        "E402",
        rule.EMPTY,
        _REGISTER,
        ("“{kind}”必须写明本列", "a line of this kind ({kind}) needs this column"),
        ("请填写本列", "fill in this column"),
    ),
    Rule(
        "E403",
        rule.DATE,
        _REGISTER,
        ("生效日晚于今天", "takes effect after today"),
        ("登记簿只记已发生的事项，请核对日期", "the register tells what has happened: check the date"),
    ),
    Rule(
        "E404",
        rule.DATE,
        _REGISTER,
        ("生效日早于申请日 {filing}", "takes effect before the filing date {filing}"),
        ("请核对日期和专利号", "check the date and the patent number"),
    ),
    Rule(
        "E405",
        rule.NUMBER,
        rule.SCOPE,
        ("不在存量专利基础库中", "not in the stock base library"),
        ("先导入这件专利，再传它的登记簿事件", "import the patent first, then its register events"),
    ),
)
