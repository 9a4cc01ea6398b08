"""The queue of reviews worked with the keyboard alone, and on a phone."""

from collections.abc import Sequence
from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.services.inventory.files import csv_text, row
from tests.system.browsing import Visit, visiting
from tests.system.numbers import fresh_number
from tests.system.running import Running
from tests.system.story import send

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(240)]

_LIT: Final = """() => {
    const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
    return e !== document.body && s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 2
        && box.top >= 0 && box.bottom <= innerHeight ? '' : `${e.outerHTML.slice(0, 160)} ${s.outline}`; }"""
"""Empty where the focus is somewhere, is seen to be there and is within the window."""


async def waiting(platform: Running, count: int) -> list[str]:
    """Records that wait for the office."""
    numbers = [fresh_number() for _ in range(count)]
    rows = [row(number=number, title=f"一种待审示例装置{number}", inventoried_on="") for number in numbers]
    async with platform.visit("office") as office:
        await send(office, csv_text(rows).encode())
    return numbers


async def state_of(platform: Running, numbers: Sequence[str]) -> list[str]:
    async with platform.visit("office") as office:
        return [(await office.get(f"/inventory/api/patents/{number}")).json()["state"] for number in numbers]


async def is_lit(page: Page) -> None:
    """The keyboard is somewhere, and it is seen where."""
    await page.wait_for_function("() => document.activeElement !== document.body")
    assert await page.evaluate(_LIT) == ""


async def go_to(page: Page, number: str) -> None:
    """Down the list until the focus is on a record."""
    link = page.locator(f"a[href$='/patents/{number}']")
    for _ in range(await page.locator("[data-item]").count() + 1):
        if await link.evaluate("e => e === document.activeElement"):
            return
        await page.keyboard.press("j")
    pytest.fail(f"{number} is not reached")


async def test_the_queue_is_worked_with_the_keyboard_alone(visit: Visit, platform: Running) -> None:
    one, two, three, four, five = numbers = await waiting(platform, 5)
    page, keys = visit.page, visit.page.keyboard
    await visit.sign_in("office", "/inventory/review")

    await expect(page.locator("h1")).to_be_visible()
    await go_to(page, one)
    await is_lit(page)
    await keys.press("a")  # a single one, after a preview
    await expect(page.locator("h1")).to_contain_text("通过 1 件？")
    await is_lit(page)
    await keys.press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("已通过 1 件")

    await go_to(page, two)
    await keys.press("x")
    await go_to(page, three)
    await keys.press("x")
    await keys.press("Shift+R")  # those selected
    await expect(page.locator("h1")).to_contain_text("退回 2 件？")
    await expect(page.locator("#reason")).to_be_focused()
    await keys.type("场景不具体")
    await keys.press("Tab")
    await is_lit(page)
    await keys.press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("已退回 2 件")
    await is_lit(page)  # on what is first in the queue now

    await go_to(page, four)
    await keys.press("Enter")
    await page.wait_for_url(f"**/inventory/patents/{four}")
    await keys.press("r")  # without a reason: the field asks for it
    await expect(page.locator("#reason")).to_be_focused()
    await is_lit(page)
    await keys.press("Tab")
    await keys.press("a")  # and on to the next
    await page.wait_for_url(f"**/inventory/patents/{five}")
    await keys.press("s")
    await page.wait_for_url(lambda url: five not in url.partition("?")[0])

    states = await state_of(platform, numbers)
    assert states == ["inventoried", "returned", "returned", "inventoried", "recorded"]


async def test_the_queue_is_worked_on_a_phone(browser: Browser, platform: Running) -> None:
    one, two = numbers = await waiting(platform, 2)
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    async with visiting(browser, platform.public_url, **phone) as visit:
        page = visit.page
        await visit.sign_in("office", "/inventory/review")
        sticking_out = await visit.sticking_out()
        await page.locator(f"input[name=numbers][value='{one}']").tap()
        await page.get_by_role("button", name="通过所选").tap()
        await expect(page.locator("h1")).to_contain_text("通过 1 件？")
        sticking_out += await visit.sticking_out()
        await page.get_by_role("button", name="通过 1 件").tap()
        await expect(page.locator("#toasts")).to_contain_text("已通过 1 件")

        await page.locator(f"a[href$='/patents/{two}']").tap()
        await page.wait_for_url(f"**/inventory/patents/{two}")
        sticking_out += await visit.sticking_out()
        await page.locator("#reason").fill("请补充附图说明")
        await page.get_by_role("button", name="退回修改").tap()
        await expect(page.locator("#toasts")).to_contain_text("已退回修改")
        sticking_out += await visit.sticking_out()

        assert sticking_out == []
        assert visit.complaints == []
    assert await state_of(platform, numbers) == ["inventoried", "returned"]
