"""Self-evaluation and enterprises' views, decided without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.codes import Confidence, Maturity, PatentType, ProspectGrade, SelfGrade

from services.evaluation import opinion, refusals
from services.evaluation.dossier import Dossier, Listing, Record, SelfEvaluation
from tests.builders.evaluation import DAY, ENTERPRISE, INSTITUTION, PATENT

RECORD = Record(
    home="cn-11",
    institution=INSTITUTION,
    institution_name="示例理工大学",
    title="一种示例装置",
    abstract="",
    patent_type=PatentType.INVENTION,
    filing_date=date(2020, 5, 6),
    expires_on=date(2040, 5, 5),
    ipc=(),
    is_generated=False,
    is_inventoried=True,
)


def test_a_self_evaluation_that_says_what_already_stands_says_nothing() -> None:
    said = opinion.SelfOpinion(SelfGrade.GOOD, Maturity.PILOT, "储能")
    standing = SelfEvaluation(SelfGrade.GOOD, Maturity.PILOT, "储能", (), "", DAY, "self-1")
    assert opinion.self_evaluate(Dossier(PATENT, RECORD, self_evaluation=standing), said, DAY) is None
    assert opinion.self_evaluate(Dossier(PATENT, RECORD), said, DAY) is not None


def test_nothing_is_graded_before_it_is_on_record() -> None:
    with pytest.raises(refusals.NothingToEvaluate):
        opinion.self_evaluate(Dossier(PATENT), opinion.SelfOpinion(SelfGrade.GOOD, Maturity.PILOT), DAY)


def test_an_enterprise_evaluates_listed_patents_only_and_for_two_years() -> None:
    listing = Listing(is_listed=True, accepted_modes=(), listed_on=DAY)
    evaluator = opinion.Evaluator(ENTERPRISE, "示例材料有限公司")
    view = opinion.MarketOpinion(ProspectGrade.GOOD, Confidence.HIGH)

    rules = first_editions()[opinion.RULES]

    with pytest.raises(refusals.NotListed):
        opinion.evaluate(Dossier(PATENT, RECORD), evaluator, view, rules, identifier="E-1", day=DAY)
    listed = Dossier(PATENT, RECORD, listing=listing)
    said = opinion.evaluate(listed, evaluator, view, rules, identifier="E-1", day=DAY)
    assert (said.valid_until, said.rules) == (date(2028, 3, 2), "enterprise_evaluation-1")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(min_value=1, max_value=60))
def test_a_term_of_months_always_ends_in_the_month_that_it_names(day: date, months: int) -> None:
    later = opinion.months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
