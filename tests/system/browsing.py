"""A browser of this machine that speaks to this machine alone and writes down what goes wrong in it."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, Request

from chassis.web.sections import landing
from panhuo.runtime.accounts import ACCOUNTS
from tests.system.vocabulary import plain

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE: Final = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_NOWHERE_ELSE: Final = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1"
"""The browser finds no other machine. Were each request held up instead, it would keep nothing of what it fetched."""
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_STICKING_OUT: Final = """() => [
    ...(document.documentElement.scrollWidth > innerWidth ? [`the page: ${document.documentElement.scrollWidth}`] : []),
    ...Array.from(document.querySelectorAll('body *')).filter(e =>
        e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility()
        && !e.closest('.sr, .scroll, .tabs, .segmented, svg') && getComputedStyle(e).position !== 'absolute'
    ).map(e => e.outerHTML.slice(0, 120))]"""
_HARM: Final = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => `${found.id}: ` + found.nodes.slice(0, 3).map(
        node => `${node.html.slice(0, 160)} ${node.any.map(check => check.message).join(' ')}`).join(' | '))"""

_TEXTS: Final = """() => [
    document.title.split(' · ')[0],
    ...Array.from(document.querySelectorAll('[lang="zh-CN"], option')).filter(e => !e.closest('[translate="no"]'))
        .map(e => e.textContent + (e.nextSibling?.data?.match(/^\\.\\w+/) ?? '')),
    ...['aria-label', 'placeholder', 'title'].flatMap(name =>
        Array.from(document.querySelectorAll(`[${name}]`)).map(e => e.getAttribute(name)))]"""


async def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, else Playwright's own."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return await playwright.chromium.launch(
            executable_path=installed,
            args=["--disable-gpu", _NOWHERE_ELSE, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
    except Error as reason:
        raise AssertionError(
            "No browser could be started for the tests of pages. Install one: `apt-get install chromium "
            f"fonts-noto-cjk`, or `.venv/bin/playwright install chromium`. ({reason.message.splitlines()[0]})"
        ) from reason


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser profile; ``complaints`` must stay empty."""

    context: BrowserContext
    page: Page
    complaints: list[str]

    async def come_to_work(self, account: str) -> None:
        """From the first page of all: signed in, one stands where one's work is."""
        await self.page.goto("/monitoring/")
        await self.page.locator("a.account").click()
        await self.page.locator(f'button[name=account][value="{account}"]').click()
        await self.page.wait_for_url(f"**{landing(ACCOUNTS[account].principal)}")
        await self.page.locator("h1").wait_for()

    async def sign_in(self, account: str, target: str = "/monitoring/") -> None:
        """As a person does: by the page of sample accounts, and back to where they wanted to go."""
        await self.page.goto(f"/auth/login?next={quote(target, safe='')}")
        await self.page.locator(f'button[name=account][value="{account}"]').click()
        await self.page.wait_for_url(re.compile(re.escape(quote(target, safe="/?=&"))))

    def expect_refusals(self) -> None:
        """Chromium notes every answer above 399 in its console; here they are meant."""
        self.complaints[:] = [said for said in self.complaints if "the server responded with a status of 4" not in said]

    async def sticking_out(self) -> list[str]:
        """What reaches beyond the window, once charts have taken its size."""
        found: list[str] = await self.page.evaluate(_STICKING_OUT)
        if found:
            await self.page.wait_for_timeout(500)
            found = await self.page.evaluate(_STICKING_OUT)
        return found

    async def harm(self) -> list[str]:
        """What axe finds to be serious or critical."""
        if not await self.page.evaluate("typeof axe !== 'undefined'"):
            await self.page.evaluate(AXE.read_text())
        found: list[str] = await self.page.evaluate(_HARM)
        return found

    async def untranslated(self, vocabulary: frozenset[str]) -> list[str]:
        """What stands in Chinese on this page although the product says it, names of columns and the like apart."""
        return [text for text in await self.page.evaluate(_TEXTS) if plain(text) in vocabulary]


@asynccontextmanager
async def visiting(browser: Browser, address: str, **how: Any) -> AsyncIterator[Visit]:
    """A fresh profile. Whoever is asked but this machine is not found, and that is a complaint."""
    context = await browser.new_context(
        base_url=address, **{"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"} | how
    )
    context.set_default_timeout(20_000)
    complaints: list[str] = []

    def note_others(request: Request) -> None:
        if urlsplit(request.url).hostname not in _LOOPBACK:
            complaints.append(f"asked for {request.url}")

    context.on("request", note_others)
    page = await context.new_page()
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    try:
        yield Visit(context, page, complaints)
    finally:
        await context.close()
