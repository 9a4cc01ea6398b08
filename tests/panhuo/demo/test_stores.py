"""Where two stores count differently, the demonstration says so."""

from datetime import date
from pathlib import Path

import pytest

from panhuo.demo.ledger import Ledger, OtherSample
from panhuo.demo.stores import disagreements


def test_stores_that_count_the_same_have_nothing_to_say():
    figures = {"filing": {"licensed": {"cn-11": 3}}, "monitoring": {"licensed": {"cn-11": 3}, "listed": {"cn-11": 9}}}

    assert disagreements(figures) == []


def test_a_difference_names_measure_place_and_both_counts():
    figures = {"filing": {"licensed": {"cn-11": 3, "cn-33": 1}}, "monitoring": {"licensed": {"cn-11": 3}}}

    assert disagreements(figures) == ["licensed in cn-33: filing 1, monitoring 0"]


def test_the_ledger_remembers_what_was_done_and_gives_no_number_twice(tmp_path: Path):
    first = Ledger.open(tmp_path, 1.0, date(2026, 4, 2))
    first.finish("patents")
    assert first.reserve(50) == 0

    later = Ledger.open(tmp_path, 1.0, date(2026, 5, 1))

    assert later.done == ["patents"]
    assert later.made_on == date(2026, 4, 2)
    assert later.reserve(50) == 50


def test_a_copy_holds_one_sample(tmp_path: Path):
    Ledger.open(tmp_path, 1.0, date(2026, 4, 2)).save()

    with pytest.raises(OtherSample, match="--scale 1"):
        Ledger.open(tmp_path, 0.5, date(2026, 4, 2))
