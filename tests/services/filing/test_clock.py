"""Three months from the day a contract takes effect."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.filing.clock import FilingClock, filing_due_on


@pytest.mark.parametrize(
    ("effective_on", "due_on"),
    [
        (date(2026, 4, 1), date(2026, 7, 1)),
        (date(2025, 11, 28), date(2026, 3, 2)),  # the last day, 28 February 2026, is a Saturday
        (date(2023, 11, 30), date(2024, 2, 29)),  # no 30 February: the month's last day
        (date(2025, 10, 15), date(2026, 1, 15)),
    ],
)
def test_the_period_ends_on_the_corresponding_working_day_of_its_last_month(effective_on: date, due_on: date):
    assert filing_due_on(effective_on) == due_on


def test_the_last_day_is_on_time_and_the_next_is_not():
    assert FilingClock.of(date(2026, 4, 1), date(2026, 7, 1)).is_on_time
    assert not FilingClock.of(date(2026, 4, 1), date(2026, 7, 2)).is_on_time


def test_the_clock_turns_amber_after_seven_tenths():
    assert not FilingClock.of(date(2026, 4, 1), date(2026, 6, 3)).is_nearly_over
    assert FilingClock.of(date(2026, 4, 1), date(2026, 6, 4)).is_nearly_over


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_period_is_never_shorter_than_the_shortest_quarter_nor_ends_on_a_weekend(effective_on: date):
    due_on = filing_due_on(effective_on)

    assert 88 <= (due_on - effective_on).days <= 94
    assert due_on.weekday() < 5
