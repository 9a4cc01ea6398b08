"""Filing's screens: what is shown, what htmx gets, what a submit leads to."""

import re
from datetime import date, timedelta

import httpx
import pytest
from panhuo_contracts.codes import ConversionMode, LegalFlag, LegalStatus, LicenseKind
from panhuo_contracts.events.matching import LicenseTerms

from chassis.clock import today
from chassis.identity import Principal, Role
from chassis.service import Service
from tests.builders.filing import filing_refused, license_filed, patent_number, product_industrialized
from tests.issuing import LocalIssuer
from tests.services.filing.scene import (
    ENTERPRISE,
    INSTITUTION,
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
MAKER = Principal("maker-1", "陈示例", Role.ENTERPRISE, ENTERPRISE, "示例新能源科技有限公司", "cn-11")


def browser(issuer: LocalIssuer, who: Principal = OFFICE, **other: str) -> dict[str, str]:
    return issuer.bearer(who) | {"Accept": "text/html"} | other


def filled(**other: str) -> dict[str, str]:
    return {
        "deal": "deal-1",
        "contract_number": "L-2026-00562",
        "effective_on": today().isoformat(),
        "licensor_address": "示例市学院路 2 号",
        "licensee_name": "示例新能源科技有限公司",
        "licensee_address": "示例市示例路 1 号",
        "kind": "ordinary",
        "territory": "全国",
        "term_from": today().isoformat(),
        "term_to": (today() + timedelta(days=700)).isoformat(),
        "payment_kind": "lump_sum",
        "upfront": "60",
        "idempotency_key": "form-1",
    } | other


async def signed(service: Service, **other: object) -> None:
    terms = LicenseTerms(term_from=today(), term_to=today() + timedelta(days=700))
    held = right(**other)
    await told(
        service,
        registered(),
        said_of(held),
        status_of(held),
        signing_of(deal(terms=terms, signed_on=today(), effective_on=today())),
    )


async def test_the_form_begins_with_what_deal_and_register_say(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service)

    page = (await http.get("/filing/licenses/new?deal=deal-1", headers=browser(issuer))).text

    assert 'value="L-2026-00562"' in page
    assert "示例新能源科技有限公司" in page
    assert "缺 1 项：许可方地址" in page  # the guard list says it at once, no field is red yet
    assert 'class="field wrong"' not in page


async def test_leaving_a_field_answers_with_that_field_and_the_guard_list(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service)
    too_long = filled(term_to="2039-05-18")

    answer = await http.post(
        "/filing/licenses/check",
        data=too_long,
        headers=browser(issuer, **{"HX-Request": "true", "HX-Target": "term_to-field"}),
    )

    assert answer.text.lstrip().startswith('<div class="field wrong" id="term_to-field">')
    assert "改为 2039-05-17" in answer.text
    assert 'id="guards-panel" hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text
    assert not await rows(service, "SELECT FROM refusal")


async def test_impossible_kinds_stay_visible_with_their_reason(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service, flags=frozenset({LegalFlag.OPEN_LICENSED}))

    page = (await http.get("/filing/licenses/new?deal=deal-1", headers=browser(issuer))).text

    exclusive = re.search(r'<input type="radio" name="kind" value="exclusive"[^>]*>', page)
    assert exclusive is not None
    assert "disabled" in exclusive[0]
    assert "开放许可期间不得给予独占或者排他许可" in page


async def test_a_submit_with_something_in_the_way_lists_it_with_links_and_records_nothing(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service)

    answer = await http.post(
        "/filing/licenses", data=filled(licensee_address="", term_to="2039-05-18"), headers=browser(issuer)
    )

    assert answer.status_code == 422
    assert 'href="#licensee_address"' in answer.text
    assert 'href="#term_to"' in answer.text
    assert not await rows(service, "SELECT FROM refusal")
    assert not await rows(service, "SELECT FROM kept.idempotency")


@pytest.mark.parametrize(
    "wrong", [{"term_to": "someday"}, {"upfront": "a lot"}, {"upfront": ""}, {"upfront": "1e40"}, {"upfront": "NaN"}]
)
async def test_what_cannot_be_read_is_said_at_its_field(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer, wrong: dict[str, str]
):
    await signed(service)

    answer = await http.post("/filing/licenses", data=filled(**wrong), headers=browser(issuer))

    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in answer.text


async def test_a_good_submit_leads_to_the_license_and_twice_to_the_same_one(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service)

    first = await http.post("/filing/licenses", data=filled(), headers=browser(issuer))
    again = await http.post("/filing/licenses", data=filled(), headers=browser(issuer))

    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    page = await http.get(first.headers["Location"], headers=browser(issuer))
    assert "已备案" in page.text
    assert "LicenseFiled" in page.text
    assert len(await rows(service, "SELECT FROM license")) == 1


async def test_who_insists_is_refused_formally_and_reads_the_grounds(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service, status=LegalStatus.FEE_GRACE)

    answer = await http.post("/filing/licenses", data=filled(insist="yes"), headers=browser(issuer))

    assert answer.status_code == 303
    page = await http.get(answer.headers["Location"], headers=browser(issuer))
    assert "备案办法 第12条第6项" in page.text


@pytest.mark.parametrize("tongue", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    [
        "/filing/",
        "/filing/?view=waiting",
        "/filing/?view=refused",
        "/filing/products",
        "/filing/products/new",
        "/filing/law",
        "/filing/licenses/new?deal=deal-1",
        "/filing/licenses/F-2026-CN-000001",
    ],
)
async def test_every_page_is_there_in_both_languages(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer, path: str, tongue: str
):
    await signed(service, co_patentees=("共有公司",), flags=frozenset({LegalFlag.PLEDGED}))
    exclusive = LicenseTerms(kind=LicenseKind.SOLE, term_from=date(2026, 4, 1), term_to=date(2031, 3, 31))
    other = patent_number(2)
    await told(
        service,
        license_filed(other, terms=exclusive, is_on_time=False),
        filing_refused(other),
        product_industrialized(other),
    )

    page = await http.get(tongue + path, headers=browser(issuer))

    assert page.status_code == 200
    assert f'<html lang="{"en" if tongue else "zh-CN"}"' in page.text
    for leftover in ("FilingClock", "Said(", "None<", "LicenseKind."):
        assert leftover not in page.text


async def test_nobody_is_asked_to_sign_in_first(http: httpx.AsyncClient):
    answer = await http.get("/filing/", headers={"Accept": "text/html"})

    assert answer.status_code == 303
    assert "/auth/login" in answer.headers["Location"]


async def test_the_product_form_says_what_stands_in_the_way_at_its_field(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service)
    product = {
        "patent": "ZL 2019 1 0410387.0",
        "deal": "deal-1",
        "product_name": "示例电芯",
        "product_class": "C38",
        "on_market_since": today().isoformat(),
    }

    answer = await http.post("/filing/products", data=product, headers=browser(issuer, MAKER))

    assert answer.status_code == 422
    assert 'id="deal-error"' in answer.text or 'id="patent-error"' in answer.text


async def test_an_enterprise_chooses_its_contract_and_types_no_patent_number(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await signed(service)
    bought = deal(
        deal="deal-2", contract_number="T-2026-1", mode=ConversionMode.TRANSFER, terms=None, patent=patent_number(2)
    )
    await told(service, said_of(right(patent=patent_number(2), title="一种买来的示例装置")), signing_of(bought))
    product = {"product_name": "示例电芯", "product_class": "C38", "on_market_since": today().isoformat()}

    form = (await http.get("/filing/products/new", headers=browser(issuer, MAKER))).text
    unsaid = await http.post("/filing/products", data=product, headers=browser(issuer, MAKER))
    sent = await http.post("/filing/products", data=product | {"deal": "deal-2"}, headers=browser(issuer, MAKER))

    assert 'name="patent"' not in form
    assert "一种买来的示例装置" in form
    assert 'value="deal-1"' not in form  # its license is not on file yet
    assert (unsaid.status_code, 'id="deal-error"' in unsaid.text) == (422, True)
    assert sent.status_code == 303
    assert "T-2026-1" in (await http.get("/filing/products", headers=browser(issuer, MAKER))).text
    assert len(await rows(service, "SELECT FROM product")) == 1


async def test_an_enterprise_with_nothing_yet_reads_its_next_step(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    paths = ("/filing/", "/filing/products", "/filing/products/new")
    at_first = [(await http.get(path, headers=browser(issuer, MAKER))).text for path in paths]
    await signed(service)
    when_signed = [(await http.get(path, headers=browser(issuer, MAKER))).text for path in paths]

    assert all("提出意向" in page and 'class="button small" href="/matching/"' in page for page in at_first)
    assert all('class="button small" href="/filing/?view=waiting"' in page for page in when_signed)


async def test_a_product_form_that_cannot_be_read_names_its_fields(http: httpx.AsyncClient, issuer: LocalIssuer):
    wrong = {"patent": "12", "product_name": "", "product_class": "纺织", "on_market_since": "", "revenue": "x"}

    answer = await http.post("/filing/products", data=wrong, headers=browser(issuer, OFFICE))

    assert answer.status_code == 422
    for field in wrong:
        assert f'id="{field}-error"' in answer.text
