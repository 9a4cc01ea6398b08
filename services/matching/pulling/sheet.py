"""Entries as rows of a spreadsheet."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from panhuo_contracts.identifiers import display_patent_number
from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.service import Service
from chassis.spreadsheets import Rows, guarded
from chassis.web.formats import ten_thousands
from services.matching import names
from services.matching.pulling.selection import Wanted
from services.matching.store import pulls, selecting
from services.matching.store.library import Entry

_PAGE: Final = 500
Read = Callable[[Entry, bool], Any]


def _named(table: names.Names, field: str) -> Read:
    def read(entry: Entry, english: bool) -> str:  # noqa: FBT001 - as the others
        value = getattr(entry, field)
        codes = value if isinstance(value, tuple) else (value,) if value else ()
        return ("; " if english else "；").join(table[code][english] if code in table else code for code in codes)

    return read


def _joined(field: str) -> Read:
    return lambda entry, english: ("; " if english else "；").join(getattr(entry, field))


_COLUMNS: Final[tuple[tuple[str, str, Read], ...]] = (
    ("专利号", "Number", lambda entry, _: display_patent_number(entry.patent)),
    ("专利名称", "Title", lambda entry, _: entry.title),
    ("专利类型", "Type", _named(names.PATENT_TYPES, "patent_type")),
    ("专利单位", "Institution", lambda entry, _: entry.institution_name),
    ("统一社会信用代码", "Credit code", lambda entry, _: entry.institution),
    ("辖区", "Jurisdiction", _named(JURISDICTIONS, "home")),
    ("主管部门", "Ministry", _named(names.MINISTRIES, "ministry")),
    ("申请日", "Filed", lambda entry, _: entry.filing_date),
    ("届满日", "Expires", lambda entry, _: entry.expires_on),
    ("IPC", "IPC", _joined("ipc")),
    ("应用行业", "Industries", _joined("industries")),
    ("技术成熟度", "Maturity", _named(names.MATURITIES, "maturity")),
    ("单位自评", "Self-grade", _named(names.GRADES, "self_grade")),
    ("推广层级", "Tier", _named(names.TIERS, "tier")),
    ("可接受方式", "Accepted ways", _named(names.MODES, "accepted_modes")),
    ("拟交易金额（万元）", "Asking price (10,000 CNY)", lambda entry, _: _price(entry)),
    ("有效企业评价", "Views in force", lambda entry, _: entry.evaluations),
    ("其中较好以上", "Of which favorable", lambda entry, _: entry.favorable_evaluations),
    ("应用场景", "Scenario", lambda entry, _: entry.scenario),
    ("关键词", "Keywords", _joined("keywords")),
    ("暂停原因", "Suspended for", _named(names.SUSPENSIONS, "suspended_for")),
    ("入库日期", "Listed on", lambda entry, _: entry.listed_on),
    ("生成数据", "Generated", lambda entry, english: ("生成", "generated")[english] if entry.generated else ""),
)


def header(*, english: bool) -> list[str]:
    return [titles[english] for *titles, _ in _COLUMNS]


def cells(entry: Entry, *, english: bool) -> list[str]:
    """Every value as a text that a spreadsheet does not run."""
    values = (read(entry, english) for *_, read in _COLUMNS)
    return ["" if value is None else guarded(str(value)) for value in values]


async def rows(service: Service, wanted: Wanted, pull: UUID, *, english: bool) -> Rows:
    """Each page in a transaction of its own, and no more than may be counted."""
    after, sent = "", 0
    is_over = False
    while not is_over:
        async with service.database.read() as conn:
            limit = min(_PAGE, selecting.COUNTED - sent)
            patents = await selecting.numbers(conn, wanted, after=after, limit=limit)
            entries = await selecting.among(conn, wanted, patents)
        for patent in patents:
            if patent in entries:
                yield cells(entries[patent], english=english)
        sent += len(entries)
        is_over = len(patents) < _PAGE
        after = patents[-1] if patents else after
        async with service.database.transaction() as conn:
            await pulls.reached(conn, pull, sent, is_finished=is_over)


def _price(entry: Entry) -> str:
    return "" if entry.asking_price is None else ten_thousands(entry.asking_price)
