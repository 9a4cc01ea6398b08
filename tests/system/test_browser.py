"""The screens as people see and use them: wide and narrow, in both languages, by keyboard, without scripts."""

import pytest
from playwright.async_api import Browser, expect

from tests.services.inventory.files import csv_text, row
from tests.system.browsing import Visit, visiting
from tests.system.numbers import fresh_number
from tests.system.running import Running, found
from tests.system.story import BROKEN, FILE, PATENT, TITLE, Story, said, send

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(240)]


async def test_who_signs_in_comes_back_to_where_they_wanted_to_go_and_can_leave(visit: Visit, story: Story):
    await visit.page.goto(f"/inventory/patents/{PATENT}")
    await visit.page.get_by_role("button", name="登录： 成果转化办 周示例").click()
    await visit.page.wait_for_url(f"**/inventory/patents/{PATENT}")
    await expect(visit.page.get_by_role("heading", level=1)).to_contain_text(TITLE)

    await visit.page.locator("details.account summary").click()
    await visit.page.get_by_role("button", name="退出登录").click()

    await visit.page.wait_for_url("**/monitoring/")
    await visit.page.goto(f"/inventory/patents/{PATENT}")
    assert "/issuer/authorize" in visit.page.url


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/%09/evil.example"])
async def test_signing_in_leads_nowhere_else(visit: Visit, platform: Running, target: str):
    await visit.page.goto("/auth/login?next=" + target)
    await visit.page.locator("button[name=account][value=nation]").click()

    await visit.page.wait_for_url(f"{platform.public_url}/monitoring/")


async def test_a_file_is_sent_and_each_refused_row_says_what_to_mend(visit: Visit, story: Story):
    await visit.sign_in("office", "/inventory/imports")

    upload = {"name": "盘点.csv", "mimeType": "text/csv", "buffer": FILE}
    await visit.page.locator("input[type=file]").set_input_files([upload])
    await visit.page.get_by_role("button", name="上传并导入").click()

    await visit.page.wait_for_url("**/inventory/imports/*-*")
    refused = visit.page.locator("main").get_by_text(BROKEN).first
    await expect(refused).to_be_visible()
    await expect(visit.page.locator("main")).to_contain_text("校验位不符")
    await expect(visit.page.locator("main")).to_contain_text("请核对是否抄错")


async def test_the_patent_page_tells_the_whole_story(visit: Visit, story: Story):
    await visit.sign_in("enterprise", f"/monitoring/patents/{PATENT}")

    told = visit.page.locator("#results tbody tr")
    for name in ("PatentInventoried", "PatentListed", "DealSigned", "FilingRefused", "LicenseFiled"):
        await expect(told.filter(has_text=name)).to_have_count(1)
    await expect(visit.page.get_by_text("已产业化")).to_be_visible()
    lines = [line.strip() for text in await told.all_inner_texts() for line in text.splitlines()]
    assert [line for line in lines if line.endswith("·")] == []


async def test_the_keyboard_reaches_everything(visit: Visit, story: Story):
    page = visit.page
    await visit.sign_in("enterprise", "/monitoring/")

    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await expect(page.locator(".skip")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()

    await page.keyboard.press("Tab")
    outline = await page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + document.activeElement.tagName"
    )
    assert outline.startswith("solid"), outline

    await page.keyboard.press("?")
    await expect(page.locator("#shortcuts")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#shortcuts")).to_be_hidden()

    await page.keyboard.press("/")
    await expect(page.locator("#find")).to_be_focused()
    await page.keyboard.type("电池回收")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/matching/?q=*")
    await expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    await page.locator("h1").click()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/matching/library/*")


async def test_the_main_forms_work_without_scripts(browser: Browser, platform: Running, story: Story):
    number = fresh_number()
    async with visiting(browser, platform.public_url, java_script_enabled=False) as visit:
        page = visit.page
        await visit.sign_in("office", "/inventory/imports")
        content = csv_text([row(number=number, title="一种无脚本装置", inventoried_on="")]).encode()
        upload = {"name": "盘点.csv", "mimeType": "text/csv", "buffer": content}
        await page.locator("input[type=file]").set_input_files([upload])
        await page.get_by_role("button", name="上传并导入").click()
        await page.wait_for_url("**/inventory/imports/*-*")
        async with platform.visit("office") as office:
            await found(office, f"/inventory/api/patents/{number}")

        await page.goto(f"/inventory/patents/{number}")
        await page.get_by_role("button", name="通过").first.click()
        await expect(page.locator("main")).to_contain_text("已盘点")

        await page.goto(f"/filing/licenses/new?deal={story.deal}")
        await page.get_by_label("许可方地址", exact=False).first.fill("")
        await page.get_by_role("button", name="核对并提交").click()
        await expect(page.locator("main")).to_contain_text("同一合同已备案")
        visit.expect_refusals()
        assert visit.complaints == []

    async with visiting(browser, platform.public_url, java_script_enabled=False) as visit:
        await visit.sign_in("enterprise", "/matching/")
        await visit.page.locator("main input[type=search]").fill("电池回收")
        await visit.page.get_by_role("button", name="检索").click()
        await expect(visit.page.get_by_role("link", name=TITLE)).to_be_visible()


async def test_a_form_without_the_sessions_token_is_refused(visit: Visit, platform: Running, waiting: str):
    await visit.sign_in("office", f"/inventory/patents/{waiting}")
    same = {"Origin": platform.public_url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    forms = [
        ("/inventory/approvals", {"numbers": waiting}),
        (f"/inventory/patents/{waiting}/approve", {}),
        ("/evaluation/listings", {"patent": waiting}),
        ("/filing/licenses", {"deal": "d"}),
        ("/auth/logout", {}),
    ]

    for path, fields in forms:
        for shown in ({}, {"csrf_token": "guessed"}):
            answer = await visit.context.request.post(path, form=fields | shown, headers=same)
            assert answer.status == 403, path
    token = await visit.page.locator("meta[name=csrf-token]").get_attribute("content")
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    stolen = {"numbers": waiting, "csrf_token": token or ""}
    answer = await visit.context.request.post("/inventory/approvals", form=stolen, headers=foreign)
    assert answer.status == 403
    async with platform.visit("office") as office:
        assert (await office.get(f"/inventory/api/patents/{waiting}")).json()["state"] == "recorded"


async def test_an_event_appears_on_the_dashboard_without_a_reload(visit: Visit, platform: Running):
    title = "一种刚刚盘点的示例装置"
    await visit.page.goto("/monitoring/")
    await visit.page.evaluate("window.stayed = true")
    await expect(
        visit.page.locator(".ticker:not(.broken) .events, [data-ticker]:not(.broken) .events")
    ).to_be_attached()

    async with platform.visit("office") as office:
        number = fresh_number()
        await send(office, csv_text([row(number=number, title=title, inventoried_on="")]).encode())
        await said(office.post(f"/inventory/api/patents/{number}/approve"))

    await expect(visit.page.locator(".events > li", has_text=title).first).to_be_visible()
    assert await visit.page.evaluate("window.stayed")


async def test_a_person_who_may_not_or_asks_for_nothing_there_reads_a_page(visit: Visit, story: Story):
    await visit.sign_in("enterprise", "/monitoring/")

    for path, status in (("/inventory/", 403), ("/matching/library/2021100099990", 404), ("/monitoring/delivery", 403)):
        answer = await visit.page.goto(path)
        assert answer is not None
        assert (answer.status, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        await expect(visit.page.locator("h1")).to_be_visible()
    visit.expect_refusals()
