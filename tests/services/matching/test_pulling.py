"""The library taken along: filters, reach, spreadsheets, and a stream that goes on where it was."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest
from panhuo_contracts.codes import Ministry, SuspensionReason, Tier
from panhuo_contracts.events.evaluation import LibraryEntryRemoved

from chassis.identity import Principal, Role
from chassis.service import Service
from services.matching.pulling import stream
from services.matching.store import selecting
from tests.builders import patent_number
from tests.builders.enterprises import ENTERPRISE, registered
from tests.builders.matching import OTHER_INSTITUTION, listed
from tests.issuing import LocalIssuer
from tests.services.matching.scene import BUYER, NATION, OFFICE, PROVINCE, told

MINISTRY = Principal("ministry-1", "钱示例", Role.MINISTRY, ministry="moe")
CHAIN_LEADER = Principal("chain-1", "孔示例", Role.CHAIN_LEADER, ENTERPRISE, "示例集团", "cn-33", chain="C38")
BATTERY, PUMP, FEED = patent_number(1), patent_number(2), patent_number(3)

Get = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def get(http: httpx.AsyncClient, issuer: LocalIssuer) -> Get:
    async def getting(who: Principal, path: str, **query: Any) -> httpx.Response:
        return await http.get(f"/matching/api/{path}", params=query, headers=issuer.bearer(who))

    return getting


@pytest.fixture(autouse=True)
async def library(service: Service) -> None:
    await told(
        service,
        listed(BATTERY, industries=("C3841",), ministry=Ministry.EDUCATION, tier=Tier.PRIORITY),
        listed(PUMP, title="一种示例水泵", keywords=(), industries=("C3441",), ipc=("F04D1/00",), home="cn-33"),
        listed(FEED, title="一种示例饲料", industries=("A0311",), ipc=("A23K10/10",), institution=OTHER_INSTITUTION),
    )


def said(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [orjson.loads(line) for line in answer.content.splitlines()]


def entries(lines: list[dict[str, Any]]) -> list[str]:
    return [line["patent"] for line in lines if line["kind"] == "entry"]


async def test_each_filter_narrows_and_its_values_are_alternatives(get: Get) -> None:
    for query, found in (
        ({}, [BATTERY, PUMP, FEED]),
        ({"industry": "C"}, [BATTERY, PUMP]),
        ({"industry": "C38 A03"}, [BATTERY, FEED]),
        ({"ipc": "H01M10"}, [BATTERY]),
        ({"ipc": "H01M1"}, []),
        ({"home": "cn-33"}, [PUMP]),
        ({"ministry": "moe"}, [BATTERY]),
        ({"tier": "t1"}, [BATTERY]),
        ({"keywords": "水泵\n饲料"}, [PUMP, FEED]),
        ({"keywords": "的"}, []),
        ({"institution": OTHER_INSTITUTION}, [FEED]),
        ({"industry": "C", "home": "cn-33"}, [PUMP]),
        ({"updated_since": "2999-01-01"}, []),
    ):
        lines = said(await get(NATION, "pull.ndjson", **query))
        assert entries(lines) == sorted(found), query
        assert lines[-1]["kind"] == "cursor"
        assert lines[-1]["is_complete"] is True
        assert (await get(NATION, "pull", **query)).json()["entries"] == len(found)


async def test_a_ministry_takes_its_institutions_entries_and_a_chain_leader_its_industries(get: Get) -> None:
    assert entries(said(await get(MINISTRY, "pull.ndjson"))) == [BATTERY]
    assert entries(said(await get(CHAIN_LEADER, "pull.ndjson"))) == [BATTERY]
    assert entries(said(await get(PROVINCE, "pull.ndjson", home="cn-33"))) == [PUMP]

    assert (await get(MINISTRY, "pull.ndjson", ministry="cas")).status_code == 403
    assert (await get(CHAIN_LEADER, "pull.csv", industry="A03")).status_code == 403
    for who in (BUYER, OFFICE):
        assert (await get(who, "pull.ndjson")).status_code == 403


async def test_a_filter_that_there_is_not_is_refused_and_does_not_mean_everything(get: Get) -> None:
    for query in ({"industy": "C38"}, {"ipc": "ZZ"}, {"home": "cn-99"}, {"library": "x"}, {"updated_since": "soon"}):
        assert (await get(NATION, "pull.csv", **query)).status_code == 422, query


async def test_the_stream_goes_on_with_what_came_since_and_says_what_left(service: Service, get: Get) -> None:
    cursor = said(await get(NATION, "pull.ndjson", industry="C"))[-1]["cursor"]
    assert entries(said(await get(NATION, "pull.ndjson", industry="C", cursor=cursor))) == []

    await told(
        service,
        listed(BATTERY, industries=("A0311",)),
        LibraryEntryRemoved(patent=PUMP),
        listed(FEED, industries=("C3841",)),
    )
    lines = said(await get(NATION, "pull.ndjson", industry="C", cursor=cursor))

    assert entries(lines) == [FEED]
    assert {line["patent"]: line["why"] for line in lines if line["kind"] == "removed"} == {
        BATTERY: "outside",
        PUMP: "left",
    }
    assert entries(said(await get(NATION, "pull.ndjson", industry="C", cursor=lines[-1]["cursor"]))) == []


async def test_a_stream_that_broke_off_goes_on_and_misses_nothing(
    service: Service, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAGE", 1)
    first = said(await get(NATION, "pull.ndjson"))
    assert entries(first) == [BATTERY, PUMP, FEED]
    broken = next(line["cursor"] for line in first if line["kind"] == "cursor")

    await told(service, listed(BATTERY, title="一种改过的示例方法"))
    rest = said(await get(NATION, "pull.ndjson", cursor=broken))

    assert entries(rest) == [PUMP, FEED, BATTERY]


async def test_a_cursor_of_another_question_or_of_a_library_made_anew_is_refused_with_what_to_do(
    service: Service, get: Get
) -> None:
    cursor = said(await get(NATION, "pull.ndjson", industry="C"))[-1]["cursor"]

    other = await get(NATION, "pull.ndjson", industry="A", cursor=cursor)
    assert (other.status_code, other.json()["rule"]) == (409, "cursor_outdated")
    assert "从头调取" in other.json()["mend"]
    assert (await get(NATION, "pull.ndjson", cursor="bm9uZQ")).status_code == 422

    async with service.database.transaction() as conn:
        await conn.execute("ALTER TABLE library_entry RENAME TO old; CREATE TABLE library_entry (LIKE old)")
    assert (await get(NATION, "pull.ndjson", industry="C", cursor=cursor)).status_code == 409


async def test_a_spreadsheet_holds_no_formula_and_is_no_longer_than_may_be_counted(
    service: Service, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(service, listed(BATTERY, title='=HYPERLINK("http://x")', scenario="@cmd", keywords=("+1+cmd",)))

    table = list(csv.reader(io.StringIO((await get(NATION, "pull.csv")).content.decode("utf-8-sig"))))
    assert len(table) == 1 + 3
    cells = dict(zip(table[0], table[1], strict=True))
    assert (cells["专利名称"][:2], cells["应用场景"], cells["关键词"]) == ("'=", "'@cmd", "'+1+cmd")
    book = await get(NATION, "pull.xlsx", home="cn-33")
    assert book.content[:2] == b"PK"

    monkeypatch.setattr(selecting, "COUNTED", 2)
    long = await get(NATION, "pull.csv", ipc="H F A")
    assert long.status_code == 422, long.text
    assert "数据流" in long.text, long.text


async def test_who_took_what_is_kept_and_one_account_takes_two_at_once(
    service: Service, get: Get, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await get(PROVINCE, "pull.csv", home="cn-33")
    await get(NATION, "pull.ndjson", industry="C")

    rows = await service.database.pool.fetch("SELECT * FROM kept.library_pull ORDER BY started_at")
    assert [(row["name"], row["form"], row["filters"], row["rows"]) for row in rows] == [
        ("王示例", "csv", "home=cn-33", 1),
        ("郑示例", "stream", "industry=C", 2),
    ]
    assert all(row["finished_at"] for row in rows)
    page = (await http.get("/matching/pulls", headers=issuer.bearer(NATION) | {"Accept": "text/html"})).text
    assert "辖区 浙江" in page
    assert "应用行业 C" in page
    assert await service.database.pool.fetchval("SELECT count(*) FROM kept.audit WHERE action = 'library.pull'") == 2

    await service.database.pool.execute("UPDATE kept.library_pull SET finished_at = NULL, subject = 'nation-1'")
    busy = await get(NATION, "pull.csv")
    assert (busy.status_code, busy.json()["rule"]) == (409, "too_many_pulls")
    assert (await get(PROVINCE, "pull.csv")).status_code == 200


async def test_a_suspended_entry_is_marked_may_be_left_out_and_takes_no_intent(
    service: Service, get: Get, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await told(service, registered(), listed(BATTERY, suspended_for=(SuspensionReason.FEE_GRACE,)))

    assert said(await get(NATION, "pull.ndjson", ipc="H01M"))[0]["suspended_for"] == ["fee_grace"]
    assert BATTERY not in entries(said(await get(NATION, "pull.ndjson", standing="yes")))
    page = await http.get(f"/matching/library/{BATTERY}", headers=issuer.bearer(BUYER) | {"Accept": "text/html"})
    assert "暂停：年费滞纳" in page.text
    intent = await http.post(
        f"/matching/api/library/{BATTERY}/intents", json={"mode": "ordinary_license"}, headers=issuer.bearer(BUYER)
    )
    assert (intent.status_code, intent.json()["rule"]) == (409, "entry_suspended")
