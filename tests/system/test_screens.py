"""Every screen of every role is whole: on a desk and on a phone, in both languages, without a complaint."""

import asyncio
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser

from panhuo.runtime.accounts import ACCOUNTS
from panhuo.runtime.databases import SERVICES
from tests.services.inventory.conftest import settings_for
from tests.system.browsing import Visit, visiting
from tests.system.crawling import crawl
from tests.system.running import Running
from tests.system.story import Story, said
from tests.system.vocabulary import vocabulary

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]

NO_SCREENS: Final = re.compile(
    r"/api/|/live$|\.csv$|/next$|/consent$|/retirement$|/uploads/|/register/|/commissions|/refusals/|/people/\{"
)
"""Streams, files, redirections; and what stands only once somebody has sent something, as tests of its service do."""
_AT_ONCE: Final = 2
"""Roles that go round: the browser draws for one while the services answer another."""
VOCABULARY: Final = vocabulary()
LIBRARY: Final = {"title": "示例产业专题库", "about": "按分类号归集", "is_public": True, "selection": {"ipc": ["H01M"]}}


def routes(app: Any, prefix: str = "") -> Iterator[str]:
    """Where an application, or a router that it includes, answers GET."""
    for route in app.routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from routes(included, prefix + route.include_context.prefix)
        elif "GET" in (getattr(route, "methods", None) or ()):
            yield prefix + route.path


def screens() -> set[str]:
    """The addresses of all pages, as the services have them."""
    found: set[str] = set()
    for name in SERVICES:
        app = importlib.import_module(f"services.{name}.app").build(settings_for("postgresql://nowhere/x", Path("/")))
        found |= {path for path in routes(app) if path.startswith(f"/{name}/") and not NO_SCREENS.search(path)}
    return found


async def test_every_screen_that_a_role_comes_to_is_whole(
    browser: Browser, platform: Running, story: Story, claimed: str
) -> None:
    patterns = {path: re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)) for path in sorted(screens())}
    async with platform.visit("chain_leader") as leader:
        await said(leader.post("/matching/api/industries", json=LIBRARY))
    wrong: dict[str, list[object]] = {}
    visited: set[str] = set()

    def screen_of(path: str) -> str:
        return next((screen for screen, it in patterns.items() if it.fullmatch(path)), path)

    looked_at: set[tuple[str, frozenset[str]]] = set()
    room = asyncio.Semaphore(_AT_ONCE)

    async def go_round(account: str) -> None:
        async with room, visiting(browser, platform.public_url) as visit:
            await visit.come_to_work(account)
            pages = [page async for page in crawl(visit, platform.public_url, screen_of)]
            for page in pages:
                screen = screen_of(page.address.partition("?")[0])
                visited.add(screen)
                seen: list[object] = [] if (page.status, page.headings) == (200, 1) else [page.status, page.headings]
                if (screen, page.shape) not in looked_at:
                    looked_at.add((screen, page.shape))
                    seen += await look(visit, page.address)
                if seen:
                    wrong[f"{account} {page.address}"] = seen
            if visit.complaints:
                wrong[account] = list(visit.complaints)

    async with asyncio.TaskGroup() as rounds:
        for account in ACCOUNTS:
            rounds.create_task(go_round(account))

    assert wrong == {}
    assert set(patterns) - visited == set()


async def look(visit: Visit, address: str) -> list[object]:
    """In Chinese on a desk and then on a phone, in English on a phone."""
    await visit.page.set_viewport_size({"width": 1440, "height": 900})
    await visit.page.goto(address)
    found: list[object] = [*await visit.harm(), *await visit.sticking_out()]
    await visit.page.set_viewport_size({"width": 390, "height": 844})
    found += await visit.sticking_out()
    await visit.page.goto(f"/en{address}")
    found += [*await visit.harm(), *await visit.sticking_out(), *await visit.untranslated(VOCABULARY)]
    return found
