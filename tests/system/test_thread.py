"""One patent from a file to the national dashboard through five services, and every door that stays shut."""

from datetime import date

import pytest

from chassis.clock import today
from chassis.identity import Principal, Role
from panhuo.runtime.accounts import UNIVERSITY, credit_code
from tests.system.running import Running
from tests.system.story import BROKEN, FILE, PATENT, SELECTION, TITLE, Story, send

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

ELSEWHERE = Principal(
    "office-elsewhere", "郑示例", Role.OFFICE, credit_code("12", "320102", 7), "别的示例大学", "cn-32"
)


async def test_a_row_that_breaks_a_rule_is_refused_with_column_value_rule_and_mend_and_the_other_goes_in(story: Story):
    assert (story.sent["rows"], story.sent["new"], story.sent["refused"]) == (2, 1, 1)

    (problem,) = story.problems
    assert (problem["row"], problem["column"], problem["value"]) == (3, "专利号", BROKEN)
    assert problem["rule"] == "E102"
    assert PATENT[-1] in problem["mend"]


async def test_the_office_passes_the_record_and_it_is_inventoried_today(story: Story):
    assert story.inventoried["state"] == "inventoried"
    assert story.inventoried["inventoried_on"] == today().isoformat()
    assert story.inventoried["is_copy"] is False


async def test_a_license_without_an_address_is_refused_with_its_article(story: Story):
    assert story.refused.status_code == 409
    assert story.refused.headers["Content-Type"] == "application/problem+json"

    refused = story.refused.json()
    (ground,) = refused["grounds"]
    assert (ground["number"], ground["fields"]) == (3, ["licensor_address"])
    assert "备案办法 第12条第3项" in ground["basis"]


async def test_the_completed_license_is_on_file_within_three_months(story: Story, platform: Running):
    assert story.signed["stage"] == "signed"
    assert story.filed["outcome"] == "filed"

    async with platform.visit("office") as office:
        kept = (await office.get(f"/filing/api/licenses/{story.filed['filing_number']}")).json()
    assert (kept["patent"], kept["deal"], kept["is_on_time"]) == (PATENT, story.deal, True)


async def test_the_dashboard_counts_the_patent_in_every_figure_that_it_has_reached(story: Story, platform: Running):
    async with platform.visit() as anybody:
        figures = (await anybody.get(SELECTION)).json()

    reached = {name: n for name, n in figures["counts"].items() if n}
    assert reached == dict.fromkeys(
        [
            *("stock", "inventoried", "listed", "self_evaluated", "self_good", "evaluated", "contacted"),
            *("implemented", "industrialized", "passed_listing", "passed_evaluation", "passed_contact"),
            *("passed_deal", "passed_industry", "generated", "deals", "licenses_filed", "filed_on_time"),
        ],
        1,
    )
    assert figures["as_of"] == today().isoformat()
    assert all(rate["percent"] is None for rate in figures["rates"])  # one case is no rate
    assert all(rate["denominator"]["about_zh"] and rate["definition_version"] for rate in figures["rates"])


async def test_the_patents_timeline_tells_all_of_it_in_order(story: Story, platform: Running):
    async with platform.visit("enterprise") as enterprise:
        told = (await enterprise.get(f"/monitoring/api/patents/{PATENT}/events")).json()["items"]

    names = [event["type"] for event in reversed(told)]
    assert "PatentGraded" in names
    # A tier follows each evaluation, among the story's own events.
    assert [name for name in names if name != "PatentGraded"][:11] == [
        "PatentRecorded",
        "PatentInventoried",
        "PatentSelfEvaluated",
        "PatentListed",
        "PatentSubscribed",
        "EnterpriseEvaluated",
        "IntentExpressed",
        "DealSigned",
        "FilingRefused",
        "LicenseFiled",
        "ProductIndustrialized",
    ]
    assert {event["writer"] for event in told} == {"cn"}


async def test_the_same_file_again_changes_nothing(story: Story, platform: Running):
    async with platform.visit("office") as office:
        before = (await office.get(f"/inventory/api/patents/{PATENT}")).json()

        again = await send(office, FILE)

        assert (again["new"], again["revised"], again["unchanged"], again["refused"]) == (0, 0, 1, 1)
        assert (await office.get(f"/inventory/api/patents/{PATENT}")).json() == before


async def test_the_same_request_twice_is_one_command_and_one_answer(story: Story, platform: Running):
    product = {
        "patent": PATENT,
        "deal": story.deal,
        "product_name": "示例牌回收箱二型",
        "product_class": "C3841",
        "on_market_since": date(2026, 1, 5).isoformat(),
    }
    async with platform.visit("enterprise") as enterprise:
        asked = {"json": product, "headers": {"Idempotency-Key": "second-model"}}
        first = await enterprise.post("/filing/api/products", **asked)
        second = await enterprise.post("/filing/api/products", **asked)
        other = await enterprise.post(
            "/filing/api/products", json=product | {"product_name": "三型"}, headers=asked["headers"]
        )
        listed = (await enterprise.get(f"/filing/api/products?patent={PATENT}")).json()["items"]

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"
    assert other.status_code == 422
    assert [each["product_name"] for each in listed].count("示例牌回收箱二型") == 1


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        (ELSEWHERE, "GET", f"/inventory/api/patents/{PATENT}"),
        (ELSEWHERE, "POST", f"/inventory/api/patents/{PATENT}/approve"),
        (ELSEWHERE, "POST", f"/evaluation/api/patents/{PATENT}/listing"),
        (ELSEWHERE, "GET", "/matching/api/deals/{deal}"),
        (ELSEWHERE, "GET", "/filing/api/licenses/{license}"),
        (ELSEWHERE, "GET", "/inventory/api/imports/{import}"),
    ],
)
async def test_another_organizations_record_is_not_there(
    story: Story, platform: Running, who: Principal, method: str, path: str
):
    address = path.format_map({"deal": story.deal, "license": story.filed["filing_number"], "import": story.sent["id"]})
    async with platform.visit(who) as stranger:
        answer = await stranger.request(method, address)
        nothing = await stranger.request(method, address.replace(PATENT, "2021100099990").replace(story.deal, "none"))

    assert answer.status_code == 404, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert TITLE not in answer.text
    assert UNIVERSITY not in answer.text
    if nothing.status_code == 404:  # what is hidden looks like what does not exist
        assert answer.json()["title"] == nothing.json()["title"]


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("enterprise", "GET", "/inventory/api/patents"),
        ("enterprise", "POST", "/inventory/api/imports"),
        ("inventor", "POST", f"/inventory/api/patents/{PATENT}/approve"),
        ("province", "POST", f"/evaluation/api/patents/{PATENT}/listing"),
        ("office", "POST", f"/matching/api/library/{PATENT}/subscription"),
        ("enterprise", "POST", "/filing/api/licenses"),
        ("office", "POST", "/monitoring/api/digests"),
    ],
)
async def test_a_role_without_the_right_is_told_so(story: Story, platform: Running, who: str, method: str, path: str):
    async with platform.visit(who) as client:
        answer = await client.request(method, path, json=None if method == "GET" else {})

    assert answer.status_code == 403, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert TITLE not in answer.text


@pytest.mark.parametrize("service", ["inventory", "evaluation", "matching", "filing", "monitoring"])
@pytest.mark.parametrize("shown", ["none", "garbage", "foreign", "expired", "unsigned"])
async def test_nobody_gets_in_without_a_token_of_the_issuer(platform: Running, service: str, shown: str):
    path = {
        "inventory": f"/inventory/api/patents/{PATENT}",
        "evaluation": f"/evaluation/api/patents/{PATENT}",
        "matching": f"/matching/api/library/{PATENT}",
        "filing": "/filing/api/licenses",
        "monitoring": f"/monitoring/api/patents/{PATENT}/events",
    }[service]
    async with platform.visit() as nobody:
        headers = {} if shown == "none" else {"Authorization": f"Bearer {platform.false_token(shown)}"}
        answer = await nobody.get(path, headers=headers)

    assert answer.status_code == 401, answer.text
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not {"Traceback", "asyncpg", "panhuo_"} & set(answer.text.split())


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/api"])
async def test_what_is_not_for_visitors_is_not_found_at_the_one_address(platform: Running, path: str):
    async with platform.visit() as nobody:
        assert (await nobody.get(path)).status_code == 404


async def test_what_is_malformed_is_answered_with_the_field_and_without_what_was_sent(platform: Running):
    async with platform.visit("office") as office:
        secret = "6217-not-to-be-repeated"
        sent = {"patent": PATENT, "deal": "d", "term_to": secret, "unheard_of": secret}
        answer = await office.post("/filing/api/licenses", json=sent)

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"term_to", "unheard_of"}
    assert secret not in answer.text


async def test_a_file_of_the_wrong_kind_is_refused_whole_with_a_sentence(platform: Running):
    async with platform.visit("office") as office:
        answer = await send(office, b"\x89PNG\r\n\x1a\n" + b"\x00" * 4_000)

    assert answer["state"] == "refused"
    assert answer["reason"]
    assert answer["new"] == 0
