"""The national office changes code tables: one takes effect later, so that two editions are to be seen."""

from datetime import timedelta
from typing import Final

from panhuo.demo.doors import NATION
from panhuo.demo.roles.desk import Desk

_CHANGES: Final = (
    ("promotion", "roadshow", "75", 45, "示例：路演周期由一个季度缩短为七十五天。"),
    ("reminders", "annuity_days", "60", 30, "示例：年费提醒改为提前六十天。"),
)
"""Table, entry, its new number, after how many days it holds, and why."""


async def work(desk: Desk, step: str) -> None:
    for done, (table, entry, number, days, reason) in enumerate(_CHANGES):
        desk.progress(step, done, len(_CHANGES))
        path = f"/monitoring/api/codes/{table}"
        editions = await desk.doors.get(path, NATION)
        if len(editions) > 1:
            continue
        values = {one["code"]: one["value"] for one in editions[0]["table"]["entries"] if one["value"] is not None}
        change = {
            "values": values | {entry: number},
            "effective_on": (desk.ledger.made_on + timedelta(days=days)).isoformat(),
            "reason": reason,
            "opened": 1,
        }
        await desk.post(step, path, NATION, change)
    desk.progress(step, len(_CHANGES), len(_CHANGES))
