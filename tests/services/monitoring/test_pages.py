"""The screens: what they show, to whom, in both languages, and whole or in part."""

import re

import asyncpg
import httpx
import pytest
from panhuo_contracts.codes import LegalStatus

from services.monitoring.definitions import RATES, TERMS
from services.monitoring.measures import Measure
from tests.builders import monitoring as said
from tests.builders.monitoring import day, numbered
from tests.issuing import LocalIssuer
from tests.services.monitoring.conftest import take_in

OPEN = [
    "/monitoring/",
    "/monitoring/definitions",
    "/monitoring/jurisdictions/cn-11",
    f"/monitoring/institutions/{said.INSTITUTION}",
]
SIGNED_IN = [f"/monitoring/patents/{said.PATENT}"]


async def one_patent(conn: asyncpg.Connection) -> None:
    whole = [
        said.recorded(0, generated=True),
        said.inventoried(1),
        said.recorded(0, generated=True),
        said.self_evaluated(2),
        said.listed(3),
        said.evaluated(4),
        said.registered(),
        said.subscribed(5),
        said.intent(6),
        said.signed(7),
        said.filing_refused(8),
        said.filed(9),
        said.industrialized(10),
        said.status_changed(11, LegalStatus.FEE_GRACE),
    ]
    await take_in(conn, numbered(whole))


async def test_the_root_leads_to_the_dashboard(http: httpx.AsyncClient) -> None:
    answer = await http.get("/")

    assert (answer.status_code, answer.headers["location"]) == (307, "/monitoring/")


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", [*OPEN, *SIGNED_IN, "/monitoring/delivery"])
async def test_every_page_is_there_in_both_languages(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer, path: str, language: str
) -> None:
    await one_patent(conn)

    answer = await http.get(language + path, headers=issuer.bearer("nation") | {"Accept": "text/html"})

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", OPEN)
async def test_figures_are_public(conn: asyncpg.Connection, http: httpx.AsyncClient, path: str) -> None:
    await one_patent(conn)

    answer = await http.get(path)

    assert answer.status_code == 200
    assert f"/monitoring/patents/{said.PATENT}" not in answer.text


@pytest.mark.parametrize(
    "path", ["/monitoring/jurisdictions/cn-99", "/monitoring/institutions/x", "/monitoring/patents/1"]
)
async def test_what_there_is_not_is_not_found(http: httpx.AsyncClient, issuer: LocalIssuer, path: str) -> None:
    answer = await http.get(path, headers=issuer.bearer("nation"))

    assert answer.status_code == 404


async def test_the_dashboard_stands_also_when_nothing_is_known(http: httpx.AsyncClient) -> None:
    answer = await http.get("/monitoring/")

    assert answer.status_code == 200
    assert "—" in answer.text


async def test_a_past_view_says_so_and_shows_what_stood_then(conn: asyncpg.Connection, http: httpx.AsyncClient) -> None:
    await one_patent(conn)

    answer = await http.get("/monitoring/", params={"as_at": str(day(0)), "compare": str(day(-5))})

    assert "past-banner" in answer.text
    assert 'class="as-at past"' in answer.text
    assert f'value="{day(0)}"' in answer.text


async def test_dates_that_cannot_be_read_are_the_live_view(http: httpx.AsyncClient) -> None:
    answer = await http.get("/monitoring/", params={"as_at": "soon", "compare": "31.12."})

    assert answer.status_code == 200
    assert "past-banner" not in answer.text


async def test_a_day_compared_with_that_lies_after_the_day_shown_gives_way(http: httpx.AsyncClient) -> None:
    answer = await http.get("/monitoring/", params={"as_at": "2025-01-31", "compare": "2025-12-31"})

    assert 'name="compare" value="2024-12-31"' in answer.text


async def test_filters_swap_the_results_and_the_date_form_keeps_them(
    conn: asyncpg.Connection, http: httpx.AsyncClient
) -> None:
    await one_patent(conn)

    answer = await http.get("/monitoring/", params={"type": "invention"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    assert '<input type="hidden" name="type" value="invention">' in answer.text
    assert 'hx-swap-oob="true"' in answer.text


async def test_generated_records_are_marked(conn: asyncpg.Connection, http: httpx.AsyncClient) -> None:
    await take_in(conn, numbered([said.recorded(0, generated=True)]))

    assert 'class="generated"' in (await http.get("/monitoring/jurisdictions/cn-11")).text
    assert 'class="generated"' not in (await http.get("/monitoring/jurisdictions/cn-12")).text.split("<main")[1]


async def test_a_patents_page_tells_each_of_its_events_with_stream_and_number(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await one_patent(conn)

    page = (await http.get(f"/monitoring/patents/{said.PATENT}", headers=issuer.bearer("office"))).text

    assert page.count("<tr id=") == 13
    for told in ("filing 3", "inventory 4", "第 4 项", "示例装备有限公司7", "年费滞纳"):
        assert told in page
    assert page.count('class="lane"') == 7


async def test_a_patent_known_only_by_other_streams_says_that_its_record_is_awaited(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await take_in(conn, numbered([said.listed(1)]))

    page = await http.get(f"/en/monitoring/patents/{said.PATENT}", headers=issuer.bearer("office"))

    assert page.status_code == 200
    assert "No record yet" in page.text
    assert "await their record" in (await http.get("/en/monitoring/")).text


async def test_the_table_of_jurisdictions_can_be_sorted_both_ways(
    conn: asyncpg.Connection, http: httpx.AsyncClient
) -> None:
    bodies = [
        said.recorded(
            0, patent=said.patent_number(n), home="cn-11" if n < 3 else "cn-44", institution=said.credit_code(n % 2)
        )
        for n in range(8)
    ]
    await take_in(conn, numbered(bodies))

    async def order(way: str) -> list[str]:
        text = (await http.get("/monitoring/", params={"sort": "stock", "order": way})).text
        table = text.split('<table class="rows dense"')[1]
        return re.findall(r"<small>(cn-\d\d)</small>", table)

    assert (await order("desc"))[:2] == ["cn-44", "cn-11"]
    assert (await order("asc"))[-2:] == ["cn-11", "cn-44"]


async def test_the_operator_sees_what_was_refused(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await conn.execute(
        "INSERT INTO dead_letter (topic, partition, record_offset, key, header_names, header_values, reason, detail,"
        " records_before) VALUES ('cn-33.inventory.v1', 1, 812, '\\xff', '{}', '{}', 'foreign', 'of cn-32', 0)"
    )

    page = (await http.get("/monitoring/delivery", headers=issuer.bearer("nation"))).text
    others = await http.get("/monitoring/delivery", headers=issuer.bearer("province"))

    assert "panhuo dead-letters redrive monitoring cn-33.inventory.v1/1/812" in page
    assert "他省专利" in page
    assert others.status_code == 403


def test_every_figure_is_defined_in_both_languages() -> None:
    assert set(TERMS) == set(Measure)
    for rate in RATES:
        assert rate.about_zh
        assert rate.about_en
        assert rate.version >= 1
