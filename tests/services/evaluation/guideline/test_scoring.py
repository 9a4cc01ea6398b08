"""What is unanswered is unknown: it is never counted as nothing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.codes import (
    GuidelineScenario,
    ImplementationStatus,
    LegalFlag,
    LegalStatus,
    Maturity,
    PatentType,
    ProspectGrade,
)
from panhuo_contracts.events.codes import CodeEntry
from panhuo_contracts.names import SCENARIOS

from services.evaluation.dossier import Dossier, Record, Right
from services.evaluation.guideline import form
from services.evaluation.guideline.record import RULES, Known, computed
from services.evaluation.guideline.scoring import Answer, chosen, reckon, weights
from services.evaluation.guideline.tree import GROUPS, indicators, weights_of
from services.evaluation.refusals import NoIndicators, NotInventoried, NoWeights

DAY = date(2026, 3, 2)
TABLES = {scenario: first_editions()[weights_of(scenario)] for scenario in GuidelineScenario}
POINTS = first_editions()[RULES]
CODES = sorted(indicators())
answer_sets = st.dictionaries(st.sampled_from(CODES), st.integers(1, 5)).map(
    lambda bands: {code: chosen(code, band) for code, band in bands.items()}
)
scenarios = st.sampled_from(list(GuidelineScenario))


def record(**different: object) -> Record:
    stated: dict[str, object] = {
        "home": "cn-11",
        "institution": "I",
        "institution_name": "示例理工大学",
        "title": "一种示例装置",
        "abstract": "",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2020, 5, 6),
        "expires_on": date(2040, 5, 5),
        "ipc": ("H01M10/54", "H01M10/42", "B09B3/00"),
        "is_generated": False,
        "is_inventoried": True,
    }
    return Record(**stated | different)


def test_there_are_three_values_fourteen_indicators_and_twenty_seven_to_answer() -> None:
    assert (len({group.part for group in GROUPS}), len(GROUPS), len(CODES)) == (3, 14, 27)
    assert set(SCENARIOS) == set(GuidelineScenario)


@pytest.mark.parametrize("scenario", GuidelineScenario)
def test_every_scenario_has_a_table_that_weighs_every_indicator(scenario: GuidelineScenario) -> None:
    weighted = weights(TABLES[scenario])
    assert set(weighted) == set(CODES)
    assert round(sum(weighted.values()), 9) == 100


@given(answer_sets, scenarios)
def test_an_answer_more_never_widens_the_range_and_never_leaves_it(
    answers: dict[str, Answer], scenario: GuidelineScenario
) -> None:
    weighted = weights(TABLES[scenario])
    before = reckon(weighted, answers, Decimal(0)).whole
    assert before is not None
    for code in CODES:
        if code not in answers:
            after = reckon(weighted, answers | {code: chosen(code, 1)}, Decimal(0)).whole
            assert after is not None
            assert before.low <= after.low <= after.high <= before.high
            assert after.answered >= before.answered


@given(answer_sets, scenarios)
def test_the_range_holds_every_way_in_which_the_rest_could_be_answered(
    answers: dict[str, Answer], scenario: GuidelineScenario
) -> None:
    weighted = weights(TABLES[scenario])
    said = reckon(weighted, answers, Decimal(0)).whole
    best = reckon(weighted, {code: chosen(code, 5) for code in CODES} | answers, Decimal(0)).whole
    assert said is not None
    assert best is not None
    assert said.high == best.high
    assert said.low < said.high


@given(answer_sets, scenarios, st.integers(0, 100))
def test_the_whole_is_withheld_where_less_is_answered_than_the_table_asks(
    answers: dict[str, Answer], scenario: GuidelineScenario, least: int
) -> None:
    result = reckon(weights(TABLES[scenario]), answers, Decimal(least))
    assert (result.whole is None) == (result.answered < least)


@given(answer_sets, scenarios)
def test_parts_weighted_together_are_the_whole(answers: dict[str, Answer], scenario: GuidelineScenario) -> None:
    result = reckon(weights(TABLES[scenario]), answers, Decimal(0))
    assert result.whole is not None
    together = sum(part.score.low * part.weight for part in result.parts) / 100
    assert abs(together - result.whole.low) < Decimal("0.05")


def test_all_at_the_best_is_exactly_a_hundred_and_at_the_worst_begins_at_nothing() -> None:
    for table in TABLES.values():
        best = reckon(weights(table), {code: chosen(code, 5) for code in CODES}, Decimal(100)).whole
        worst = reckon(weights(table), {code: chosen(code, 1) for code in CODES}, Decimal(100)).whole
        assert best is not None
        assert worst is not None
        assert (best.low, best.high, best.answered) == (80, 100, 100)
        assert (worst.low, worst.high) == (0, 20)


def test_the_record_answers_what_it_knows_and_nothing_else() -> None:
    bare = computed(Known(Dossier("P", record(ipc=(), is_inventoried=False))), DAY)
    assert set(bare) == {"a1_1", "a4_2", "c1_1"}

    said = record(maturity=Maturity.PILOT, implementation=ImplementationStatus.UNUSED, industries=("C3841", "C3842"))
    views = (ProspectGrade.VERY_GOOD, ProspectGrade.FAIR, ProspectGrade.UNCLEAR)
    known = Known(Dossier("P", said), co_patentees=2, contracts=1, prospects=views)
    full = computed(known, DAY)
    points = {code: (one.low, one.high) for code, one in full.items()}
    assert points["b3_1"] == (50, 50)
    assert points["b3_2"] == (25, 25)
    assert points["b5_1"] == (75, 75)
    assert points["a4_2"] == (50, 50)
    assert points["c3_1"] == (60, 80)
    assert points["c3_2"] == (0, 20)
    assert points["c4_1"] == (25, 25)
    assert 70 < points["c1_1"][0] < 72


@given(st.fixed_dictionaries({entry.code: st.integers(0, 1_000) for entry in POINTS.entries}))
def test_what_the_record_comes_to_is_the_tables_and_never_above_a_hundred(values: dict[str, int]) -> None:
    entries = tuple(one.model_copy(update={"value": Decimal(values[one.code])}) for one in POINTS.entries)
    table = POINTS.model_copy(update={"edition": 2, "entries": entries})
    said = record(maturity=Maturity.PILOT, implementation=ImplementationStatus.LICENSED)
    right = Right(LegalStatus.FEE_GRACE)

    full = computed(Known(Dossier("P", said, right=right), co_patentees=1, contracts=9, points=table), DAY)

    assert all(0 <= one.low <= one.high <= 100 for one in full.values())
    assert full["b5_1"].low == min(values["pilot"], 100)
    assert full["a4_2"].low == min(values["shared"], 100)
    assert full["a1_1"].low == min(values["fee_grace"], 100)
    assert full["c3_2"].high == min(values["worked_to"], 100)


def test_enterprises_that_find_it_unclear_have_not_answered() -> None:
    assert "c3_1" not in computed(Known(Dossier("P", record()), prospects=(ProspectGrade.UNCLEAR,)), DAY)


def test_an_encumbered_right_and_a_late_fee_count_less_than_a_clear_one() -> None:
    def stands(right: Right) -> Decimal:
        return computed(Known(Dossier("P", record(), right=right)), DAY)["a1_1"].low

    assert stands(Right()) == 100
    assert stands(Right(LegalStatus.FEE_GRACE)) == 50
    assert stands(Right(flags=(LegalFlag.PRESERVED,))) == 50
    assert stands(Right(LegalStatus.LAPSED)) == 0


def test_what_the_record_says_stands_before_what_a_person_chose() -> None:
    known = Known(Dossier("P", record(maturity=Maturity.LABORATORY)))
    answers = form.answered(known, {"b5_1": 5, "b1_1": 5, "unknown": 3}, DAY)
    assert answers["b5_1"].high == 25
    assert answers["b1_1"].high == 100
    assert "unknown" not in answers


def test_a_form_says_what_it_rests_on_and_withholds_a_total_that_rests_on_too_little() -> None:
    table = TABLES[GuidelineScenario.FINANCE]
    known = Known(Dossier("2020100123454", record(institution="121101080000000199")))
    little = form.evaluate(known, GuidelineScenario.FINANCE, {"b1_1": 4}, table, DAY)
    much = form.evaluate(known, GuidelineScenario.FINANCE, dict.fromkeys(CODES, 4), table, DAY)
    assert (little.low, little.high, little.rules) == (None, None, "guideline_finance-1 guideline_record-1")
    assert little.answered < 60
    assert much.answered == 100
    assert much.low is not None
    assert much.high is not None
    assert 60 <= much.low <= much.high <= 90


def test_designs_lost_records_and_tables_without_weights_are_refused() -> None:
    table = TABLES[GuidelineScenario.MANAGEMENT]
    design = Known(Dossier("P", record(patent_type=PatentType.DESIGN)))
    with pytest.raises(NoIndicators):
        form.evaluate(design, GuidelineScenario.MANAGEMENT, {}, table, DAY)
    with pytest.raises(NotInventoried):
        form.evaluate(Known(Dossier("P")), GuidelineScenario.MANAGEMENT, {}, table, DAY)
    zero: tuple[CodeEntry, ...] = tuple(one.model_copy(update={"value": Decimal(0)}) for one in table.entries)
    with pytest.raises(NoWeights):
        form.evaluate(
            Known(Dossier("P", record())),
            GuidelineScenario.MANAGEMENT,
            {"b1_1": 4},
            table.model_copy(update={"entries": zero}),
            DAY,
        )
