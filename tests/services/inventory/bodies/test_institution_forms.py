"""The forms of the register of institutions come back as they were filled in, with the reason at the field."""

import re

import httpx

from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from tests.builders.institutions import OTHER
from tests.issuing import LocalIssuer
from tests.services.inventory.bodies.test_bodies import BUREAU, NEW_OFFICE
from tests.services.inventory.test_api import Inventory
from tests.services.inventory.test_pages import Browser, summary

PAGE = f"/inventory/institutions/{UNIVERSITY}"


async def test_only_a_refusal_asks_for_a_reason(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory, bureau = Inventory(http, issuer), Browser(http, BUREAU)
    asked = await inventory.call("POST", "/institutions/applications", {"kind": "pilot_university"}, who=NEW_OFFICE)
    address = f"/inventory/institutions/applications/{asked.json()['id']}"

    queue = await bureau.get("/inventory/institutions")
    empty = await bureau.post(address, decision="refuse", reason=" ")
    admitted = await bureau.post(address, decision="admit")
    late = await bureau.post(address, decision="refuse", reason="材料不全")

    assert re.search(r'<input[^>]*id="refusal-[^"]*"[^>]* required', queue.text)
    assert (empty.status_code, "请写明理由" in empty.text, admitted.status_code) == (422, True, 303)
    assert (late.status_code, "这份申请已有答复" in late.text) == (409, True)


async def test_a_code_that_is_registered_is_told_at_its_field(http: httpx.AsyncClient) -> None:
    form = {"code": UNIVERSITY, "name": "另一个名称", "kind": "unclassified", "home": "cn-11"}

    page = await Browser(http, "nation").post("/inventory/institutions", **form)

    assert (page.status_code, summary(page)) == (409, ["code"])
    assert ('value="另一个名称"' in page.text, "GB 32100-2015" in page.text) == (True, True)


async def test_a_merger_that_cannot_be_is_told_before_it_is_asked_for(http: httpx.AsyncClient) -> None:
    bureau, filled = Browser(http, BUREAU), {"on": "2026-03-01", "reason": "院校合并文件"}

    itself = await bureau.post(f"{PAGE}/merger", into=UNIVERSITY, **filled)
    unknown = await bureau.post(f"{PAGE}/merger", into="12110108000000035Y", **filled)
    late = await bureau.post(f"{PAGE}/merger", into=OTHER, on="2099-01-01", reason="院校合并文件")
    good = await bureau.post(f"{PAGE}/merger", into=OTHER, **filled)

    assert [(one.status_code, 'value="院校合并文件"' in one.text) for one in (itself, unknown, late)] == [
        (409, True),
        (422, True),
        (422, True),
    ]
    assert ("民法典第67条" in itself.text, 'id="merger-into-error"' in unknown.text) == (True, True)
    assert 'id="merger-on-error"' in late.text
    assert (good.status_code, UNIVERSITY_NAME in good.text, "另一示例大学" in good.text) == (200, True, True)


async def test_a_suspension_without_a_reason_and_a_name_it_has_come_back(http: httpx.AsyncClient) -> None:
    bureau = Browser(http, BUREAU)

    suspension = await bureau.post(f"{PAGE}/standing", change="suspend", reason=" ")
    name = await bureau.post(f"{PAGE}/name", name=UNIVERSITY_NAME, on="2026-03-01", reason="批复")

    assert (suspension.status_code, 'id="standing-reason-error"' in suspension.text) == (422, True)
    assert (name.status_code, 'id="name-name-error"' in name.text, 'value="批复"' in name.text) == (409, True, True)
