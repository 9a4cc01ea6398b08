"""Clocks: what is due, until when, and what lateness costs; none of them ends a right by itself but the term's."""

from datetime import date
from decimal import Decimal

import asyncpg
import pytest
from panhuo_contracts import Event
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.codes import LegalFlag, LegalStatus, PatentType
from panhuo_contracts.codes import RegisterEventKind as Kind

from chassis.identity import Principal, Role
from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from services.inventory.legal import annuities, registering
from services.inventory.legal.clock_round import go_round
from services.inventory.legal.clocks import Clock, Running, annuity, deadlines, surcharge, year_due
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.fold import Burden
from tests.builders import inventory
from tests.services.inventory.conftest import register_universities
from tests.services.inventory.test_register import NATION, ONE, TWO

FEES, REMINDERS = first_editions()["annuities"], first_editions()["reminders"]
FILED = date(2020, 1, 4)
OFFICE = Principal("office", "示例办公室", Role.OFFICE, UNIVERSITY, UNIVERSITY_NAME, "cn-11")


def running(**stated: object) -> Running:
    """An invention filed on the 4th of January 2020, granted in its third year."""
    of = {
        "patent_type": PatentType.INVENTION,
        "filing_date": FILED,
        "grant_date": date(2022, 5, 12),
        "expires_on": date(2040, 1, 4),
    }
    return Running(**of | stated)


def due(of: Running, day: date) -> list[tuple[Clock, date, int | None]]:
    return [(one.clock, one.due_on, one.year) for one in deadlines(of, day, REMINDERS, FEES)]


@pytest.mark.parametrize(
    ("paid_year", "day", "year"),
    [
        (5, date(2024, 3, 1), 6),
        (None, date(2024, 1, 4), 5),  # the day on which it is due
        (None, date(2024, 3, 1), 5),  # in the grace: nobody here knows that it was paid
        (None, date(2024, 9, 1), 6),
        (None, date(2022, 6, 1), 4),  # the year of grant was paid for at grant
        (4, date(2026, 1, 1), 5),  # long overdue by the clock
        (20, date(2039, 6, 1), None),
    ],
)
def test_the_next_annuity_follows_the_last_that_is_known_to_be_paid(
    paid_year: int | None, day: date, year: int | None
) -> None:
    assert year_due(running(paid_year=paid_year), day, 6) == year


@pytest.mark.parametrize(
    ("kind", "year", "fee"),
    [
        (PatentType.INVENTION, 3, 900),
        (PatentType.INVENTION, 4, 1200),
        (PatentType.INVENTION, 20, 8000),
        (PatentType.UTILITY_MODEL, 10, 2000),
        (PatentType.DESIGN, 12, 3000),
    ],
)
def test_the_fee_rises_by_the_table(kind: PatentType, year: int, fee: int) -> None:
    assert annuity(kind, year, FEES, is_open_licensed=False) == fee
    assert annuity(kind, year, FEES, is_open_licensed=True) == Decimal(fee) * Decimal("0.85")


@pytest.mark.parametrize(
    ("day", "percent"), [(date(2024, 2, 4), 0), (date(2024, 2, 5), 5), (date(2024, 3, 4), 5), (date(2024, 7, 4), 25)]
)
def test_each_month_exceeded_adds_five_percent_of_the_full_annuity(day: date, percent: int) -> None:
    assert surcharge(Decimal(1200), date(2024, 1, 4), day, FEES) == 12 * percent


def test_a_reminder_comes_before_each_clock_and_none_long_before_or_after() -> None:
    licensed = Burden(LegalFlag.EXCLUSIVELY_LICENSED, "L", date(2025, 2, 1))
    right = running(paid_year=5, burdens=(licensed,))

    assert due(right, date(2024, 9, 1)) == []
    assert due(right, date(2024, 12, 1)) == [
        (Clock.ANNUITY, date(2025, 1, 4), 6),
        (Clock.LICENSE, date(2025, 2, 1), None),
    ]
    assert due(running(paid_year=20), date(2039, 6, 1)) == [(Clock.TERM, date(2040, 1, 4), None)]
    assert due(running(status=LegalStatus.LAPSED, lapse_announced_on=date(2024, 3, 29)), date(2024, 4, 1)) == [
        (Clock.RESTORATION, date(2024, 5, 29), None)
    ]
    assert due(running(is_away=True), date(2024, 12, 20)) == []


async def recorded(service: Service, **stated: object) -> None:
    """An invention of the 4th of January 2021, and one that expired on the 1st of March 2026."""
    async with service.unit() as unit:
        await unit.announce([Event.of(inventory.inventoried(ONE, **stated))])
        old = inventory.inventoried(TWO, filing_date=date(2006, 3, 1), expires_on=date(2026, 3, 1), grant_date=None)
        await unit.announce([Event.of(old)])


async def test_a_term_that_has_run_out_is_said_to_have_ended_and_unpaid_fees_end_nothing(
    service: Service, connection: asyncpg.Connection
) -> None:
    await recorded(service)
    async with service.unit() as unit:
        paid = RegisterEntry(Kind.ANNUITY_PAID, date(2023, 12, 1), annuity_year=4)
        await registering.record(unit, NATION, [(ONE, paid)], writer="cn")

    looked_at = await go_round(service, date(2026, 3, 2))
    again = await go_round(service, date(2026, 3, 2))

    said = await connection.fetch("SELECT patent, status FROM right_said ORDER BY patent")
    listed = await connection.fetch("SELECT patent, clock, due_on, year FROM kept.deadline")
    assert (looked_at, again) == (2, 2)
    assert [tuple(row) for row in said] == [(ONE, "in_force"), (TWO, "expired")]
    assert await connection.fetchval("SELECT count(*) FROM register_entry WHERE source = 'clock'") == 1
    # Year 5 was due on the 4th of January 2025; its grace ended in July, and a year later it is no reminder any more.
    assert listed == []


async def test_an_overdue_annuity_is_listed_until_its_office_notes_that_it_paid(
    service: Service, connection: asyncpg.Connection
) -> None:
    await register_universities(service)
    await recorded(service)
    async with service.unit() as unit:
        paid = RegisterEntry(Kind.ANNUITY_PAID, date(2024, 12, 1), annuity_year=5)
        await registering.record(unit, NATION, [(ONE, paid)], writer="cn")
    await go_round(service, date(2026, 3, 2))
    before = await connection.fetch("SELECT clock, due_on, year, is_tracked FROM kept.deadline WHERE patent = $1", ONE)

    async with service.unit() as unit:
        await annuities.note_paid(unit, OFFICE, ONE, 6, date(2026, 3, 2), writer="cn", today=date(2026, 3, 2))

    assert [tuple(row) for row in before] == [("annuity", date(2026, 1, 4), 6, True)]
    assert await connection.fetch("SELECT FROM kept.deadline WHERE patent = $1", ONE) == []
    assert await connection.fetchval("SELECT status FROM right_said WHERE patent = $1", ONE) == "in_force"


async def test_one_process_at_a_time_goes_round_and_another_goes_on_where_it_stopped(service: Service) -> None:
    await recorded(service)
    async with service.unit() as unit:
        await unit.conn.execute("UPDATE kept.clock_round SET after_patent = $1, day = '2026-03-02'", ONE)
        held = await unit.conn.fetchrow("SELECT * FROM kept.clock_round FOR UPDATE")
        assert held is not None
        assert await go_round(service, date(2026, 3, 2)) == 0

    assert await go_round(service, date(2026, 3, 2)) == 1


def test_days_that_a_month_does_not_have_are_its_last() -> None:
    leap = running(filing_date=date(2020, 2, 29), expires_on=date(2040, 2, 28), paid_year=5)

    assert due(leap, date(2025, 2, 1)) == [(Clock.ANNUITY, date(2025, 2, 28), 6)]
