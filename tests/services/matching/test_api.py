"""Matching over HTTP: who may, what is answered, and what is said how often."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from panhuo_contracts.codes import ConversionMode, LicenseKind

from chassis.clock import today
from chassis.identity import Principal
from chassis.service import Service
from tests.builders import patent_number
from tests.builders.enterprises import ENTERPRISE, OTHER_ENTERPRISE, credit_code, registered
from tests.builders.matching import PATENT, listed, signed
from tests.issuing import LocalIssuer
from tests.services.matching.scene import (
    BUYER,
    INVENTOR,
    NATION,
    OFFICE,
    OTHER_BUYER,
    OTHER_OFFICE,
    PROVINCE,
    both_wait,
    said,
    told,
)

Ask = Callable[..., Coroutine[Any, Any, httpx.Response]]
API = "/matching/api"
LICENSE = {"kind": "ordinary", "territory": "全国", "term_from": "2026-05-01", "term_to": "2039-04-30"}
TERMS: dict[str, Any] = {
    "mode": "ordinary_license",
    "license": LICENSE,
    "payment": {"kind": "lump_sum", "upfront": {"amount": "600000.00"}},
    "effective_on": "2026-05-01",
    "licensee_address": "示例市循环路 1 号",
}
PROFILE: dict[str, Any] = {
    "enterprise": ENTERPRISE,
    "name": "恒示例循环材料有限公司",
    "home": "cn-11",
    "kinds": ["high_tech"],
    "industries": ["C4210"],
    "profile": "回收废旧锂电池",
}


@pytest.fixture
def ask(http: httpx.AsyncClient, issuer: LocalIssuer) -> Ask:
    async def asking(
        who: Principal, method: str, path: str, json: object = None, key: str = "", **params: str | int
    ) -> httpx.Response:
        headers = issuer.bearer(who) | ({"Idempotency-Key": key} if key else {})
        return await http.request(method, API + path, json=json, params=params, headers=headers)

    return asking


async def begun(ask: Ask, service: Service) -> str:
    """A negotiation of BUYER on PATENT."""
    await told(service, listed(), registered())
    answer = await ask(BUYER, "POST", f"/library/{PATENT}/intents", {"mode": "ordinary_license", "note": "试产"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["deal"])


async def test_a_search_answers_with_matches_facets_and_a_cursor(service: Service, ask: Ask):
    await told(service, *(listed(patent_number(n)) for n in range(1, 8)))

    first = (await ask(BUYER, "GET", "/library", q="锂电池回收", limit=5)).json()
    second = (await ask(BUYER, "GET", "/library", q="锂电池回收", limit=5, cursor=first["next_cursor"])).json()

    assert (first["total"], len(first["items"]), len(second["items"])) == (7, 5, 2)
    assert first["items"][0]["matched"] == ["锂电池", "回收"]
    assert first["facets"]["home"] == {"cn-11": 7}
    assert first["items"][0]["score"]["method"] == "search-1"
    assert second["next_cursor"] is None


async def test_an_enterprise_subscribes_once_however_often_it_asks(service: Service, ask: Ask):
    await told(service, listed(), registered())

    answers = await asyncio.gather(*(ask(BUYER, "POST", f"/library/{PATENT}/subscription") for _ in range(4)))

    assert sorted(answer.json()["outcome"] for answer in answers) == ["accepted"] + ["unchanged"] * 3
    assert len(await said(service)) == 1
    assert (await ask(BUYER, "GET", f"/library/{PATENT}")).json()["subscribed_on"] == today().isoformat()


async def test_only_registered_enterprises_subscribe_and_only_to_listed_patents(service: Service, ask: Ask):
    await told(service, listed())
    unregistered = await ask(BUYER, "POST", f"/library/{PATENT}/subscription")
    await told(service, registered())
    unlisted = await ask(BUYER, "POST", f"/library/{patent_number(9)}/subscription")

    assert (unregistered.status_code, unregistered.json()["rule"]) == (409, "enterprise_not_registered")
    assert (unlisted.status_code, unlisted.json()["rule"]) == (409, "not_listed")
    assert await said(service) == []


async def test_a_negotiation_goes_from_intent_to_contract(service: Service, ask: Ask):
    deal = await begun(ask, service)

    drafted = await ask(OFFICE, "PUT", f"/deals/{deal}/terms", TERMS)
    first = await ask(BUYER, "POST", f"/deals/{deal}/signature", {"version": 1})
    second = await ask(OFFICE, "POST", f"/deals/{deal}/signature", {"version": 1})

    assert drafted.json()["version"] == 1
    assert (first.json()["stage"], first.json()["draft"]["signatures"]) == ("open", ["enterprise"])
    contract = second.json()
    assert (contract["stage"], contract["licensee_address"]) == ("signed", "示例市循环路 1 号")
    assert contract["license"]["kind"] == "ordinary"
    types = await said(service)
    assert ["IntentExpressed" in types[0], "DealSigned" in types[1], len(types)] == [True, True, 2]


async def test_signatures_of_terms_that_changed_meanwhile_do_not_count(service: Service, ask: Ask):
    deal = await begun(ask, service)
    await ask(OFFICE, "PUT", f"/deals/{deal}/terms", TERMS)
    await ask(OFFICE, "POST", f"/deals/{deal}/signature", {"version": 1})
    await ask(OFFICE, "PUT", f"/deals/{deal}/terms", TERMS | {"payment": {"kind": "free"}})

    late = await ask(BUYER, "POST", f"/deals/{deal}/signature", {"version": 1})
    now = await ask(BUYER, "POST", f"/deals/{deal}/signature", {"version": 2})

    assert (late.status_code, late.json()["rule"]) == (409, "terms_changed")
    assert now.json()["stage"] == "open"


async def test_both_sides_signing_at_once_make_one_contract(service: Service, ask: Ask):
    deal = await begun(ask, service)
    await ask(OFFICE, "PUT", f"/deals/{deal}/terms", TERMS)

    answers = await both_wait(
        service,
        "SELECT FROM kept.draft FOR UPDATE",
        ask(BUYER, "POST", f"/deals/{deal}/signature", {"version": 1}),
        ask(OFFICE, "POST", f"/deals/{deal}/signature", {"version": 1}),
    )

    assert [answer.status_code for answer in answers] == [200, 200]
    assert sum("DealSigned" in headers for headers in await said(service)) == 1


async def test_two_exclusive_contracts_signed_at_once_make_one(service: Service, ask: Ask):
    await told(service, listed(), registered(), registered(OTHER_ENTERPRISE, name="另一家公司"))
    terms = TERMS | {"mode": "exclusive_license", "license": LICENSE | {"kind": "exclusive"}}
    deals = []
    for buyer in (BUYER, OTHER_BUYER):
        begun = await ask(buyer, "POST", f"/library/{PATENT}/intents", {"mode": "exclusive_license"})
        deals.append(begun.json()["deal"])
        await ask(OFFICE, "PUT", f"/deals/{deals[-1]}/terms", terms)
        await ask(buyer, "POST", f"/deals/{deals[-1]}/signature", {"version": 1})

    answers = await both_wait(
        service,
        "SELECT FROM head FOR UPDATE",
        *(ask(OFFICE, "POST", f"/deals/{deal}/signature", {"version": 1}) for deal in deals),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = [answer.json() for answer in answers if answer.status_code == 409]
    assert refused["rule"] == "licenses_conflict"
    assert "第25条" in refused["basis"]
    assert refused["mend"]


async def test_a_negotiation_ends_with_its_reason_and_may_begin_anew(service: Service, ask: Ask):
    deal = await begun(ask, service)

    ended = await ask(BUYER, "POST", f"/deals/{deal}/end", {"reason": "价格未谈拢"})
    again = await ask(BUYER, "POST", f"/library/{PATENT}/intents", {"mode": "ordinary_license"})
    signature = await ask(OFFICE, "PUT", f"/deals/{deal}/terms", TERMS)

    assert (ended.json()["stage"], ended.json()["end_reason"]) == ("ended", "价格未谈拢")
    assert again.status_code == 201
    assert signature.json()["rule"] == "already_ended"


async def test_a_command_sent_again_with_its_key_gets_its_first_answer(service: Service, ask: Ask):
    await told(service, listed(), registered())
    body = {"mode": "ordinary_license"}

    answers = [await ask(BUYER, "POST", f"/library/{PATENT}/intents", body, key="intent-1") for _ in range(3)]

    assert len({answer.json()["deal"] for answer in answers}) == 1
    assert len(await said(service)) == 1


async def test_a_negotiation_of_others_is_not_there(service: Service, ask: Ask):
    deal = await begun(ask, service)

    for who in (OTHER_BUYER, OTHER_OFFICE):
        assert (await ask(who, "GET", f"/deals/{deal}")).status_code == 404
        assert (await ask(who, "POST", f"/deals/{deal}/end", {"reason": "x"})).status_code == 404
        assert (await ask(who, "GET", "/deals")).json()["items"] == []
    assert (await ask(PROVINCE, "GET", f"/deals/{deal}")).status_code == 404
    assert (await ask(NATION, "GET", f"/deals/{deal}")).json()["draft"] is None
    assert (await ask(BUYER, "GET", f"/deals/{deal}")).status_code == 200


async def test_who_lacks_the_right_may_not(service: Service, ask: Ask, http: httpx.AsyncClient):
    deal = await begun(ask, service)

    assert (await ask(OFFICE, "POST", f"/library/{PATENT}/subscription")).status_code == 403
    assert (await ask(INVENTOR, "POST", f"/deals/{deal}/signature", {"version": 1})).status_code == 403
    assert (await ask(OFFICE, "POST", "/enterprises", PROFILE)).status_code == 403
    assert (await http.get(f"{API}/library")).status_code == 401


async def test_lists_of_negotiations_go_on_where_they_ended(service: Service, ask: Ask):
    await told(service, *(signed(f"deal-{n}", patent=patent_number(n), contract_number=f"L-{n}") for n in range(1, 8)))

    first = (await ask(OFFICE, "GET", "/deals", limit=4, stage="signed")).json()
    second = (await ask(OFFICE, "GET", "/deals", limit=4, stage="signed", cursor=first["next_cursor"])).json()

    seen = [item["deal"] for page in (first, second) for item in page["items"]]
    assert seen == [f"deal-{n}" for n in range(7, 0, -1)]
    assert (await ask(OFFICE, "GET", "/deals", stage="open")).json()["items"] == []


async def test_a_copy_of_another_system_is_read_but_not_negotiated(service: Service, ask: Ask):
    await told(service, listed(home="cn-33"), writer="cn-33")
    await told(service, registered())

    intent = await ask(BUYER, "POST", f"/library/{PATENT}/intents", {"mode": "ordinary_license"})
    subscription = await ask(BUYER, "POST", f"/library/{PATENT}/subscription")

    assert intent.json()["rule"] == "hosted_elsewhere"
    assert subscription.json()["outcome"] == "accepted"


async def test_enterprises_register_themselves_and_nobody_else(service: Service, ask: Ask):
    own = await ask(BUYER, "POST", "/enterprises", PROFILE)
    again = await ask(BUYER, "POST", "/enterprises", PROFILE)
    other = await ask(BUYER, "POST", "/enterprises", PROFILE | {"enterprise": OTHER_ENTERPRISE})
    changed = await ask(BUYER, "POST", "/enterprises", PROFILE | {"profile": "另有正极材料"})

    assert [answer.json().get("outcome") for answer in (own, again, changed)] == [
        "accepted",
        "unchanged",
        "accepted",
    ]
    assert other.status_code == 404
    assert len(await said(service)) == 2


async def test_a_province_registers_the_enterprises_of_its_jurisdiction(ask: Ask):
    rows = [
        PROFILE | {"enterprise": credit_code(50, region="330000"), "home": "cn-33"},
        PROFILE | {"enterprise": credit_code(51), "home": "cn-11"},
        PROFILE | {"enterprise": "没有这种代码"},
        PROFILE | {"enterprise": credit_code(50, region="330000"), "home": "cn-33", "name": "重复"},
    ]

    answer = await ask(PROVINCE, "POST", "/enterprises/bulk", {"items": rows})

    assert [row["outcome"] for row in answer.json()["items"]] == ["accepted", "not_found", "invalid", "refused"]
    assert answer.json()["items"][2]["errors"][0]["field"] == "enterprise"


async def test_enterprises_are_found_by_words_of_name_and_profile_or_by_code(service: Service, ask: Ask):
    await told(service, registered(), registered(OTHER_ENTERPRISE, name="另一家公司", profile="种植水稻"))

    for q in ("循环材料", "锂电池回收", ENTERPRISE[:12]):
        items = (await ask(NATION, "GET", "/enterprises", q=q, home="cn-11", kind="high_tech")).json()["items"]
        assert ENTERPRISE in [item["enterprise"] for item in items], q
    assert (await ask(NATION, "GET", "/enterprises", q="水稻")).json()["items"][0]["name"] == "另一家公司"
    for q in ("的", "'", "\\", "& | !"):
        assert (await ask(NATION, "GET", "/enterprises", q=q)).json()["items"] == [], q
    page = (await ask(NATION, "GET", "/enterprises", limit=1)).json()
    rest = (await ask(NATION, "GET", "/enterprises", limit=1, cursor=page["next_cursor"])).json()
    assert {page["items"][0]["enterprise"], rest["items"][0]["enterprise"]} == {ENTERPRISE, OTHER_ENTERPRISE}


def contract(patent: str, **other: object) -> dict[str, object]:
    stated = TERMS | {
        "patent": patent,
        "enterprise": ENTERPRISE,
        "contract_number": f"L-{patent[-4:]}",
        "signed_on": today().isoformat(),
    }
    return stated | other


async def test_contracts_signed_outside_are_reported_in_numbers_and_again_change_nothing(service: Service, ask: Ask):
    mine = [patent_number(n) for n in range(1, 6)]
    await told(service, *(listed(patent) for patent in mine), registered())
    rows = [contract(patent) for patent in mine] + [
        contract(patent_number(77)),
        contract(mine[0], contract_number="L-twice"),
        contract(mine[1], payment={"kind": "royalty"}),
    ]

    first = (await ask(OFFICE, "POST", "/deals/signed", {"items": rows})).json()
    again = (await ask(OFFICE, "POST", "/deals/signed", {"items": rows[:5]})).json()

    assert [row["outcome"] for row in first["items"]] == ["accepted"] * 5 + ["refused"] * 3
    assert [row["rule"] for row in first["items"][5:]] == [
        "not_listed",
        "repeated_in_request",
        "repeated_in_request",
    ]
    assert (again["unchanged"], again["accepted"]) == (5, 0)
    assert [row["deal"] for row in again["items"]] == [row["deal"] for row in first["items"][:5]]
    assert len(await said(service)) == 5


async def test_a_reported_contract_keeps_the_same_rules(service: Service, ask: Ask):
    await told(
        service,
        listed(),
        listed(patent_number(8)),
        listed(patent_number(9), institution=OTHER_OFFICE.organization),
        registered(),
        signed(
            "deal-0",
            mode=ConversionMode.EXCLUSIVE_LICENSE,
            license=LICENSE | {"kind": LicenseKind.EXCLUSIVE},
        ),
    )
    rows = [
        contract(PATENT),
        contract(patent_number(8), license=LICENSE | {"term_to": "2045-01-01"}),
        contract(patent_number(9)),
    ]

    answer = (await ask(OFFICE, "POST", "/deals/signed", {"items": rows})).json()

    assert [row["rule"] or row["outcome"] for row in answer["items"]] == [
        "licenses_conflict",
        "term_beyond_patent",
        "not_found",
    ]
    assert await said(service) == []


async def test_more_rows_than_the_bound_are_refused_whole(ask: Ask):
    answer = await ask(OFFICE, "POST", "/deals/signed", {"items": [contract(PATENT)] * 501})

    assert answer.status_code == 422
