"""The eleven grounds of article 12, each with what trips it and what does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind

from services.filing.findings import Outcome
from services.filing.grounds import Case, check, failures
from tests.services.filing.scene import TODAY, application, deal, found, on_file, right

ONE_LICENSEE = [LicenseKind.EXCLUSIVE, LicenseKind.SOLE]


def test_a_sound_application_passes_ten_grounds_and_leaves_the_eleventh_to_a_person():
    findings = check(Case(application(), right(), deal(), (), TODAY))

    assert [finding.number for finding in findings] == list(range(1, 12))
    assert [finding.outcome for finding in findings] == [Outcome.PASSED] * 10 + [Outcome.MANUAL]


@pytest.mark.parametrize(
    "status", [LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED]
)
def test_a_right_that_has_ended_cannot_be_licensed(status: LegalStatus):
    finding = found(1, held=right(status=status, status_since=date(2026, 1, 5)))

    assert finding.outcome is Outcome.FAILED
    assert finding.basis == "备案办法 第12条第1项；民法典 第865条"
    assert "2026-01-05" in finding.evidence.zh


def test_a_right_past_its_last_day_has_ended_even_where_the_register_is_silent():
    assert found(1, held=right(expires_on=date(2026, 4, 1))).is_failure
    assert not found(1, held=right(expires_on=TODAY)).is_failure


def test_only_the_registered_patentee_may_license():
    finding = found(2, applied=application(licensor_name="别的大学"))

    assert finding.is_failure
    assert finding.fields == ("licensor_name",)
    assert "示例理工大学" in finding.evidence.zh


def test_whoever_transferred_the_right_away_is_no_longer_its_patentee():
    finding = found(2, held=right(away_on=date(2026, 3, 1)))

    assert finding.is_failure
    assert "2026-03-01" in finding.evidence.zh


def test_a_co_patentee_is_a_registered_patentee():
    assert not found(
        2, applied=application(licensor_name="共有公司"), held=right(co_patentees=("共有公司",))
    ).is_failure


def test_the_patentee_cannot_grant_a_sub_license():
    assert found(2, applied=application(kind=LicenseKind.SUBLICENSE)).fields == ("kind",)


@pytest.mark.parametrize(
    "field",
    ["contract_number", "licensor_address", "licensee_name", "licensee_address"],
)
def test_what_article_9_asks_for_and_is_not_stated_is_named(field: str):
    finding = found(3, applied=application(**{field: ""}))

    assert finding.is_failure
    assert finding.fields == (field,)
    assert "备案办法 第9条" in finding.basis


def test_a_term_without_an_end_is_incomplete_and_not_yet_too_long():
    without_end = application(term_to=None)

    assert found(3, applied=without_end).fields == ("term_to",)
    assert found(4, applied=without_end).outcome is Outcome.NOTED


def test_a_term_that_ends_before_it_begins_is_refused():
    assert found(3, applied=application(term_to=date(2026, 3, 31))).is_failure


def test_a_departure_from_the_signed_deal_is_shown_but_refuses_nothing():
    finding = found(3, applied=application(term_to=date(2030, 1, 1), territory="华东"))

    assert finding.outcome is Outcome.NOTED
    assert "地域" in finding.evidence.zh
    assert "届满日" in finding.evidence.zh


def test_a_term_may_last_to_the_right_s_last_day_and_no_longer():
    assert not found(4, applied=application(term_to=date(2039, 5, 17))).is_failure

    finding = found(4, applied=application(term_to=date(2039, 5, 18)))

    assert finding.is_failure
    assert "专利法 第42条" in finding.basis
    assert finding.mend is not None
    assert "2039-05-17" in finding.mend.zh


@pytest.mark.parametrize("kind", [*ONE_LICENSEE, LicenseKind.CROSS])
def test_everything_but_an_ordinary_license_needs_all_co_owners(kind: LicenseKind):
    held = right(co_patentees=("共有公司",))

    assert found(5, applied=application(kind=kind), held=held).is_failure
    assert not found(5, applied=application(kind=kind, has_co_owner_consent=True), held=held).is_failure


def test_a_co_owner_may_grant_an_ordinary_license_alone():
    finding = found(5, held=right(co_patentees=("共有公司",)))

    assert finding.outcome is Outcome.NOTED
    assert "专利法 第14条" in finding.basis


def test_a_late_annuity_bars_filing():
    finding = found(6, held=right(status=LegalStatus.FEE_GRACE, status_since=date(2026, 3, 1)))

    assert finding.is_failure
    assert "实施细则 第115条" in finding.basis


@pytest.mark.parametrize(("flag", "cited"), [(LegalFlag.PRESERVED, "104"), (LegalFlag.SUSPENDED, "103")])
def test_preservation_and_suspension_bar_filing(flag: LegalFlag, cited: str):
    finding = found(7, held=right(flags=frozenset({flag})))

    assert finding.is_failure
    assert cited in finding.basis


def test_one_contract_is_filed_once():
    assert found(8, filed=(on_file(deal="deal-1"),)).is_failure
    assert found(8, filed=(on_file(contract_number="L-2026-00562"),)).fields == ("contract_number",)
    assert not found(8, filed=(on_file(),)).is_failure


def test_a_pledged_patent_needs_the_pledgee():
    held = right(flags=frozenset({LegalFlag.PLEDGED}))

    assert found(9, held=held).fields == ("pledgee_consent",)
    assert found(9, held=held, applied=application(has_pledgee_consent=True)).outcome is Outcome.NOTED


@pytest.mark.parametrize("kind", ONE_LICENSEE)
def test_beside_an_exclusive_or_sole_license_nothing_can_be_filed(kind: LicenseKind):
    finding = found(10, filed=(on_file(kind=kind),))

    assert finding.is_failure
    assert "F-2026-CN-000001" in finding.evidence.zh


@pytest.mark.parametrize("kind", ONE_LICENSEE)
def test_an_exclusive_license_cannot_be_filed_beside_a_live_ordinary_one(kind: LicenseKind):
    assert found(10, applied=application(kind=kind), filed=(on_file(),)).is_failure


def test_ordinary_licenses_stand_beside_each_other():
    assert found(10, filed=(on_file(), on_file(deal="deal-9"))).outcome is Outcome.PASSED


def test_licenses_whose_times_do_not_meet_do_not_conflict():
    ended = on_file(kind=LicenseKind.EXCLUSIVE, term_to=date(2026, 3, 31))
    later = on_file(kind=LicenseKind.EXCLUSIVE, term_from=date(2031, 4, 1), term_to=date(2033, 1, 1))

    assert not found(10, filed=(ended, later)).is_failure


def test_named_territories_that_differ_are_left_to_a_person():
    elsewhere = on_file(kind=LicenseKind.EXCLUSIVE, territory="浙江省")

    assert found(10, applied=application(territory="江苏省"), filed=(elsewhere,)).outcome is Outcome.NOTED
    assert found(10, applied=application(territory="浙江省"), filed=(elsewhere,)).is_failure
    assert found(10, filed=(elsewhere,)).is_failure


@pytest.mark.parametrize("kind", ONE_LICENSEE)
def test_under_open_license_neither_exclusive_nor_sole_is_granted(kind: LicenseKind):
    held = right(flags=frozenset({LegalFlag.OPEN_LICENSED}))

    assert "专利法 第51条" in found(10, applied=application(kind=kind), held=held).basis
    assert not found(10, held=held).is_failure


def test_an_exclusive_license_that_only_the_register_shows_bars_filing_too():
    held = right(flags=frozenset({LegalFlag.EXCLUSIVELY_LICENSED}))

    assert found(10, held=held).is_failure


days = st.dates(date(2025, 1, 1), date(2030, 1, 1))


@given(kinds=st.tuples(*[st.sampled_from(list(LicenseKind))] * 2), span=st.tuples(days, days, days, days))
def test_whether_two_licenses_exclude_each_other_does_not_depend_on_which_came_first(
    kinds: tuple[LicenseKind, LicenseKind], span: tuple[date, date, date, date]
):
    one_from, one_to, other_from, other_to = (*sorted(span[:2]), *sorted(span[2:]))
    today = date(2025, 1, 1)

    def refused(kind: LicenseKind, dates: tuple[date, date], beside: LicenseKind, taken: tuple[date, date]) -> bool:
        filed = on_file(kind=beside, term_from=taken[0], term_to=taken[1])
        applied = application(kind=kind, term_from=dates[0], term_to=dates[1])
        case = Case(replace(applied, has_co_owner_consent=True), right(), deal(), (filed,), today)
        return any(finding.number == 10 for finding in failures(check(case)))

    first = refused(kinds[0], (one_from, one_to), kinds[1], (other_from, other_to))
    second = refused(kinds[1], (other_from, other_to), kinds[0], (one_from, one_to))

    assert first == second
