"""Filing over HTTP: who may, what is answered, and what is recorded how often."""

import asyncio
from datetime import date, timedelta

import httpx
import pytest
from panhuo_contracts.codes import LegalStatus
from panhuo_contracts.events.matching import LicenseTerms

from chassis.clock import today
from chassis.identity import Principal, Role
from chassis.service import Service
from tests.builders.filing import credit_code, license_filed, patent_number, product_industrialized
from tests.issuing import LocalIssuer
from tests.services.filing.scene import (
    ENTERPRISE,
    INSTITUTION,
    OTHER_INSTITUTION,
    deal,
    registered,
    right,
    rows,
    said_of,
    signing_of,
    status_of,
    told,
)

OFFICE = Principal("office-1", "周示例", Role.OFFICE, INSTITUTION, "示例理工大学", "cn-11")
OTHER_OFFICE = Principal("office-2", "吴示例", Role.OFFICE, OTHER_INSTITUTION, "别的大学", "cn-32")
MAKER = Principal("maker-1", "陈示例", Role.ENTERPRISE, ENTERPRISE, "示例新能源科技有限公司", "cn-11")
APPLICATION = {"patent": patent_number(), "deal": "deal-1", "licensor_address": "示例市学院路 2 号"}


async def signed_today(service: Service, **other: object) -> None:
    """A right and a deal that takes effect today, whatever day the test runs."""
    terms = LicenseTerms(term_from=today(), term_to=today() + timedelta(days=700))
    held = right(**other)
    await told(
        service,
        registered(),
        said_of(held),
        status_of(held),
        signing_of(deal(terms=terms, signed_on=today(), effective_on=today())),
    )


async def test_a_license_is_filed_over_http(service: Service, http: httpx.AsyncClient, issuer: LocalIssuer):
    await signed_today(service)

    answer = await http.post("/filing/api/licenses", json=APPLICATION, headers=issuer.bearer(OFFICE))

    assert answer.status_code == 201
    number = answer.json()["filing_number"]
    assert answer.headers["Location"] == f"/filing/api/licenses/{number}"
    read = await http.get(answer.headers["Location"], headers=issuer.bearer(OFFICE))
    assert read.json()["enterprise_name"] == "示例新能源科技有限公司"
    assert read.json()["is_on_time"]


async def test_the_same_request_twice_is_filed_once(service: Service, http: httpx.AsyncClient, issuer: LocalIssuer):
    await signed_today(service)
    headers = issuer.bearer(OFFICE) | {"Idempotency-Key": "file-1"}

    answers = await asyncio.gather(
        *(http.post("/filing/api/licenses", json=APPLICATION, headers=headers) for _ in range(3))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["filing_number"] for answer in answers}) == 1
    assert len(await rows(service, "SELECT FROM license")) == 1
    assert not await rows(service, "SELECT FROM refusal")


async def test_a_refusal_names_its_grounds_and_is_recorded_once_per_key(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed_today(service, status=LegalStatus.FEE_GRACE)
    headers = issuer.bearer(OFFICE) | {"Idempotency-Key": "file-1"}

    first = await http.post("/filing/api/licenses", json=APPLICATION, headers=headers)
    again = await http.post("/filing/api/licenses", json=APPLICATION, headers=headers)

    assert first.status_code == again.status_code == 409
    assert first.headers["Content-Type"] == "application/problem+json"
    assert first.json() == again.json()
    (ground,) = first.json()["grounds"]
    assert (ground["number"], ground["basis"]) == (6, "备案办法 第12条第6项；实施细则 第115条")
    assert len(await rows(service, "SELECT FROM refusal")) == 1


async def test_a_check_answers_all_eleven_grounds_and_records_nothing(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed_today(service, status=LegalStatus.LAPSED)

    answer = await http.post("/filing/api/licenses/check", json=APPLICATION, headers=issuer.bearer(OFFICE))

    assert answer.status_code == 200
    assert [finding["number"] for finding in answer.json()["findings"]] == list(range(1, 12))
    assert not answer.json()["can_be_filed"]
    assert not await rows(service, "SELECT FROM refusal")
    assert not await rows(service, "SELECT FROM kept.outbox")


async def test_many_are_decided_in_one_request_each_on_its_merits(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed_today(service)
    items = [APPLICATION, APPLICATION]

    answer = await http.post("/filing/api/licenses/bulk", json={"items": items}, headers=issuer.bearer(OFFICE))

    assert [item["outcome"] for item in answer.json()["items"]] == ["filed", "refused"]
    assert [ground["number"] for ground in answer.json()["items"][1]["grounds"]] == [8]


async def test_more_than_five_hundred_at_once_are_not_read(http: httpx.AsyncClient, issuer: LocalIssuer):
    answer = await http.post(
        "/filing/api/licenses/bulk", json={"items": [APPLICATION] * 501}, headers=issuer.bearer(OFFICE)
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("enterprise", 403), ("inventor", 403), ("nation", 403), (OTHER_OFFICE, 404)]
)
async def test_only_the_institution_s_own_office_files(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer, who: Principal | str | None, status: int
):
    await signed_today(service)

    answer = await http.post(
        "/filing/api/licenses", json=APPLICATION, headers=issuer.bearer(who) if who is not None else {}
    )

    assert answer.status_code == status
    assert not await rows(service, "SELECT FROM license")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (OFFICE, {"F-1"}),
        (OTHER_OFFICE, {"F-2"}),
        (MAKER, {"F-1", "F-2"}),
        (Principal("p", "省", Role.PROVINCE, None, None, "cn-33"), {"F-3"}),
        ("nation", {"F-1", "F-2", "F-3"}),
    ],
)
async def test_everybody_sees_the_filings_within_reach(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer, who: Principal | str, seen: set[str]
):
    stranger = credit_code("91", n=77)
    await told(
        service,
        license_filed(patent_number(1), filing_number="F-1"),
        license_filed(patent_number(2), filing_number="F-2", institution=OTHER_INSTITUTION, home="cn-32"),
        license_filed(
            patent_number(3),
            filing_number="F-3",
            institution=credit_code("12", n=9),
            enterprise=stranger,
            home="cn-33",
        ),
    )

    answer = await http.get("/filing/api/licenses", headers=issuer.bearer(who))

    assert {item["filing_number"] for item in answer.json()["items"]} == seen
    for number in {"F-1", "F-2", "F-3"} - seen:
        assert (await http.get(f"/filing/api/licenses/{number}", headers=issuer.bearer(who))).status_code == 404


async def test_a_list_is_read_page_by_page_without_gap_or_repetition(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    numbers = [f"F-2026-CN-{n:06d}" for n in range(1, 8)]
    await told(service, *(license_filed(patent_number(n), filing_number=number) for n, number in enumerate(numbers)))
    read, cursor = [], ""
    while True:
        page = (await http.get(f"/filing/api/licenses?limit=3{cursor}", headers=issuer.bearer(OFFICE))).json()
        read += [item["filing_number"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert read == numbers[::-1]


@pytest.mark.parametrize("path", ["licenses", "refusals", "deals", "products"])
async def test_another_list_s_cursor_is_refused(http: httpx.AsyncClient, issuer: LocalIssuer, path: str):
    answer = await http.get(f"/filing/api/{path}?cursor=WyJ4IiwieSJd", headers=issuer.bearer(OFFICE))

    assert answer.status_code == 422


async def test_a_signed_deal_waits_with_its_clock_until_it_is_filed(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed_today(service)

    (waiting,) = (await http.get("/filing/api/deals", headers=issuer.bearer(OFFICE))).json()["items"]
    assert waiting["clock"]["days_left"] in range(85, 95)

    await http.post("/filing/api/licenses", json=APPLICATION, headers=issuer.bearer(OFFICE))
    assert (await http.get("/filing/api/deals", headers=issuer.bearer(OFFICE))).json()["items"] == []


async def test_a_product_is_reported_once_per_key_and_listed(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed_today(service)
    await http.post("/filing/api/licenses", json=APPLICATION, headers=issuer.bearer(OFFICE))
    product = {
        "patent": patent_number(),
        "deal": "deal-1",
        "product_name": "示例电芯",
        "product_class": "C38",
        "on_market_since": today().isoformat(),
        "revenue": {"amount": "1250000.00"},
    }
    headers = issuer.bearer(MAKER) | {"Idempotency-Key": "product-1"}

    first = await http.post("/filing/api/products", json=product, headers=headers)
    await http.post("/filing/api/products", json=product, headers=headers)

    assert first.status_code == 201
    (listed,) = (await http.get("/filing/api/products", headers=issuer.bearer(MAKER))).json()["items"]
    assert (listed["product_name"], listed["revenue"]["amount"]) == ("示例电芯", "1250000.00")
    assert (await http.get("/filing/api/totals", headers=issuer.bearer(OFFICE))).json()["products"] == 1


async def test_a_product_without_a_filed_license_is_refused_by_name(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed_today(service)
    product = {
        "patent": patent_number(),
        "deal": "deal-1",
        "product_name": "示例电芯",
        "product_class": "C38",
        "on_market_since": today().isoformat(),
    }

    answer = await http.post("/filing/api/products", json=product, headers=issuer.bearer(MAKER))

    assert answer.status_code == 409
    assert answer.json()["rule"] == "not_industrialized"
    assert "先办理许可备案" in answer.json()["mend"]


async def test_products_are_listed_page_by_page(service: Service, http: httpx.AsyncClient, issuer: LocalIssuer):
    await told(
        service,
        *(product_industrialized(patent_number(n), reported_on=date(2026, 1, 1 + n)) for n in range(5)),
    )
    first = (await http.get("/filing/api/products?limit=3", headers=issuer.bearer(OFFICE))).json()

    rest = await http.get(f"/filing/api/products?limit=3&cursor={first['next_cursor']}", headers=issuer.bearer(OFFICE))

    assert len(first["items"]) == 3
    assert len(rest.json()["items"]) == 2
