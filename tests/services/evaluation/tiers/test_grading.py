"""Which tier follows from what is known, and when one that people set goes on standing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.code_tables import CodeTable, first_editions
from panhuo_contracts.codes import (
    ConversionMode,
    LegalFlag,
    LegalStatus,
    PatentType,
    PromotionTag,
    SelfGrade,
    Tier,
    TierReason,
)
from panhuo_contracts.events.evaluation import PatentGraded

from services.evaluation.dossier import Dossier, Expertise, Reception, Record, Right
from services.evaluation.refusals import NotGraded, SameTier
from services.evaluation.tiers import grading
from services.evaluation.tiers.grading import Standing
from tests.builders.evaluation import INSTITUTION, PATENT

DAY = date(2026, 3, 2)
TABLE = first_editions()[grading.RULES]
receptions = st.builds(
    lambda favorable, doubtful, other, intentions, needs: Reception(
        favorable + doubtful + other,
        favorable,
        doubtful,
        min(intentions, favorable + doubtful + other),
        min(needs, favorable + doubtful + other),
    ),
    *(st.integers(0, 3) for _ in range(5)),
)
experts_views = st.builds(
    lambda favorable, doubtful, other: Expertise(favorable + doubtful + other, favorable, doubtful),
    *(st.integers(0, 4) for _ in range(3)),
)
grades = st.sampled_from([None, *SelfGrade])


SILENCE, CLEAR, UNASKED = Reception(), Right(), Expertise()


def dossier(
    self_grade: SelfGrade | None = None,
    reception: Reception = SILENCE,
    right: Right = CLEAR,
    experts: Expertise = UNASKED,
    **different: object,
) -> Dossier:
    stated: dict[str, object] = {
        "home": "cn-11",
        "institution": INSTITUTION,
        "institution_name": "示例理工大学",
        "title": "一种示例装置",
        "abstract": "",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2020, 5, 6),
        "expires_on": date(2040, 5, 5),
        "ipc": ("H01M10/54",),
        "is_generated": False,
        "is_inventoried": True,
        "self_grade": self_grade,
    }
    record = Record(**stated | different)
    return Dossier(PATENT, record, right=right, reception=reception, expertise=experts)


def edition(**values: int) -> CodeTable:
    entries = tuple(
        one.model_copy(update={"value": Decimal(values.get(one.code, one.value or 0))}) for one in TABLE.entries
    )
    return TABLE.model_copy(update={"edition": 2, "entries": entries})


def standing(said: PatentGraded) -> Standing:
    return Standing(said.tier, said.reasons, said.tags, said.rules, said.computed, said.note, said.graded_on)


@pytest.mark.parametrize(
    ("held", "tier"),
    [
        (dossier(SelfGrade.GOOD, Reception(1, favorable=1)), Tier.PRIORITY),
        (dossier(SelfGrade.GOOD, Reception(1, intentions=1)), Tier.PRIORITY),
        (dossier(SelfGrade.GOOD), Tier.REGULAR),
        (dossier(SelfGrade.FAIR, Reception(1, favorable=1)), Tier.REGULAR),
        (dossier(SelfGrade.UNCLEAR, Reception(1, favorable=1)), Tier.REGULAR),
        (dossier(SelfGrade.FAIR, Reception(1, needs=1)), Tier.NURTURE),
        (dossier(SelfGrade.GOOD, Reception(1, doubtful=1)), Tier.REGULAR),
        (dossier(SelfGrade.GOOD, Reception(2, doubtful=2)), Tier.UNCLEAR),
        (dossier(SelfGrade.UNCLEAR), Tier.UNCLEAR),
        (dossier(None, Reception(1)), Tier.UNCLEAR),
        (dossier(SelfGrade.GOOD, Reception(1, favorable=1), Right(LegalStatus.LAPSED)), Tier.UNCLEAR),
    ],
)
def test_the_tier_follows_from_both_sides(held: Dossier, tier: Tier) -> None:
    assert grading.tier_of(held, TABLE) is tier


@pytest.mark.parametrize(
    ("held", "tier"),
    [
        (dossier(SelfGrade.UNCLEAR, experts=Expertise(2, favorable=2)), Tier.REGULAR),
        (dossier(SelfGrade.UNCLEAR, experts=Expertise(1, favorable=1)), Tier.UNCLEAR),
        (dossier(SelfGrade.UNCLEAR, experts=Expertise(4, favorable=2, doubtful=2)), Tier.UNCLEAR),
        (dossier(None, experts=Expertise(1)), Tier.UNCLEAR),
        (dossier(SelfGrade.GOOD, experts=Expertise(9, favorable=9)), Tier.REGULAR),
        (dossier(SelfGrade.GOOD, experts=Expertise(2, doubtful=2)), Tier.UNCLEAR),
        (dossier(SelfGrade.GOOD, Reception(1, favorable=1), experts=Expertise(9, doubtful=9)), Tier.PRIORITY),
        (dossier(SelfGrade.GOOD, Reception(2, doubtful=2), experts=Expertise(2, favorable=2)), Tier.REGULAR),
        (dossier(SelfGrade.FAIR, Reception(1, needs=1), experts=Expertise(2, doubtful=2)), Tier.NURTURE),
    ],
)
def test_experts_settle_what_the_market_leaves_open_and_never_stand_in_for_it(held: Dossier, tier: Tier) -> None:
    assert grading.tier_of(held, TABLE) is tier


@given(grades, receptions, experts_views)
def test_an_experts_view_never_moves_a_tier_against_itself(
    grade: SelfGrade | None, seen: Reception, said: Expertise
) -> None:
    before = grading.tier_of(dossier(grade, seen, experts=said), TABLE)
    better = replace(said, effective=said.effective + 1, favorable=said.favorable + 1)
    worse = replace(said, effective=said.effective + 1, doubtful=said.doubtful + 1)
    after = [grading.tier_of(dossier(grade, seen, experts=one), TABLE) for one in (better, worse)]
    assert after[0] <= before <= after[1]
    assert (before is Tier.PRIORITY) is (grading.tier_of(dossier(grade, seen), TABLE) is Tier.PRIORITY)


@given(grades, receptions, experts_views)
def test_each_new_view_of_an_expert_states_its_reason(
    grade: SelfGrade | None, seen: Reception, said: Expertise
) -> None:
    before = grading.grade(dossier(grade, seen, experts=said), None, TABLE, DAY)
    for changed in ({"favorable": said.favorable + 1}, {"doubtful": said.doubtful + 1}, {}):
        one_more = replace(said, effective=said.effective + 1, **changed)
        anew = grading.grade(dossier(grade, seen, experts=one_more), before and standing(before), TABLE, DAY)
        assert anew is not None
        counted = {one.reason: one.count for one in anew.reasons if one.reason in grading.OF_EXPERTS}
        assert sum(count or 0 for count in counted.values()) == one_more.effective


def test_thresholds_are_the_tables() -> None:
    held = dossier(SelfGrade.GOOD, Reception(1, favorable=1))
    said = grading.grade(held, None, edition(least_favorable=2, least_intentions=9), DAY)
    assert said is not None
    assert (said.tier, said.rules) == (Tier.REGULAR, "grading-2")


@given(grades, receptions)
def test_a_favorable_view_more_never_lowers_a_tier(grade: SelfGrade | None, seen: Reception) -> None:
    before = grading.tier_of(dossier(grade, seen), TABLE)
    better = replace(seen, effective=seen.effective + 1, favorable=seen.favorable + 1)
    after = grading.tier_of(dossier(grade, better), TABLE)
    assert after <= before


@given(grades, receptions)
def test_every_tier_says_why_and_is_said_once(grade: SelfGrade | None, seen: Reception) -> None:
    held = dossier(grade, seen)
    said = grading.grade(held, None, TABLE, DAY)
    if said is None:
        assert not grading.is_evaluated(held)
        return
    assert said.reasons
    assert said.rules == "grading-1"
    assert grading.grade(held, standing(said), TABLE, DAY + timedelta(days=1)) is None


@given(grades, receptions, receptions, st.sampled_from(Tier))
def test_a_tier_that_people_set_stands_until_the_rules_come_to_another(
    grade: SelfGrade | None, first: Reception, then: Reception, tier: Tier
) -> None:
    held, later = dossier(grade, first), dossier(grade, then)
    by_rule = grading.grade(held, None, TABLE, DAY)
    if by_rule is None or by_rule.tier is tier or not grading.is_evaluated(later):
        return
    said = grading.override(held, standing(by_rule), tier, "有新的试验数据", TABLE, DAY)
    assert (said.tier, said.computed, said.note) == (tier, by_rule.tier, "有新的试验数据")

    stands = standing(said)
    anew = grading.grade(later, stands, TABLE, DAY)
    is_same = grading.tier_of(later, TABLE) is by_rule.tier
    shown = stands.tier if anew is None else anew.tier
    assert shown is (tier if is_same else grading.tier_of(later, TABLE))
    if anew is not None and not is_same:
        assert (anew.computed, anew.note) == (None, "")


def test_tags_stand_beside_the_tier() -> None:
    wanted = Reception(3, favorable=2)
    widely = dossier(
        SelfGrade.GOOD, wanted, industries=("C3841", "C2614"), accepted_modes=(ConversionMode.OPEN_LICENSE,)
    )
    model = dossier(SelfGrade.FAIR, patent_type=PatentType.UTILITY_MODEL, expires_on=date(2030, 5, 5))
    pledged = dossier(SelfGrade.GOOD, wanted, Right(flags=(LegalFlag.PLEDGED,)))
    lapsed = dossier(SelfGrade.GOOD, wanted, Right(LegalStatus.LAPSED), industries=("C3841",))

    def tagged(held: Dossier) -> set[PromotionTag]:
        return set(grading.tags(held, grading.tier_of(held, TABLE), TABLE, DAY))

    assert tagged(widely) == {PromotionTag.POOL, PromotionTag.OPEN_LICENSE, PromotionTag.PLEDGE}
    assert tagged(model) == {PromotionTag.STABILITY_ANALYSIS}
    assert tagged(pledged) == set()
    assert tagged(lapsed) == set()


def test_counts_stand_with_the_reasons_that_count() -> None:
    said = grading.grade(dossier(SelfGrade.GOOD, Reception(3, favorable=2, needs=1)), None, TABLE, DAY)
    assert said is not None
    assert {one.reason: one.count for one in said.reasons} == {
        TierReason.SELF_GOOD: None,
        TierReason.ENTERPRISES_FAVORABLE: 2,
        TierReason.ENTERPRISES_UNDECIDED: 1,
        TierReason.IMPROVEMENT_NEEDED: 1,
    }


def test_what_has_no_tier_or_has_it_already_is_not_set() -> None:
    held = dossier(SelfGrade.GOOD)
    with pytest.raises(NotGraded):
        grading.override(held, None, Tier.PRIORITY, "理由", TABLE, DAY)
    said = grading.grade(held, None, TABLE, DAY)
    assert said is not None
    with pytest.raises(SameTier):
        grading.override(held, standing(said), said.tier, "理由", TABLE, DAY)
