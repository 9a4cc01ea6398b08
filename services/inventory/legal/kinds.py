"""The vocabulary of the register: each kind of line with its label, its gazette or INPADOC codes and its article.

Codes: INPADOC's for CN as far as the programme's sources name them; those marked in ``_BACKGROUND`` are known from
practice and stand in no source at hand. A kind without a code is written by its label.
"""

from dataclasses import dataclass
from typing import Final

from panhuo_contracts import names
from panhuo_contracts.codes import LicenseKind
from panhuo_contracts.codes import RegisterEventKind as Kind
from panhuo_contracts.english import CAUSES


@dataclass(frozen=True, slots=True)
class Term:
    """How one kind of line is called and where it is laid down."""

    chinese: str
    codes: tuple[str, ...]
    basis: str
    spellings: tuple[str, ...] = ()
    """Other ways in which exports write it."""
    needs: tuple[str, ...] = ()
    """Fields without which the line says nothing."""

    @property
    def english(self) -> str:
        return CAUSES[self.chinese]

    @property
    def cause(self) -> str:
        """Label and code, as a statement of status names its reason."""
        return f"{self.chinese}（{self.codes[0]}）" if self.codes else self.chinese


def _rule_106(item: int) -> str:
    return f"实施细则 第106条第{item}项"


VOCABULARY: Final[dict[Kind, Term]] = {
    Kind.GRANTED: Term("授权", ("GR01",), _rule_106(1), ("专利权的授予", "授予")),
    Kind.TRANSFERRED: Term("转移", ("TR01",), _rule_106(2), ("转让", "专利权的转移", "专利权转移"), ("holders",)),
    Kind.PLEDGE_REGISTERED: Term(
        "质押登记", ("PE01",), _rule_106(3), ("质押", "质押合同登记生效", "质押合同登记的生效")
    ),
    Kind.PLEDGE_CHANGED: Term("质押变更", ("PM01",), _rule_106(3), ("质押合同登记变更", "质押合同登记的变更")),
    Kind.PLEDGE_RELEASED: Term(
        "质押注销", ("PC01",), _rule_106(3), ("质押解除", "质押合同登记注销", "质押合同登记的注销")
    ),
    Kind.PRESERVATION_SET: Term("保全", ("PP01",), _rule_106(3), ("专利权保全", "专利权的保全")),
    Kind.PRESERVATION_LIFTED: Term("保全解除", ("PD01",), _rule_106(3), ("专利权保全解除", "专利权保全的解除")),
    Kind.LICENSE_FILED: Term(
        "许可备案", ("EE01",), _rule_106(4), ("许可", "许可合同备案生效", "实施许可合同备案的生效")
    ),
    Kind.LICENSE_CHANGED: Term("许可变更", ("EM01",), _rule_106(4), ("许可合同备案变更", "实施许可合同备案的变更")),
    Kind.LICENSE_CANCELLED: Term("许可注销", ("EC01",), _rule_106(4), ("许可合同备案注销", "实施许可合同备案的注销")),
    Kind.DECLASSIFIED: Term("解密", (), _rule_106(5)),
    Kind.INVALIDATED_WHOLLY: Term("全部无效", ("IW01",), _rule_106(6), ("无效", "专利权全部无效", "专利权的全部无效")),
    Kind.INVALIDATED_PARTLY: Term("部分无效", ("IP01",), _rule_106(6), ("专利权部分无效", "专利权的部分无效")),
    Kind.FEE_LAPSED: Term("未缴年费终止", ("CF01",), _rule_106(7), ("未缴年费", "终止", "未缴年费专利权终止")),
    Kind.TERM_EXPIRED: Term("期限届满", ("CX01",), _rule_106(7), ("届满", "专利权有效期届满", "有效期届满")),
    Kind.RIGHT_ABANDONED: Term("放弃", ("AV01",), "专利法 第44条第2项", ("避重放弃", "放弃专利权", "专利权的主动放弃")),
    Kind.RESTORED: Term("恢复", (), _rule_106(8), ("权利恢复", "专利权恢复", "专利权的恢复")),
    Kind.TERM_COMPENSATED: Term("期限补偿", (), _rule_106(9), ("专利权期限补偿", "专利权期限的补偿"), ("until",)),
    Kind.OPEN_LICENSE_DECLARED: Term("开放许可声明", ("OL01",), _rule_106(10), ("开放许可",)),
    Kind.OPEN_LICENSE_WITHDRAWN: Term("开放许可撤回", (), _rule_106(10), ("开放许可声明撤回", "撤回开放许可声明")),
    Kind.COMPULSORY_LICENSE_GRANTED: Term("强制许可", (), _rule_106(11)),
    Kind.HOLDER_CHANGED: Term(
        "权利人变更",
        ("CP01", "CP02", "CP03"),
        _rule_106(12),
        ("专利权人变更", "专利权人姓名或者名称、国籍和地址的变更"),
        ("holders",),
    ),
    Kind.SUSPENDED: Term("中止", (), "实施细则 第103条、第105条", ("程序中止",)),
    Kind.RESUMED: Term("中止解除", (), "实施细则 第103条", ("恢复程序", "程序恢复")),
    Kind.ANNUITY_OVERDUE: Term("年费滞纳", (), "实施细则 第115条", ("缴费通知", "缴费通知书")),
    Kind.ANNUITY_PAID: Term("年费缴纳", (), "实施细则 第115条", ("缴费", "缴纳年费"), ("annuity_year",)),
    Kind.EXTRACT: Term("登记簿副本", (), "实施细则 第106条", ("登记簿记载", "登记簿状态"), ("status",)),
}
_BACKGROUND: Final = frozenset({"CP01", "CP02", "CP03"})


LICENSE_KINDS: Final = {kind: names.LICENSE_KINDS[kind] for kind in LicenseKind}
"""As a line of the register offers them: the most exclusive first."""


def _spelt() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for kind, term in VOCABULARY.items():
        for spelling in (kind.value, term.chinese, term.english, *term.codes, *term.spellings):
            found[spelling.casefold()] = kind
    return found


SPELLINGS: Final = _spelt()
"""Every way to write a kind, case folded."""
