"""The gallery in Chromium: nothing is refused, nothing overflows, and the keyboard reaches everything."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.chassis.web.gallery.app import app

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address() -> AsyncIterator[str]:
    # Listening before the server runs: the first visit waits in the queue instead of being refused.
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    async with async_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        yield await playwright.chromium.launch(executable_path=installed, args=["--disable-gpu", *sandbox])


@pytest_asyncio.fixture
async def page(chromium: Browser, address: str) -> AsyncIterator[Page]:
    context = await chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1440, 800, 390])
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_no_page_is_wider_than_its_window(page: Page, width: int, prefix: str) -> None:
    await page.set_viewport_size({"width": width, "height": 900})

    await page.goto(f"{prefix}/monitoring/gallery")

    # Inside the page: the root clips what sticks out, so it is asked element by element.
    sticking_out = await page.evaluate("""() => Array.from(document.querySelectorAll('main *')).filter(e =>
        e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.sr, .scroll, .tabs, svg')
        && getComputedStyle(e).position !== 'absolute').map(e => e.outerHTML.slice(0, 90))""")
    assert sticking_out == []


async def test_a_chart_is_drawn_from_the_table_beside_it(page: Page) -> None:
    await page.goto("/monitoring/gallery")

    await expect(page.locator("#trend svg")).to_be_visible()
    await expect(page.locator("#trend svg text", has_text="全国 95.4")).to_be_visible()


async def test_rows_are_walked_and_opened_by_keys(page: Page) -> None:
    await page.goto("/monitoring/gallery")

    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(page.locator("[data-current] input")).to_be_checked()
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")

    await page.wait_for_url("**/monitoring/gallery?page=1")


async def test_keys_can_be_looked_up_and_turned_off(page: Page) -> None:
    await page.goto("/monitoring/gallery")

    await page.keyboard.press("?")
    await page.get_by_label("启用快捷键").uncheck()
    await page.keyboard.press("Escape")
    await expect(page.locator("#shortcuts")).to_be_hidden()
    await page.keyboard.press("/")

    await expect(page.locator("#find")).not_to_be_focused()


async def test_a_slash_leads_to_the_search(page: Page) -> None:
    await page.goto("/monitoring/gallery")

    await page.keyboard.press("/")
    await page.keyboard.type("j?")

    await expect(page.locator("#find")).to_have_value("j?")


async def test_a_definition_opens_on_focus_and_closes_on_escape(page: Page) -> None:
    await page.goto("/monitoring/gallery")

    await page.locator(".term").first.focus()
    await expect(page.locator(".popover").first).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.locator(".popover").first).to_be_hidden()


async def test_a_list_turns_its_page_in_place_and_the_address_follows(page: Page) -> None:
    await page.goto("/monitoring/gallery")
    await page.evaluate("window.stayed = true")

    await page.get_by_role("link", name="下一页").click()
    await page.wait_for_url("**/monitoring/gallery?page=2")

    assert await page.evaluate("window.stayed")
    await expect(page.locator("#results table")).to_have_count(1)


async def test_live_events_enter_one_a_second_until_paused(page: Page) -> None:
    await page.goto("/monitoring/gallery")
    events = page.locator(".events > li")

    gaps = await page.evaluate("""() => new Promise(done => {
        const at = [];
        const seen = () => { at.push(performance.now()); if (at.length === 3) done([at[1] - at[0], at[2] - at[1]]); };
        new MutationObserver(seen).observe(document.querySelector('.events'), {childList: true}); })""")
    await page.get_by_role("button", name="暂停").click()
    shown = await events.count()
    await page.wait_for_timeout(1500)

    assert min(gaps) > 800
    assert await events.count() == shown


async def test_without_scripts_everything_is_there_and_forms_have_buttons(chromium: Browser, address: str) -> None:
    context = await chromium.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()

    await page.goto("/monitoring/gallery")

    await expect(page.get_by_role("button", name="查看", exact=True)).to_be_visible()
    await expect(page.locator(".facets-body")).to_be_visible()
    await expect(page.locator("#trend .chart-canvas")).to_be_hidden()
    await context.close()
