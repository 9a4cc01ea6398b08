"""Streams arrive in any order; the tables end the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import asyncpg
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import DelistReason, LegalStatus, RegisterEventKind, WithholdReason
from panhuo_contracts.events.evaluation import PatentDelisted, PatentListed, PatentWithheld

from chassis.delivery.waves import apply_facts
from panhuo.runtime.accounts import UNIVERSITY
from services.inventory.app import HANDLERS
from tests.builders import fact, inventory, patent_number
from tests.builders import filing as filed
from tests.builders.inventory import DAY

TABLES = (
    "patent",
    "legal_event",
    "outcome",
    "register_entry",
    "right_state",
    "right_said",
    "claim",
    "claim_step",
    "claim_statement",
    "published_twice",
)
Lane = list[Fact[Body]]


def listed(patent: str) -> Body:
    return PatentListed(
        patent=patent, home="cn-11", institution=UNIVERSITY, accepted_modes=("transfer",), listed_on=DAY
    )


def delisted(patent: str) -> Body:
    return PatentDelisted(
        patent=patent, home="cn-11", institution=UNIVERSITY, reason=DelistReason.WITHDRAWN, delisted_on=DAY
    )


def withheld(patent: str) -> Body:
    return PatentWithheld(
        patent=patent, home="cn-11", institution=UNIVERSITY, reason=WithholdReason.CONFIDENTIAL, withheld_on=DAY
    )


INVENTORY: list[Callable[[str], Body]] = [
    inventory.recorded,
    lambda patent: inventory.recorded(patent, title="一种改名装置"),
    inventory.inventoried,
    lambda patent: inventory.inventoried(patent, maturity="industrial", on=DAY + timedelta(days=3)),
    inventory.revised,
    inventory.returned,
    inventory.legal_status,
    lambda patent: inventory.legal_status(patent, LegalStatus.IN_FORCE, cause="恢复"),
    lambda patent: inventory.legal_status(patent, on=DAY - timedelta(days=90)),
    lambda patent: inventory.legal_status(patent, LegalStatus.IN_FORCE).model_copy(update={"is_away": False}),
    inventory.transferred_away,
    inventory.register_event,
    lambda patent: inventory.register_event(patent, RegisterEventKind.RESTORED, on=DAY + timedelta(days=9)),
    lambda patent: inventory.register_event(patent, RegisterEventKind.PLEDGE_REGISTERED, number="A1"),
    inventory.claimed,
    lambda patent: inventory.claimed(patent, round=2),
    inventory.claim_withdrawn,
    inventory.claim_settled,
    lambda patent: inventory.claim_settled(patent, round=2, awarded=UNIVERSITY),
    inventory.claim_reopened,
    inventory.claim_argued,
]


EVALUATION: list[Callable[[str], Body]] = [listed, delisted, withheld]
FILING: list[Callable[[str], Body]] = [
    lambda patent: filed.license_filed(patent=patent),
    lambda patent: filed.product_industrialized(patent=patent),
]


@st.composite
def lanes(draw: st.DrawFn) -> list[Lane]:
    """What each writer says of each patent in each stream, in order."""
    said: list[Lane] = []
    for patent in (patent_number(1), patent_number(2)):
        for writer in ("cn", "cn-33"):
            for kinds in (INVENTORY, EVALUATION, FILING):
                makers = draw(st.lists(st.sampled_from(kinds), max_size=5))
                said.append([fact(make(patent), place, writer) for place, make in enumerate(makers, 1)])
    return said


def clean(said: list[Lane]) -> list[Fact[Body]]:
    return [each for lane in said for each in lane]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Fact[Body]], list[list[Fact[Body]]]]:
    """A clean sequence, and the same facts in batches with every lane's order kept."""
    said = draw(lanes())
    turns = draw(st.permutations([place for place, lane in enumerate(said) for _ in lane]))
    waiting: list[Iterator[Fact[Body]]] = [iter(lane) for lane in said]
    mixed = [next(waiting[place]) for place in turns]
    size = draw(st.integers(1, 12))
    return clean(said), [mixed[start : start + size] for start in range(0, len(mixed), size)]


async def contents(conn: asyncpg.Connection) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await conn.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")] for table in TABLES
    }


async def after(conn: asyncpg.Connection, batches: list[list[Fact[Body]]]) -> dict[str, list[str]]:
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}")
    for batch in batches:
        async with conn.transaction():
            await apply_facts(conn, HANDLERS, batch)
    return await contents(conn)


@pytest_asyncio.fixture
async def conn(dsn: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(dsn, server_settings={"search_path": "live,kept", "timezone": "UTC"})
    yield connection
    await connection.close()


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(histories())
async def test_any_interleaving_of_the_streams_leaves_the_same_tables(
    conn: asyncpg.Connection, history: tuple[list[Fact[Body]], list[list[Fact[Body]]]]
) -> None:
    in_order, batches = history
    assert await after(conn, batches) == await after(conn, [in_order])


async def test_many_records_and_few_end_in_the_same_rows(conn: asyncpg.Connection) -> None:
    """Both ways into a table, the staged and the direct one."""
    facts: list[Fact[Body]] = [
        fact(inventory.inventoried(patent_number(serial), title=f"装置{serial}")) for serial in range(1, 131)
    ]
    facts += [fact(inventory.returned(patent_number(serial)), 2) for serial in range(1, 131)]
    facts += [fact(inventory.revised(patent_number(serial)), 3) for serial in range(1, 66)]

    at_once = await after(conn, [facts])
    one_by_one = await after(conn, [[each] for each in facts])

    assert at_once == one_by_one


async def test_what_the_register_says_of_an_earlier_day_does_not_undo_a_later_one(conn: asyncpg.Connection) -> None:
    from services.inventory.store import facts as fact_store

    patent = patent_number(1)
    await after(
        conn,
        [
            [fact(inventory.legal_status(patent, LegalStatus.LAPSED, on=DAY), 1)],
            [fact(inventory.legal_status(patent, LegalStatus.FEE_GRACE, on=DAY - timedelta(days=100)), 2)],
        ],
    )

    history = await fact_store.legal_history(conn, patent)

    assert [event.status for event in history] == ["lapsed", "fee_grace"]


async def test_copies_of_two_writers_stand_beside_each_other(conn: asyncpg.Connection) -> None:
    patent = patent_number(1)
    await after(conn, [[fact(inventory.inventoried(patent), 1, "cn"), fact(inventory.recorded(patent), 1, "cn-33")]])

    rows = await conn.fetch("SELECT writer, state FROM patent ORDER BY writer")

    assert [tuple(row) for row in rows] == [("cn", "inventoried"), ("cn-33", "recorded")]
