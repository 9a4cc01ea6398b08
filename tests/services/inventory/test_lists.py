"""Lists: every one walks an index, what is overdue is seen, views are saved, exports do not run."""

import csv
import io
from datetime import date, timedelta

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import today
from chassis.delivery.waves import apply_facts
from chassis.identity import Scope
from chassis.spreadsheets import guarded
from panhuo.runtime.accounts import UNIVERSITY
from services.inventory.app import HANDLERS
from services.inventory.files.list_export import header
from services.inventory.store import due, stock
from services.inventory.store.due import Window
from services.inventory.store.stock import Search
from tests.builders import fact, inventory, patent_number
from tests.issuing import LocalIssuer
from tests.services.inventory.files import csv_text, row
from tests.services.inventory.test_api import OTHER_OFFICE, Inventory
from tests.services.inventory.test_review_steps import NUMBER, OF, arranged, submitted

SCOPES = [
    Scope(),
    Scope(jurisdiction="cn-11"),
    Scope(organization=UNIVERSITY),
    Scope(organization=UNIVERSITY, college="C01"),
]
SEARCHES = [
    Search(),
    Search(question="2021"),
    Search(question="示例装置"),
    Search(state="recorded"),
    Search(state="awaiting"),
    Search(state="inventoried", patent_type="invention"),
    *(Search(review=name) for name in ("college", "institution", "returned", "spot_check", "unclaimed")),
    Search(filler="sample-inventor"),
    Search(college="C01"),
]


@pytest.mark.parametrize("scope", SCOPES, ids=["nation", "province", "office", "college"])
async def test_every_list_walks_an_index_and_none_reads_the_whole_library(
    connection: asyncpg.Connection, scope: Scope
) -> None:
    await connection.execute("SET enable_seqscan = off")
    day = date(2026, 3, 9)
    window = Window(None, day, 90)
    statements = [
        query(scope, search, after=("", ""), limit=51)
        for search in SEARCHES
        for query in (stock.page_query, stock.opening_query)
    ]
    statements += [stock.count_query(scope, search) for search in SEARCHES if search.review]
    statements += [due.query(scope, "cn", window, after=after, limit=51) for after in (None, (day, NUMBER))]

    for text, values in statements:
        plan = "\n".join(line for (line,) in await connection.fetch(f"EXPLAIN {text}", *values))
        assert "Seq Scan on patent" not in plan, plan
        assert "Seq Scan on draft" not in plan, plan


@pytest.fixture
def inventory_http(http: httpx.AsyncClient, issuer: LocalIssuer) -> Inventory:
    return Inventory(http, issuer)


async def overdue(calls: Inventory, who: str, when: str = "overdue") -> list[tuple[str, str]]:
    items = (await calls.call("GET", f"/due?when={when}", who=who)).json()["items"]
    return [(item["number"], item["stage"]) for item in items]


async def test_a_newly_granted_patent_is_overdue_ninety_days_after_its_grant_until_it_is_inventoried(
    inventory_http: Inventory, connection: asyncpg.Connection
) -> None:
    late, fresh = today() - timedelta(days=91), today() - timedelta(days=85)
    said = [
        inventory.recorded(patent_number(1), grant_date=late),
        inventory.recorded(patent_number(2), grant_date=fresh),
        inventory.recorded(patent_number(3), grant_date=date(2023, 12, 31)),
        inventory.inventoried(patent_number(4), grant_date=late),
        inventory.recorded(patent_number(5), grant_date=late, home="cn-33", institution=OTHER_OFFICE.organization),
    ]
    async with connection.transaction():
        await apply_facts(connection, HANDLERS, [fact(body) for body in said])

    assert await overdue(inventory_http, "office") == [(patent_number(1), "to_fill_in")]
    assert await overdue(inventory_http, "office", "soon") == [(patent_number(2), "to_fill_in")]
    assert await overdue(inventory_http, "province") == [(patent_number(5), "to_fill_in")]
    assert len(await overdue(inventory_http, "nation")) == 2
    page = await inventory_http.http.get("/inventory/", headers=inventory_http.issuer.bearer("office"))
    assert "逾期 1 件" in page.text


async def test_few_and_many_are_the_same_records_in_the_same_order(connection: asyncpg.Connection) -> None:
    said = [inventory.recorded(patent_number(n)) for n in range(1, 30)]
    async with connection.transaction():
        await apply_facts(connection, HANDLERS, [fact(body) for body in said])
    search, after = Search(question="示例"), (patent_number(4), "cn")

    few = await stock.page(connection, Scope(), search, after=after, limit=10, is_counted=True)
    many = await stock.page(connection, Scope(), search, after=after, limit=10, is_counted=False)

    assert few == many == await stock.page(connection, Scope(), search, after=after, limit=10)
    assert many == (await stock.opened(connection, Scope(), Search(), after=after, limit=10))[1]
    assert [line.number for line in few] == sorted(one.patent for one in said if one.patent > after[0])[:10]


async def test_a_list_says_how_it_divides_up_to_a_bound_and_beyond_it_only_that_there_are_more(
    connection: asyncpg.Connection,
) -> None:
    said = [
        *(inventory.recorded(patent_number(n)) for n in range(1, 6)),
        *(inventory.inventoried(patent_number(n), home="cn-33") for n in range(6, 10)),
    ]
    async with connection.transaction():
        await apply_facts(connection, HANDLERS, [fact(body) for body in said])
    await connection.execute(
        """
        INSERT INTO kept.draft (patent, institution, home, implementation, accepted_modes, scenario, industries,
            keywords, filled_by, submitted_at)
        SELECT number, institution, home, 'unused', '{}', '', '{}', '{}', 'inventor', now() FROM live.patent
        WHERE number = ANY($1::text[])
        """,
        [patent_number(2), patent_number(7)],
    )

    for search in (Search(), Search(question="示例")):
        counted, lines = await stock.opened(connection, Scope(), search, after=("", ""), limit=20, most=9)
        more, same = await stock.opened(connection, Scope(), search, after=("", ""), limit=20, most=8)

        # A revision under review awaits it, and the record stays inventoried.
        assert counted.states == {"recorded": 4, "inventoried": 4, "awaiting": 2}
        assert (counted.total, counted.types, counted.homes) == (9, {"invention": 9}, {"cn-11": 5, "cn-33": 4})
        assert (more, same) == (stock.Tally(None, {}, {}, {}), lines)
        assert [line.is_awaiting for line in lines].count(True) == 2


async def test_a_review_is_overdue_by_the_days_that_held_when_it_began(
    inventory_http: Inventory, connection: asyncpg.Connection
) -> None:
    await arranged(inventory_http)
    await submitted(inventory_http)
    in_time = await overdue(inventory_http, "college")
    due_on = (await inventory_http.call("GET", f"{OF}/review")).json()["due_on"]

    await connection.execute("UPDATE kept.draft SET due_on = $1", today() - timedelta(days=1))

    assert (in_time, due_on) == ([], (today() + timedelta(days=10)).isoformat())
    assert await overdue(inventory_http, "college") == [(NUMBER, "college_review")]
    assert await overdue(inventory_http, "office") == [(NUMBER, "college_review")]


async def test_a_view_is_saved_under_a_name_for_its_account_alone(inventory_http: Inventory) -> None:
    view = {"name": "待建档", "filters": {"state": "recorded", "review": "unclaimed"}}

    await inventory_http.call("PUT", "/views", view)
    await inventory_http.call("PUT", "/views", view | {"filters": {"state": "recorded"}})
    own = (await inventory_http.call("GET", "/views")).json()
    others = (await inventory_http.call("GET", "/views", who="inventor")).json()
    await inventory_http.call("DELETE", "/views?name=待建档")

    assert (own, others) == ([{"name": "待建档", "query": "state=recorded"}], [])
    assert (await inventory_http.call("GET", "/views")).json() == []


async def test_an_export_holds_what_the_list_holds_and_no_cell_of_it_runs(inventory_http: Inventory) -> None:
    await inventory_http.send(csv_text([row(1, title="=cmd|'/C calc'!A1"), row(2), row(3, inventoried_on="")]))

    asked = await inventory_http.call("GET", "/patents.csv?state=inventoried")
    rows = list(csv.reader(io.StringIO(asked.text.removeprefix("\ufeff"))))
    workbook = await inventory_http.call("GET", "/patents.xlsx?state=inventoried")
    elsewhere = await inventory_http.call("GET", "/patents.csv", who=OTHER_OFFICE)

    assert rows[0] == header(english=False)
    assert [cells[1] for cells in rows[1:]] == ["'=cmd|'/C calc'!A1", "一种示例装置2"]
    assert workbook.content[:2] == b"PK"
    assert elsewhere.text.count("\n") == 1


@given(st.text(max_size=20))
def test_no_guarded_text_begins_a_formula(text: str) -> None:
    cell = guarded(text)

    is_number = cell.removeprefix("-").removeprefix("+").replace(".", "", 1).isdecimal()
    assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
