"""Numbers, tiles and time lines as pages show them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.web import formats, tiles
from chassis.web.sections import SECTIONS
from chassis.web.timeline import Axis


def test_a_share_of_fewer_than_thirty_is_a_dash() -> None:
    assert formats.rate(29, 29) == "—"
    assert formats.rate(30, 30) == "100.0"
    assert formats.rate(None, 100) == "—"


def test_shares_are_rounded_half_up_and_exactly() -> None:
    assert formats.rate(1, 80, 1) == "1.3"
    assert formats.rate(Decimal(9545), Decimal(10000)) == "95.5"


def test_numbers_stand_in_groups_and_changes_carry_a_true_minus() -> None:
    assert formats.number(1490452) == "1,490,452"
    assert formats.number(None) == "—"
    assert formats.signed(-1234) == "\N{MINUS SIGN}1,234"
    assert formats.signed(Decimal("0.9"), 1) == "+0.9"
    assert formats.signed(0) == "±0"


def test_a_moment_late_in_the_day_elsewhere_is_the_next_day_in_china() -> None:
    at = datetime(2026, 3, 31, 16, 0, 5, tzinfo=UTC)

    assert formats.day(at) == "2026-04-01"
    assert formats.moment(at) == "2026-04-01 00:00:05"
    assert formats.moment(at, seconds=False) == "2026-04-01 00:00"
    assert formats.time_of_day(at) == "00:00:05"
    assert formats.day(None) == formats.moment(None) == formats.time_of_day(None) == "—"


def test_every_jurisdiction_has_one_tile_and_no_two_share_a_place() -> None:
    assert {tile.code for tile in tiles.COUNTED} == set(JURISDICTIONS) - {"cn"}
    assert len({(tile.column, tile.row) for tile in tiles.TILES}) == len(tiles.TILES) == 35
    assert all(tile.column < tiles.COLUMNS and tile.row < tiles.ROWS for tile in tiles.TILES)
    assert len({tile.letters for tile in tiles.TILES}) == 35


@pytest.mark.parametrize(("value", "shade"), [(None, 0), (69.9, 1), (70, 2), (94.9, 5), (95, 6), (98, 7), (100, 7)])
def test_a_cut_belongs_to_the_darker_shade(value: float | None, shade: int) -> None:
    assert tiles.shade(value, tiles.CUTS["inventory_rate"]) == shade


def test_cuts_rise_and_make_seven_shades() -> None:
    assert all(len(cuts) == 6 and list(cuts) == sorted(set(cuts)) for cuts in tiles.CUTS.values())


def test_a_place_is_named_in_both_languages_and_an_unknown_one_stays() -> None:
    assert tiles.name_of("cn-33") == "浙江"
    assert tiles.name_of("cn-33", english=True) == "Zhejiang"
    assert tiles.name_of("cn") == "全国"
    assert tiles.name_of("xx-1") == "xx-1"


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 15000), st.dates())
def test_everything_on_a_time_line_always_stays_inside_it(start: date, days: int, day: date) -> None:
    axis = Axis(start, date.fromordinal(start.toordinal() + days))

    marks = list(axis.marks())

    assert 0 <= axis.at(day) <= 100
    assert marks == sorted(set(marks))
    assert all(axis.start <= mark <= axis.end for mark in marks)
    assert len(marks) <= 10


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/monitoring/", "监测"),
        ("/matching/", "资源库"),
        ("/matching/patents/1", "资源库"),
        ("/matching/deals", "对接"),
        ("/matching/deals/7", "对接"),
        ("/filing/licenses/new", "备案"),
    ],
)
def test_exactly_one_section_is_current(path: str, section: str) -> None:
    assert [s.zh for s in SECTIONS if s.is_current(path)] == [section]
