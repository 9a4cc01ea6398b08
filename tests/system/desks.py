"""Desks: each role in a browser profile of its own, signed in as itself, whose screens are looked over as it works."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, expect

from tests.system.browsing import Visit, visiting
from tests.system.running import Running

_WIDE = {"width": 1440, "height": 900}
_NARROW = {"width": 390, "height": 844}


def kind_of(address: str) -> str:
    """The address of a page without what names one thing: numbers, codes, identifiers."""
    path = urlsplit(address).path.removeprefix("/en")
    return re.sub(r"/(?=[^/]*\d)[^/]{6,}", "/…", path)


@dataclass(frozen=True, slots=True)
class Desk:
    """One role at work."""

    role: str
    visit: Visit
    wrong: dict[str, list[str]]
    looked_at: set[tuple[str, str]]

    @property
    def page(self) -> Page:
        return self.visit.page

    async def go(self, address: str) -> None:
        answer = await self.page.goto(address)
        assert answer is not None
        assert answer.ok, (self.role, address, answer.status)
        await self.look()

    async def press(self, name: str) -> None:
        """A button in the page's main part, and what it leads to."""
        await self.page.locator("main").get_by_role("button", name=name).first.click()
        await self.page.wait_for_load_state()

    async def told(self, text: str) -> None:
        """What was done is said in a toast."""
        await expect(self.page.locator("#toasts")).to_contain_text(text)
        await self.look()

    async def sees(self, *texts: str) -> None:
        for text in texts:
            await expect(self.page.locator("main")).to_contain_text(text)

    async def fill(self, **fields: str) -> None:
        """Fields by their ids; a list of options by the value to be chosen."""
        for name, text in fields.items():
            found = self.page.locator(f"main [id='{name}']")
            if await found.evaluate("e => e.tagName") == "SELECT":
                await found.select_option(text)
            else:
                await found.fill(text)

    async def look(self) -> None:
        """Nothing sticks out on a phone and axe finds nothing serious: each kind of screen once, in Chinese."""
        kind = kind_of(self.page.url)
        if (self.role, kind) in self.looked_at:
            return
        self.looked_at.add((self.role, kind))
        seen = await self.visit.harm()
        await self.page.set_viewport_size(_NARROW)
        seen += await self.visit.sticking_out()
        await self.page.set_viewport_size(_WIDE)
        if seen:
            self.wrong[f"{self.role} {kind}"] = seen


@dataclass(slots=True)
class Desks:
    """Those who work together; each signs in when first asked for."""

    browser: Browser
    platform: Running
    stack: AsyncExitStack
    taken: dict[str, Desk] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    looked_at: set[tuple[str, str]] = field(default_factory=set)

    async def of(self, role: str) -> Desk:
        if role not in self.taken:
            visit = await self.stack.enter_async_context(visiting(self.browser, self.platform.public_url))
            await visit.sign_in(role)
            self.taken[role] = Desk(role, visit, self.wrong, self.looked_at)
        return self.taken[role]


@asynccontextmanager
async def desks(browser: Browser, platform: Running) -> AsyncIterator[Desks]:
    """At the end nobody's console may have complained, and no screen may have been found wanting."""
    async with AsyncExitStack() as stack:
        found = Desks(browser, platform, stack)
        yield found
        assert found.wrong == {}
        assert {role: desk.visit.complaints for role, desk in found.taken.items() if desk.visit.complaints} == {}
