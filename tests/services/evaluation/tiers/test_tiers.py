"""Tiers follow evaluations; another tier takes a reason and two people."""

from dataclasses import replace
from datetime import date, timedelta

import asyncpg
import httpx
import pytest
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.codes import ProspectGrade, SelfGrade, Tier

from panhuo.runtime.accounts import ACCOUNTS
from services.evaluation.store import dossiers, tiers
from services.evaluation.tiers import grading
from tests.builders import evaluation as built
from tests.builders.evaluation import DAY, OTHER_INSTITUTION, PATENT, fact
from tests.builders.experts import evaluated as viewed
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types, say
from tests.services.evaluation.test_pages import Browser

OF = f"/evaluation/api/patents/{PATENT}"
PAGE = f"/evaluation/patents/{PATENT}"
VIEW = {"prospect": "good", "confidence": "high"}
SECOND = replace(ACCOUNTS["office"].principal, subject="sample-deputy", name="郭示例")
CHANGE = {"tier": "t3", "note": "中试数据未达到预期"}


async def listed_patent(conn: asyncpg.Connection, **different: object) -> None:
    await learn(conn, fact(built.inventoried(**different)))
    await say(conn, built.listed())


async def tier(conn: asyncpg.Connection) -> Tier | None:
    held = (await tiers.standing(conn, [PATENT])).get(PATENT)
    return held.tier if held else None


async def test_each_new_evaluation_says_the_tier_that_follows_from_it(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    enterprise, office = issuer.bearer("enterprise"), issuer.bearer("office")

    await http.post(f"{OF}/enterprise-evaluations", json=VIEW, headers=enterprise)
    first = await tier(conn)
    unclear = {"grade": "unclear", "maturity": "pilot"}
    await http.post(f"{OF}/self-evaluation", json=unclear, headers=office)
    second = await tier(conn)
    await http.post(f"{OF}/enterprise-evaluations", json=VIEW | {"improvement_need": "放大"}, headers=enterprise)
    third = await tier(conn)
    shown = (await http.get(f"{OF}/tier", headers=enterprise)).json()

    assert (first, second, third) == (Tier.PRIORITY, Tier.REGULAR, Tier.NURTURE)
    assert (await said_types(conn)).count("PatentGraded") == 3
    assert (shown["rules"], shown["computed"]) == ("grading-1", None)


async def test_another_tier_takes_a_second_person_of_the_same_office(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    await http.post(f"{OF}/enterprise-evaluations", json=VIEW, headers=issuer.bearer("enterprise"))
    first, second = issuer.bearer("office"), issuer.bearer(SECOND)
    stranger = issuer.bearer(replace(SECOND, organization=OTHER_INSTITUTION))
    province = issuer.bearer(replace(ACCOUNTS["province"].principal, jurisdiction="cn-11"))

    proposed = await http.post(f"{OF}/tier-proposal", json=CHANGE, headers=first)
    again = await http.post(f"{OF}/tier-proposal", json=CHANGE, headers=second)
    alone = await http.post(f"{OF}/tier-decision", json={"is_agreed": True}, headers=first)
    not_theirs = [
        (await http.post(f"{OF}/tier-decision", json={"is_agreed": True}, headers=who)).status_code
        for who in (stranger, province)
    ]
    assert await tier(conn) is Tier.PRIORITY
    agreed = await http.post(f"{OF}/tier-decision", json={"is_agreed": True}, headers=second)

    assert proposed.status_code == 200
    assert (again.status_code, again.json()["rule"]) == (409, "already_proposed")
    assert (alone.status_code, alone.json()["rule"]) == (409, "second_person_needed")
    assert not_theirs == [404, 404]
    assert agreed.status_code == 200
    held = (await tiers.standing(conn, [PATENT]))[PATENT]
    assert (held.tier, held.computed, held.note) == (Tier.NURTURE, Tier.PRIORITY, CHANGE["note"])
    assert "sample" not in str(await conn.fetch("SELECT value FROM kept.outbox"))
    acts = await conn.fetch("SELECT actor, action FROM kept.audit WHERE action LIKE 'tier.%' ORDER BY number")
    assert [tuple(row) for row in acts] == [("sample-office", "tier.propose"), ("sample-deputy", "tier.agree")]


async def test_the_same_evaluation_leaves_it_and_another_ends_it(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    enterprise = issuer.bearer("enterprise")
    await http.post(f"{OF}/enterprise-evaluations", json=VIEW, headers=enterprise)
    await http.post(f"{OF}/tier-proposal", json=CHANGE, headers=issuer.bearer("office"))
    await http.post(f"{OF}/tier-decision", json={"is_agreed": True}, headers=issuer.bearer(SECOND))

    await http.post(f"{OF}/enterprise-evaluations", json=VIEW | {"opinion": "可用"}, headers=enterprise)
    kept = await tier(conn)
    await http.post(
        f"{OF}/self-evaluation", json={"grade": "fair", "maturity": "pilot"}, headers=issuer.bearer("office")
    )
    ended = (await tiers.standing(conn, [PATENT]))[PATENT]

    assert kept is Tier.NURTURE
    assert (ended.tier, ended.computed) == (Tier.REGULAR, None)


async def test_whoever_proposed_may_take_it_back_and_a_reason_is_needed(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    office = issuer.bearer("office")
    early = await http.post(f"{OF}/tier-proposal", json=CHANGE, headers=office)
    await http.post(f"{OF}/enterprise-evaluations", json=VIEW, headers=issuer.bearer("enterprise"))
    bare = await http.post(f"{OF}/tier-proposal", json={"tier": "t3", "note": ""}, headers=office)
    same = await http.post(f"{OF}/tier-proposal", json={"tier": "t1", "note": "x"}, headers=office)
    await http.post(f"{OF}/tier-proposal", json=CHANGE, headers=office)
    back = await http.post(f"{OF}/tier-decision", json={"is_agreed": False}, headers=office)
    gone = await http.post(f"{OF}/tier-decision", json={"is_agreed": True}, headers=issuer.bearer(SECOND))

    assert (early.json()["rule"], same.json()["rule"], bare.status_code) == ("not_graded", "same_tier", 422)
    assert (back.status_code, gone.status_code) == (200, 404)
    assert await tier(conn) is Tier.PRIORITY


async def test_the_office_of_the_database_itself_holds_to_two_people(conn: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await conn.execute(
            "INSERT INTO kept.tier_proposal VALUES (gen_random_uuid(), 'P', 't1', 'x', 'o', 'me', 'Me', '2026-03-02',"
            " 'me', '2026-03-02', true)"
        )


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_the_page_shows_the_tier_why_and_what_waits_for_whom(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection, prefix: str
) -> None:
    await listed_patent(conn)
    await http.post(f"{OF}/enterprise-evaluations", json=VIEW, headers=issuer.bearer("enterprise"))
    office = Browser(http, "office")

    empty = await office.post(f"{PAGE}/tier-proposal", tier="", note="")
    await office.post(f"{PAGE}/tier-proposal", **CHANGE)
    own = await office.get(f"{prefix}{PAGE}")
    others = await Browser(http, "enterprise").get(f"{prefix}{PAGE}")
    library = await office.get(f"{prefix}/evaluation/?view=library&tier=t1")

    assert empty.status_code == 422
    assert 'class="tier tier-1"' in own.text
    assert ("“Tiers and promotion tags”, edition 1" if prefix else "“分级与推广标签”第 1 版") in own.text
    assert 'value="decline"' in own.text
    assert 'value="agree"' not in own.text
    assert CHANGE["note"] not in others.text
    assert 'class="tier tier-1"' in library.text


async def test_a_button_that_nobody_knows_decides_nothing(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    await http.post(f"{OF}/enterprise-evaluations", json=VIEW, headers=issuer.bearer("enterprise"))
    await Browser(http, "office").post(f"{PAGE}/tier-proposal", **CHANGE)
    second = Browser(http, SECOND)
    queue = await second.get("/evaluation/?view=proposals")
    own_queue = await Browser(http, "office").get("/evaluation/?view=proposals")
    others = await Browser(http, "province").get("/evaluation/?view=proposals")

    answered = [(await second.post(f"{PAGE}/tier-decision", decision=one)).status_code for one in ("approve", "")]

    assert (CHANGE["note"] in queue.text, CHANGE["note"] in others.text) == (True, False)
    assert "待他人复核" in own_queue.text
    assert "待他人复核" not in queue.text
    assert answered == [422, 422]
    assert 'value="agree"' in (await second.get(PAGE)).text


async def test_grading_anew_reaches_own_patents_only(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    sent = {"patents": [PATENT]}
    mine = await http.post("/evaluation/api/gradings", json=sent, headers=issuer.bearer("office"))
    twice = await http.post("/evaluation/api/gradings", json=sent, headers=issuer.bearer("office"))
    elsewhere = await http.post("/evaluation/api/gradings", json=sent, headers=issuer.bearer("province"))
    outcomes = [answer.json()["items"][0]["outcome"] for answer in (mine, twice, elsewhere)]
    assert outcomes == ["accepted", "unchanged", "not_found"]


async def test_experts_views_grade_anew_while_they_count_and_each_experts_last_one_alone(
    conn: asyncpg.Connection,
) -> None:
    await learn(conn, fact(built.inventoried(annotations=built.annotations(self_grade=SelfGrade.UNCLEAR))))
    views = [
        viewed(evaluation="X-1", prospect=ProspectGrade.POOR, batch="B-1", evaluated_on=DAY - timedelta(days=9)),
        viewed(evaluation="X-2", batch="B-2", valid_until=DAY),
        viewed(evaluation="X-3", expert="expert-2", prospect=ProspectGrade.VERY_GOOD, valid_until=DAY),
        viewed(evaluation="X-4", expert="expert-3", prospect=ProspectGrade.POOR, valid_until=DAY - timedelta(days=1)),
    ]
    await learn(conn, *(fact(body, sequence=n) for n, body in enumerate(views, 1)))

    async def graded_on(day: date) -> Tier:
        held = (await dossiers.load(conn, [PATENT], day))[PATENT]
        said = grading.grade(held, None, first_editions()[grading.RULES], day)
        assert said is not None
        return said.tier

    assert await graded_on(DAY) is Tier.REGULAR
    assert await graded_on(DAY + timedelta(days=1)) is Tier.UNCLEAR
