"""Two bodies claim one patent: rows become claims, offices settle them, and records stand as it was settled."""

from pathlib import Path

import httpx
import pytest
from panhuo_contracts import Body, Event

from chassis.delivery.waves import apply_facts
from chassis.identity import Principal, Role
from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code
from services.inventory.app import HANDLERS
from services.inventory.conflicts import carrying_out, claiming
from services.inventory.importing import taking_in
from services.inventory.store import drafts
from tests.builders import fact, patent_number
from tests.builders.inventory import CLAIMANT as AFAR
from tests.builders.inventory import claim_settled, inventoried
from tests.issuing import LocalIssuer
from tests.services.inventory.conftest import settings_for
from tests.services.inventory.files import csv_file, csv_text, row
from tests.services.inventory.sending import TODAY, problems, said, send
from tests.services.inventory.test_api import OTHER, OTHER_OFFICE, Inventory
from tests.services.inventory.test_batches import outcomes, record
from tests.services.inventory.test_pages import Browser

PATENT = patent_number(1)
THEIRS = {"institution": OTHER, "institution_name": "另一示例大学"}
FROM_AFAR = {"institution": AFAR, "institution_name": "某示例大学", "home": "浙江"}
CASE = f"/conflicts/{PATENT}/{OTHER}"
CASE_AFAR = f"/conflicts/{PATENT}/{AFAR}"
REASON = {"reason": "登记簿副本载明", "evidence": "副本 2026-03-01"}


async def kinds(service: Service) -> list[str]:
    return [kind for kind, _ in await said(service)]


async def holder(service: Service) -> tuple[str, str]:
    async with service.database.read() as conn:
        found = await conn.fetchrow("SELECT institution, state FROM patent WHERE number = $1 AND writer = 'cn'", PATENT)
    assert found is not None
    return found["institution"], found["state"]


async def claimed(http: httpx.AsyncClient, issuer: LocalIssuer, **theirs: str) -> Inventory:
    """The university's record, and another body's claim to it."""
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1, funding="是")]))
    done = await inventory.send(csv_text([row(1, **theirs or THEIRS)]))
    assert (done["claimed"], done["refused"]) == (1, 0)
    return inventory


async def test_a_row_of_another_body_s_patent_is_noted_as_a_claim_and_overwrites_nothing(
    service: Service, tmp_path: Path
) -> None:
    await send(service, csv_file(tmp_path / "a.csv", [row(1)]))

    job = await send(service, csv_file(tmp_path / "b.csv", [row(1, **THEIRS), row(2, **THEIRS)]))
    before = await said(service)
    again = await send(service, csv_file(tmp_path / "b.csv", [row(1, **THEIRS), row(2, **THEIRS)]))

    assert (job.new, job.claimed, job.refused) == (1, 1, 0)
    assert [(column, rule) for _, column, _, rule in await problems(service, job)] == [("第一专利权人", "E164")]
    assert [kind for kind, _ in before] == ["PatentInventoried", "PatentClaimed", "PatentInventoried"]
    assert (before[1][1]["holder"], before[1][1]["round"]) == (UNIVERSITY, 1)
    assert (again.unchanged, again.claimed, await said(service)) == (1, 1, before)
    assert await holder(service) == (UNIVERSITY, "inventoried")


async def test_a_batch_answers_a_claim_beside_what_it_refuses(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    await outcomes(inventory, [record(1), record(2, **THEIRS)])

    assert await outcomes(inventory, [record(1, **THEIRS)], who=OTHER_OFFICE) == [("claimed", ["E164"])]


async def test_between_provinces_the_nation_settles_and_nobody_else(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer, **FROM_AFAR)
    decided = REASON | {"awarded": AFAR}

    refused = {
        who: await inventory.call("POST", f"{CASE_AFAR}/settlement", decided, who=who) for who in ("province", "bureau")
    }
    office = await inventory.call("POST", f"{CASE_AFAR}/settlement", decided, who="office")
    settled = await inventory.call("POST", f"{CASE_AFAR}/settlement", decided, who="nation")
    again = await inventory.call("POST", f"{CASE_AFAR}/settlement", REASON | {"awarded": UNIVERSITY}, who="nation")

    assert {who: (answer.status_code, answer.json()["rule"]) for who, answer in refused.items()} == {
        "province": (409, "not_yours_to_settle"),
        "bureau": (409, "not_yours_to_settle"),
    }
    assert (office.status_code, settled.status_code, again.json()["rule"]) == (403, 200, "case_closed")
    assert (settled.json()["state"], settled.json()["steps"][0]["settled_by"]) == ("settled", "cn")


async def test_within_a_province_its_office_settles_and_the_record_passes_to_be_taken_stock_of_anew(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer)
    decided = REASON | {"awarded": OTHER}

    nation = await inventory.call("POST", f"{CASE}/settlement", decided, who="nation")
    settled = await inventory.call("POST", f"{CASE}/settlement", decided, who="bureau")
    loser = await inventory.send(csv_text([row(1, maturity="小试")]), who="office")
    winner = await inventory.send(csv_text([row(1, **THEIRS)]), who=OTHER_OFFICE)

    assert (nation.json()["rule"], settled.status_code) == ("not_yours_to_settle", 200)
    assert (await kinds(inventory.service))[:4] == [
        "PatentInventoried",
        "PatentClaimed",
        "ClaimSettled",
        "PatentRecorded",
    ]
    assert await holder(inventory.service) == (OTHER, "inventoried")
    async with inventory.service.database.read() as conn:
        assert await drafts.funding_of(conn, PATENT) is None
    assert (loser["refused"], loser["claimed"], winner["revised"]) == (1, 0, 1)
    errors = await inventory.call("GET", f"/imports/{loser['id']}/errors")
    assert [one["rule"] for one in errors.json()["items"]] == ["E169"]


async def test_both_bodies_see_a_case_and_its_outcome_and_no_third_one_does(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer)
    third = Principal("third-office", "孙示例", Role.OFFICE, credit_code("12", "110108", 7), "第三示例大学", "cn-11")
    await inventory.call("POST", f"{CASE}/settlement", REASON | {"awarded": UNIVERSITY}, who="bureau")

    seen = [
        (await inventory.call("GET", CASE, who=who)).status_code for who in ("office", OTHER_OFFICE, "province", third)
    ]
    closed = [
        len((await inventory.call("GET", "/conflicts?state=closed", who=who)).json()["items"])
        for who in ("office", OTHER_OFFICE, "nation", third)
    ]
    loser = await inventory.send(csv_text([row(1, **THEIRS)]), who=OTHER_OFFICE)

    assert seen == [200, 200, 404, 404]
    assert closed == [1, 1, 1, 0]
    assert (loser["refused"], loser["claimed"]) == (1, 0)
    assert await holder(inventory.service) == (UNIVERSITY, "inventoried")


async def test_a_claimant_withdraws_and_may_claim_again_and_the_nation_reopens_what_was_settled(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer)

    not_theirs = await inventory.call("POST", f"{CASE}/withdrawal", {}, who="office")
    withdrawn = await inventory.call("POST", f"{CASE}/withdrawal", {"reason": "核对有误"}, who=OTHER_OFFICE)
    await inventory.send(csv_text([row(1, **THEIRS)]), who=OTHER_OFFICE)
    second = await inventory.call("GET", CASE, who="office")
    await inventory.call("POST", f"{CASE}/settlement", REASON | {"awarded": OTHER}, who="bureau")
    by_province = await inventory.call("POST", f"{CASE}/reopening", {"grounds": "判决"}, who="bureau")
    reopened = await inventory.call("POST", f"{CASE}/reopening", {"grounds": "判决"}, who="nation")
    await inventory.call("POST", f"{CASE}/settlement", REASON | {"awarded": UNIVERSITY}, who="bureau")

    assert (not_theirs.status_code, withdrawn.json()["state"]) == (404, "withdrawn")
    assert (second.json()["state"], second.json()["round"]) == ("open", 2)
    assert (by_province.json()["rule"], reopened.json()["round"]) == ("not_yours_to_settle", 3)
    assert await holder(inventory.service) == (UNIVERSITY, "recorded")


async def test_what_the_register_says_goes_with_a_record_that_passes(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer)
    line = {"patent": PATENT, "kind": "transferred", "effective_on": "2025-06-01", "holders": ["另一示例大学"]}
    await inventory.call("POST", "/register-events", {"events": [line]}, who="nation")
    before = await inventory.call("GET", f"/patents?q={PATENT}", who="nation")

    await inventory.call("POST", f"{CASE}/settlement", REASON | {"awarded": OTHER}, who="bureau")
    after = await inventory.call("GET", f"/patents?q={PATENT}", who="nation")

    assert [before.json()["items"][0]["is_away"], after.json()["items"][0]["is_away"]] == [True, False]


async def of_zhejiang(dsn: str, folder: Path) -> Service:
    return await Service.open(settings_for(dsn, folder, writer="cn-33"), HANDLERS)


async def read(service: Service, body: Body, sequence: int = 1, writer: str = "cn") -> None:
    async with service.unit() as unit:
        await apply_facts(unit.conn, HANDLERS, [fact(body, sequence, writer)])


async def test_a_province_s_system_claims_what_the_nation_publishes_and_has_it_when_the_nation_says_so(
    dsn: str, tmp_path: Path
) -> None:
    service = await of_zhejiang(dsn, tmp_path)
    await read(service, inventoried(PATENT))

    job = await send(service, csv_file(tmp_path / "a.csv", [row(1, **FROM_AFAR)]), jurisdiction="cn-33")
    assert (job.claimed, (await said(service))[-1][1]["home"]) == (1, "cn-33")
    await read(service, claim_settled(PATENT), 2)
    assert await carrying_out.go_through(service, TODAY) == 1
    assert await carrying_out.go_through(service, TODAY) == 0

    assert await kinds(service) == ["PatentClaimed", "PatentRecorded"]
    again = await send(service, csv_file(tmp_path / "a.csv", [row(1, **FROM_AFAR)]), jurisdiction="cn-33")
    assert (again.revised, again.claimed, again.refused) == (1, 0, 0)
    await service.stop()


@pytest.mark.parametrize("settled_first", [True, False])
async def test_a_province_s_record_that_the_nation_settles_against_yields_by_its_own_word(
    dsn: str, tmp_path: Path, *, settled_first: bool
) -> None:
    service = await of_zhejiang(dsn, tmp_path)
    if settled_first:
        await read(service, claim_settled(PATENT, awarded=UNIVERSITY), 2)
    async with service.unit() as unit:  # said before the nation's record was seen here
        await unit.announce(
            [Event.of(inventoried(PATENT, home="cn-33", institution=AFAR, institution_name="某示例大学"))]
        )
    if not settled_first:
        await read(service, claim_settled(PATENT, awarded=UNIVERSITY), 2)
    await read(service, inventoried(PATENT))

    assert await carrying_out.go_through(service, TODAY) == 1
    assert await carrying_out.go_through(service, TODAY) == 0

    kind, body = (await said(service))[-1]
    assert (kind, body["holder_code"], body["institution"]) == ("PatentTransferredAway", UNIVERSITY, AFAR)
    job = await send(service, csv_file(tmp_path / "a.csv", [row(1, **FROM_AFAR)]), jurisdiction="cn-33")
    assert [rule for *_, rule in await problems(service, job)] == ["E169"]
    await service.stop()


async def test_records_of_two_systems_under_two_bodies_are_a_case_for_the_nation(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1)]))
    afar = inventoried(PATENT, home="cn-33", institution=AFAR, institution_name="某示例大学")
    await read(inventory.service, afar, 1, "cn-33")

    found = (await inventory.call("GET", "/conflicts", who="nation")).json()["items"]
    own = await inventory.send(csv_text([row(1, maturity="小试")]), who="office")
    settled = await inventory.call("POST", f"{CASE_AFAR}/settlement", REASON | {"awarded": AFAR}, who="nation")

    assert [(case["claimant"]["code"], case["is_said"], case["arbiter"]) for case in found] == [(AFAR, False, "cn")]
    assert (own["claimed"], settled.json()["state"]) == (1, "settled")
    kind, body = (await said(inventory.service))[-1]
    assert (kind, body["holder_code"]) == ("PatentTransferredAway", AFAR)


async def test_offices_settle_on_screen_with_both_sides_beside_each_other(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await claimed(http, issuer)
    bureau, office = Browser(http, "bureau"), Browser(http)

    queue = await bureau.get("/inventory/conflicts")
    case = await bureau.get(f"/inventory{CASE}")
    unsaid = await bureau.post(f"/inventory{CASE}/settlement", awarded=OTHER)
    done = await bureau.post(f"/inventory{CASE}/settlement", awarded=OTHER, confirmed="yes", **REASON)
    outcome = await office.get(f"/inventory{CASE}")
    english = await office.get(f"/en/inventory{CASE}")

    assert "由您裁定" in queue.text
    assert (UNIVERSITY_NAME in case.text, "另一示例大学" in case.text) == (True, True)
    assert (unsaid.status_code, "请写明理由" in unsaid.text) == (422, True)
    assert (done.status_code, "归 另一示例大学" in outcome.text, "登记簿副本载明" in outcome.text) == (303, True, True)
    assert "Settled" in english.text
    assert "作出裁定" not in outcome.text


async def test_a_file_that_names_many_patents_of_others_opens_no_more_cases_than_people_can_settle(
    http: httpx.AsyncClient, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (claiming, taking_in):
        monkeypatch.setattr(module, "MOST_CLAIMS", 3)
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(serial) for serial in range(1, 9)]))
    theirs = csv_text([row(serial, **THEIRS) for serial in range(1, 6)])

    first = await inventory.send(theirs)
    before = await said(inventory.service)
    again = await inventory.send(theirs)
    by_batch = await outcomes(inventory, [record(6, **THEIRS)], who=OTHER_OFFICE)
    of_another = await inventory.send(csv_text([row(6, **FROM_AFAR), row(7, **FROM_AFAR)]))
    after = await kinds(inventory.service)
    await inventory.call("POST", f"{CASE}/settlement", REASON | {"awarded": UNIVERSITY}, who="bureau")
    next_one = await outcomes(inventory, [record(6, **THEIRS)], who=OTHER_OFFICE)

    assert [(job["claimed"], job["refused"]) for job in (first, again, of_another)] == [(3, 2), (3, 2), (2, 0)]
    errors = await inventory.call("GET", f"/imports/{first['id']}/errors", who="nation")
    assert [one["rule"] for one in errors.json()["items"]] == ["E164"] * 3 + ["E170"] * 2
    assert [kind for kind, _ in before] == ["PatentInventoried"] * 8 + ["PatentClaimed"] * 3
    assert (by_batch, after.count("PatentClaimed")) == ([("refused", ["E170"])], 5)
    assert next_one == [("claimed", ["E164"])]


async def test_a_batch_has_the_same_bound_whatever_keys_its_records_have(
    http: httpx.AsyncClient, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "MOST_CLAIMS", 2)
    inventory = Inventory(http, issuer)
    await outcomes(inventory, [record(serial) for serial in (1, 2, 3, 4)])
    claims = [record(serial, **(THEIRS if serial % 2 else FROM_AFAR)) for serial in (1, 2, 3, 4)]
    del claims[2]["asking_price"]

    told = await outcomes(inventory, claims)

    assert sorted(told) == [("claimed", ["E164"])] * 2 + [("refused", ["E170"])] * 2
