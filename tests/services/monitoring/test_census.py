"""The census counts what the dossiers say, at any day, whatever the order in which streams arrive."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Fact
from panhuo_contracts.codes import ImplementationStatus, LegalStatus, PatentType, SelfGrade, Tier
from panhuo_contracts.events.inventory import PatentTransferredAway, StatusSince

from chassis.database import Connection
from chassis.delivery.waves import apply_facts
from services.monitoring import census
from services.monitoring.app import HANDLERS
from services.monitoring.measures import Measure
from tests.builders import monitoring as said
from tests.builders.monitoring import day, numbered
from tests.services.monitoring.conftest import take_in

TABLES = ("dossier", "census", "census_month", "patent_event", "enterprise_view", "enterprise", "stated_digest")


async def figures(conn: Connection, at: date) -> dict[str, int]:
    rows = await conn.fetch(
        "SELECT measure, sum(delta)::int AS n FROM census WHERE day <= $1 GROUP BY measure HAVING sum(delta) <> 0", at
    )
    return {row["measure"]: row["n"] for row in rows}


async def test_a_recorded_patent_counts_from_its_day_until_the_register_says_it_lapsed(conn: Connection) -> None:
    await take_in(conn, numbered([said.recorded(3), said.status_changed(10)]))

    assert await figures(conn, day(2)) == {}
    assert await figures(conn, day(3)) == {"stock": 1}
    assert await figures(conn, day(9)) == {"stock": 1}
    assert await figures(conn, day(10)) == {}


async def test_a_restored_patent_counts_again_and_its_past_stays(conn: Connection) -> None:
    await take_in(
        conn,
        numbered([said.recorded(0), said.status_changed(5), said.status_changed(8, LegalStatus.IN_FORCE)]),
    )

    assert [bool(await figures(conn, day(n))) for n in (4, 6, 8)] == [True, False, True]


async def test_the_course_of_a_right_counts_alike_however_late_its_parts_became_known(conn: Connection) -> None:
    """A lapse that is told after its restoration: what is published last tells the whole course."""
    course = ((LegalStatus.IN_FORCE, day(-9)), (LegalStatus.LAPSED, day(5)), (LegalStatus.IN_FORCE, day(8)))
    late = said.status_changed(8, LegalStatus.IN_FORCE).model_copy(
        update={"course": tuple(StatusSince(status=status, since=since) for status, since in course)}
    )

    await take_in(conn, numbered([said.recorded(0), said.status_changed(8, LegalStatus.IN_FORCE), late]))

    assert [bool(await figures(conn, day(n))) for n in (4, 6, 8)] == [True, False, True]


async def test_a_right_that_was_transferred_away_leaves_stock_and_one_that_came_back_enters_it(
    conn: Connection,
) -> None:
    away = PatentTransferredAway(
        patent=said.PATENT, home="cn-11", institution=said.INSTITUTION, holders=("示例制造公司",), transferred_on=day(4)
    )
    back = said.status_changed(9, LegalStatus.IN_FORCE).model_copy(update={"is_away": False})

    await take_in(conn, numbered([said.recorded(0), away, back]))

    assert [bool(await figures(conn, day(n))) for n in (3, 5, 9)] == [True, False, True]


async def test_a_patent_in_fee_grace_is_still_in_stock(conn: Connection) -> None:
    await take_in(conn, numbered([said.recorded(0), said.status_changed(5, LegalStatus.FEE_GRACE)]))

    assert await figures(conn, day(6)) == {"stock": 1}


async def test_a_transferred_patent_leaves_stock(conn: Connection) -> None:
    await take_in(
        conn,
        numbered(
            [said.recorded(0), said.inventoried(2), said.revised(6, implementation=ImplementationStatus.TRANSFERRED)]
        ),
    )

    assert await figures(conn, day(5)) == {"stock": 1, "inventoried": 1}
    assert await figures(conn, day(6)) == {}


async def test_a_stub_counts_nowhere_until_its_record_is_known(conn: Connection) -> None:
    early = [
        said.listed(4),
        said.evaluated(5),
        said.subscribed(6),
        said.signed(7),
        said.filed(8),
        said.industrialized(9),
    ]
    await take_in(conn, numbered(early))
    assert await conn.fetchval("SELECT count(*) FROM census") == 0

    await take_in(
        conn,
        numbered([said.recorded(1, patent_type=PatentType.DESIGN), said.inventoried(2, patent_type=PatentType.DESIGN)]),
    )

    assert await figures(conn, day(9)) == {
        "stock": 1, "inventoried": 1, "listed": 1, "evaluated": 1, "contacted": 1, "deals": 1, "licenses_filed": 1,
        "filed_on_time": 1, "implemented": 1, "industrialized": 1, "passed_listing": 1, "passed_evaluation": 1,
        "passed_contact": 1, "passed_deal": 1, "passed_industry": 1,
    }  # fmt: skip
    assert await conn.fetchval("SELECT count(*) FROM census WHERE patent_type <> 'design'") == 0


async def test_a_patent_that_moves_takes_its_whole_past_along(conn: Connection) -> None:
    other = said.credit_code(2)
    await take_in(
        conn,
        numbered([said.recorded(0), said.inventoried(1)]),
        numbered([said.listed(2), said.delisted(4)]),
        numbered([said.recorded(0), said.inventoried(1), said.revised(9, institution=other)])[2:],
    )

    assert {row[0] for row in await conn.fetch("SELECT DISTINCT institution FROM census")} == {other}
    assert await figures(conn, day(3)) == {"stock": 1, "inventoried": 1, "listed": 1, "passed_listing": 1}


async def test_the_evaluation_of_an_enterprise_counts_while_it_is_valid(conn: Connection) -> None:
    await take_in(conn, numbered([said.recorded(0), said.inventoried(0), said.listed(1), said.evaluated(2, until=6)]))

    counted = [(await figures(conn, day(n))).get("evaluated", 0) for n in (1, 2, 6, 7)]
    assert counted == [0, 1, 1, 0]


async def test_an_evaluation_that_was_objected_to_counts_again_only_where_the_objection_was_dismissed(
    conn: Connection,
) -> None:
    told = [said.recorded(0), said.inventoried(0), said.listed(1), said.evaluated(2), said.objected(4, 2)]

    async def counted() -> list[int]:
        return [(await figures(conn, day(n))).get("evaluated", 0) for n in (3, 5, 7)]

    await take_in(conn, numbered(told))
    assert await counted() == [1, 0, 0]
    await take_in(conn, numbered([*told, said.reviewed(6, 2)])[-1:])
    assert await counted() == [1, 0, 1]


async def test_an_evaluation_is_void_from_the_objection_on_that_a_review_upheld(conn: Connection) -> None:
    told = [said.recorded(0), said.inventoried(0), said.listed(1), said.evaluated(2), said.evaluated(5)]
    told += [said.objected(5, 5), said.reviewed(6, 5, is_upheld=True), said.objected(6, 2)]
    told += [said.reviewed(8, 2, is_upheld=True)]

    await take_in(conn, numbered(told))

    assert [(await figures(conn, day(n))).get("evaluated", 0) for n in (2, 5, 6, 9)] == [1, 1, 0, 0]


async def test_filings_count_registered_events_not_patents(conn: Connection) -> None:
    await take_in(conn, numbered([said.recorded(0), said.filed(3), said.filed(9, on_time=False)]))

    assert (await figures(conn, day(9)))["licenses_filed"] == 2
    assert (await figures(conn, day(9)))["filed_on_time"] == 1


async def test_the_funnel_narrows_at_every_stage(conn: Connection) -> None:
    several = [said.patent_number(n) for n in range(1, 5)]
    bodies = [
        body
        for n, patent in enumerate(several)
        for body in [
            said.recorded(0, patent=patent), said.inventoried(0, patent=patent),
            *([said.listed(1, patent=patent)] if n > 0 else []),
            *([said.evaluated(2, patent=patent)] if n > 1 else []),
            # Signed without having been evaluated or contacted: no part of the cohort that passed every stage.
            *([said.signed(3, patent=patent)] if n in (1, 3) else []),
            *([said.subscribed(3, patent=patent)] if n > 2 else []),
        ]
    ]  # fmt: skip
    await take_in(conn, numbered(bodies))

    found = await figures(conn, day(5))
    stages = ["inventoried", "passed_listing", "passed_evaluation", "passed_contact", "passed_deal"]
    assert [found.get(stage, 0) for stage in stages] == [4, 3, 2, 1, 1]
    assert found["deals"] == 2


PATENTS = (said.patent_number(1), said.patent_number(2))
PLACES = (
    (said.credit_code(1), "cn-11", PatentType.INVENTION),
    (said.credit_code(2), "cn-32", PatentType.UTILITY_MODEL),
)
DAYS = st.integers(0, 12)


@st.composite
def streams(draw: st.DrawFn) -> list[list[Fact[Any]]]:
    """A few events of each stream for two patents, each stream in its own order."""
    places = st.sampled_from(PLACES)

    def inventory(patent: str) -> st.SearchStrategy[Any]:
        annotated = st.builds(
            lambda make, on, use, at: make(
                on, patent=patent, implementation=use, institution=at[0], home=at[1], patent_type=at[2]
            ),
            st.sampled_from([said.inventoried, said.revised]), DAYS, st.sampled_from(ImplementationStatus), places,
        )  # fmt: skip
        return st.one_of(
            st.builds(
                lambda on, at: said.recorded(on, patent=patent, institution=at[0], home=at[1], patent_type=at[2]),
                DAYS, places,
            ),
            annotated,
            annotated,
            st.builds(
                lambda on, status: said.status_changed(on, status, patent=patent), DAYS, st.sampled_from(LegalStatus)
            ),
            st.builds(lambda on: said.returned(on, patent=patent), DAYS),
        )  # fmt: skip

    def evaluation(patent: str) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.builds(
                lambda on, grade: said.self_evaluated(on, grade, patent=patent), DAYS, st.sampled_from(SelfGrade)
            ),
            st.builds(lambda on: said.listed(on, patent=patent), DAYS),
            st.builds(lambda on: said.delisted(on, patent=patent), DAYS),
            st.builds(lambda on, long: said.evaluated(on, on + long, patent=patent), DAYS, st.integers(-1, 9)),
            st.builds(lambda on, seen: said.objected(on, seen, patent=patent), DAYS, DAYS),
            st.builds(
                lambda on, seen, ok: said.reviewed(on, seen, is_upheld=ok, patent=patent), DAYS, DAYS, st.booleans()
            ),
            st.builds(lambda on, tier: said.graded(on, tier, patent=patent), DAYS, st.sampled_from(Tier)),
        )

    def matching(patent: str) -> st.SearchStrategy[Any]:
        makes = st.sampled_from([said.subscribed, said.intent, said.signed])
        return st.builds(lambda make, on: make(on, patent=patent), makes, DAYS)

    def filing(patent: str) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.builds(
                lambda on, late, ok: said.filed(on, effective=late, on_time=ok, patent=patent),
                DAYS,
                DAYS,
                st.booleans(),
            ),
            st.builds(lambda on: said.industrialized(on, patent=patent), DAYS),
            st.builds(lambda on: said.filing_refused(on, patent=patent), DAYS),
        )

    found = []
    for make in (inventory, evaluation, matching, filing):
        bodies = draw(st.lists(st.one_of(*(make(patent) for patent in PATENTS)), max_size=7))
        found.append(numbered(bodies))
    elsewhere = draw(st.lists(st.one_of(*(matching(patent) for patent in PATENTS)), max_size=3))
    found.append(numbered(elsewhere, writer="cn-33"))
    return found


@st.composite
def interleaved(draw: st.DrawFn) -> tuple[list[Fact[Any]], list[list[Fact[Any]]]]:
    """The streams one after another, and the same facts interleaved and cut into batches."""
    rows = draw(streams())
    plain = [fact for row in rows for fact in row]
    left = [list(row) for row in rows if row]
    batches: list[list[Fact[Any]]] = [[]]
    while left:
        row = left[draw(st.integers(0, len(left) - 1))]
        batches[-1].append(row.pop(0))
        if draw(st.booleans()):
            batches.append([])
        left = [each for each in left if each]
    return plain, batches


async def contents(conn: Connection) -> dict[str, Counter[str]]:
    return {table: Counter(row[0] for row in await conn.fetch(f"SELECT t::text FROM {table} AS t")) for table in TABLES}


async def cleared(conn: Connection) -> None:
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}")


@pytest.mark.timeout(300)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(case=interleaved())
async def test_any_interleaving_of_the_streams_leaves_the_same_tables_and_a_true_census(
    conn: Connection, case: tuple[list[Fact[Any]], Sequence[list[Fact[Any]]]]
) -> None:
    plain, batches = case
    await cleared(conn)
    for fact in plain:
        await take_in(conn, [fact])
    expected = await contents(conn)

    await cleared(conn)
    for batch in batches:
        await take_in(conn, batch)
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            assert await census.differences(conn) == []

    assert await contents(conn) == expected


async def test_a_count_that_was_lost_is_found_out(conn: Connection) -> None:
    await take_in(conn, numbered([said.recorded(0), said.inventoried(1)]))
    await conn.execute("UPDATE census SET delta = 2 WHERE measure = 'inventoried'")

    async with conn.transaction():
        found = await census.differences(conn)

    assert [(each.table, each.measure, each.stored, each.recomputed) for each in found] == [
        ("census", Measure.INVENTORIED, 2, 1)
    ]


async def test_two_processes_that_meet_in_the_same_patents_take_turns(conn: Connection, dsn: str) -> None:
    """One has changed the first patent and goes on to the second, the other the reverse: neither is a deadlock."""
    first, second = (said.patent_number(n) for n in (1, 2))
    ours = numbered([said.recorded(0, patent=first), said.recorded(0, patent=second)])
    theirs = numbered([said.listed(1, patent=second), said.listed(1, patent=first)])
    other = await asyncpg.connect(dsn, server_settings={"search_path": "live,kept", "timezone": "UTC"})

    async def take_in_theirs() -> None:
        async with other.transaction():
            for fact in theirs:
                await apply_facts(other, HANDLERS, [fact])

    async with conn.transaction():
        await apply_facts(conn, HANDLERS, ours[:1])
        meanwhile = asyncio.create_task(take_in_theirs())
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = $1"
        async with asyncio.timeout(10):
            while not await conn.fetchval(waiting, other.get_server_pid()):  # noqa: ASYNC110 - the lock is PostgreSQL's
                await asyncio.sleep(0.01)
        await apply_facts(conn, HANDLERS, ours[1:])
    await meanwhile
    await other.close()

    async with conn.transaction():
        assert await census.differences(conn) == []
    assert await conn.fetchval("SELECT count(*) FROM dossier WHERE listed <> '{}'") == 2
