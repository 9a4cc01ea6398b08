"""Figures over HTTP: each with numerator, denominator, date and version of its definition."""

from datetime import UTC, datetime

import asyncpg
import httpx
from panhuo_contracts.codes import InstitutionKind, PatentType
from panhuo_contracts.identifiers import display_patent_number

from services.monitoring.measures import Measure
from tests.builders import monitoring as said
from tests.builders.monitoring import day, numbered
from tests.issuing import LocalIssuer
from tests.services.monitoring.conftest import take_in


async def forty_patents(conn: asyncpg.Connection) -> None:
    """Forty recorded in two jurisdictions, thirty of them inventoried, fifteen in the library."""
    bodies = []
    for n in range(40):
        patent, home = said.patent_number(n), "cn-11" if n < 35 else "cn-32"
        at = {"patent": patent, "home": home, "institution": said.credit_code(1 if n < 35 else 2)}
        bodies.append(said.recorded(0, **at, generated=n == 0))
        if n < 30:
            bodies.append(said.inventoried(5, **at))
        if n < 15:
            bodies.append(said.listed(9, patent=patent))
    await take_in(conn, numbered(bodies))


async def test_a_rate_comes_with_all_that_it_rests_on(conn: asyncpg.Connection, http: httpx.AsyncClient) -> None:
    await forty_patents(conn)

    answer = (await http.get("/monitoring/api/figures", params={"as_of": str(day(9))})).json()

    rate = next(rate for rate in answer["rates"] if rate["code"] == "inventory_rate")
    assert (rate["percent"], rate["numerator"]["value"], rate["denominator"]["value"]) == ("75.00", 30, 40)
    assert (rate["as_of"], rate["definition_version"]) == (str(day(9)), 1)
    assert answer["is_generated"] is False  # the generated record was said again without the mark


async def test_a_past_day_shows_what_stood_then(conn: asyncpg.Connection, http: httpx.AsyncClient) -> None:
    await forty_patents(conn)

    listed = [
        (await http.get("/monitoring/api/figures", params={"as_of": str(day(n))})).json()["counts"]["listed"]
        for n in (8, 9)
    ]

    assert listed == [0, 15]


async def test_a_rate_of_fewer_than_thirty_is_not_shown(conn: asyncpg.Connection, http: httpx.AsyncClient) -> None:
    await forty_patents(conn)

    answer = (await http.get("/monitoring/api/census", params={"as_of": str(day(9)), "by": "jurisdiction"})).json()

    percents = {row["key"]: row["rates"]["inventory_rate"] for row in answer["rows"]}
    assert percents == {"cn-11": "85.71", "cn-32": None}


async def test_the_census_can_be_asked_for_by_each_of_its_dimensions(
    conn: asyncpg.Connection, http: httpx.AsyncClient
) -> None:
    await forty_patents(conn)

    async def stock(**asked: str) -> dict[str, int]:
        answer = (await http.get("/monitoring/api/census", params={"as_of": str(day(9)), **asked})).json()
        return {row["key"]: row["counts"].get("stock", 0) for row in answer["rows"]}

    assert await stock(by="jurisdiction") == {"cn-11": 35, "cn-32": 5}
    assert await stock(by="institution", jurisdiction="cn-32") == {said.credit_code(2): 5}
    assert await stock(by="patent_type") == {PatentType.INVENTION: 40}
    assert await stock(by="institution_kind") == {InstitutionKind.OTHER_UNIVERSITY: 40}
    assert await stock(by="day", since=str(day(8))) == {str(day(8)): 40, str(day(9)): 40}
    assert await stock(by="day", since=str(day(-1)), as_of=str(day(0))) == {str(day(-1)): 0, str(day(0)): 40}


async def test_figures_of_months_that_are_over_are_those_of_their_days(
    conn: asyncpg.Connection, http: httpx.AsyncClient
) -> None:
    bodies = [said.recorded(n * 9, patent=said.patent_number(n)) for n in range(40)]
    await take_in(conn, numbered(bodies))

    for n in (0, 30, 31, 59, 60, 200, 366):
        answer = (await http.get("/monitoring/api/figures", params={"as_of": str(day(n))})).json()
        assert answer["counts"]["stock"] == min(40, n // 9 + 1)


async def test_filings_are_those_of_the_year_shown(conn: asyncpg.Connection, http: httpx.AsyncClient) -> None:
    bodies = [said.recorded(0), *(said.filed(300 + n, on_time=n % 2 == 0) for n in range(100))]
    await take_in(conn, numbered(bodies))

    answer = (await http.get("/monitoring/api/figures", params={"as_of": str(day(399))})).json()

    rate = next(rate for rate in answer["rates"] if rate["code"] == "filing_timeliness")
    assert (rate["numerator"]["value"], rate["denominator"]["value"]) == (17, 34)
    assert (rate["percent"], rate["window_from"]) == ("50.00", "2025-01-01")


async def test_a_jurisdiction_that_there_is_not_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get("/monitoring/api/figures", params={"jurisdiction": "cn-99"})

    assert answer.status_code == 422


async def test_events_of_a_patent_come_in_pages_newest_first(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await take_in(conn, numbered([said.recorded(0), said.inventoried(1), said.listed(2), said.evaluated(3)]))
    address = f"/monitoring/api/patents/{display_patent_number(said.PATENT)}/events"

    seen, cursor = [], None
    while True:
        asked = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await http.get(address, params=asked, headers=issuer.bearer("inventor"))).json()
        seen += [event["type"] for event in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break

    assert seen == ["EnterpriseEvaluated", "PatentListed", "PatentInventoried", "PatentRecorded"]


async def test_events_of_a_patent_are_for_those_who_may_read_patents(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await take_in(conn, numbered([said.recorded(0)]))

    anonymous = await http.get(f"/monitoring/api/patents/{said.PATENT}/events")
    unknown = await http.get("/monitoring/api/patents/123/events", headers=issuer.bearer("nation"))

    assert (anonymous.status_code, unknown.status_code) == (401, 404)


async def test_digests_are_stated_when_an_operator_asks_and_once_for_each_key(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    await conn.execute("INSERT INTO digest_entry VALUES ('received', 'cn.inventory.v1', '2024-03-01', 4, 77)")
    headers = issuer.bearer("nation") | {"Idempotency-Key": "one"}

    answers = [(await http.post("/monitoring/api/digests", headers=headers)).json() for _ in range(2)]
    refused = await http.post("/monitoring/api/digests", headers=issuer.bearer("province"))

    assert answers == [{"said": 1}, {"said": 1}]
    assert await conn.fetchval("SELECT count(*) FROM outbox") == 1
    assert refused.status_code == 403


async def test_every_measure_is_answered_also_when_nothing_is_known(http: httpx.AsyncClient) -> None:
    answer = (await http.get("/monitoring/api/figures")).json()

    assert answer["counts"] == dict.fromkeys(Measure, 0)
    assert {rate["percent"] for rate in answer["rates"]} == {None}
    assert datetime.now(UTC).date() <= datetime.fromisoformat(answer["as_of"]).date()
