"""Records, their rows and their events say the same; what is built without a check passes every check."""

from datetime import date, timedelta
from decimal import Decimal
from string import printable

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts.codes import (
    ConversionMode,
    ImplementationStatus,
    InstitutionKind,
    Maturity,
    PatentType,
    SelfGrade,
)
from panhuo_contracts.events.inventory import InventoryRevised, PatentInventoried, PatentRecorded

from panhuo.runtime.accounts import UNIVERSITY
from services.inventory import records
from services.inventory.institutions import is_provisional, provisional_code
from services.inventory.legal.terms import is_possible_end, statutory_end
from services.inventory.records import Entry, Remarks, entry_of, remarks_of
from services.inventory.store.bulk import array_literal
from tests.builders import patent_number
from tests.builders.inventory import DAY

texts = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1, max_size=40)
days = st.dates(date(1985, 4, 1), date(2026, 1, 1))
several = st.lists(texts, max_size=4, unique=True).map(tuple)
entries = st.builds(
    Entry,
    number=st.integers(1, 9_999_999).map(patent_number),
    home=st.sampled_from(["cn-11", "cn-66"]),
    institution=st.just(UNIVERSITY),
    institution_name=texts,
    institution_kind=st.sampled_from(InstitutionKind),
    title=texts,
    abstract=st.text(alphabet=printable.replace("\x00", ""), max_size=80),
    patent_type=st.sampled_from(PatentType),
    publication_number=st.sampled_from([None, "CN107000001B"]),
    filing_date=days,
    grant_date=st.none() | days,
    expires_on=days,
    ipc=st.sampled_from([(), ("H01M10/54", "C22B7/00")]),
    locarno=st.sampled_from([None, "06-01"]),
    co_patentees=several,
    generated=st.booleans(),
)
remarks = st.builds(
    Remarks,
    implementation=st.sampled_from(ImplementationStatus),
    accepted_modes=st.lists(st.sampled_from(ConversionMode), unique=True).map(tuple),
    asking_price=st.none() | st.decimals(0, 10**12, places=2),
    maturity=st.none() | st.sampled_from(Maturity),
    self_grade=st.none() | st.sampled_from(SelfGrade),
    scenario=st.text(alphabet=printable.replace("\x00", ""), max_size=80),
    industries=st.sampled_from([(), ("C3951", "A")]),
    keywords=several,
)


@given(entries, remarks)
def test_an_event_built_from_a_record_passes_every_check_and_gives_the_record_back(entry: Entry, said: Remarks) -> None:
    for body in (
        records.recorded(entry, on=DAY),
        records.inventoried(entry, said, on=DAY),
        records.revised(entry, said, changed=("annotations.maturity",), on=DAY),
    ):
        checked = type(body).model_validate_json(body.model_dump_json(exclude_none=True))
        assert checked == body
        assert isinstance(checked, PatentRecorded | PatentInventoried | InventoryRevised)
        assert entry_of(checked) == entry
        if not isinstance(checked, PatentRecorded):
            assert remarks_of(checked.annotations) == said


# The connection is shared by all examples; none of them changes anything.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, max_size=5))
async def test_a_list_of_any_texts_reaches_the_database_as_it_is(
    connection: asyncpg.Connection, values: list[str]
) -> None:
    assert await connection.fetchval("SELECT $1::text::text[]", array_literal(values)) == values


@given(entries, entries)
def test_changes_name_exactly_the_fields_that_differ(old: Entry, new: Entry) -> None:
    changed = {name.removeprefix("bibliography.") for name in records.changes(old, new)}
    assert changed == {name for name in Entry._fields if getattr(old, name) != getattr(new, name)}


def test_a_term_ends_on_the_corresponding_day_of_its_last_year() -> None:
    assert statutory_end(PatentType.INVENTION, date(2017, 7, 21)) == date(2037, 7, 21)
    assert statutory_end(PatentType.UTILITY_MODEL, date(2012, 5, 31)) == date(2022, 5, 31)
    assert statutory_end(PatentType.DESIGN, date(2021, 5, 31)) == date(2031, 5, 31)
    assert statutory_end(PatentType.DESIGN, date(2021, 6, 1)) == date(2036, 6, 1)
    assert statutory_end(PatentType.INVENTION, date(2004, 2, 29)) == date(2024, 2, 29)
    assert statutory_end(PatentType.DESIGN, date(2024, 2, 29)) == date(2039, 2, 28)


def test_only_an_invention_may_end_later_than_its_term() -> None:
    filed = date(2017, 7, 21)
    assert is_possible_end(PatentType.INVENTION, filed, date(2038, 1, 1))
    assert not is_possible_end(PatentType.INVENTION, filed, date(2037, 7, 20))
    later = statutory_end(PatentType.UTILITY_MODEL, filed) + timedelta(days=1)
    assert not is_possible_end(PatentType.UTILITY_MODEL, filed, later)


@given(texts)
def test_a_provisional_code_is_valid_and_stays_the_same(name: str) -> None:
    from panhuo_contracts.identifiers import check_credit_code

    code = provisional_code(name)

    assert check_credit_code(code) == code == provisional_code(name)
    assert is_provisional(code)


def test_a_price_keeps_its_cents() -> None:
    from services.inventory.files.cells import price_in_yuan

    assert price_in_yuan("12.5") == Decimal("125000.00")
    assert price_in_yuan("0.000001") == Decimal("0.01")
    assert price_in_yuan("-1") is price_in_yuan("面议") is None
