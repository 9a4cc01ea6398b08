"""Decisions and lists over HTTP, with real tokens and a real database."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from panhuo_contracts.codes import ConversionMode, LegalStatus
from panhuo_contracts.events.evaluation import EnterpriseEvaluated, PatentSelfEvaluated

from chassis.clock import today
from tests.builders import evaluation as built
from tests.builders.evaluation import ENTERPRISE, OTHER_INSTITUTION, PATENT, fact, patent_number
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types, say

GRADED = {"grade": "good", "maturity": "pilot", "scenario": "梯次利用", "industries": ["C3841"]}
VIEW = {"prospect": "good", "confidence": "high", "improvement_need": "放大到吨级", "cooperation": ["ordinary_license"]}
OF = f"/evaluation/api/patents/{PATENT}"


async def post(
    http: httpx.AsyncClient, issuer: LocalIssuer, path: str, body: object = None, *, who: str = "office", key: str = ""
) -> httpx.Response:
    headers = issuer.bearer(who) | ({"Idempotency-Key": key} if key else {})
    return await http.post(path, json=body, headers=headers)


async def test_a_patent_goes_from_stocktaking_to_a_market_evaluation(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))

    graded = await post(http, issuer, f"{OF}/self-evaluation", GRADED, who="office")
    entered = await post(http, issuer, f"{OF}/listing")
    evaluated = await post(http, issuer, f"{OF}/enterprise-evaluations", VIEW, who="enterprise")
    shown = (await http.get(OF, headers=issuer.bearer("enterprise"))).json()

    assert [answer.json()["outcome"] for answer in (graded, entered, evaluated)] == ["accepted"] * 3
    assert shown["is_listed"]
    assert (shown["self_grade"], shown["maturity"], shown["effective_evaluations"]) == ("good", "pilot", 1)
    assert shown["enterprise_evaluations"][0]["cooperation"] == [ConversionMode.ORDINARY_LICENSE]
    assert await said_types(conn) == [
        "PatentSelfEvaluated",
        "PatentGraded",
        "PatentListed",
        "LibraryEntry",
        "EnterpriseEvaluated",
        "LibraryEntry",
        "PatentGraded",
        "LibraryEntry",
    ]


async def test_a_number_may_be_written_as_it_is_printed(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    printed = f"ZL {PATENT[:4]} {PATENT[4]} {PATENT[5:12]}.{PATENT[12]}"
    answer = await post(http, issuer, f"/evaluation/api/patents/{printed}/listing")
    assert answer.json()["patent"] == PATENT


async def test_a_refusal_names_rule_source_and_mend(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.legal_status(LegalStatus.LAPSED), sequence=2))

    answer = await post(http, issuer, f"{OF}/listing")

    problem = answer.json()
    assert answer.status_code == 409
    assert problem["rule"] == "right_not_in_force"
    assert "第44条" in problem["basis"]
    assert problem["mend"]
    assert await said_types(conn) == []


async def test_a_thousand_are_entered_at_once_and_each_is_answered(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    numbers = [patent_number(n) for n in range(1, 997)]
    lapsed, foreign, unknown = patent_number(997), patent_number(998), patent_number(999)
    await learn(conn, *(fact(built.inventoried(patent=number)) for number in [*numbers, lapsed]))
    await learn(conn, fact(built.inventoried(patent=foreign, institution=OTHER_INSTITUTION)))
    await learn(conn, fact(built.legal_status(LegalStatus.LAPSED, patent=lapsed), sequence=2))
    sent = [*numbers, lapsed, foreign, unknown, "2020"]

    answer = await post(http, issuer, "/evaluation/api/listings", {"items": [{"patent": n} for n in sent]})
    again = await post(http, issuer, "/evaluation/api/listings", {"items": [{"patent": n} for n in sent]})

    body = answer.json()
    assert (body["accepted"], body["refused"]) == (996, 4)
    assert [item["outcome"] for item in body["items"][996:]] == ["refused", "not_found", "not_found", "refused"]
    assert body["items"][996]["refusal"]["rule"] == "right_not_in_force"
    assert body["items"][999]["refusal"]["rule"] == "unreadable"
    assert (again.json()["accepted"], again.json()["unchanged"]) == (0, 996)


async def test_self_evaluations_come_in_bulk_and_saying_them_again_changes_nothing(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    numbers = [patent_number(n) for n in range(1, 4)]
    await learn(conn, *(fact(built.inventoried(patent=number)) for number in numbers))
    items = [{"patent": number, **GRADED} for number in [*numbers, numbers[0]]]

    first = await post(http, issuer, "/evaluation/api/self-evaluations", {"items": items})
    again = await post(http, issuer, "/evaluation/api/self-evaluations", {"items": items})

    assert [item["outcome"] for item in first.json()["items"]] == ["accepted"] * 3 + ["refused"]
    assert first.json()["items"][3]["refusal"]["rule"] == "said_twice_in_one_request"
    assert again.json()["unchanged"] == 3
    assert await said_types(conn) == ["PatentSelfEvaluated"] * 3 + ["PatentGraded"] * 3


async def test_the_same_request_twice_is_one_evaluation(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    await say(conn, built.listed())

    first = await post(http, issuer, f"{OF}/enterprise-evaluations", VIEW, who="enterprise", key="k-1")
    second = await post(http, issuer, f"{OF}/enterprise-evaluations", VIEW, who="enterprise", key="k-1")

    assert first.json() == second.json()
    assert (await said_types(conn)).count(EnterpriseEvaluated.__name__) == 1


async def test_an_enterprise_is_named_as_it_is_registered_and_its_view_holds_two_years(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.registered(name="示例材料股份有限公司")))
    await say(conn, built.listed())

    await post(http, issuer, f"{OF}/enterprise-evaluations", VIEW, who="enterprise")

    view = (await http.get("/evaluation/api/evaluations", headers=issuer.bearer("nation"))).json()["items"][0]
    assert (view["enterprise"], view["enterprise_name"]) == (ENTERPRISE, "示例材料股份有限公司")
    assert view["valid_until"] > (today() + timedelta(days=700)).isoformat()


async def test_only_listed_patents_are_evaluated(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    answer = await post(http, issuer, f"{OF}/enterprise-evaluations", VIEW, who="enterprise")
    assert (answer.status_code, answer.json()["rule"]) == (409, "not_listed")


async def test_another_institutions_patent_is_as_if_it_were_not_there(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried(institution=OTHER_INSTITUTION)))
    for path, body in (("self-evaluation", GRADED), ("listing", None), ("withdrawal", {"reason": "撤回"})):
        assert (await post(http, issuer, f"{OF}/{path}", body)).status_code == 404
    assert await said_types(conn) == []


@pytest.mark.parametrize(
    ("path", "body", "who", "status"),
    [
        ("self-evaluation", GRADED, "enterprise", 403),
        ("listing", None, "inventor", 403),
        ("listing", None, "nation", 403),
        ("withdrawal", {"reason": "撤回"}, "enterprise", 403),
        ("enterprise-evaluations", VIEW, "office", 403),
        ("self-evaluation", {"grade": "splendid", "maturity": "pilot"}, "office", 422),
        ("self-evaluation", {**GRADED, "unknown": 1}, "office", 422),
    ],
)
async def test_who_may_not_or_cannot_be_read_changes_nothing(
    http: httpx.AsyncClient, issuer: LocalIssuer, *, path: str, body: object, who: str, status: int
) -> None:
    assert (await post(http, issuer, f"{OF}/{path}", body, who=who)).status_code == status


async def test_without_a_token_nothing_is_shown(http: httpx.AsyncClient) -> None:
    for path in (OF, "/evaluation/api/library", "/evaluation/api/evaluations"):
        assert (await http.get(path)).status_code == 401


@pytest.mark.parametrize("by", ["POST", "DELETE"])
async def test_a_patent_is_withdrawn_with_its_reason(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection, by: str
) -> None:
    await learn(conn, fact(built.inventoried()))
    await say(conn, built.listed())

    if by == "POST":
        answer = await post(http, issuer, f"{OF}/withdrawal", {"reason": "转入保密"})
    else:
        answer = await http.delete(f"{OF}/listing", params={"reason": "转入保密"}, headers=issuer.bearer())
    again = await post(http, issuer, f"{OF}/withdrawal", {"reason": "转入保密"})

    assert answer.json()["outcome"] == "accepted"
    assert (await said_types(conn))[-2:] == ["PatentDelisted", "LibraryEntryRemoved"]
    assert (again.status_code, again.json()["rule"]) == (409, "not_in_library")


async def test_the_library_is_read_page_by_page_without_gap_or_repetition(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    numbers = [patent_number(n) for n in range(1, 8)]
    await learn(conn, *(fact(built.inventoried(patent=number)) for number in numbers))
    await say(conn, *(built.listed(patent=number) for number in numbers))

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await http.get("/evaluation/api/library", params=asked, headers=issuer.bearer("province"))).json()
        seen += [item["patent"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert seen == sorted(numbers)


async def test_evaluations_are_read_page_by_page(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    for n in range(1, 6):
        body = built.evaluated(patent=patent_number(n), evaluation=f"E-{n}")
        await learn(conn, fact(body, sequence=1))
    first = (await http.get("/evaluation/api/evaluations?limit=3", headers=issuer.bearer("nation"))).json()
    rest = await http.get(
        "/evaluation/api/evaluations",
        params={"limit": 3, "cursor": first["next_cursor"]},
        headers=issuer.bearer("nation"),
    )
    seen = [item["evaluation"] for item in [*first["items"], *rest.json()["items"]]]
    assert seen == ["E-5", "E-4", "E-3", "E-2", "E-1"]


async def test_the_library_is_narrowed_by_what_a_patent_is(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.inventoried(patent=patent_number(2), home="cn-32")))
    await say(conn, built.listed(), built.listed(patent=patent_number(2)))
    for asked, count in (({"home": "cn-32"}, 1), ({"maturity": "pilot"}, 2), ({"self_grade": "fair"}, 0)):
        page = await http.get("/evaluation/api/library", params=asked, headers=issuer.bearer("nation"))
        assert len(page.json()["items"]) == count


async def test_what_is_said_stands_in_the_store_and_in_the_outbox_or_in_neither(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    await conn.execute("ALTER TABLE kept.outbox ADD CONSTRAINT disk_full CHECK (false) NOT VALID")
    answer = await post(http, issuer, f"{OF}/self-evaluation", GRADED)
    assert answer.status_code == 500
    assert await conn.fetchval("SELECT count(*) FROM self_evaluation") == 0
    assert PatentSelfEvaluated.__name__ not in await said_types(conn)
