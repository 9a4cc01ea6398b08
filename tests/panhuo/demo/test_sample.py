"""The sample: the same each time, believable, lawful in its numbers, and fictional."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest
from panhuo_contracts import decode, encode, header_texts
from panhuo_contracts.codes import LegalStatus, PatentType
from panhuo_contracts.identifiers import check_credit_code, normalize_patent_number
from panhuo_contracts.registry import Topic

from panhuo.demo.dice import Dice
from panhuo.demo.doors import Doors
from panhuo.demo.inventors import COLLEAGUES, inventors_of
from panhuo.demo.ledger import Ledger
from panhuo.demo.province import facts
from panhuo.demo.roles.desk import Desk
from panhuo.demo.sample import Sample
from panhuo.demo.standard_file import HEADER, standard_csv
from panhuo.runtime.accounts import ENTERPRISE, UNIVERSITY

DAY: Final = date(2026, 11, 23)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample.make(0.05)


def test_it_comes_out_the_same_each_time(sample: Sample):
    assert Sample.make(0.05) == sample


def test_a_draw_does_not_depend_on_other_draws():
    first, second = Dice("seed", "thing"), Dice("seed", "thing")
    second.share("something else")

    assert first.share("what") == second.share("what")


def test_at_full_size_it_has_twenty_thousand_patents_and_two_hundred_enterprises():
    full = Sample.make(1)

    assert len(full.national) + len(full.provincial) == 20_000
    assert len(full.companies) == 200
    numbers = {holding.patent.number for holding in [*full.national, *full.provincial]}
    assert len(numbers) == 20_000


def test_at_full_size_there_is_work_for_every_state_that_the_roles_screens_show(tmp_path: Path):
    desk = Desk(Sample.make(1), Doors("http://localhost:1", tmp_path / "key.pem"), Ledger(tmp_path, 1, DAY), print)
    waiting = [holding for holding in desk.own if holding.story.inventoried is None]
    left_to_the_rule = [inventors_of(holding)[0] for holding in waiting[40:]]
    accounts = [one.name for one in COLLEAGUES]

    assert len(waiting) > 60
    assert len(desk.untouched) > 60
    assert {min(accounts.count(name), 2) for name in left_to_the_rule} == {0, 1, 2}


def test_every_number_keeps_its_check_digits(sample: Sample):
    for holding in [*sample.national, *sample.provincial]:
        assert normalize_patent_number(holding.patent.number) == holding.patent.number
    for code in [one.code for one in (*sample.institutions, *sample.companies)]:
        assert check_credit_code(code) == code


def test_serial_numbers_lie_where_no_office_gives_any(sample: Sample):
    for holding in [*sample.national, *sample.provincial]:
        assert holding.patent.number[5] == "8"


def test_every_name_says_that_it_is_an_example(sample: Sample):
    for name in [one.name for one in (*sample.institutions, *sample.companies)]:
        assert "示例" in name


def test_classes_fit_the_kind_of_patent(sample: Sample):
    for holding in [*sample.national, *sample.provincial]:
        book = holding.patent.bibliography
        assert (book.patent_type is PatentType.DESIGN) == (book.locarno is not None) == (not book.ipc)
        assert book.filing_date < (book.grant_date or date.max) < book.expires_on


def test_each_stage_is_a_part_of_the_one_before(sample: Sample):
    for holding in [*sample.national, *sample.provincial]:
        story = holding.story
        assert story.inventoried is not None or not story.is_offered
        assert story.is_offered or not (story.views or story.subscribers)
        assert story.subscribers or story.contract is None
        assert story.contract is not None or story.product is None
        assert story.status is LegalStatus.IN_FORCE or not story.is_offered


def test_most_is_inventoried_half_is_listed_little_is_sold(sample: Sample):
    stories = [holding.story for holding in [*sample.national, *sample.provincial]]
    share = len(stories) / 100

    assert 92 < sum(story.inventoried is not None for story in stories) / share < 98
    assert 40 < sum(story.is_offered for story in stories) / share < 60
    assert 0 < sum(story.product is not None for story in stories) / share < 3


def test_what_waits_was_granted_in_the_last_months(sample: Sample):
    for holding in [*sample.national, *sample.provincial]:
        granted = holding.patent.bibliography.grant_date
        assert granted is not None
        assert (holding.story.inventoried is None) == (granted >= date(2025, 8, 11))
        assert granted <= date(2025, 12, 31)


def test_the_sample_enterprise_stands_at_every_stage_with_the_sample_university(sample: Sample):
    own = [h.story for h in sample.national if any(firm.code == ENTERPRISE for firm in h.story.subscribers)]
    ours = [h.story for h in sample.national if h.patent.institution.code == UNIVERSITY and h.story in own]
    contracts = [story.contract for story in ours if story.contract]

    assert any(story.contract is None and story.proposed is None for story in ours)
    assert sum(story.proposed is not None for story in ours) == 1
    assert any(contract.kind and not contract.is_applied_for and contract.days_ago < 90 for contract in contracts)
    assert any(contract.is_applied_for and not contract.lacks for contract in contracts)
    assert any(story.product is not None for story in ours)


def test_the_file_has_one_row_for_each_national_patent_and_marks_it(sample: Sample):
    lines = standard_csv(sample.national).decode("utf-8-sig").splitlines()

    assert lines[0].split(",") == list(HEADER)
    assert len(lines) == len(sample.national) + 1
    assert all(line.endswith("生成") for line in lines[1:])


def test_what_the_province_says_is_the_same_each_time_and_keeps_to_the_contracts(sample: Sample):
    def everything() -> list[object]:
        return [event for holding in sample.provincial[:60] for event in facts.told(holding)]

    events = everything()

    assert events == everything()
    assert len({event.id for event in events}) == len(events)
    for event in events:
        record = encode(event, writer="cn-33", sequence=1)
        topic = Topic.parse(record.topic)
        fact = decode(topic, record.key, record.value, header_texts(record.headers))
        assert fact.body == event.body
        assert getattr(event.body, "home", "cn-33") == "cn-33"
