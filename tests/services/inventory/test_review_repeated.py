"""Review commands in any order and however often: each state is one that the machine allows, and the tables agree."""

from collections.abc import Awaitable, Callable
from datetime import date

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts.codes import ConversionMode, Maturity, SelfGrade

from chassis.delivery.waves import apply_facts
from chassis.errors import Invalid, NotFound, Refused
from chassis.identity import Forbidden, Principal
from chassis.service import Service, Unit
from panhuo.runtime.accounts import ACCOUNTS
from services.inventory import commands
from services.inventory.app import HANDLERS
from services.inventory.records import Remarks
from services.inventory.review import assigning, reviewers
from services.inventory.review.reviewing import MOVES, Move, Route, Stage
from services.inventory.store import reviews
from services.inventory.store.colleges import College
from tests.builders import fact, inventory, patent_number
from tests.services.inventory.conftest import register_universities

NUMBER, TODAY = patent_number(1), date(2026, 3, 9)
WHOLE = Remarks(accepted_modes=(ConversionMode.TRANSFER,), maturity=Maturity.PILOT, self_grade=SelfGrade.GOOD)
CHANGED, GAPPED = WHOLE._replace(maturity=Maturity.INDUSTRIAL), WHOLE._replace(self_grade=None)
Command = tuple[str, Callable[[Unit, Principal], Awaitable[object]]]


def fill(remarks: Remarks) -> Callable[[Unit, Principal], Awaitable[object]]:
    return lambda unit, who: commands.fill(unit, who, NUMBER, remarks, None, writer="cn")


def assign(college: str) -> Callable[[Unit, Principal], Awaitable[object]]:
    return lambda unit, who: assigning.assign(unit, who, [NUMBER], writer="cn", college=college)


async def approve(unit: Unit, who: Principal) -> object:
    return (await reviewers.approve(unit, who, [NUMBER], writer="cn", today=TODAY)).or_raise()


async def send_back(unit: Unit, who: Principal) -> object:
    return (await reviewers.send_back(unit, who, [NUMBER], "补充", writer="cn", today=TODAY)).or_raise()


async def spot_check(unit: Unit, who: Principal) -> object:
    return (await reviewers.spot_check(unit, who, [NUMBER], "抽查", writer="cn", today=TODAY)).or_raise()


COMMANDS: list[Command] = [
    ("inventor", fill(WHOLE)),
    ("inventor", fill(CHANGED)),
    ("inventor", fill(GAPPED)),
    ("office", fill(CHANGED)),
    ("inventor", lambda unit, who: commands.submit(unit, who, NUMBER, writer="cn", today=TODAY)),
    ("inventor", lambda unit, who: commands.withdraw(unit, who, NUMBER, writer="cn")),
    ("college", approve),
    ("office", approve),
    ("college", send_back),
    ("office", send_back),
    ("nation", spot_check),
    ("office", assign("C01")),
    ("office", assign("")),
    *(("office", lambda unit, who, route=route: assigning.choose_route(unit, who, route)) for route in Route),
]
LEADS = {(before, after) for table in MOVES.values() for before, stages in table.items() for after in stages}
LEADS |= {(Stage.UNCLAIMED, Stage.TO_FILL_IN), (Stage.TO_FILL_IN, Stage.UNCLAIMED)}  # another way of review
LEADS |= {(Stage.COLLEGE_REVIEW, Stage.INSTITUTION_REVIEW)}
TABLES = {
    "patent": "t::text",
    "kept.draft": "(t.patent, t.maturity, t.submitted_at IS NULL, t.at_college, t.return_reason, t.returned_by)::text",
    "kept.responsibility": "t::text",
    "kept.review_route": "t.route",
    "kept.review_step": "(t.move, t.stage, t.subject, t.note)::text",
}


async def after(service: Service, conn: asyncpg.Connection, said: list[tuple[int, int]]) -> dict[str, list[str]]:
    """The tables once the commands were given, each so often as said."""
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}, kept.college")
    await register_universities(service)
    async with conn.transaction():
        await apply_facts(conn, HANDLERS, [fact(inventory.recorded(NUMBER, grant_date=date(2023, 5, 12)))])
    async with service.unit() as unit:
        await assigning.put_college(unit, ACCOUNTS["office"].principal, College("C01", "示例学院"))
    for place, times in said:
        who, command = COMMANDS[place]
        for _ in range(times):
            before = await stage(service)
            try:
                async with service.unit() as unit:
                    await command(unit, ACCOUNTS[who].principal)
            except (Refused, NotFound, Invalid, Forbidden):
                assert await stage(service) is before
            now = await stage(service)
            assert now is before or (before, now) in LEADS, (COMMANDS[place], before, now)
    return {
        table: [row[0] for row in await conn.fetch(f"SELECT {shown} FROM {table} AS t ORDER BY 1")]
        for table, shown in TABLES.items()
    }


async def stage(service: Service) -> Stage:
    async with service.database.read() as conn:
        held = await reviews.seen(conn, NUMBER, "cn")
    assert held is not None
    return held.found.stage


GIVEN = st.lists(st.tuples(st.integers(0, len(COMMANDS) - 1), st.integers(1, 3)), max_size=16)


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(GIVEN)
async def test_repeated_commands_change_nothing_and_every_state_is_one_of_the_machine_s(
    service: Service, connection: asyncpg.Connection, said: list[tuple[int, int]]
) -> None:
    repeated = await after(service, connection, said)
    once = await after(service, connection, [(place, 1) for place, _ in said])

    assert repeated == once


async def test_the_whole_way_with_every_command_given_thrice(service: Service, connection: asyncpg.Connection) -> None:
    way = [13, 11, 0, 4, 5, 4, 6, 7, 10, 1, 4, 8, 0, 4, 6, 9, 1, 4, 6, 7]
    assert COMMANDS[13][0] == "office"

    left = await after(service, connection, [(place, 3) for place in way])

    assert '"inventoried"' in f"{left['patent']}".replace(",inventoried,", '"inventoried"')
    assert len(left["kept.review_step"]) == len(way) - 1
    assert Move.SPOT_CHECK.value in f"{left['kept.review_step']}"
