"""An institution objects, the office above reviews; meanwhile, and where it is right, the evaluation does not count."""

from dataclasses import replace
from datetime import date, timedelta

import asyncpg
import httpx
import pytest
from panhuo_contracts.code_tables import first_editions

from chassis.clock import today
from panhuo.runtime.accounts import ACCOUNTS
from services.evaluation.objections import objecting
from services.evaluation.objections.objecting import Contested
from services.evaluation.refusals import AlreadyObjected, AlreadyReviewed, NotObjected, TooLateToObject
from services.evaluation.store import dossiers, tiers
from tests.builders import evaluation as built
from tests.builders.evaluation import ENTERPRISE, INSTITUTION, OTHER_INSTITUTION, PATENT, fact
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types, say
from tests.services.evaluation.test_pages import Browser

OF = f"/evaluation/api/patents/{PATENT}"
PAGE = f"/evaluation/patents/{PATENT}"
DAY = date(2026, 3, 2)
TABLE = first_editions()[objecting.RULES]
OBJECTION = {"evaluation": "E-1", "objection": "评价的是另一件专利"}
UPHELD = {"evaluation": "E-1", "finding": "属实", "is_upheld": True}
PROVINCE = replace(ACCOUNTS["province"].principal, jurisdiction="cn-11")


def contested(**different: object) -> Contested:
    stated = {"patent": PATENT, "home": "cn-11", "institution": INSTITUTION, "enterprise": ENTERPRISE}
    return Contested(**{**stated, "evaluation": "E-1", "evaluated_on": DAY, **different})


async def evaluated_patent(conn: asyncpg.Connection, **different: object) -> None:
    await learn(conn, fact(built.inventoried(**different)))
    view = built.evaluated(evaluated_on=today(), valid_until=today() + timedelta(days=700))
    await say(conn, built.listed(), view)


async def counted(conn: asyncpg.Connection) -> int:
    return (await dossiers.load(conn, [PATENT], today()))[PATENT].reception.effective


def test_an_objection_comes_in_time_and_once_and_is_reviewed_once() -> None:
    said = objecting.object_to(contested(), "理由", TABLE, DAY + timedelta(days=30))
    assert (said.review_by, said.rules) == (DAY + timedelta(days=45), "evaluation_objection-1")
    with pytest.raises(TooLateToObject):
        objecting.object_to(contested(), "理由", TABLE, DAY + timedelta(days=31))
    with pytest.raises(AlreadyObjected):
        objecting.object_to(contested(is_objected=True), "理由", TABLE, DAY)
    with pytest.raises(NotObjected):
        objecting.review(contested(), "意见", DAY, is_upheld=True)
    with pytest.raises(AlreadyReviewed):
        objecting.review(contested(is_objected=True, is_reviewed=True), "意见", DAY, is_upheld=True)


@pytest.mark.parametrize(("decision", "counts"), [("uphold", 0), ("dismiss", 1)])
async def test_an_evaluation_waits_for_the_review_and_then_counts_or_not(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection, decision: str, counts: int
) -> None:
    await evaluated_patent(conn)
    assert await counted(conn) == 1

    objected = await http.post(f"{OF}/objections", json=OBJECTION, headers=issuer.bearer("office"))
    waiting, tier = await counted(conn), (await tiers.standing(conn, [PATENT]))[PATENT].tier
    listed = (await http.get("/evaluation/api/objections", headers=issuer.bearer(PROVINCE))).json()["items"]
    reviewed = await http.post(
        f"{OF}/objection-reviews", json=UPHELD | {"is_upheld": decision == "uphold"}, headers=issuer.bearer(PROVINCE)
    )
    left = (await http.get("/evaluation/api/objections", headers=issuer.bearer(PROVINCE))).json()["items"]

    assert (objected.status_code, reviewed.status_code) == (200, 200)
    assert (waiting, tier) == (0, "t2")
    assert [one["reason"] for one in listed] == [OBJECTION["objection"]]
    assert left == []
    assert await counted(conn) == counts
    assert (await tiers.standing(conn, [PATENT]))[PATENT].tier == ("t1" if counts else "t2")
    types = await said_types(conn)
    # Said when the view came, was objected to and was graded anew; and where it counts again, then and graded again.
    assert types.count("LibraryEntry") == (5 if counts else 4)
    assert types.index("EvaluationObjected") < types.index("EvaluationReviewed")


async def test_only_the_owner_objects_and_only_the_office_above_reviews(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await evaluated_patent(conn)
    stranger = replace(ACCOUNTS["office"].principal, organization=OTHER_INSTITUTION)
    answers = [
        await http.post(f"{OF}/objections", json=OBJECTION, headers=issuer.bearer(who))
        for who in (stranger, "enterprise", "province")
    ]
    unknown = await http.post(
        f"{OF}/objections", json=OBJECTION | {"evaluation": "E-9"}, headers=issuer.bearer("office")
    )
    await http.post(f"{OF}/objections", json=OBJECTION, headers=issuer.bearer("office"))
    reviews = [
        await http.post(f"{OF}/objection-reviews", json=UPHELD, headers=issuer.bearer(who))
        for who in ("office", "province", "nation")
    ]
    assert [answer.status_code for answer in (*answers, unknown)] == [404, 403, 403, 404]
    assert [review.status_code for review in reviews] == [403, 404, 200]


async def test_a_later_evaluation_of_the_same_enterprise_counts_anew(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await evaluated_patent(conn)
    await http.post(f"{OF}/objections", json=OBJECTION, headers=issuer.bearer("office"))
    view = built.evaluated(evaluation="E-2", evaluated_on=today(), valid_until=today() + timedelta(days=700))
    await say(conn, view)
    assert await counted(conn) == 1


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_both_sides_do_it_on_the_screen(http: httpx.AsyncClient, conn: asyncpg.Connection, prefix: str) -> None:
    await evaluated_patent(conn, home="cn-33")
    office, province = Browser(http, "office"), Browser(http, "province")

    bare = await office.post(f"{PAGE}/objections", evaluation="E-1", objection="")
    sent = await office.post(f"{PAGE}/objections", **OBJECTION)
    queue = await province.get(f"{prefix}/evaluation/?view=objections")
    page = await province.get(f"{prefix}{PAGE}")
    others = await Browser(http, "enterprise").get(f"{prefix}{PAGE}")
    unknown = await province.post(f"{PAGE}/objection-reviews", evaluation="E-1", finding="不属实", decision="accept")
    done = await province.post(f"{PAGE}/objection-reviews", evaluation="E-1", finding="不属实", decision="dismiss")

    assert (bare.status_code, sent.status_code, unknown.status_code, done.status_code) == (422, 303, 422, 303)
    assert OBJECTION["objection"] in queue.text
    assert 'value="uphold"' in page.text
    assert OBJECTION["objection"] not in others.text
    assert await counted(conn) == 1
