"""Tiers of promotion: what the rules come to, and when a tier that people set instead goes on standing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from panhuo_contracts.code_tables import CodeTable
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
from panhuo_contracts.events.evaluation import GradingReason, PatentGraded

from services.evaluation.dossier import Dossier
from services.evaluation.library import ENDED, recorded
from services.evaluation.refusals import NotGraded, SameTier

RULES: Final = "grading"
"""The code table with the thresholds."""
_SELF: Final = {
    SelfGrade.GOOD: TierReason.SELF_GOOD,
    SelfGrade.FAIR: TierReason.SELF_FAIR,
    SelfGrade.UNCLEAR: TierReason.SELF_UNCLEAR,
    None: TierReason.SELF_UNSAID,
}
OF_EXPERTS: Final = (TierReason.EXPERTS_FAVORABLE, TierReason.EXPERTS_DOUBTFUL, TierReason.EXPERTS_UNDECIDED)
_UNPLEDGEABLE: Final = (LegalFlag.PLEDGED, LegalFlag.PRESERVED, LegalFlag.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Standing:
    """The tier as it was last said."""

    tier: Tier
    reasons: tuple[GradingReason, ...]
    tags: tuple[PromotionTag, ...]
    rules: str
    computed: Tier | None
    note: str
    graded_on: date

    def told(self, *, with_experts: bool) -> tuple[GradingReason, ...]:
        """Its reasons; whoever evaluates for an office is not told what other experts said."""
        return tuple(one for one in self.reasons if with_experts or one.reason not in OF_EXPERTS)


def is_evaluated(dossier: Dossier) -> bool:
    """Whether anybody has said anything that a tier could rest on."""
    return dossier.grade is not None or dossier.reception.effective > 0 or dossier.expertise.effective > 0


def tier_of(dossier: Dossier, table: CodeTable) -> Tier:
    """Tier 1: graded good by its institution, and an enterprise agrees or wants to take part; 3: enterprises name what
    should be improved; 4: the right has ended, or nobody sees a prospect; 2: the others.

    Commissioned experts look again (domain: state machine D, 复评): they settle between 2 and 4 where the market is
    silent or divided, and never stand in for an enterprise that is for the patent.
    """
    seen, experts = dossier.reception, dossier.expertise
    is_wanted = seen.favorable >= table.number("least_favorable") or seen.intentions >= table.number("least_intentions")
    if dossier.right.status in ENDED:
        return Tier.UNCLEAR
    if dossier.grade is SelfGrade.GOOD and is_wanted:
        return Tier.PRIORITY
    if seen.needs:
        return Tier.NURTURE
    is_backed = experts.favorable >= table.number("least_experts_favorable") and experts.favorable > experts.doubtful
    is_refuted = experts.doubtful >= table.number("least_experts_doubtful") and experts.doubtful > experts.favorable
    is_doubted = seen.favorable == 0 and seen.doubtful >= table.number("least_doubtful") and not is_backed
    is_unseen = dossier.grade in (None, SelfGrade.UNCLEAR) and not (is_wanted or is_backed)
    if is_doubted or is_unseen or (is_refuted and not is_wanted):
        return Tier.UNCLEAR
    return Tier.REGULAR


def reasons(dossier: Dossier) -> tuple[GradingReason, ...]:
    """What was gone by, for and against."""
    return tuple(_reasons(dossier))


def _reasons(dossier: Dossier) -> Iterator[GradingReason]:
    if dossier.right.status in ENDED:
        yield GradingReason(reason=TierReason.RIGHT_ENDED)
    yield GradingReason(reason=_SELF[dossier.grade])
    seen, experts = dossier.reception, dossier.expertise
    counted = (
        (TierReason.ENTERPRISES_FAVORABLE, seen.favorable),
        (TierReason.ENTERPRISES_DOUBTFUL, seen.doubtful),
        (TierReason.ENTERPRISES_UNDECIDED, seen.effective - seen.favorable - seen.doubtful),
        (TierReason.COOPERATION_INTENDED, seen.intentions),
        (TierReason.IMPROVEMENT_NEEDED, seen.needs),
        (TierReason.EXPERTS_FAVORABLE, experts.favorable),
        (TierReason.EXPERTS_DOUBTFUL, experts.doubtful),
        (TierReason.EXPERTS_UNDECIDED, experts.effective - experts.favorable - experts.doubtful),
    )
    if not seen.effective:
        yield GradingReason(reason=TierReason.ENTERPRISES_SILENT)
    for reason, count in counted:
        if count:
            yield GradingReason(reason=reason, count=count)


def tags(dossier: Dossier, tier: Tier, table: CodeTable, day: date) -> tuple[PromotionTag, ...]:
    """Candidates by what is known, beside the tier (Work Plan: pools for the most valuable of key industries, open
    licenses for what is widely usable, pledges, stability analysis of utility models and designs).
    """
    return tuple(_tags(dossier, tier, table, day))


def _tags(dossier: Dossier, tier: Tier, table: CodeTable, day: date) -> Iterator[PromotionTag]:
    record, seen = recorded(dossier), dossier.reception
    if dossier.right.status is not LegalStatus.IN_FORCE:
        return
    said = dossier.standing_self_evaluation
    divisions = {code[:3] for code in ((said.industries if said else ()) or record.industries)}
    if divisions and seen.favorable >= table.number("pool_favorable"):
        yield PromotionTag.POOL
    is_widely_usable = len(divisions) >= table.number("open_divisions")
    if ConversionMode.OPEN_LICENSE in record.accepted_modes and (
        is_widely_usable or seen.effective >= table.number("open_views")
    ):
        yield PromotionTag.OPEN_LICENSE
    is_promoted = tier in (Tier.PRIORITY, Tier.REGULAR)
    is_free = not any(flag in _UNPLEDGEABLE for flag in dossier.right.flags)
    last = dossier.expires_on
    if is_promoted and is_free and last and (last - day).days >= 365 * table.number("pledge_years"):
        yield PromotionTag.PLEDGE
    if is_promoted and record.patent_type is not PatentType.INVENTION:
        yield PromotionTag.STABILITY_ANALYSIS


def grade(dossier: Dossier, standing: Standing | None, table: CodeTable, day: date) -> PatentGraded | None:
    """The tier on a day; None where it stands already, or nothing is known to grade by.

    A tier that people set stands until the rules come to another tier than the one that it was set against.
    """
    if not is_evaluated(dossier):
        return None
    computed = tier_of(dossier, table)
    kept = standing if standing is not None and standing.computed is computed else None
    said = _graded(
        dossier, kept.tier if kept else computed, table, day, computed=computed, note=kept.note if kept else ""
    )
    return None if standing is not None and _same(standing, said) else said


def override(
    dossier: Dossier, standing: Standing | None, tier: Tier, note: str, table: CodeTable, day: date
) -> PatentGraded:
    """The tier that two people agreed on. Raises NotGraded and SameTier."""
    may_be_set(dossier.patent, standing, tier)
    return _graded(dossier, tier, table, day, computed=tier_of(dossier, table), note=note)


def may_be_set(patent: str, standing: Standing | None, tier: Tier) -> None:
    """Raises NotGraded and SameTier."""
    if standing is None:
        raise NotGraded(f"{patent} 尚未分级", english=f"{patent} has no tier yet.")
    if standing.tier is tier:
        raise SameTier(f"{patent} 现在就是 {tier.upper()}", english=f"{patent} is in {tier.upper()} already.")


def _graded(dossier: Dossier, tier: Tier, table: CodeTable, day: date, *, computed: Tier, note: str) -> PatentGraded:
    record = recorded(dossier)
    is_set = tier is not computed
    return PatentGraded(
        patent=dossier.patent,
        home=record.home,
        institution=record.institution,
        tier=tier,
        reasons=reasons(dossier),
        tags=tags(dossier, tier, table, day),
        rules=table.name,
        computed=computed if is_set else None,
        note=note if is_set else "",
        graded_on=day,
    )


def _same(standing: Standing, said: PatentGraded) -> bool:
    before = (standing.tier, standing.reasons, standing.tags, standing.rules, standing.computed, standing.note)
    return before == (said.tier, said.reasons, said.tags, said.rules, said.computed, said.note)
