"""The screens: what they show, to whom, in both languages, and whole or in part."""

import re

import asyncpg
import httpx
import pytest
from panhuo_contracts.codes import LegalStatus, SelfGrade, Tier
from panhuo_contracts.digest import fold_hex

from chassis.delivery import digest
from chassis.web.sections import SECTIONS
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


@pytest.mark.parametrize("path", [path for path in OPEN if "definitions" not in path])
@pytest.mark.parametrize(("given", "told"), [("zzz", "was not understood"), ("2999-01-01", "lies in the future")])
async def test_a_date_that_cannot_be_shown_is_named_above_the_live_view(
    conn: asyncpg.Connection, http: httpx.AsyncClient, path: str, given: str, told: str
) -> None:
    await one_patent(conn)

    answer = await http.get(f"/en{path}", params={"as_at": given, "compare": "31.12."})
    plain = await http.get(f"/en{path}", params={"as_at": "", "compare": ""})

    assert answer.status_code == 200
    assert "past-banner" not in answer.text
    assert f"“{given}” {told}" in answer.text
    assert told not in plain.text
    assert "“31.12.”, was not understood" in answer.text
    assert "to compare with, “" not in plain.text


@pytest.mark.parametrize("given", ["zzz", "2999-01-01"])
async def test_the_interface_refuses_a_date_that_it_cannot_show(http: httpx.AsyncClient, given: str) -> None:
    for name in ("figures", "census"):
        answer = await http.get(f"/monitoring/api/{name}", params={"as_of": given})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "as_of"


async def test_a_grade_given_with_the_stocktaking_is_shown_until_the_institution_grades_the_patent(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    async def page() -> str:
        return (await http.get(f"/monitoring/patents/{said.PATENT}", headers=issuer.bearer("office"))).text

    await take_in(conn, numbered([said.recorded(0), said.inventoried(1, self_grade=SelfGrade.GOOD)]))
    with_stocktaking = await page()
    await take_in(conn, numbered([said.self_evaluated(2)]))
    graded = await page()

    assert with_stocktaking.count("随盘点") >= 2
    assert "随盘点" not in graded


async def test_a_grade_goes_back_with_the_stocktaking_record(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    told = [said.recorded(0), said.inventoried(1, self_grade=SelfGrade.GOOD), said.returned(2)]
    await take_in(conn, numbered(told))

    assert "随盘点" not in (await http.get(f"/monitoring/patents/{said.PATENT}", headers=issuer.bearer("office"))).text


@pytest.mark.parametrize(
    ("stated", "told", "shows_folds"),
    [((1, 4), "日摘要一致", False), ((9, 7), "日摘要1 个在途", False), ((1, 5), "日摘要1 个不一致", True)],
)
async def test_digests_stand_in_one_of_three_words_and_only_a_disagreement_shows_folds(
    conn: asyncpg.Connection, http: httpx.AsyncClient, stated: tuple[int, int], told: str, *, shows_folds: bool
) -> None:
    topic = "cn-33.inventory.v1"
    async with conn.transaction():
        await digest.count(conn, "received", [(topic, day(0), 4)])
    await take_in(conn, numbered([said.digest_stated(topic, 0, *stated)], writer="cn-33"))

    page = (await http.get("/monitoring/")).text
    place = (await http.get("/monitoring/jurisdictions/cn-33")).text

    assert told in page
    assert "待核对" not in page + place
    assert (fold_hex(4) in page, fold_hex(4) in place) == (shows_folds, shows_folds)


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
    assert page.count('class="lane"') == 8


async def test_the_time_line_tells_the_tier_and_what_became_of_an_objection(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    told = [said.recorded(0), said.inventoried(1), said.listed(2), said.evaluated(3)]
    told += [said.graded(3), said.objected(4, 3), said.reviewed(5, 3, is_upheld=True), said.graded(5, Tier.REGULAR)]
    await take_in(conn, numbered(told))

    page = (await http.get(f"/monitoring/patents/{said.PATENT}", headers=issuer.bearer("office"))).text
    lanes = page.split('class="lane"')

    assert [n for n, lane in enumerate(lanes[:-1]) if "T1 重点推广" in lane] == [5]
    assert "异议成立，评价作废" in page
    assert "与授权文本不符" not in page  # why is between institution and office
    assert "2024-01-04 至 2024-01-05" in page


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
    assert "redrive monitoring --all" in page
    for other in ("inventory", "evaluation", "matching", "filing"):
        assert f"panhuo dead-letters list {other}" in page
    assert others.status_code == 403


async def test_nothing_is_offered_for_redrive_where_nothing_was_buried(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    assert "redrive" not in (await http.get("/monitoring/delivery", headers=issuer.bearer("nation"))).text


@pytest.mark.parametrize(
    ("account", "closed"),
    [
        ("inventor", ["/evaluation/experts", "/matching/deals", "/filing/"]),
        ("enterprise", ["/inventory/"]),
        ("nation", []),
        ("office", ["/evaluation/experts"]),
    ],
)
async def test_the_header_leads_only_where_the_role_may_go(
    http: httpx.AsyncClient, issuer: LocalIssuer, account: str, closed: list[str]
) -> None:
    page = (await http.get("/monitoring/definitions", headers=issuer.bearer(account))).text
    header = page.split("<header>")[1].split("</header>")[0]

    assert [each.href for each in SECTIONS if f'href="{each.href}"' not in header] == closed


async def test_the_header_leads_a_visitor_to_the_figures_and_to_sign_in(http: httpx.AsyncClient) -> None:
    page = (await http.get("/monitoring/definitions")).text
    links = page.split('<nav class="sections"')[1].split("</nav>")[0]

    assert re.findall('href="([^"]+)"', links) == ["/monitoring/"]
    assert "/auth/login" in page


@pytest.mark.parametrize(
    ("prefix", "who", "what"), [("", "发明人", "查看和处理事件投递"), ("/en", "Inventor", "look after")]
)
async def test_a_refusal_is_said_in_words(
    http: httpx.AsyncClient, issuer: LocalIssuer, prefix: str, who: str, what: str
) -> None:
    answer = await http.get(
        f"{prefix}/monitoring/delivery", headers=issuer.bearer("inventor") | {"Accept": "text/html"}
    )

    assert answer.status_code == 403
    main = answer.text.split("<main")[1]
    assert who in main
    assert what in main
    assert "delivery.operate" not in main


def test_every_figure_is_defined_in_both_languages() -> None:
    assert set(TERMS) == set(Measure)
    for rate in RATES:
        assert rate.about_zh
        assert rate.about_en
        assert rate.version >= 1
