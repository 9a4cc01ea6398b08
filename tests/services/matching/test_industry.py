"""Industry libraries: live members, editions, who sees them, and how they are taken along."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest
from panhuo_contracts.events.evaluation import LibraryEntryRemoved

from chassis.identity import Principal
from chassis.service import Service
from tests.builders.matching import listed
from tests.issuing import LocalIssuer
from tests.services.matching.scene import BUYER, NATION, PROVINCE, told
from tests.services.matching.test_pulling import BATTERY, CHAIN_LEADER, FEED, MINISTRY, PUMP

Ask = Callable[..., Awaitable[httpx.Response]]
BATTERIES = {"title": "示例动力电池专题库", "selection": {"industry": ["C38"]}, "picked": [PUMP], "excluded": []}


@pytest.fixture
def ask(http: httpx.AsyncClient, issuer: LocalIssuer) -> Ask:
    async def asking(who: Principal, method: str, path: str, **sent: Any) -> httpx.Response:
        headers = issuer.bearer(who) | ({} if path.startswith("/api") else {"Accept": "text/html"})
        return await http.request(method, f"/matching{path}", headers=headers, **sent)

    return asking


@pytest.fixture(autouse=True)
async def library(service: Service) -> None:
    await told(
        service,
        listed(BATTERY, industries=("C3841",)),
        listed(PUMP, title="一种示例水泵", industries=("C3441",)),
        listed(FEED, industries=("A0311",)),
    )


async def founded(ask: Ask, who: Principal, **other: object) -> str:
    answer = await ask(who, "POST", "/api/industries", json=BATTERIES | other)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def members(ask: Ask, who: Principal, library: str) -> list[str]:
    return [one["patent"] for one in (await ask(who, "GET", f"/api/industries/{library}/members")).json()["items"]]


async def test_its_members_are_those_that_fit_now_with_the_picked_and_without_the_excluded(
    service: Service, ask: Ask
) -> None:
    library = await founded(ask, PROVINCE)
    assert await members(ask, PROVINCE, library) == [BATTERY, PUMP]

    await told(service, listed(FEED, industries=("C3821",)), LibraryEntryRemoved(patent=PUMP))
    assert await members(ask, PROVINCE, library) == [BATTERY, FEED]

    change = {"definition": BATTERIES | {"excluded": [FEED], "picked": []}, "reason": "剔除不适用的", "opened": 1}
    changed = await ask(PROVINCE, "PUT", f"/api/industries/{library}", json=change)
    assert changed.json()["present"]["edition"] == 2
    assert await members(ask, PROVINCE, library) == [BATTERY]
    history = (await ask(PROVINCE, "GET", f"/api/industries/{library}/editions")).json()
    assert [(one["edition"], one["reason"], one["definition"]["picked"]) for one in history] == [
        (2, "剔除不适用的", []),
        (1, "", [PUMP]),
    ]
    late = await ask(PROVINCE, "PUT", f"/api/industries/{library}", json=change)
    assert (late.status_code, late.json()["rule"]) == (409, "edited_elsewhere")


async def test_a_private_one_is_its_keepers_alone_and_a_public_one_everybody_s_to_read(ask: Ask) -> None:
    library = await founded(ask, PROVINCE)
    for who in (NATION, MINISTRY, BUYER):
        for path in (f"/api/industries/{library}", f"/api/industries/{library}/members", f"/industries/{library}"):
            assert (await ask(who, "GET", path)).status_code == 404, path
    assert (await ask(NATION, "GET", f"/api/pull.ndjson?library={library}")).status_code == 404

    public = {"definition": BATTERIES | {"is_public": True}, "reason": "公开", "opened": 1}
    assert (await ask(NATION, "PUT", f"/api/industries/{library}", json=public)).status_code == 404
    assert (await ask(PROVINCE, "PUT", f"/api/industries/{library}", json=public)).status_code == 200
    assert await members(ask, BUYER, library) == [BATTERY, PUMP]
    again = public | {"opened": 2}
    assert (await ask(NATION, "PUT", f"/api/industries/{library}", json=again)).status_code == 403
    assert (await ask(BUYER, "POST", "/api/industries", json=BATTERIES)).status_code == 403


async def test_it_is_taken_along_within_the_puller_s_reach(ask: Ask) -> None:
    library = await founded(ask, PROVINCE, is_public=True)

    whole = await ask(PROVINCE, "GET", f"/api/pull.ndjson?library={library}")
    own = await ask(CHAIN_LEADER, "GET", f"/api/pull.ndjson?library={library}")
    sheet = await ask(PROVINCE, "GET", f"/api/pull.csv?library={library}")

    lines = [orjson.loads(line) for line in whole.content.splitlines()]
    assert [line["patent"] for line in lines if line["kind"] == "entry"] == [BATTERY, PUMP]
    assert PUMP not in own.text
    assert BATTERY in own.text
    assert len(sheet.text.splitlines()) == 1 + 2


async def test_one_without_filters_holds_what_was_picked_and_one_with_neither_is_refused(ask: Ask) -> None:
    library = await founded(ask, CHAIN_LEADER, selection={}, picked=[FEED])
    assert await members(ask, CHAIN_LEADER, library) == [FEED]

    empty = await ask(PROVINCE, "POST", "/api/industries", json=BATTERIES | {"selection": {}, "picked": []})
    assert (empty.status_code, empty.json()["rule"]) == (409, "industry_library_undefined")
    both = await ask(PROVINCE, "POST", "/api/industries", json=BATTERIES | {"excluded": [PUMP]})
    assert both.status_code == 422
    foreign = BATTERIES | {"selection": {"industry": ["A03"]}}
    assert (await ask(CHAIN_LEADER, "POST", "/api/industries", json=foreign)).status_code == 403


async def test_the_screens_found_change_and_show_one(ask: Ask) -> None:
    form = {"title": "示例<b>电池</b>库", "industry": "C38", "picked": PUMP, "is_public": "yes"}
    wrong = await ask(PROVINCE, "POST", "/industries", data=form | {"industry": "38", "picked": "123"})
    assert (wrong.status_code, "行业代码写成" in wrong.text, "不是专利号" in wrong.text) == (422, True, True)

    went = await ask(PROVINCE, "POST", "/industries", data=form)
    assert went.status_code == 303, went.text
    address = went.headers["Location"].removeprefix("/matching")
    page = (await ask(PROVINCE, "GET", address)).text
    assert "示例&lt;b&gt;电池&lt;/b&gt;库" in page
    assert "一种示例水泵" in page
    changing = (await ask(PROVINCE, "GET", f"{address}/change")).text
    assert 'value="C38"' in changing
    saved = await ask(PROVINCE, "POST", address, data=form | {"opened": "1", "reason": "改名", "title": "新名"})
    assert saved.status_code == 303, saved.text
    assert "新名" in (await ask(BUYER, "GET", "/industries")).text


async def test_the_pull_screen_says_how_many_and_how_to_take_them(ask: Ask) -> None:
    page = (await ask(PROVINCE, "GET", "/pull?industry=C38")).text
    assert "/matching/api/pull.xlsx?industry=C38" in page
    assert "/matching/industries/new?industry=C38" in page
    assert "示例" in page
    assert "本产业链（C38）" in (await ask(CHAIN_LEADER, "GET", "/pull")).text
    refused = await ask(CHAIN_LEADER, "GET", "/pull?industry=A03")
    assert (refused.status_code, "不在本产业链内" in refused.text) == (422, True)

    await ask(PROVINCE, "GET", "/api/pull.csv?industry=C38")
    assert "C38" in (await ask(PROVINCE, "GET", "/pulls")).text
    assert "王示例" in (await ask(NATION, "GET", "/pulls")).text
    assert "C38" not in (await ask(MINISTRY, "GET", "/pulls")).text
