"""Why an inventoried patent is not in the library: decided by its institution, with a reason, until it goes in."""

from dataclasses import replace

import asyncpg
import httpx
import pytest
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.codes import WithholdReason
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.events.evaluation import PatentWithheld

from chassis.clock import today
from panhuo.runtime.accounts import ACCOUNTS
from tests.builders import evaluation as built
from tests.builders.evaluation import OTHER_INSTITUTION, PATENT, fact, patent_number
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types, say
from tests.services.evaluation.test_pages import Browser

OTHER = patent_number(2)
PAGE = f"/evaluation/patents/{PATENT}"
DECIDED = {"patents": [PATENT], "withheld_for": "to_be_abandoned", "note": "技术已被替代"}
LOCAL = replace(ACCOUNTS["province"].principal, jurisdiction="cn-11")


async def seen_by(http: httpx.AsyncClient, headers: dict[str, str], **query: str) -> list[tuple[str, str]]:
    answer = await http.get("/evaluation/api/withheld", params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return [(row["patent"], row["reason"]) for row in answer.json()["items"]]


async def test_an_office_says_why_a_patent_does_not_go_in_and_its_province_sees_it(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.inventoried(patent=OTHER)))
    office, nation, local = issuer.bearer("office"), issuer.bearer("nation"), issuer.bearer(LOCAL)

    first = await http.post("/evaluation/api/withholdings", json=DECIDED, headers=office)
    again = await http.post("/evaluation/api/withholdings", json=DECIDED, headers=office)
    second = await http.post(
        "/evaluation/api/withholdings", json={"patents": [OTHER], "withheld_for": "confidential"}, headers=office
    )

    outcomes = [answer.json()["items"][0]["outcome"] for answer in (first, again, second)]
    assert outcomes == ["accepted", "unchanged", "accepted"]
    both = [(PATENT, "to_be_abandoned"), (OTHER, "confidential")]
    assert [await seen_by(http, who) for who in (office, local, nation)] == [both] * 3
    assert await seen_by(http, local, reason="confidential") == both[1:]
    assert await seen_by(http, local, holder="示例理工") == both
    assert await seen_by(http, local, holder="另一所") == []
    assert await seen_by(http, issuer.bearer("province")) == []
    enterprise = await http.get("/evaluation/api/withheld", headers=issuer.bearer("enterprise"))
    assert enterprise.status_code == 403
    audited = await conn.fetchval("SELECT actor FROM kept.audit WHERE action = 'library.withhold' LIMIT 1")
    assert audited == "sample-office"


async def test_only_own_inventoried_patents_outside_the_library_are_kept_out_and_only_with_a_reason(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    listed, unfinished, foreign = (patent_number(n) for n in (3, 4, 5))
    await learn(
        conn,
        fact(built.inventoried(patent=listed)),
        fact(built.recorded(patent=unfinished)),
        fact(built.inventoried(patent=foreign, institution=OTHER_INSTITUTION)),
    )
    await say(conn, built.listed(patent=listed))
    sent = {"patents": [listed, unfinished, foreign], "withheld_for": "unclear_prospect"}
    office = issuer.bearer("office")

    answer = await http.post("/evaluation/api/withholdings", json=sent, headers=office)
    bare = await http.post("/evaluation/api/withholdings", json={"patents": [listed]}, headers=office)
    inventor = await http.post("/evaluation/api/withholdings", json=sent, headers=issuer.bearer("inventor"))

    items = answer.json()["items"]
    assert [item["refusal"] and item["refusal"]["rule"] for item in items] == [
        "listed_already",
        "not_inventoried",
        None,
    ]
    assert items[2]["outcome"] == "not_found"
    assert (bare.status_code, inventor.status_code) == (422, 403)
    assert "PatentWithheld" not in await said_types(conn)


async def test_entering_the_library_ends_it_and_leaving_again_does_not_bring_it_back(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    await say(conn, built.withheld())
    office = issuer.bearer("office")
    before = await seen_by(http, office)

    entered = await http.post(f"/evaluation/api/patents/{PATENT}/listing", headers=office)
    inside = await seen_by(http, office)
    await say(conn, built.delisted())

    assert entered.status_code == 200
    assert (before, inside, await seen_by(http, office)) == ([(PATENT, "unclear_prospect")], [], [])


async def test_a_retired_reason_is_not_chosen(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    entries = tuple(
        entry.model_copy(update={"is_retired": entry.code == WithholdReason.TO_BE_ABANDONED})
        for entry in first_editions()["withhold_reason"].entries
    )
    table = CodeTablePublished(
        table="withhold_reason", edition=2, effective_on=today(), entries=entries, reason="会议纪要"
    )
    await learn(conn, fact(table))

    refused = await http.post("/evaluation/api/withholdings", json=DECIDED, headers=issuer.bearer("office"))

    assert (refused.status_code, refused.json()["rule"]) == (409, "retired_option")


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_it_is_decided_and_found_again_in_the_browser(
    http: httpx.AsyncClient, conn: asyncpg.Connection, prefix: str
) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.inventoried(patent=OTHER)))
    office = Browser(http, "office")

    bare = await office.post(f"{PAGE}/withholding", withheld_for="", withheld_note="")
    one = await office.post(f"{PAGE}/withholding", withheld_for="confidential", withheld_note="涉密项目")
    many = await office.post("/evaluation/withholdings", patent=[OTHER], withheld_for="unclear_prospect")
    none_chosen = await office.post("/evaluation/withholdings", patent=[OTHER], withheld_for="")
    page = await office.get(f"{prefix}{PAGE}")
    waiting = await office.get(f"{prefix}/evaluation/?view=waiting")
    kept_out = await Browser(http, LOCAL).get(f"{prefix}/evaluation/?view=withheld&reason=confidential&holder=")
    others = await Browser(http, "enterprise").get(f"{prefix}{PAGE}")

    assert (bare.status_code, one.status_code, many.status_code, none_chosen.status_code) == (422, 303, 200, 422)
    assert "涉密项目" in page.text
    assert f'value="{PATENT}"' not in waiting.text
    assert f"/evaluation/patents/{PATENT}" in kept_out.text
    assert f"/evaluation/patents/{OTHER}" not in kept_out.text
    assert "涉密项目" not in others.text


async def test_the_event_says_whose_it_is_and_why(conn: asyncpg.Connection) -> None:
    [said] = await say(conn, built.withheld(note="再次筛查后仍不明"))

    assert isinstance(said, PatentWithheld)
    assert (said.institution, said.reason, said.note) == (
        built.INSTITUTION,
        WithholdReason.UNCLEAR_PROSPECT,
        "再次筛查后仍不明",
    )
