"""Noting that an annuity was paid, and taking it back, on the page of a patent."""

import re
from datetime import timedelta
from pathlib import Path

import httpx

from chassis.clock import today
from tests.services.inventory.files import row
from tests.services.inventory.test_pages import NUMBER, PAGE, Browser, imported

ANNUITIES = f"{PAGE}/annuities"


async def next_year(office: Browser) -> int:
    """The patent year that the page asks to be paid next."""
    page = await office.get(ANNUITIES)
    found = re.search(r'name="year" value="(\d+)"', page.text)
    assert found, page.text
    return int(found[1])


async def test_a_payment_is_noted_by_name_and_what_was_noted_by_mistake_is_taken_back(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1))
    office = Browser(http)
    year = await next_year(office)

    noted = await office.post(ANNUITIES, year=str(year), paid_on=today().isoformat())
    told = await office.get(noted.headers["location"])
    after = await next_year(office)
    taken_back = await office.post(f"{ANNUITIES}/{year}/withdrawal")
    again = await office.post(f"{ANNUITIES}/{year}/withdrawal")

    assert f"已记：第 {year} 年度已缴" in told.text
    assert re.search(rf"第 {year} 年度</td>.*?周示例", told.text, re.DOTALL)
    assert after == year + 1
    assert (taken_back.status_code, again.status_code) == (303, 404)
    assert await next_year(office) == year


async def test_a_payment_of_tomorrow_or_by_somebody_else_is_not_noted(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1))
    office, inventor = Browser(http), Browser(http, "inventor")
    year = str(await next_year(office))

    early = await office.post(ANNUITIES, year=year, paid_on=(today() + timedelta(days=1)).isoformat())
    unread = await office.post(ANNUITIES, year=year, paid_on="")
    foreign = await inventor.post(ANNUITIES, year=year, paid_on=today().isoformat())

    assert [answer.status_code for answer in (early, unread, foreign)] == [422, 422, 403]
    assert "缴费日应在申请日之后" in early.text
    assert "没有记录" in (await office.get(ANNUITIES)).text
    assert f"/inventory/patents/{NUMBER}/annuities" in (await office.get(PAGE)).text
