"""Options as the national office has them: forms and files offer what is in use, records keep what they say."""

import io
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

import pytest
from panhuo_contracts.code_tables import CodeTable, first_editions
from panhuo_contracts.codes import Maturity
from python_calamine import CalamineWorkbook

from chassis.options import RetiredOption, as_of, held
from services.inventory.files import cells, template
from services.inventory.files.cells import BrokenRule
from services.inventory.files.options import MATURITY, MODES
from services.inventory.pages.shown import offered_for
from services.inventory.pages.six_groups import Filled, groups
from services.inventory.records import Remarks
from services.inventory.review.stocktaking import check_in_use


def edition(name: str, **changed: Mapping[str, object]) -> CodeTable:
    first = first_editions()[name]
    entries = tuple(entry.model_copy(update=dict(changed.get(entry.code, {}))) for entry in first.entries)
    return first.model_copy(update={"edition": 2, "effective_on": date(2026, 5, 1), "entries": entries[::-1]})


@pytest.fixture
def later() -> Iterator[None]:
    table = edition("maturity", small_trial={"is_retired": True}, pilot={"zh": "中间试验"})
    with as_of(MappingProxyType({**held(), "maturity": table})):
        yield


@pytest.mark.usefixtures("later")
def test_a_retired_option_is_not_read_from_a_cell_and_the_refusal_names_what_is_in_use() -> None:
    read = cells.option_of(MATURITY)
    assert (read("中间试验"), read("中试阶段")) == (Maturity.PILOT, Maturity.PILOT)

    with pytest.raises(BrokenRule) as refused:
        read("小试")

    assert refused.value.parts["options"] == "可产业化、中间试验、实验室阶段"


def test_a_reader_made_before_an_edition_reads_by_the_edition_that_holds() -> None:
    read = cells.option_of(MATURITY)
    assert read("小试") is Maturity.SMALL_TRIAL

    with (
        as_of({**held(), "maturity": edition("maturity", small_trial={"is_retired": True})}),
        pytest.raises(BrokenRule),
    ):
        read("小试")
    assert read("小试") is Maturity.SMALL_TRIAL


@pytest.mark.usefixtures("later")
def test_a_record_may_keep_a_retired_answer_and_may_not_newly_choose_it() -> None:
    kept = Remarks(maturity=Maturity.SMALL_TRIAL)
    check_in_use(kept, kept)

    with pytest.raises(RetiredOption) as refused:
        check_in_use(kept, Remarks())

    assert "改选在用的选项" in refused.value.mend
    offered = [code for code, _ in offered_for(kept)["maturity"]]
    assert offered == ["", Maturity.INDUSTRIAL, Maturity.PILOT, Maturity.SMALL_TRIAL, Maturity.LABORATORY]
    assert Maturity.SMALL_TRIAL not in [code for code, _ in offered_for(Remarks())["maturity"]]


@pytest.mark.usefixtures("later")
def test_a_record_is_shown_in_the_words_under_which_it_was_filled_in() -> None:
    said = Remarks(maturity=Maturity.PILOT)

    for under, words in ((held(), "中间试验"), (first_editions(), "中试")):
        assert groups(Filled(said), under, is_inside=False)[3].lines[0].parts == [(words, "")]


@pytest.mark.usefixtures("later")
def test_the_template_offers_what_is_in_use() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(template.as_xlsx()))
    offered = {cell for row in book.get_sheet_by_name("选项").iter_rows() for cell in row}

    assert {"中间试验", "可产业化"} <= offered
    assert not {"小试", "中试"} & offered


def test_an_edition_s_order_does_not_change_the_order_of_answers() -> None:
    with as_of({**held(), "conversion_mode": edition("conversion_mode")}):
        assert cells.options_of(MODES)("开放许可；转让") == cells.options_of(MODES)("转让；开放许可")
        assert [str(mode) for mode in cells.options_of(MODES)("开放许可；转让")] == ["transfer", "open_license"]
