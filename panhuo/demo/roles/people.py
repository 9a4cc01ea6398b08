"""The university's people: accounts from the template, records put to them by the rule, and one delegation."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chassis.clock import today
from panhuo.demo.inventors import COLLEAGUES, have_accounts
from panhuo.demo.roles.desk import COLLEGE, OFFICE, OTHER_COLLEGE, Desk
from panhuo.runtime.accounts import COLLEGE as OWN_COLLEGE

_HEADER: Final = ("姓名", "手机号", "邮箱", "性别", "账号类型", "院系代码", "职称", "人员状态", "账号")
_COLLEGES: Final = {OWN_COLLEGE: "机械工程学院", "C02": "材料科学与工程学院", "C03": "生命科学学院"}
_NUMBER: Final = 13_800_000_100
"""Of the first colleague: numbers of a series of zeros, which nobody has."""
_WITHOUT_A_PATENT: Final = "未示例"
_DAYS: Final = 60


async def work(desk: Desk, step: str) -> None:
    """Enter the colleges; make the accounts, by which records go to their people; let one stand in for another."""
    desk.progress(step, 0, 2)
    for code, name in _COLLEGES.items():
        await desk.doors.put("/inventory/api/arrangement/colleges", OFFICE, {"code": code, "name": name})
    key = desk.key(step, "people")
    await desk.doors.send_file("/inventory/api/people", OFFICE, "人员.csv", _file(), key=key)
    desk.progress(step, 1, 2)
    day = today()
    giver, taker = COLLEAGUES[0].name, COLLEAGUES[1].name
    if not have_accounts(desk.sample.national).issuperset((giver, taker)):  # of a small sample
        desk.progress(step, 2, 2)
        return
    delegation = {
        "giver": giver,
        "taker": taker,
        "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=_DAYS)).isoformat(),
        "reason": "出国访问",
        "idempotency_key": desk.key(step, "delegation"),
    }
    await desk.doors.send_form("/inventory/people/delegations", OFFICE, delegation)
    desk.progress(step, 2, 2)


def _file() -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_HEADER, *_rows()])
    return text.getvalue().encode("utf-8-sig")


def _rows() -> Iterator[tuple[str, ...]]:
    """The colleagues, the reviewers of two colleges, and somebody without a patent, whose row is refused."""
    for n, one in enumerate(COLLEAGUES):
        contacts = (str(_NUMBER + n), f"person{n}@example.edu")
        yield (one.name, *contacts, "女" if n % 2 else "男", "发明人", one.college, one.rank, one.status, one.account)
    for n, who in enumerate((COLLEGE, OTHER_COLLEGE), 90):
        yield (who.name, str(_NUMBER + n), "", "女", "院系审核", who.college or "", "", "", who.subject)
    yield (_WITHOUT_A_PATENT, str(_NUMBER + 92), "", "", "发明人", "", "", "", "")
