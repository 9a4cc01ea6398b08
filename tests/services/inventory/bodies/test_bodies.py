"""Institutions: who admits them, what a suspended one may do, and where records go when names and bodies change."""

from datetime import date

import httpx
import pytest

from chassis.identity import Principal, Role
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code
from services.inventory.bodies import passing_on
from tests.builders import patent_number
from tests.issuing import LocalIssuer
from tests.services.inventory.files import HEADER, csv_text, row
from tests.services.inventory.sending import said
from tests.services.inventory.test_api import ANNOTATIONS, Inventory
from tests.services.inventory.test_pages import Browser

NEW = credit_code("12", "110108", 21)
NEW_OFFICE = Principal("new-office", "孙示例", Role.OFFICE, NEW, "示例新设大学", "cn-11")
OTHER = credit_code("12", "110108", 9)
OTHER_NAME = "另一示例大学"
OTHER_OFFICE = Principal("other-office", "钱示例", Role.OFFICE, OTHER, OTHER_NAME, "cn-11")
BUREAU = "bureau"
"""Of cn-11; ``province`` is cn-33's."""
DAY = date(2026, 3, 2)


async def test_an_institution_applies_waits_and_is_admitted_by_its_province(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    rows = csv_text([row(1, institution=NEW, institution_name="示例新设大学")])
    files = {"file": ("stock.csv", rows.encode())}

    before = await http.post("/inventory/api/imports", files=files, headers=issuer.bearer(NEW_OFFICE))
    asked = await inventory.call("POST", "/institutions/applications", {"kind": "pilot_university"}, who=NEW_OFFICE)
    twice = await inventory.call("POST", "/institutions/applications", {"kind": "pilot_university"}, who=NEW_OFFICE)
    elsewhere = (await inventory.call("GET", "/institutions/applications", who="province")).json()
    decision = f"/institutions/applications/{asked.json()['id']}/decision"
    foreign = await inventory.call("POST", decision, {"is_admitted": True}, who="province")
    answer = await inventory.call("POST", decision, {"is_admitted": True}, who=BUREAU)
    again = await inventory.call("POST", decision, {"is_admitted": True}, who=BUREAU)
    history = (await inventory.call("GET", f"/institutions/{NEW}", who=BUREAU)).json()
    done = await inventory.send(rows, who=NEW_OFFICE)

    assert (before.status_code, before.json()["rule"]) == (409, "institution_not_admitted")
    assert before.json()["mend"]
    assert (asked.status_code, twice.json()["rule"]) == (201, "already_applied")
    assert (elsewhere, foreign.status_code, again.json()["rule"]) == ([], 404, "already_decided")
    assert answer.json()["state"] == "admitted"
    assert (history["state"], history["kind"]) == ("admitted", "pilot_university")
    assert [(step["move"], step["name"]) for step in history["steps"]] == [
        ("admit", "冯示例"),
        ("apply", "孙示例"),
    ]
    assert done["new"] == 1
    assert [kind for kind, _ in await said(inventory.service)] == ["InstitutionAdmitted", "PatentInventoried"]


async def test_a_body_that_only_a_file_has_named_does_nothing_until_it_is_admitted(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    named = {"institution": NEW, "institution_name": "示例新设大学"}
    by_nation = await inventory.send(csv_text([row(1, inventoried_on="", **named)]))
    record = f"/patents/{patent_number(1)}"
    batch = {"records": [dict(zip(HEADER, row(2, **named), strict=True))]}
    files = {"file": ("stock.csv", csv_text([row(2, **named)]).encode())}
    people = {"file": ("people.csv", "姓名,手机号\n林示例,13800000001\n".encode())}

    async def tried() -> list[httpx.Response]:
        return [
            await http.post("/inventory/api/imports", files=files, headers=issuer.bearer(NEW_OFFICE)),
            await inventory.call("POST", "/batches", batch, who=NEW_OFFICE),
            await inventory.call("PUT", f"{record}/annotations", {"annotations": ANNOTATIONS}, who=NEW_OFFICE),
            await inventory.call("POST", f"{record}/approve", who=NEW_OFFICE),
            await inventory.call("PUT", "/arrangement/colleges", {"code": "C01", "name": "示例学院"}, who=NEW_OFFICE),
            await http.post("/inventory/api/people", files=people, headers=issuer.bearer(NEW_OFFICE)),
        ]

    refused = await tried()
    read = await inventory.call("GET", record, who=NEW_OFFICE)
    one = {"code": NEW, "name": "示例新设大学", "home": "cn-11", "kind": "pilot_university"}
    await inventory.call("POST", "/institutions", one, who="nation")
    after = await tried()

    assert (by_nation["new"], read.status_code) == (1, 200)
    assert [answer.status_code for answer in refused] == [409] * 6
    assert {answer.json()["rule"] for answer in refused} == {"institution_not_admitted"}
    assert "/inventory/institutions" in refused[0].json()["mend"]
    assert [answer.is_success for answer in after] == [True, True, True, False, True, True]
    assert after[3].json()["rule"] == "not_awaiting_review"


async def test_a_refusal_needs_its_reason_and_a_ministry_s_institution_the_nation(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    form = {"kind": "other_university", "ministry": "moe"}
    asked = await inventory.call("POST", "/institutions/applications", form, who=NEW_OFFICE)
    decision = f"/institutions/applications/{asked.json()['id']}/decision"

    by_province = await inventory.call("POST", decision, {"is_admitted": True}, who=BUREAU)
    silent = await inventory.call("POST", decision, {"is_admitted": False}, who="nation")
    refused = await inventory.call("POST", decision, {"is_admitted": False, "reason": "代码有误"}, who="nation")
    waiting = (await inventory.call("GET", "/institutions/applications", who="nation")).json()
    told = (await inventory.call("GET", "/institutions/applications", who=NEW_OFFICE)).json()
    page = await http.get("/en/inventory/institutions", headers=issuer.bearer(NEW_OFFICE) | {"Accept": "text/html"})

    assert by_province.json()["rule"] == "decided_elsewhere"
    assert silent.status_code == 422
    assert (refused.json()["state"], waiting) == ("refused", [])
    assert [(one["state"], one["reason"]) for one in told] == [("refused", "代码有误")]
    assert 'The last application was refused: <span lang="zh-CN">代码有误' in page.text


async def test_a_suspended_institution_does_nothing_and_is_read_as_before(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1, inventoried_on="")]), who="office")
    record = f"/patents/{patent_number(1)}"

    silent = await inventory.call("POST", f"/institutions/{UNIVERSITY}/suspension", {"reason": " "}, who=BUREAU)
    await inventory.call("POST", f"/institutions/{UNIVERSITY}/suspension", {"reason": "信息待核实"}, who=BUREAU)
    filled = await inventory.call("PUT", f"{record}/annotations", {"annotations": ANNOTATIONS})
    passed = await inventory.call("POST", f"{record}/approve")
    read = await inventory.call("GET", record)
    files = {"file": ("stock.csv", csv_text([row(2)]).encode())}
    sent = await http.post("/inventory/api/imports", files=files, headers=issuer.bearer("office"))
    batch = await inventory.call("POST", "/batches", {"records": [dict(zip(HEADER, row(2), strict=True))]})
    await inventory.call("POST", f"/institutions/{UNIVERSITY}/reinstatement", {"reason": "已核实"}, who=BUREAU)
    after = await inventory.call("PUT", f"{record}/annotations", {"annotations": ANNOTATIONS})

    refused = [filled, passed, sent, batch]
    assert silent.status_code == 422
    assert [answer.status_code for answer in refused] == [409] * 4
    assert {answer.json()["rule"] for answer in refused} == {"institution_is_suspended"}
    assert (read.status_code, after.status_code) == (200, 200)


async def test_a_renamed_institution_is_found_by_both_names_and_its_records_say_the_new_one(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1), row(2, inventoried_on="")]), who="office")
    change = {"name": "示例科技大学", "renamed_on": "2026-03-01", "reason": "更名批复"}

    await inventory.call("POST", f"/institutions/{UNIVERSITY}/name", change, who=BUREAU)
    moved = await passing_on.pass_on(inventory.service, DAY)
    repeated = await passing_on.pass_on(inventory.service, DAY)
    by_old_name = await inventory.send(csv_text([row(3, institution="")]))
    found = (await inventory.call("GET", f"/institutions?q={UNIVERSITY_NAME}", who="nation")).json()["items"]

    assert (moved, repeated) == (2, 0)
    assert (by_old_name["new"], by_old_name["refused"]) == (1, 0)
    assert [(one["code"], one["name"]) for one in found] == [(UNIVERSITY, "示例科技大学")]
    events = await said(inventory.service)
    assert {body["institution_name"] for kind, body in events[-3:]} == {"示例科技大学"}
    kinds = [kind for kind, _ in events]
    assert kinds[-3:] == ["InventoryRevised", "PatentRecorded", "PatentInventoried"]


@pytest.mark.parametrize("step", [1, 500])
async def test_a_merged_institution_s_records_pass_over_in_steps_and_its_history_stays(
    http: httpx.AsyncClient, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(passing_on, "STEP", step)
    inventory = Inventory(http, issuer)
    other = {"institution": OTHER, "institution_name": OTHER_NAME}
    await inventory.send(csv_text([row(1), row(2, inventoried_on=""), row(3, **other)]))
    for who, college in (("office", "材料学院"), (OTHER_OFFICE, "化学学院")):
        await inventory.call("PUT", "/arrangement/colleges", {"code": "C01", "name": college}, who=who)
    await inventory.call("PUT", f"/patents/{patent_number(2)}/annotations", {"annotations": ANNOTATIONS})

    merger = {"into": OTHER, "merged_on": "2026-03-01", "reason": "合并批复"}
    answer = await inventory.call("POST", f"/institutions/{UNIVERSITY}/merger", merger, who=BUREAU)
    again = await inventory.call("POST", f"/institutions/{UNIVERSITY}/merger", merger, who=BUREAU)
    moved = await passing_on.pass_on(inventory.service, DAY)
    passed = await inventory.call("POST", f"/patents/{patent_number(2)}/submit", who=OTHER_OFFICE)
    gone = await inventory.call("PUT", f"/patents/{patent_number(2)}/annotations", {"annotations": ANNOTATIONS})
    listed = (await inventory.call("GET", "/patents", who=OTHER_OFFICE)).json()["items"]
    arranged = (await inventory.call("GET", "/arrangement", who=OTHER_OFFICE)).json()
    by_code = await inventory.send(csv_text([row(4)]))
    history = (await inventory.call("GET", f"/institutions/{UNIVERSITY}", who=BUREAU)).json()

    assert (answer.json()["state"], answer.json()["merged_into"]) == ("merged", OTHER)
    assert again.json()["rule"] == "cannot_merge"
    assert (moved, passed.status_code, gone.status_code) == (2, 200, 404)
    assert [one["number"] for one in listed] == [patent_number(serial) for serial in (1, 2, 3)]
    assert [(one["code"], one["name"]) for one in arranged["colleges"]] == [("C01", "化学学院"), ("C01-2", "材料学院")]
    assert (by_code["new"], by_code["refused"]) == (1, 0)
    assert (await said(inventory.service))[-1][1]["institution"] == OTHER
    assert (history["name"], history["changing"]) == (UNIVERSITY_NAME, None)
    assert history["steps"][0]["move"] == "merge"


async def test_pages_show_the_queue_the_history_and_what_may_be_done(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.call("POST", "/institutions/applications", {"kind": "hospital"}, who=NEW_OFFICE)
    await inventory.call("POST", f"/institutions/{UNIVERSITY}/suspension", {"reason": "信息待核实"}, who=BUREAU)

    async def page(path: str, who: str | Principal) -> str:
        answer = await http.get(path, headers=issuer.bearer(who) | {"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    queue = await page("/inventory/institutions", BUREAU)
    mine = await page("/en/inventory/institutions", NEW_OFFICE)
    one = await page(f"/inventory/institutions/{UNIVERSITY}", BUREAU)
    own = await page(f"/en/inventory/institutions/{UNIVERSITY}", "office")

    assert "待办准入申请" in queue
    assert "示例新设大学" in queue
    assert "This institution’s application" in mine
    assert "信息待核实" in one
    assert f'action="/inventory/institutions/{UNIVERSITY}/merger"' in one
    assert "Suspended since" in own
    assert "<form" not in own.split("<main", 1)[1].split("</main", 1)[0]


async def test_a_merger_is_asked_first_with_both_names_and_an_unknown_decision_decides_nothing(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(
        csv_text([row(1), row(2, inventoried_on=""), row(3, institution=OTHER, institution_name=OTHER_NAME)])
    )
    nation = Browser(http, "nation")
    address, merger = f"/inventory/institutions/{UNIVERSITY}", {"into": OTHER, "on": "2026-03-01", "reason": "合并批复"}

    asked = await nation.post(f"{address}/merger", **merger)
    unknown = await nation.post(f"{address}/standing", change="approve", reason="信息待核实")
    before = (await inventory.call("GET", f"/institutions/{UNIVERSITY}", who="nation")).json()["state"]
    done = await nation.post(f"{address}/merger", confirmed="yes", **merger)
    after = (await inventory.call("GET", f"/institutions/{UNIVERSITY}", who="nation")).json()["state"]

    assert f"{UNIVERSITY_NAME} 并入 {OTHER_NAME}？" in asked.text
    assert "2 件" in asked.text
    assert unknown.status_code == 422
    assert (before, done.status_code, after) == ("admitted", 303, "merged")
