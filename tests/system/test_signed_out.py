"""A session that ends while somebody is at work."""

import pytest
from playwright.async_api import expect

from tests.services.inventory.files import csv_text, row
from tests.system.browsing import Visit
from tests.system.numbers import fresh_number
from tests.system.running import Running
from tests.system.story import send

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(120)]


async def test_what_is_typed_when_the_session_has_ended_stays_and_is_kept_once_signed_in_again(
    visit: Visit, platform: Running
) -> None:
    number = fresh_number()
    async with platform.visit("office") as office:
        await send(office, csv_text([row(number=number, inventoried_on="", self_grade="")]).encode())
    record, page = f"/inventory/patents/{number}", visit.page
    await visit.sign_in("office", record)

    await visit.context.clear_cookies()
    await page.locator("#scenario").fill("会话结束时写下的场景")
    await expect(page.locator("[data-kept]")).to_contain_text("登录已失效，本页内容仍在")
    await page.get_by_role("button", name="保存草稿").click()
    await expect(page.locator("#alerts")).to_contain_text("登录已失效")
    await expect(page.locator("#scenario")).to_have_value("会话结束时写下的场景")

    async with visit.context.expect_page() as opening:
        await page.get_by_role("link", name="在新窗口登录").click()
    other = await opening.value
    await other.locator('button[name=account][value="office"]').click()
    await other.wait_for_url(f"**{record}")
    await other.close()
    await page.evaluate("dispatchEvent(new Event('focus'))")
    await expect(page.locator("[data-kept]")).to_contain_text("已自动保存")

    await page.goto(record)
    await expect(page.locator("#scenario")).to_have_value("会话结束时写下的场景")
    visit.expect_refusals()
