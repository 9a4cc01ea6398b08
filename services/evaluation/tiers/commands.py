"""What people decide about tiers: one proposes another tier with a reason, a second one agrees or not."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from panhuo_contracts import Event
from panhuo_contracts.codes import Tier

from chassis import codes
from chassis.errors import NotFound
from chassis.identity import Principal, Right
from chassis.service import Unit
from services.evaluation.commands import Answer
from services.evaluation.dossier import Dossier
from services.evaluation.refusals import AlreadyProposed, SecondPersonNeeded
from services.evaluation.store import dossiers, facts, tiers
from services.evaluation.store.tiers import Proposal
from services.evaluation.tiers import grading
from services.evaluation.tiers.regrading import regrade


def office_of(principal: Principal) -> str:
    """Whom somebody acts for when they set a tier: the institution, or the province."""
    return principal.organization or principal.jurisdiction


async def grade_anew(unit: Unit, principal: Principal, patents: Sequence[str], day: date) -> list[Answer]:
    """Grade patents under the thresholds of the day, such as after they were changed."""
    await facts.lock(unit.conn, patents)
    held = await dossiers.load(unit.conn, patents, day)
    within = [patent for patent in patents if (one := held.get(patent)) and _reaches(principal, one)]
    changed = set(await regrade(unit, within, day))
    return [
        Answer(patent, "not_found" if patent not in within else "accepted" if patent in changed else "unchanged")
        for patent in patents
    ]


async def propose(
    unit: Unit, principal: Principal, patent: str, tier: Tier, note: str, *, identifier: UUID, day: date
) -> Answer:
    """Take down what one person would set. Raises NotFound, NotGraded, SameTier and AlreadyProposed."""
    await _held(unit, principal, patent, day)
    stands = (await tiers.standing(unit.conn, [patent])).get(patent)
    grading.may_be_set(patent, stands, tier)
    proposal = Proposal(identifier, patent, tier, note, office_of(principal), principal.subject, principal.name, day)
    if not await tiers.propose(unit.conn, proposal):
        raise AlreadyProposed(f"{patent} 已有待复核的调整", english=f"A change of {patent} is waiting already.")
    return Answer(patent, "accepted")


async def decide(unit: Unit, principal: Principal, patent: str, *, is_agreed: bool, day: date) -> Answer:
    """The second person's word. Raises NotFound and SecondPersonNeeded, and what the rules raise.

    Whoever proposed it may take it back, but not agree to it.
    """
    held = await _held(unit, principal, patent, day)
    proposal = await tiers.open_proposal(unit.conn, patent, office_of(principal))
    if proposal is None:
        raise NotFound
    if is_agreed and proposal.proposed_by == principal.subject:
        raise SecondPersonNeeded(
            "提出调整的人不能复核自己的调整", english="Whoever proposed a change cannot be the second person."
        )
    if not await tiers.decide(unit.conn, proposal.proposal, by=principal.subject, day=day, is_agreed=is_agreed):
        raise NotFound
    if is_agreed:
        stands = (await tiers.standing(unit.conn, [patent])).get(patent)
        table = await codes.in_force(unit.conn, grading.RULES, day)
        body = grading.override(held, stands, proposal.tier, proposal.note, table, day)
        await unit.announce([Event.of(body)])
    return Answer(patent, "accepted")


async def _held(unit: Unit, principal: Principal, patent: str, day: date) -> Dossier:
    """The locked dossier. Raises NotFound out of reach."""
    await facts.lock(unit.conn, [patent])
    held = (await dossiers.load(unit.conn, [patent], day)).get(patent)
    if held is None or not _reaches(principal, held):
        raise NotFound
    return held


def _reaches(principal: Principal, dossier: Dossier) -> bool:
    record = dossier.record
    scope = principal.scope(Right.TIER_SET)
    return record is not None and scope.covers(jurisdiction=record.home, organization=record.institution)
