"""Rows are read in steps that another process can store, whatever it has stored before."""

import pickle
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from services.inventory import words
from services.inventory.files.source_file import open_source
from services.inventory.files.standard_format import ANNOTATION_FIELDS
from services.inventory.files.unreadable import Unreadable
from services.inventory.importing import steps as import_steps
from services.inventory.importing.first_rows import FirstRows
from services.inventory.importing.rows import Importer
from services.inventory.importing.steps import Order, Step, Steps
from services.inventory.words import words_of_title
from tests.builders import patent_number
from tests.services.inventory.files import FIELDS, HEADER, csv_file, row
from tests.services.inventory.sending import TODAY


def order_for(path: Path, next_row: int = 0) -> Order:
    return Order(path, Importer("cn", None, TODAY), [], next_row)


def steps_of(path: Path, rows: list[list[str]], *, next_row: int = 0) -> list[Step]:
    csv_file(path, rows)
    steps = Steps(open_source(path), order_for(path, next_row))
    return list(iter(steps.next, None))


def test_rows_stored_before_are_left_out_and_still_compared_with(tmp_path: Path) -> None:
    rows = [row(1), row(2), row(3), row(1, maturity="小试")]

    (step,) = steps_of(tmp_path / "stock.csv", rows, next_row=4)

    assert [accepted.line for accepted in step.accepted] == [4]
    assert [(refusal.row, refusal.problems[0].parts) for refusal in step.refusals] == [(5, {"row": "2"})]
    assert (step.handled, step.last) == (2, 5)


def test_long_rows_make_short_steps(tmp_path: Path) -> None:
    long = "长" * 8_000
    rows = [row(serial, abstract=long, scenario=long) for serial in range(1, 1_002)]

    first, *others = steps_of(tmp_path / "stock.csv", rows)

    assert others
    assert 16_000 * first.handled < import_steps.STEP_CHARACTERS + 20_000
    assert sum(step.handled for step in (first, *others)) == 1_001


def test_a_step_says_the_same_on_the_other_side_of_a_pipe(tmp_path: Path) -> None:
    rows = [row(1), row(2, title=""), row(3, institution="", institution_name="另一示例研究院"), row(1)]

    (step,) = steps_of(tmp_path / "stock.csv", rows)

    assert pickle.loads(pickle.dumps(step)) == step
    assert step.sent() == [rows[0], rows[2]]
    assert [(body.code == UNIVERSITY, body.name) for body in step.newcomers] == [
        (True, UNIVERSITY_NAME),
        (False, "另一示例研究院"),
    ]


def test_rows_without_annotations_and_steps_without_rows_cross_too(tmp_path: Path) -> None:
    required = [place for place, field in enumerate(FIELDS) if field not in ANNOTATION_FIELDS]
    short = [[row(serial)[place] for place in required] for serial in (1, 2)]
    path = csv_file(tmp_path / "few.csv", short, header=[HEADER[place] for place in required])
    (step,) = iter(Steps(open_source(path), order_for(path)).next, None)
    (empty,) = steps_of(tmp_path / "none.csv", [row(1, title="")])

    assert [accepted.remarks for accepted in step.accepted] == [None, None]
    assert empty.accepted == []
    for each in (step, empty):
        assert pickle.loads(pickle.dumps(each)) == each


def test_words_at_hand_are_those_that_would_be_found(tmp_path: Path) -> None:
    (step,) = steps_of(tmp_path / "stock.csv", [row(1, title="一种 LED 电池管理系统, 装置、方法")])
    title = step.accepted[0].entry.title
    found = words_of_title(title)

    with words.at_hand(step.words):
        assert words_of_title(title) == found
        assert words_of_title("一种别的装置") == ["一种", "别的", "装置"]
    with words.at_hand({title: "手边"}):
        assert words_of_title(title) == ["手边"]
    assert words_of_title(title) == found


def test_why_a_file_cannot_be_read_crosses_with_both_its_sentences() -> None:
    crossed = pickle.loads(pickle.dumps(Unreadable("文件是空的", "the file is empty")))

    assert (str(crossed), crossed.english) == ("文件是空的", "the file is empty")


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from("ab")), max_size=120))
def test_a_patent_s_first_row_is_always_found_again(told: list[tuple[int, str]]) -> None:
    first_rows = FirstRows(len(told))
    expected: dict[int, tuple[int, str]] = {}

    for line, (serial, said) in enumerate(told, 2):
        first, before = expected.setdefault(serial, (line, said))
        assert first_rows.note(patent_number(serial), line, said) == (first, before == said)
