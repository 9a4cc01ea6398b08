"""A list of the stock library as a spreadsheet: bounded, and no cell of it runs."""

from collections.abc import Callable
from typing import Any, Final

from panhuo_contracts.identifiers import display_patent_number

from chassis.spreadsheets import guarded
from services.inventory.files.options import LABELS
from services.inventory.store.stock import Line

_STATES: Final = {
    "recorded": ("待建档", "To be filled in"),
    "inventoried": ("已盘点", "Inventoried"),
    "returned": ("已退回", "Returned"),
}


def _labelled(name: str) -> Callable[[Line, bool], Any]:
    def read(line: Line, english: bool) -> str:  # noqa: FBT001 - as the others
        code = getattr(line, name)
        return LABELS[str(code)][english] if code else ""

    return read


_COLUMNS: Final[tuple[tuple[str, str, Callable[[Line, bool], Any]], ...]] = (
    ("专利号", "Number", lambda line, _: display_patent_number(line.number)),
    ("专利名称", "Title", lambda line, _: line.title),
    ("专利类型", "Type", _labelled("patent_type")),
    ("第一专利权人", "First patentee", lambda line, _: line.institution_name),
    ("统一社会信用代码", "Credit code", lambda line, _: line.institution),
    ("辖区", "Jurisdiction", lambda line, _: line.home),
    ("院系", "College", lambda line, _: line.college),
    ("申请日", "Filed", lambda line, _: line.filing_date),
    ("届满日", "Expires", lambda line, _: line.expires_on),
    ("盘点状态", "Stocktaking", lambda line, english: _STATES[line.state][english]),
    ("待审核", "Awaiting review", lambda line, english: ("是", "yes")[english] if line.is_awaiting else ""),
    ("本步期限", "Due", lambda line, _: line.due_on),
    ("盘点日期", "Inventoried on", lambda line, _: line.inventoried_on),
    ("技术成熟度", "Maturity", _labelled("maturity")),
    ("法律状态", "Legal status", _labelled("legal_status")),
    ("在资源库", "In the library", lambda line, english: ("是", "yes")[english] if line.is_listed else ""),
    ("已备案许可", "Filed licenses", lambda line, _: line.licenses),
    ("生成数据", "Generated", lambda line, english: ("生成", "generated")[english] if line.generated else ""),
    ("发布系统", "Published by", lambda line, _: line.writer),
)


def header(*, english: bool) -> list[str]:
    return [names[english] for *names, _ in _COLUMNS]


def cells(line: Line, *, english: bool) -> list[str]:
    """Every value as a text that a spreadsheet does not run."""
    values = (read(line, english) for *_, read in _COLUMNS)
    return ["" if value is None else guarded(str(value)) for value in values]
