"""The register is a fold: whatever way its facts and records' facts arrive, and however often, it ends the same."""

from collections.abc import Callable

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact

from chassis.delivery.waves import apply_facts
from panhuo.runtime.accounts import UNIVERSITY
from services.inventory.app import HANDLERS
from tests.builders import fact, inventory, patent_number
from tests.builders import institutions as built

TABLES = ("patent", "body")
REGISTER: list[Callable[[str], Body]] = [
    built.admitted,
    lambda code: built.admitted(code, kind="pilot_university", ministry="moe"),
    built.suspended,
    built.reinstated,
    built.renamed,
    lambda code: built.renamed(code, "示例理工大学", "示例科技大学"),
    lambda code: built.renamed(code, "示例综合大学", "示例科技大学"),
    lambda code: built.merged(code, built.OTHER),
]
RECORDS: list[Callable[[str], Body]] = [
    inventory.recorded,
    inventory.inventoried,
    lambda patent: inventory.revised(patent, institution=built.OTHER, institution_name="示例综合大学"),
]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Fact[Body]], list[list[Fact[Body]]]]:
    """A clean sequence; and the same in batches, lanes interleaved, with any batch delivered once more."""
    lanes: list[list[Fact[Body]]] = []
    for writer in ("cn", "cn-33"):
        for key, kinds in ((UNIVERSITY, REGISTER), (built.OTHER, REGISTER[:5]), (patent_number(1), RECORDS)):
            makers = draw(st.lists(st.sampled_from(kinds), max_size=5))
            lanes.append([fact(make(key), place, writer) for place, make in enumerate(makers, 1)])
    turns = draw(st.permutations([place for place, lane in enumerate(lanes) for _ in lane]))
    waiting = [iter(lane) for lane in lanes]
    mixed = [next(waiting[place]) for place in turns]
    size = draw(st.integers(1, 6))
    batches = [mixed[start : start + size] for start in range(0, len(mixed), size)]
    return [each for lane in lanes for each in lane], batches


async def after(conn: asyncpg.Connection, batches: list[list[Fact[Body]]]) -> dict[str, list[str]]:
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}")
    for batch in batches:
        async with conn.transaction():
            await apply_facts(conn, HANDLERS, batch)
    return {
        table: [row[0] for row in await conn.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")] for table in TABLES
    }


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(histories())
async def test_any_interleaving_of_register_and_records_leaves_the_same_tables(
    connection: asyncpg.Connection, history: tuple[list[Fact[Body]], list[list[Fact[Body]]]]
) -> None:
    in_order, batches = history
    once = [[each] for each in in_order]
    again = [[each, each] for each in in_order]

    expected = await after(connection, once)

    assert await after(connection, batches) == expected
    assert await after(connection, again) == expected


async def test_a_name_that_is_borne_again_is_no_former_name(connection: asyncpg.Connection) -> None:
    await after(
        connection,
        [
            [fact(built.admitted(), 1)],
            [fact(built.renamed(), 2)],
            [fact(built.renamed(name="示例理工大学", former_name="示例科技大学"), 3)],
        ],
    )

    (row,) = await connection.fetch("SELECT name, former_names FROM body")

    assert tuple(row) == ("示例理工大学", ["示例科技大学"])
