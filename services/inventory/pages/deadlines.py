"""What is due, as the institution's office works through it."""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis import codes
from chassis.clock import today
from chassis.http import PageDep, ServiceDep
from chassis.identity import Right
from chassis.web.language import t
from chassis.web.layout import render
from services.inventory.api.access import Reader
from services.inventory.api.deadlines import AskedDep, following, place_of
from services.inventory.legal import annuities
from services.inventory.legal.annuities import Account
from services.inventory.legal.clocks import ANNUITIES
from services.inventory.pages.clocks import CLOCKS
from services.inventory.pages.shown import words
from services.inventory.store import deadlines as store
from services.inventory.store.deadlines import Due

router = APIRouter(include_in_schema=False)

_WHEN: Final = {
    "": ("全部", "All"),
    "passed": ("已过期限", "Passed"),
    "30": ("30 天内", "Within 30 days"),
    "90": ("90 天内", "Within 90 days"),
}


@router.get("/inventory/deadlines")
async def list_deadlines(
    request: Request, reader: Reader, service: ServiceDep, page: PageDep, asked: AskedDep
) -> Response:
    day = today()
    async with service.database.read() as conn:
        scope = reader.scope(Right.STOCK_READ)
        found = await store.page(
            conn, scope, asked, service.settings.writer, after=place_of(page), limit=page.limit + 1
        )
        table = await codes.in_force(conn, ANNUITIES, day)
    rows, more = page.cut(found)
    chosen = {name: request.query_params.get(name, "") for name in ("when", "clock", "tracked")}
    kept = {name: value for name, value in chosen.items() if value}
    context = words(
        rows=[(due, annuities.account(due, day, table), (due.due_on - day).days) for due in rows],
        clock_name=lambda clock: t(*CLOCKS[clock]),
        standing=standing,
        tabs=[
            (t(*names), _address(kept | {"when": when}), chosen["when"] == when, None) for when, names in _WHEN.items()
        ],
        clocks=[("", t("全部期限", "Every clock"), not chosen["clock"], _address(kept | {"clock": ""}))]
        + [
            (clock, t(*names), chosen["clock"] == clock, _address(kept | {"clock": clock}))
            for clock, names in CLOCKS.items()
        ],
        following=_address(kept | {"cursor": following(rows[-1])}) if more else "",
        table=table,
        may_note=reader.may(Right.INVENTORY_REVIEW),
        today=day,
    )
    return render(request, "deadlines.html", context, block="results")


def standing(due: Due, account: Account | None, left: int) -> tuple[str, str]:
    """Words and colour of how near a deadline is, by our clock."""
    if left >= 0:
        return t("还有 {n} 天", "{n} days left", n=left), "amber" if left <= 30 else "plain"
    if account is None:
        return t("已过 {n} 天", "{n} days ago", n=-left), "amber"
    if not due.is_tracked:
        return t("未见缴费记录", "No payment known"), "plain"
    if account.standing == "grace":
        return t("滞纳期内（按时钟）", "In grace (by the clock)"), "amber"
    return t("逾期（按时钟，登记簿未记终止）", "Overdue (by the clock; the register tells no lapse)"), "red"


def _address(parts: dict[str, str]) -> str:
    asked = {name: str(value) for name, value in parts.items() if value}
    return "/inventory/deadlines" + ("?" + urlencode(asked) if asked else "")
