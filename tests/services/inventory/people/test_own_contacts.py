"""What is kept of oneself: seen only after asking for it, corrected by oneself, and everybody who looked is named."""

import asyncio
import socket
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import async_playwright

from chassis.identity import Principal, Role
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from tests.services.inventory.people.registry import HE, LIN, Desk, inventor, person, stocked, subject_of, uploaded
from tests.services.inventory.test_pages import summary
from tests.system.browsing import launch, visiting

WHERE = "/inventory/contacts"
NEW = "13800000009"


@pytest_asyncio.fixture
async def lin(http: httpx.AsyncClient, tmp_path: Path) -> Desk:
    """Lin has an account, as He has."""
    office = await stocked(http, tmp_path, "林示例; 何示例")
    await uploaded(office, person(), person("何示例", HE))
    return Desk(http, inventor(await subject_of(http, "林示例"), "林示例"))


async def test_one_sees_ones_own_number_only_after_pressing_and_everybody_who_did(
    http: httpx.AsyncClient, lin: Desk
) -> None:
    office, subject = Desk(http), await subject_of(http, "林示例")
    await office.post(f"/inventory/people/{subject}/reveal", reason="通知补填")

    masked = await lin.get(WHERE)
    forged = await http.post(f"{WHERE}/reveal", headers=lin.headers)
    revealed = await lin.post(f"{WHERE}/reveal")
    after = await lin.get(WHERE)
    earlier = await lin.get(f"{WHERE}?limit=1")

    assert ("138****0001" in masked.text, LIN in masked.text + after.text) == (True, False)
    assert ("周示例" in masked.text, "通知补填" in masked.text) == (True, True)
    assert (forged.status_code, LIN in revealed.text, HE in revealed.text) == (403, True, False)
    assert revealed.headers["cache-control"] == "no-store"
    assert after.text.count("人员页") == 2
    assert ("通知补填" in earlier.text, 'rel="next"' in earlier.text) == (False, True)
    assert "林示例" in (await office.get("/inventory/people/reveals")).text


async def test_one_corrects_ones_own_number_address_and_gender_and_nothing_else(
    http: httpx.AsyncClient, lin: Desk, connection: asyncpg.Connection
) -> None:
    before = dict((await connection.fetch("SELECT name, rank, status FROM person WHERE name = '林示例'"))[0])

    kept = await lin.post(
        WHERE, mobile=NEW, email="lin@example.edu", gender="female", name="别人", rank="professor", status="retired"
    )
    shown = (await lin.post(f"{WHERE}/reveal")).text
    gone = await lin.post(WHERE, no_email="yes", gender="")
    after = await connection.fetchrow("SELECT name, rank, status, gender, email FROM person WHERE name = '林示例'")
    entries = await connection.fetch("SELECT detail FROM audit WHERE action = 'people.change' ORDER BY number")

    assert (kept.status_code, gone.status_code) == (303, 303)
    assert (NEW in shown, "lin@example.edu" in shown) == (True, True)
    assert dict(after) == before | {"gender": None, "email": None}
    assert [NEW in entry["detail"] for entry in entries] == [False, False]


async def test_a_number_that_is_none_or_anothers_is_refused_at_its_field_without_saying_whose(
    http: httpx.AsyncClient, lin: Desk
) -> None:
    pages = [await lin.post(WHERE, **{name: value}) for name, value in (("mobile", "123"), ("email", "x"))]
    taken = await lin.post(WHERE, mobile=HE)

    assert [summary(page) for page in (*pages, taken)] == [["mobile"], ["email"], ["mobile"]]
    assert "何示例" not in taken.text
    assert taken.headers["cache-control"] == "no-store"


async def test_the_page_stands_in_the_menu_of_those_who_have_accounts_and_says_so_to_whoever_is_on_no_list(
    http: httpx.AsyncClient, lin: Desk
) -> None:
    college = Desk(http, Principal("nobody-known", "秦示例", Role.COLLEGE, UNIVERSITY, UNIVERSITY_NAME, "cn-11", "C01"))

    unlisted, english = await college.get(WHERE), await lin.get(f"/en{WHERE}")
    home = await Desk(http).get("/inventory/")

    assert (unlisted.status_code, "不在本单位的人员名册中" in unlisted.text) == (200, True)
    assert (await college.post(WHERE, mobile=NEW)).status_code == 404
    assert english.text.count(f'href="/en{WHERE}"') >= 2
    assert WHERE not in home.text
    assert (await Desk(http).get(WHERE)).status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("language", ["", "/en"])
async def test_the_page_is_whole_on_a_desk_and_on_a_phone(http: httpx.AsyncClient, lin: Desk, language: str) -> None:
    await Desk(http).post(f"/inventory/people/{await subject_of(http, '林示例')}/reveal", reason="通知补填" * 20)
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = http._transport.app
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    name, _, value = lin.headers["Cookie"].partition("=")
    seen: dict[int, list[str]] = {}
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        async with visiting(browser, address) as visit:
            await visit.context.add_cookies([{"name": name, "value": value, "url": address}])
            for width in (1440, 390):
                await visit.page.set_viewport_size({"width": width, "height": 844})
                await visit.page.goto(f"{language}{WHERE}")
                menu = visit.page.locator("details.account" if width > 720 else "details.menu")
                await menu.locator("summary").click()
                assert await menu.locator(f'a[href="{language}{WHERE}"]').is_visible()
                seen[width] = [*await visit.harm(), *await visit.sticking_out()]
            assert visit.complaints == []
        await browser.close()
    server.should_exit = True
    await serving

    assert seen == {1440: [], 390: []}
