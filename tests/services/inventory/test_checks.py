"""Each check of a row: what breaks it, and what nearly does."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.identifiers import application_check_digit

from chassis.spreadsheets import guarded, unguarded
from services.inventory.files.standard_format import recognize
from services.inventory.importing.rows import Importer, Row, RowReader
from services.inventory.institutions import Directory
from services.inventory.rules.problems import Problem
from tests.builders import patent_number
from tests.services.inventory.files import HEADER, row
from tests.services.inventory.sending import TODAY


def numbered(body: str) -> str:
    return body + application_check_digit(body)


UTILITY_MODEL, DESIGN = numbered("202120000001"), numbered("202130000001")
BROKEN = [
    ("E002", {"title": "坏�字"}),
    ("E007", {"keywords": "#N/A"}),
    ("E101", {"number": "20211000000"}),
    ("E101", {"number": "95115608"}),
    ("E102", {"number": "95115608.1"}),
    ("E103", {"number": UTILITY_MODEL, "patent_type": "发明"}),
    ("E110", {"institution": "12110108000000019O"}),
    ("E111", {"institution": "121101080000000198"}),
    ("E130", {"publication_number": "CN11200B"}),
    ("E132", {"publication_number": "CN212000001U"}),
    ("E132", {"publication_number": "CN112000001S"}),
    ("E132", {"number": UTILITY_MODEL, "publication_number": "CN112000001B"}),
    ("E140", {"ipc": "H01M"}),
    ("E142", {"ipc": "H01M10/54; A88B1/00"}),
    ("E141", {"number": DESIGN, "ipc": "", "locarno": "6-1"}),
    ("E143", {"number": DESIGN, "ipc": "", "locarno": "33-01"}),
    ("E144", {"locarno": "06-01"}),
    ("E201", {"grant_date": "2023-02-30"}),
    ("E202", {"grant_date": "2020-12-31"}),
    ("E203", {"expires_on": "2040-01-04"}),
    ("E203", {"number": UTILITY_MODEL, "expires_on": "2032-01-04"}),
    ("E204", {"grant_date": "2026-03-03", "inventoried_on": ""}),
    ("E205", {"filing_date": "2022-01-04"}),
    ("E206", {"grant_date": "2023-05-12", "inventoried_on": "2023-05-11"}),
    ("E207", {"number": numbered("85100312"), "filing_date": "1985-03-31", "grant_date": "1989-05-12"}),
    ("E208", {"number": numbered("85100312"), "filing_date": "1985-04-01", "grant_date": "2005-04-01"}),
    ("E320", {"industries": "4210"}),
    ("E321", {"industries": "C4210; A42"}),
]
KEPT = [
    {"number": "ZL 95 1 15608.X", "filing_date": "1995-10-01", "grant_date": "1999-05-12"},
    {
        "number": "85100312",
        "filing_date": "1985-04-01",
        "grant_date": "1989-05-12",
        "publication_number": "CN85100312B",
    },
    {"number": "ｃｎ２０１７１０６０１８６２．３", "filing_date": "2017-07-21"},
    {"publication_number": "CN1120001C", "grant_date": "2021-01-04", "inventoried_on": "2021-01-04"},
    {"publication_number": "CN 112000001 B2"},
    {"number": UTILITY_MODEL, "publication_number": "CN2120001Y", "expires_on": "2031-01-04"},
    {"number": DESIGN, "publication_number": "CN3060001D", "ipc": "", "locarno": "32-01"},
    {"expires_on": "2043-01-04"},
    {"ipc": "h01m 10/54 (2006.01)I；C22B7/00"},
    {"industries": "T9700、C", "filing_date": "2020.6.1"},
]


def read(stated: dict[str, str], ipc_table: Path | None = None) -> Row | list[Problem]:
    reader = RowReader(recognize(HEADER), Directory([]), Importer("cn", None, TODAY, ipc_table))
    return reader.read(2, row(1, **stated))


@pytest.mark.parametrize(("rule", "stated"), BROKEN, ids=[f"{rule}-{place}" for place, (rule, _) in enumerate(BROKEN)])
def test_a_row_that_breaks_a_rule_is_told_which_with_value_source_and_mend(rule: str, stated: dict[str, str]) -> None:
    problems = read(stated)

    assert isinstance(problems, list)
    assert [problem.rule for problem in problems] == [rule]
    for problem in problems:
        assert problem.column in HEADER
        assert problem.value
        for english in (False, True):
            said = (problem.problem(english=english), problem.source(english=english), problem.mend(english=english))
            assert all(said)
            assert "{" not in "".join(said)


@pytest.mark.parametrize("stated", KEPT, ids=range(len(KEPT)))
def test_what_only_looks_wrong_is_taken(stated: dict[str, str]) -> None:
    assert isinstance(read(stated), Row), read(stated)


def test_with_a_table_of_symbols_the_main_group_must_be_in_it(tmp_path: Path) -> None:
    table = tmp_path / "ipc.tsv"
    table.write_text("code\ttitle\nA\nH01M10/00\t…\nH01M10/42\t…\n", encoding="utf-8")

    known, unknown = read({"ipc": "H01M10/54"}, table), read({"ipc": "H01M11/00"}, table)

    assert isinstance(known, Row)
    assert isinstance(unknown, list)
    assert [(problem.rule, problem.problem()) for problem in unknown] == [("E142", "国际专利分类表中没有 H01M11/00")]


def test_a_patent_of_last_century_keeps_the_date_of_its_number() -> None:
    found = read({"number": "90101673.X", "filing_date": "1990-03-30", "grant_date": "1994-03-30"})

    assert isinstance(found, Row)
    assert (found.entry.number, found.entry.expires_on) == ("90101673X", date(2010, 3, 30))


def test_two_columns_for_one_field_may_not_contradict_each_other() -> None:
    reader = RowReader(recognize([*HEADER, "申请号"]), Directory([]), Importer("cn", None, TODAY))
    same, other = (reader.read(2, [*row(1), number]) for number in (patent_number(1), patent_number(2)))

    assert isinstance(same, Row)
    assert [(one.rule, one.column) for one in other] == [("E008", "申请号")]


@given(st.text())
def test_a_guarded_cell_is_never_run_and_comes_back_as_it_was(cell: str) -> None:
    safe = guarded(cell)

    assert unguarded(safe) == cell
    assert not safe.startswith(("=", "@")) or safe != cell
