"""Measures that suit a tier are assigned, taken on, worked on and closed by those whose they are."""

from dataclasses import replace

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.codes import PromotionMeasure, PromotionOutcome, PromotionTag, Tier
from panhuo_contracts.events.evaluation import GradingReason, PromotionAccepted, PromotionClosed, TierReason

from chassis.clock import today
from chassis.errors import Refused
from panhuo.runtime.accounts import ACCOUNTS
from services.evaluation.promotion import measures
from services.evaluation.promotion.measures import Assignment
from services.evaluation.store import promotion
from services.evaluation.tiers.grading import Standing
from tests.builders import evaluation as built
from tests.builders.evaluation import INSTITUTION, OTHER_INSTITUTION, PATENT, fact
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types, say
from tests.services.evaluation.test_pages import Browser

OF = f"/evaluation/api/patents/{PATENT}/promotions"
PAGE = f"/evaluation/patents/{PATENT}"
PROVINCE = replace(ACCOUNTS["province"].principal, jurisdiction="cn-11")
STEPS = ["accept", "report", *PromotionOutcome]


async def graded_patent(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried()))
    await say(conn, built.graded(Tier.PRIORITY, tags=(PromotionTag.POOL,)))


def standing(tier: Tier, *tags: PromotionTag) -> Standing:
    reason = GradingReason(reason=TierReason.SELF_GOOD)
    return Standing(tier, (reason,), tags, "grading-1", None, "", today())


def test_every_tier_and_every_tag_has_its_measure() -> None:
    for tier in Tier:
        assert measures.suited(standing(tier))
    both = measures.suited(standing(Tier.PRIORITY, PromotionTag.PLEDGE, PromotionTag.OPEN_LICENSE))
    assert both == (PromotionMeasure.INVESTMENT, PromotionMeasure.ROADSHOW, PromotionMeasure.OPEN_LICENSE)


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(["we", "they", "others"])), max_size=8))
def test_however_people_act_a_measure_is_taken_on_once_and_closed_once(steps: list[tuple[str, str]]) -> None:
    one = Assignment(PATENT, "cn-11", INSTITUTION, "A-1", PromotionMeasure.POOL, "they", "we", today())
    accepted = closed = 0
    for step, who in steps:
        try:
            match step:
                case "accept":
                    said: object = measures.accept(one, who, today())
                case "report":
                    said = measures.report(one, who, "进展", today())
                case _:
                    said = measures.close(one, who, PromotionOutcome(step), "结果", today())
        except Refused:
            continue
        assert not one.is_closed
        assert who == ("they" if step == "superseded" else "we")
        if isinstance(said, PromotionAccepted):
            accepted, one = accepted + 1, replace(one, is_accepted=True)
        elif isinstance(said, PromotionClosed):
            closed, one = closed + 1, replace(one, is_closed=True)
            assert one.is_accepted or step in ("declined", "superseded")
        else:
            assert one.is_accepted
    assert max(accepted, closed) <= 1


async def test_a_province_assigns_and_the_institution_takes_it_on_works_and_closes(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await graded_patent(conn)
    office, province = issuer.bearer("office"), issuer.bearer(PROVINCE)
    stranger = issuer.bearer(replace(ACCOUNTS["office"].principal, organization=OTHER_INSTITUTION))
    sent = {"measure": "pool", "to_institution": True, "note": "对接专利池"}

    unsuited = await http.post(OF, json=sent | {"measure": "screening"}, headers=province)
    assigned = await http.post(OF, json=sent, headers=province)
    twice = await http.post(OF, json=sent, headers=office)
    (open_one,) = (await http.get("/evaluation/api/promotions", headers=office)).json()["items"]
    path = f"{OF}/{open_one['assignment']}"
    early = await http.post(f"{path}/closing", json={"outcome": "done", "result": "x"}, headers=office)
    foreign = await http.post(f"{path}/acceptance", headers=stranger)
    not_theirs = await http.post(f"{path}/acceptance", headers=province)
    taken = await http.post(f"{path}/acceptance", headers=office)
    told = await http.post(f"{path}/reports", json={"note": "已沟通"}, headers=office)
    done = await http.post(f"{path}/closing", json={"outcome": "done", "result": "已入池"}, headers=office)
    left = (await http.get("/evaluation/api/promotions", headers=province)).json()["items"]
    closed = (await http.get("/evaluation/api/promotions?is_done=true", headers=province)).json()["items"]

    rules = [answer.json().get("rule") for answer in (unsuited, twice, early, not_theirs)]
    assert rules == ["measure_unsuited", "already_assigned", "not_accepted", "not_for_you"]
    assert foreign.status_code == 404
    assert [answer.status_code for answer in (assigned, taken, told, done)] == [200] * 4
    assert left == []
    assert closed[0]["outcome"] == "done"
    types = await said_types(conn)
    assert types[-4:] == ["PromotionAssigned", "PromotionAccepted", "PromotionReported", "PromotionClosed"]
    assert (await promotion.of_patent(conn, PATENT))[0]["report"] == "已沟通"


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_it_is_done_on_the_screen(http: httpx.AsyncClient, conn: asyncpg.Connection, prefix: str) -> None:
    await graded_patent(conn)
    office = Browser(http, "office")

    bare = await office.post(f"{PAGE}/promotions", measure="")
    sent = await office.post(f"{PAGE}/promotions", measure="roadshow", note="春季路演")
    shown = await office.get(f"{prefix}{PAGE}")
    assignment = (await promotion.of_patent(conn, PATENT))[0]["assignment"]
    unsaid = await office.post(f"{PAGE}/promotions/{assignment}", step="declined", note=" ")
    await office.post(f"{PAGE}/promotions/{assignment}", step="accept")
    unknown = await office.post(f"{PAGE}/promotions/{assignment}", step="finish", note="已路演")
    closed = await office.post(f"{PAGE}/promotions/{assignment}", step="done", note="已路演")
    todo = await office.get(f"{prefix}/evaluation/promotions")
    done = await office.get(f"{prefix}/evaluation/promotions?view=done")
    others = await Browser(http, "enterprise").get(f"{prefix}{PAGE}")

    assert bare.status_code == 422
    assert 'id="measure-error"' in bare.text
    assert (unsaid.status_code, unknown.status_code) == (422, 422)
    assert f'id="note-{assignment}-error"' in unsaid.text
    assert 'value="已路演"' in unknown.text
    assert (sent.status_code, closed.status_code) == (303, 303)
    assert "春季路演" in shown.text
    assert 'value="accept"' in shown.text
    assert PATENT[:4] not in todo.text.split("<main")[1].split("</table>")[0] or "一种示例装置" not in todo.text
    assert "一种示例装置" in done.text
    assert "春季路演" not in others.text
