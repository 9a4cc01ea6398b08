"""From a file to an inventoried record: import, arrangement, filling in, reviews with their returns, a spot check."""

import csv
import io
from pathlib import Path
from typing import Final

from playwright.async_api import expect

from panhuo.runtime.accounts import COLLEGE
from tests.builders import patent_number
from tests.services.inventory.files import csv_text, row
from tests.system.desks import Desk, Desks

PATENT: Final = patent_number(8_001)
"""It goes the whole way, with every return."""
OTHER: Final = patent_number(8_002)
"""Sent with a mistyped number at first; complete, so that it waits for the office alone."""
MISTYPED: Final = OTHER[:-1] + ("0" if OTHER[-1] != "0" else "1")
TITLE: Final = "一种示例光伏组件清洗车"
OTHER_TITLE: Final = "一种示例光伏支架"
RECORD: Final = f"/inventory/patents/{PATENT}"


async def import_a_file_and_mend_what_was_refused(desks: Desks) -> None:
    office = await desks.of("office")
    rows = [
        row(number=PATENT, title=TITLE, inventoried_on="", self_grade="", maturity=""),
        row(number=MISTYPED, title=OTHER_TITLE, inventoried_on=""),
    ]
    await office.go("/inventory/imports")
    await _send(office, csv_text(rows).encode())
    await office.sees("1 行需改正", MISTYPED, "校验位不符")

    async with office.page.expect_download() as fetching:
        await office.page.get_by_role("link", name="CSV", exact=True).click()
    sheet = Path(await (await fetching.value).path()).read_text("utf-8-sig")
    header, refused = csv.reader(io.StringIO(sheet))
    assert len(header) == len(refused)
    await _send(office, csv_text([[OTHER if cell == MISTYPED else cell for cell in refused]], header).encode())
    await office.sees("1 行已接受", "没有错误行", OTHER_TITLE)
    await office.look()


async def _send(office: Desk, content: bytes) -> None:
    before = office.page.url
    upload = {"name": "光伏.csv", "mimeType": "text/csv", "buffer": content}
    await office.page.locator("input[type=file]").set_input_files([upload])
    await office.press("上传并导入")
    await office.page.wait_for_url(lambda url: url != before and "/imports/" in url)
    await expect(office.page.locator("h1")).to_contain_text("导入结果")


async def arrange_a_college_and_assign(desks: Desks) -> None:
    office = await desks.of("office")
    await office.go("/inventory/arrangement")
    await office.page.locator("input[name=route][value=colleges]").check()
    await office.press("保存")
    await office.fill(code=COLLEGE, name="示例能源学院")
    await office.press("登记")
    await office.sees("示例能源学院")

    await office.go("/inventory/review?tab=unclaimed")
    await office.fill(q=PATENT)
    await office.press("查找")
    await office.page.locator(f"input[name=numbers][value='{PATENT}']").check()
    await office.press("指派所选")
    await office.look()
    await office.fill(college=COLLEGE)
    await office.press("指派 1 件")
    await office.told("已指派 1 件")


async def fill_in_and_submit(desks: Desks) -> None:
    """The draft keeps itself; a question appears with the answer that brings it along; gaps are named."""
    inventor = await desks.of("inventor")
    await inventor.go(RECORD)
    page = inventor.page
    await expect(page.locator("[name=accepted_modes][value=transfer]")).to_be_checked()  # as the file said
    await expect(page.locator("#maturity_evidence")).to_be_hidden()
    await inventor.fill(maturity="pilot", scenario="光伏电站的无水清洗")
    await expect(page.locator("#maturity_evidence")).to_be_visible()
    await expect(page.locator("[data-kept]")).to_contain_text("已自动保存")

    await inventor.fill(maturity_evidence="示范电站试用一年", keywords="光伏; 清洗")
    await page.goto("/inventory/")  # at once: what was typed last goes off with the page
    await expect(page.locator("h1")).to_be_visible()
    await inventor.go(RECORD)
    await expect(page.locator("#scenario")).to_have_value("光伏电站的无水清洗")
    await expect(page.locator("#maturity_evidence")).to_have_value("示范电站试用一年")
    await expect(page.locator("#keywords")).to_have_value("光伏; 清洗")

    await inventor.press("提交审核")
    await expect(page.locator("#errors")).to_be_focused()
    await inventor.sees("专利自评：还没有填写")
    inventor.visit.expect_refusals()
    await inventor.fill(self_grade="good", grade_reason="已有两家企业询价")
    await inventor.press("提交审核")
    await inventor.told("已提交审核")


async def return_at_each_review_and_pass(desks: Desks) -> None:
    """The college returns, the office returns; each time the inventor reads why, mends and submits again."""
    college, office = await desks.of("college"), await desks.of("office")
    await _send_back(college, "请写明清洗方式")
    await _mend(desks, "请写明清洗方式", "光伏电站的无水清洗，毛刷滚筒")
    await _pass(college)
    await _send_back(office, "请补充适用的组件尺寸")
    await _mend(desks, "请补充适用的组件尺寸", "光伏电站的无水清洗，毛刷滚筒，组件宽一米")
    await _pass(college)
    await _pass(office)
    await office.sees("已盘点")


async def fail_a_spot_check_and_pass_again(desks: Desks) -> None:
    bureau = await desks.of("bureau")
    await bureau.go(RECORD)
    await bureau.page.get_by_text("抽查不合格，退回").click()
    await bureau.fill(check_reason="中试依据没有附件")
    await bureau.page.locator("form[action$='spot-check-return'] button").click()
    await bureau.told("已作抽查退回")

    await _mend(desks, "中试依据没有附件", "光伏电站的无水清洗，毛刷滚筒，组件宽一米，附试验报告")
    office = await desks.of("office")
    await office.go(RECORD)
    await expect(office.page.get_by_role("button", name="通过并看下一件")).to_have_count(0)  # the college comes first
    await _pass(await desks.of("college"))
    await _pass(office)
    history = office.page.locator("section", has=office.page.get_by_role("heading", name="经过")).locator("tbody")
    for who, what in (
        ("周示例", "导入"),
        ("周示例", "指派"),
        ("林示例", "提交审核 → 院系审核"),
        ("何示例", "退回 → 退回修改"),
        ("冯示例", "抽查退回"),
        ("周示例", "通过 → 已盘点"),
    ):
        await expect(history.locator("tr", has_text=who).filter(has_text=what).first).to_be_visible()


async def pass_what_waits_after_a_preview(desks: Desks) -> None:
    office = await desks.of("office")
    await office.go(f"/inventory/review?q={OTHER}")
    await office.page.locator(f"input[name=numbers][value='{OTHER}']").check()
    await office.press("通过所选")
    await office.sees("通过 1 件？")
    await office.press("通过 1 件")
    await office.told("已通过 1 件")


async def arrange_direct_reviews(desks: Desks) -> None:
    """As it was: others' tests share the institution."""
    office = await desks.of("office")
    await office.go("/inventory/arrangement")
    await office.page.locator("input[name=route][value=direct]").check()
    await office.press("保存")


async def _send_back(reviewer: Desk, reason: str) -> None:
    await reviewer.go(f"/inventory/review?q={PATENT}")
    await reviewer.page.get_by_role("link", name=TITLE).click()
    await reviewer.page.wait_for_url(f"**{RECORD}")
    await reviewer.look()
    await reviewer.fill(reason=reason)
    await reviewer.press("退回修改")
    await reviewer.told("已退回修改")


async def _pass(reviewer: Desk) -> None:
    await reviewer.go(RECORD)
    await reviewer.page.get_by_role("button", name="通过", exact=True).click()
    await reviewer.told("已通过审核")


async def _mend(desks: Desks, reason: str, scenario: str) -> None:
    inventor = await desks.of("inventor")
    await inventor.go(RECORD)
    await inventor.sees(f"退回原因：{reason}")
    await inventor.fill(scenario=scenario)
    await inventor.press("提交审核")
    await inventor.told("已提交审核")
