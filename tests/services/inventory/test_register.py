"""The register: whatever the order in which its lines come, and however often, the same stands in the end."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Event
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind, RegisterSource
from panhuo_contracts.codes import RegisterEventKind as Kind

from chassis.delivery import digest
from chassis.identity import Principal, Role
from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY_NAME
from services.inventory.legal import registering
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.fold import fold
from tests.builders import inventory, patent_number
from tests.builders.inventory import DAY

NATION = Principal(subject="national", name="示例登记员", role=Role.NATION)
TABLES = ("register_entry", "right_state", "right_said")
ONE, TWO = patent_number(1), patent_number(2)
NAMES = st.sampled_from([(), (UNIVERSITY_NAME,), ("示例制造公司",), ("示例制造公司", UNIVERSITY_NAME)])


def line(kind: Kind, on: int = 0, **stated: object) -> RegisterEntry:
    """A line that takes effect so many days after the first."""
    return RegisterEntry(kind, DAY + timedelta(days=on), **stated)


@st.composite
def lines(draw: st.DrawFn) -> RegisterEntry:
    kind = draw(st.sampled_from(Kind))
    is_extract = kind is Kind.EXTRACT
    return line(
        kind,
        draw(st.integers(0, 6)),
        number=draw(st.sampled_from([None, "A1", "B2"])),
        holders=draw(NAMES) if kind in (Kind.TRANSFERRED, Kind.HOLDER_CHANGED) else (),
        license_kind=draw(st.sampled_from([None, *LicenseKind])) if kind is Kind.LICENSE_FILED else None,
        until=draw(st.sampled_from([None, date(2041, 6, 1), date(2042, 6, 1)])),
        annuity_year=draw(st.integers(2, 20)) if kind is Kind.ANNUITY_PAID else None,
        status=draw(st.sampled_from(LegalStatus)) if is_extract else None,
        flags=tuple(draw(st.sets(st.sampled_from(LegalFlag)))) if is_extract else (),
        source=draw(st.sampled_from(RegisterSource)) if kind is Kind.TERM_EXPIRED else RegisterSource.REGISTER,
    )


@given(st.lists(lines(), min_size=1, max_size=12), st.randoms())
def test_any_order_and_any_repetition_of_lines_folds_to_the_same_state(
    history: list[RegisterEntry], random: Random
) -> None:
    shuffled = history + random.choices(history, k=3)
    random.shuffle(shuffled)

    assert fold(shuffled) == fold(history)


async def taken_down(
    service: Service, batches: Sequence[Sequence[registering.Line]]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Tables after each batch was taken down in a transaction of its own, and their digests."""
    async with service.unit() as unit:
        await unit.conn.execute("TRUNCATE patent, legal_event, head, kept.outbox, " + ", ".join(TABLES))
        for number in (ONE, TWO):
            await unit.announce([Event.of(inventory.inventoried(number))])
    for batch in batches:
        async with service.unit() as unit:
            await registering.record(unit, NATION, batch, writer="cn")
    async with service.database.read() as conn:
        rows = {
            name: [row[0] for row in await conn.fetch(f"SELECT t::text FROM {name} t ORDER BY 1")] for name in TABLES
        }
        digests = await digest.of_tables(conn, "live", without=frozenset())
    return rows, {name: digests[name] for name in TABLES}


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([ONE, TWO]), lines()), min_size=1, max_size=10), st.randoms(), st.integers(1, 4)
)
async def test_register_events_in_any_order_leave_the_tables_and_digests_of_the_clean_sequence(
    service: Service, history: list[registering.Line], random: Random, size: int
) -> None:
    mixed = history + random.choices(history, k=3)
    random.shuffle(mixed)
    batches = [mixed[start : start + size] for start in range(0, len(mixed), size)]
    in_order = sorted(history, key=lambda each: each[1].effective_on)

    assert await taken_down(service, batches) == await taken_down(service, [in_order])


@pytest.mark.parametrize(
    ("history", "status", "flags"),
    [
        ([line(Kind.FEE_LAPSED)], LegalStatus.LAPSED, ()),
        ([line(Kind.FEE_LAPSED), line(Kind.RESTORED, 9)], LegalStatus.IN_FORCE, ()),
        ([line(Kind.ANNUITY_OVERDUE), line(Kind.ANNUITY_PAID, 3, annuity_year=5)], LegalStatus.IN_FORCE, ()),
        ([line(Kind.FEE_LAPSED), line(Kind.TERM_EXPIRED, 99)], LegalStatus.LAPSED, ()),
        ([line(Kind.FEE_LAPSED), line(Kind.INVALIDATED_WHOLLY, 9)], LegalStatus.INVALIDATED, ()),
        (
            [
                line(Kind.PLEDGE_REGISTERED, number="A"),
                line(Kind.PLEDGE_REGISTERED, 1, number="B"),
                line(Kind.PLEDGE_RELEASED, 2, number="A"),
            ],
            LegalStatus.IN_FORCE,
            (LegalFlag.PLEDGED,),
        ),
        ([line(Kind.LICENSE_FILED, number="L", license_kind=LicenseKind.ORDINARY)], LegalStatus.IN_FORCE, ()),
        (
            [line(Kind.LICENSE_FILED, number="L", license_kind=LicenseKind.SOLE), line(Kind.OPEN_LICENSE_DECLARED)],
            LegalStatus.IN_FORCE,
            (LegalFlag.EXCLUSIVELY_LICENSED, LegalFlag.OPEN_LICENSED),
        ),
        (
            [
                line(Kind.EXTRACT, status=LegalStatus.FEE_GRACE, flags=(LegalFlag.PLEDGED,)),
                line(Kind.PLEDGE_RELEASED, 1),
                line(Kind.ANNUITY_PAID, 2, annuity_year=6),
            ],
            LegalStatus.IN_FORCE,
            (),
        ),
        (
            [
                line(Kind.TERM_EXPIRED, source=RegisterSource.CLOCK),
                line(Kind.TERM_COMPENSATED, -50, until=DAY + timedelta(days=100)),
            ],
            LegalStatus.IN_FORCE,
            (),
        ),
    ],
)
def test_lines_have_the_effect_that_the_law_gives_them(
    history: list[RegisterEntry], status: LegalStatus, flags: tuple[LegalFlag, ...]
) -> None:
    state = fold(history)

    assert state is not None
    assert (state.status, state.flags) == (status, flags)


async def test_a_file_that_tells_of_a_lapse_and_its_restoration_announces_no_lapse(
    service: Service, connection: asyncpg.Connection
) -> None:
    await recorded(service)

    async with service.unit() as unit:
        history = [(ONE, line(Kind.RESTORED, 9)), (ONE, line(Kind.FEE_LAPSED))]
        taken = await registering.record(unit, NATION, history, writer="cn")

    said = await connection.fetch("SELECT status FROM legal_event")
    assert (taken.new, taken.changed) == (2, 1)
    assert [row["status"] for row in said] == ["in_force"]


async def test_a_transfer_to_another_takes_the_patent_away_and_one_back_brings_it_home(
    service: Service, connection: asyncpg.Connection
) -> None:
    await recorded(service)
    away = (ONE, line(Kind.TRANSFERRED, 5, holders=("示例制造公司",)))
    back = (ONE, line(Kind.TRANSFERRED, 9, holders=(UNIVERSITY_NAME,)))

    async with service.unit() as unit:
        await registering.record(unit, NATION, [away], writer="cn")
    after = await connection.fetchval("SELECT away_on FROM right_said WHERE patent = $1", ONE)
    async with service.unit() as unit:
        await registering.record(unit, NATION, [back], writer="cn")

    assert after == DAY + timedelta(days=5)
    assert await connection.fetchval("SELECT away_on FROM right_said WHERE patent = $1", ONE) is None


async def test_lines_of_patents_that_stand_nowhere_are_refused_and_the_others_taken_down(service: Service) -> None:
    await recorded(service)

    async with service.unit() as unit:
        taken = await registering.record(
            unit, NATION, [(ONE, line(Kind.GRANTED)), (TWO, line(Kind.GRANTED))], writer="cn"
        )

    assert taken.new == 1
    assert [(place, problem.rule) for place, problem in taken.refused] == [(1, "E405")]


async def recorded(service: Service) -> None:
    async with service.unit() as unit:
        await unit.announce([Event.of(inventory.inventoried(ONE))])
