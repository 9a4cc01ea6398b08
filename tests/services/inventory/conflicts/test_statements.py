"""Both sides of a case are heard: what they state is kept with it, and read before it is settled."""

import httpx
import pytest
from panhuo_contracts.events.inventory import ClaimArgued

from chassis.identity import Principal, Role
from panhuo.runtime.accounts import UNIVERSITY, credit_code
from services.inventory.conflicts import arguing
from tests.builders.inventory import CLAIMANT as AFAR
from tests.builders.inventory import claim_argued
from tests.issuing import LocalIssuer
from tests.services.inventory.conflicts.test_claims import (
    CASE,
    CASE_AFAR,
    FROM_AFAR,
    PATENT,
    REASON,
    claimed,
    read,
)
from tests.services.inventory.sending import said
from tests.services.inventory.test_api import OTHER, OTHER_OFFICE
from tests.services.inventory.test_pages import Browser, summary

OURS = {"statement": "职务发明，合作协议第五条约定归本校"}


async def test_each_side_states_itself_and_the_office_that_settles_reads_both(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer)
    third = Principal("third-office", "孙示例", Role.OFFICE, credit_code("12", "110108", 7), "第三示例大学", "cn-11")

    ours = await inventory.call("POST", f"{CASE}/statements", OURS, who="office")
    theirs = await inventory.call("POST", f"{CASE}/statements", {"statement": "登记簿为证"}, who=OTHER_OFFICE)
    others = [
        (await inventory.call("POST", f"{CASE}/statements", OURS, who=who)).status_code for who in (third, "bureau")
    ]
    contact = await inventory.call("POST", f"{CASE}/statements", {"statement": "请电１３９ 1234 5678"}, who="office")
    seen = (await inventory.call("GET", CASE, who="bureau")).json()["statements"]
    await inventory.call("POST", f"{CASE}/settlement", REASON | {"awarded": UNIVERSITY}, who="bureau")
    late = await inventory.call("POST", f"{CASE}/statements", OURS, who="office")

    assert (ours.status_code, theirs.status_code, others, contact.status_code) == (200, 200, [404, 403], 422)
    assert [(one["institution"], one["statement"], one["round"]) for one in seen] == [
        (UNIVERSITY, OURS["statement"], 1),
        (OTHER, "登记簿为证", 1),
    ]
    assert late.json()["rule"] == "case_closed"
    events = [body for kind, body in await said(inventory.service) if kind == "ClaimArgued"]
    assert [(body["home"], body["institution"], body["claimant"]) for body in events] == [
        ("cn-11", UNIVERSITY, OTHER),
        ("cn-11", OTHER, OTHER),
    ]
    assert "钱示例" not in str(events)


async def test_what_was_stated_on_another_platform_is_read_where_the_case_is_settled(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer, **FROM_AFAR)
    said_afar: ClaimArgued = claim_argued(PATENT, statement="专利由我校教师完成")
    await read(inventory.service, said_afar, 1, "cn-33")

    page = await Browser(http, "nation").get(f"/inventory{CASE_AFAR}")

    assert "专利由我校教师完成" in page.text
    assert said_afar.institution == AFAR


async def test_a_side_states_itself_no_more_often_than_anybody_reads(
    http: httpx.AsyncClient, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arguing, "MOST", 1)
    inventory = await claimed(http, issuer)

    first = await inventory.call("POST", f"{CASE}/statements", OURS, who="office")
    again = await inventory.call("POST", f"{CASE}/statements", OURS, who="office")
    other = await inventory.call("POST", f"{CASE}/statements", OURS, who=OTHER_OFFICE)

    assert (first.status_code, again.json()["rule"], other.status_code) == (200, "enough_stated", 200)


async def test_on_screen_a_side_is_stated_and_what_both_agree_on_is_said_once(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await claimed(http, issuer, institution=OTHER, institution_name="另一示例大学", title="另一名称")
    office, bureau = Browser(http), Browser(http, "bureau")

    wrong = await office.post(f"/inventory{CASE}/statements", statement="信箱 a@b.cn")
    done = await office.post(f"/inventory{CASE}/statements", **OURS)
    page = await bureau.get(f"/inventory{CASE}")

    assert (wrong.status_code, summary(wrong), "信箱 a@b.cn" in wrong.text) == (422, ["statement"], True)
    assert done.status_code == 303
    assert (OURS["statement"] in page.text, "提交陈述" in page.text, "尚未陈述" in page.text) == (True, False, True)
    assert (page.text.count("授权公告日"), page.text.count("专利名称"), page.text.count("双方不同")) == (1, 2, 2)


async def test_a_settlement_is_asked_first_with_what_becomes_of_each_record(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await claimed(http, issuer)
    bureau = Browser(http, "bureau")

    unsaid = await bureau.post(f"/inventory{CASE}/settlement", awarded=OTHER, reason=" ")
    asked = await bureau.post(f"/inventory{CASE}/settlement", awarded=OTHER, **REASON)
    still = await bureau.get(f"/inventory{CASE}")
    done = await bureau.post(f"/inventory{CASE}/settlement", awarded=OTHER, confirmed="yes", **REASON)
    late = await bureau.post(f"/inventory{CASE}/settlement", awarded=UNIVERSITY, **REASON)

    assert (unsaid.status_code, summary(unsaid)) == (422, ["reason"])
    assert asked.status_code == 200
    shown = ("另一示例大学", "示例理工大学", REASON["reason"], "记录转到其名下，重新盘点", "记录不再在其名下")
    assert [words for words in shown if words not in asked.text] == []
    assert "待裁定" in still.text
    assert (done.status_code, late.status_code) == (303, 409)
