"""The national platform's share of the sample as a file in the standard format."""

import csv
import io
from collections.abc import Iterable, Iterator

from panhuo_contracts.events.inventory import Annotations

from panhuo.demo.inventors import inventors_of, is_to_do
from panhuo.demo.sample import Holding
from panhuo.demo.stories import week

HEADER = (
    "专利号",
    "专利名称",
    "专利类型",
    "申请日",
    "授权公告日",
    "公开（公告）号",
    "届满日",
    "第一专利权人",
    "第一专利权人统一社会信用代码",
    "单位类别",
    "辖区",
    "共有专利权人",
    "发明人",
    "主分类号/IPC",
    "洛迦诺分类",
    "摘要",
    "转化意愿",
    "拟交易金额（万元）",
    "技术成熟度",
    "自评",
    "应用场景",
    "行业",
    "关键词",
    "盘点日期",
    "数据标识",
)
_MARK = "生成"


def standard_csv(holdings: Iterable[Holding]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet program opens it as it is."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(_rows(holdings))
    return text.getvalue().encode("utf-8-sig")


def cells_of(holding: Holding) -> dict[str, str]:
    """One record as a program sends it: a cell for each column."""
    return dict(zip(HEADER, next(_rows([holding])), strict=True))


def _said(holding: Holding) -> Annotations:
    """What the file says of the six groups: nothing of what is to be filled in."""
    return Annotations() if is_to_do(holding) else holding.story.annotations


def _rows(holdings: Iterable[Holding]) -> Iterator[tuple[str, ...]]:
    for holding in holdings:
        patent, notes = holding.patent, _said(holding)
        book, holder = patent.bibliography, patent.institution
        begun = holding.story.inventoried
        price = notes.asking_price
        yield (
            patent.number,
            book.title,
            book.patent_type,
            book.filing_date.isoformat(),
            book.grant_date.isoformat() if book.grant_date else "",
            book.publication_number or "",
            book.expires_on.isoformat(),
            holder.name,
            holder.code,
            holder.kind,
            holder.home,
            ";".join(book.co_patentees),
            ";".join(inventors_of(holding)) if is_to_do(holding) else "",
            ";".join(book.ipc),
            book.locarno or "",
            book.abstract,
            ";".join(notes.accepted_modes),
            f"{price.amount / 10_000:f}" if price else "",
            notes.maturity or "",
            notes.self_grade or "",
            notes.scenario,
            ";".join(notes.industries),
            ";".join(notes.keywords),
            "" if begun is None else max(week(begun), book.grant_date or week(begun)).isoformat(),
            _MARK,
        )
