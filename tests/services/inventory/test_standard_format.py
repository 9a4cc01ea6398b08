"""The one table of columns: what it recognizes, and that its page and its examples say what it does."""

from datetime import date

from services.inventory.files.format_document import DOCUMENT, with_tables
from services.inventory.files.standard_format import COLUMNS, plain, recognize
from services.inventory.importing.rows import Importer, Row, RowReader
from services.inventory.institutions import Directory
from services.inventory.rules.problems import RULES


def test_the_page_of_the_format_says_what_the_parser_does() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")

    assert page.count("| E1") > 10
    assert page == with_tables(page), "run python -m services.inventory.files.format_document"


def test_the_example_row_of_the_format_keeps_every_rule() -> None:
    layout = recognize([column.name for column in COLUMNS])
    reader = RowReader(layout, Directory([]), Importer("cn", None, date(2026, 3, 2)))

    read = reader.read(2, [column.example for column in COLUMNS])

    assert isinstance(read, Row), read


def test_no_name_stands_for_two_columns() -> None:
    names = [plain(name) for column in COLUMNS for name in (column.name, *column.synonyms)]
    assert len(names) == len(set(names))


def test_headers_are_known_whatever_their_width_case_and_remarks() -> None:
    layout = recognize([" ｉｐｃ ", "专利号 *", "专利名称(必填)", "申请日（日期）", "第一专利权人", "不认识"])

    assert set(layout.places) == {"ipc", "number", "title", "filing_date", "institution_name"}
    assert layout.unknown == ("不认识",)
    assert layout.missing == []


def test_every_rule_says_problem_and_mend_in_both_languages() -> None:
    assert all(all(rule.problem) and all(rule.mend) and all(rule.group) for rule in RULES.values())
