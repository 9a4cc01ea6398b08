"""The guideline's form through the API and on the screens."""

import asyncpg
import httpx
import pytest
from panhuo_contracts.codes import GuidelineScenario, PatentType

from services.evaluation.guideline.tree import indicators
from services.evaluation.store import guideline as store
from tests.builders import evaluation as built
from tests.builders.evaluation import ENTERPRISE, OTHER_INSTITUTION, PATENT, fact
from tests.services.evaluation.conftest import learn, said_types, say
from tests.services.evaluation.test_pages import Browser

PAGE = f"/evaluation/patents/{PATENT}/guideline"
ASKED = {code: "4" for code in indicators() if code not in {"a1_1", "a4_2", "b3_1", "b5_1", "c1_1", "c3_1", "c3_2"}}


async def evaluated_patent(conn: asyncpg.Connection) -> None:
    record = built.inventoried(bibliography=built.bibliography(co_patentees=("示例研究所",)))
    await learn(conn, fact(record), fact(built.subscribed(enterprise=ENTERPRISE)))
    await say(conn, built.listed(), built.evaluated())


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_the_form_shows_what_the_record_answers_and_asks_the_rest(
    http: httpx.AsyncClient, conn: asyncpg.Connection, prefix: str
) -> None:
    await evaluated_patent(conn)
    page = await Browser(http, "office").get(f"{prefix}{PAGE}")
    assert page.status_code == 200, page.text
    assert page.text.count("<select") == 27 - 7
    assert ("IPC 小类：H01M" in page.text) is not bool(prefix)
    assert "guideline_" not in page.text
    assert ("Guideline weights" in page.text) if prefix else ("“指引权重：分级管理”第 1 版" in page.text)
    assert f'href="{prefix}{PAGE}"' not in page.text


async def test_a_filled_in_form_shows_a_range_with_parts_weights_and_gaps(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await evaluated_patent(conn)
    some = dict(list(ASKED.items())[:14])

    sent = await Browser(http, "office").post(f"{PAGE}?scenario=finance", **some)
    form = (await store.forms(conn, PATENT))[GuidelineScenario.FINANCE]
    page = await Browser(http, "enterprise").get(f"{PAGE}?scenario=finance")
    beside = await Browser(http, "enterprise").get(f"/evaluation/patents/{PATENT}")

    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?scenario=finance&done=accepted")
    assert (await said_types(conn))[-1] == "GuidelineEvaluated"
    assert form.low is not None
    assert form.high is not None
    assert 60 <= form.answered < 100
    assert form.low < form.high
    for shown in (page, beside):
        assert "缺口 6 项" in shown.text
        assert "“指引权重：金融”第 1 版、“指引：由记录得出的分值”第 1 版" in shown.text
    assert "<select" not in page.text


async def test_too_little_answered_shows_gaps_and_no_total(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    await evaluated_patent(conn)
    await Browser(http, "office").post(PAGE, b1_1="5")
    page = await Browser(http, "office").get(PAGE)
    assert "不足以给出总分" in page.text
    assert "<b>总分" not in page.text


async def test_a_form_that_nobody_answered_is_refused(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    await evaluated_patent(conn)
    empty = await Browser(http, "office").post(PAGE)
    assert (empty.status_code, "没有回答任何一项" in empty.text) == (409, True)
    assert "GuidelineEvaluated" not in await said_types(conn)


async def test_answers_are_still_there_under_another_scenario_and_nothing_is_sent_in(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await evaluated_patent(conn)
    page = await Browser(http, "office").post(PAGE, b1_1="5", look_at="finance")
    question = page.text.partition('id="b1_1"')[2].partition("</select>")[0]
    assert page.status_code == 200
    assert 'value="5" selected' in question
    assert f"{PAGE}?scenario=finance" in page.text
    assert "GuidelineEvaluated" not in await said_types(conn)


async def test_the_same_form_is_said_once_and_another_scenario_apart(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await evaluated_patent(conn)
    office = Browser(http, "office")
    for _ in range(2):
        await office.post(PAGE, **ASKED)
    await office.post(f"{PAGE}?scenario=remedy", **ASKED)
    assert (await said_types(conn)).count("GuidelineEvaluated") == 2


async def test_a_design_is_refused_with_the_standard_and_another_institutions_patent_is_not_there(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    design = built.bibliography(patent_type=PatentType.DESIGN, ipc=())
    await learn(conn, fact(built.inventoried(bibliography=design)))
    refused = await Browser(http, "office").post(PAGE, b1_1="5")
    assert refused.status_code == 409
    assert "GB/T 42748-2023" in refused.text

    await learn(conn, fact(built.inventoried(institution=OTHER_INSTITUTION), sequence=2))
    assert (await Browser(http, "office").post(PAGE, b1_1="5")).status_code == 404
    assert (await Browser(http, "enterprise").post(PAGE, b1_1="5")).status_code == 403


async def test_programs_fill_in_the_form_and_read_it(
    http: httpx.AsyncClient, conn: asyncpg.Connection, issuer: object
) -> None:
    await evaluated_patent(conn)
    bearer = {"Authorization": f"Bearer {issuer.token('office')}"}
    api = "/evaluation/api"

    tree = (await http.get(f"{api}/guideline/licensing", headers=bearer)).json()
    sent = await http.post(
        f"{api}/patents/{PATENT}/guideline",
        json={"scenario": "licensing", "answers": dict.fromkeys(ASKED, 4)},
        headers=bearer,
    )
    wrong = await http.post(
        f"{api}/patents/{PATENT}/guideline", json={"scenario": "licensing", "answers": {"a2_1": 6}}, headers=bearer
    )
    held = (await http.get(f"{api}/patents/{PATENT}/guideline", headers=bearer)).json()

    assert sum(len(group["indicators"]) for group in tree["groups"]) == 27
    assert (sent.status_code, sent.json()["outcome"]) == (200, "accepted")
    assert wrong.status_code == 422
    form = held["forms"][0]
    assert float(form["answered"]) == 100
    assert {one["source"] for one in form["answers"]} == {"computed", "answered"}
    assert len(form["parts"]) == 3
