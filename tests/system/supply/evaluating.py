"""From the inventoried record to its tier: self-evaluation, library, enterprises, experts, objections, promotion."""

from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import expect

from panhuo.runtime.accounts import ENTERPRISE, ENTERPRISE_NAME
from tests.system.desks import Desks
from tests.system.running import found
from tests.system.supply.stocktaking import OTHER, PATENT, TITLE

DOSSIER: Final = f"/evaluation/patents/{PATENT}"


async def evaluate_oneself(desks: Desks) -> None:
    office = await desks.of("office")
    await _evaluation_knows(desks, PATENT)
    await office.go(DOSSIER)
    await office.page.locator("input[name=grade][value=good]").check()
    await office.fill(maturity="pilot", reasons="示范电站试用一年")
    await office.press("提交自评")
    await office.told("自评已提交")


async def enter_the_library_withdraw_and_enter_again(desks: Desks) -> None:
    office = await desks.of("office")
    await office.go(DOSSIER)
    await expect(office.page.locator("#guards li.pass")).not_to_have_count(0)
    await expect(office.page.locator("#guards li:not(.pass)")).to_have_count(0)
    await office.press("入库 1 件")
    await office.told("已入库")
    await office.fill(reason="先与合作方商定方式")
    await office.press("撤回 1 件")
    await office.told("已撤回")
    await office.sees("先与合作方商定方式")
    await office.press("入库 1 件")
    await office.told("已入库")


async def enter_several(desks: Desks) -> None:
    """From the list of what waits; each is checked against the guards."""
    office = await desks.of("office")
    await _evaluation_knows(desks, OTHER)
    await office.go("/evaluation/")
    await office.page.locator(f"input[name=patent][value='{OTHER}']").check()
    await office.press("将所选入库")
    await office.press("入库 1 件")
    await expect(office.page.locator("h1")).to_contain_text("入库结果")
    await expect(office.page.locator("tr", has=office.page.locator(f"a[href$='{OTHER}']"))).to_contain_text("已入库")
    await office.look()


async def subscribe_and_evaluate(desks: Desks) -> None:
    enterprise = await desks.of("enterprise")
    page = enterprise.page
    await enterprise.go(f"/matching/enterprises/{ENTERPRISE}")
    await enterprise.fill(name=ENTERPRISE_NAME, home="cn-32", industries="C4210", profile="废旧电池回收装备")
    await page.locator("input[name=kinds][value=high_tech]").check()
    await enterprise.press("保存")
    await enterprise.told("已保存")
    async with desks.platform.visit("enterprise") as client:
        await found(client, f"/matching/api/library/{PATENT}")
        await found(client, "/evaluation/api/patents/" + PATENT, lambda known: bool(known["is_listed"]))

    await enterprise.go("/matching/?q=光伏组件清洗")
    await page.get_by_role("link", name=TITLE).first.click()
    await page.wait_for_url(f"**/matching/library/{PATENT}")
    await enterprise.look()
    await enterprise.press("订阅")
    await expect(page.locator(f"#subscribe-{PATENT}")).to_contain_text("已订阅")
    await enterprise.go(DOSSIER)
    await enterprise.press("提交评价")
    await expect(page.locator(".error-summary")).to_be_focused()
    enterprise.visit.expect_refusals()
    await enterprise.fill(prospect="good", confidence="high", improvement_need="希望适配双面组件")
    await page.locator("input[name=cooperation][value=ordinary_license]").check()
    await enterprise.press("提交评价")
    await enterprise.told("评价已提交")


async def see_the_tier_and_change_it_by_two(desks: Desks) -> None:
    office, deputy = await desks.of("office"), await desks.of("deputy")
    await office.go(DOSSIER)
    tier = office.page.locator("section", has=office.page.locator("#tier-section"))
    await expect(tier.locator("li")).not_to_have_count(0)
    await expect(tier).to_contain_text("自评较好")
    await office.page.get_by_text("提出调整").click()
    await office.fill(tier="t3")
    await tier.locator("[name=note]").fill("先完成双面组件的适配")
    await office.press("提交调整")
    await office.told("调整已提交")
    await expect(tier.get_by_role("button", name="同意调整")).to_have_count(0)

    await deputy.go(DOSSIER)
    await deputy.press("同意调整")
    await deputy.told("层级已调整")
    await deputy.sees("先完成双面组件的适配")


async def object_and_be_reviewed(desks: Desks) -> None:
    office, bureau = await desks.of("office"), await desks.of("bureau")
    await office.go(DOSSIER)
    await office.page.locator("summary", has_text="提出异议").click()
    await office.page.locator("#evaluation").select_option(index=1)
    await office.fill(objection="评价的型号不是本专利的产品")
    await office.press("提出异议")
    await office.told("异议已提出")
    await office.sees("异议待复核")

    await bureau.go("/evaluation/?view=objections")
    await bureau.page.get_by_role("link", name=TITLE).click()
    await bureau.page.wait_for_url(f"**{DOSSIER}*")
    await bureau.look()
    await bureau.page.locator("[name=finding]").fill("型号相符，评价有据")
    await bureau.press("异议不成立")
    await bureau.told("异议已复核")
    await bureau.sees("异议未成立")


async def promote(desks: Desks) -> None:
    """A measure is assigned, taken on, worked on and closed."""
    office = await desks.of("office")
    await office.go(DOSSIER)
    section = office.page.locator("section", has=office.page.locator("#promotion"))
    await section.locator("#measure").select_option(index=1)
    await office.press("分派")
    await office.told("措施已分派")
    await section.get_by_role("button", name="承接", exact=True).first.click()
    await office.told("已承接")
    for step, done in (("报告进展", "进展已记录"), ("办结", "措施已办结")):
        await section.get_by_label("情况").first.fill(f"{step}：双面组件适配")
        await section.get_by_role("button", name=step, exact=True).first.click()
        await office.told(done)
    await office.go("/evaluation/promotions?view=done")
    await office.sees(TITLE)


async def commission_an_expert(desks: Desks) -> None:
    """Recommended by an enterprise, with their own consent, admitted and commissioned; the expert evaluates."""
    enterprise, expert, nation = await desks.of("enterprise"), await desks.of("expert"), await desks.of("nation")
    await enterprise.go("/evaluation/experts")
    await enterprise.fill(name="许示例", research="光伏组件与支架的结构设计", fields="C3825", ipc="H02S20/00")
    await enterprise.press("推荐")
    await enterprise.told("已推荐")
    invitation = await enterprise.page.locator("input#invitation").input_value()

    await expert.go(urlsplit(invitation).path)
    await expert.press("我同意")
    await expert.told("已同意入库")
    await nation.go("/evaluation/experts")
    await nation.page.locator("tr", has_text="光伏组件与支架").get_by_role("button", name="入库").click()
    await nation.told("已入库")
    await nation.fill(patents=OTHER, experts_each="1", highest_percent="100", seed="7")
    await nation.press("抽取并预览")
    await nation.press("确认指派")
    await nation.page.wait_for_url("**/evaluation/commissions/*")
    await nation.sees("许示例", "待评价")
    await nation.look()

    await expert.go("/evaluation/experts")
    await expert.fill(**{"prospect-1": "good", "confidence-1": "medium", "opinion-1": "结构简单，宜先作小批量验证"})
    await expert.press("提交评价")
    await expert.told("评价已提交")
    await expert.sees("已评价")
    await nation.page.reload()
    await nation.sees("较好")


async def _evaluation_knows(desks: Desks, patent: str) -> None:
    async with desks.platform.visit("office") as office:
        await found(office, f"/evaluation/api/patents/{patent}", lambda known: bool(known["is_inventoried"]))
