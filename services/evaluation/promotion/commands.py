"""What people decide about measures of promotion."""

from collections.abc import Callable
from datetime import date

from panhuo_contracts import Body, Event
from panhuo_contracts.codes import PromotionMeasure, PromotionOutcome

from chassis import codes
from chassis.errors import NotFound
from chassis.identity import Principal, Right
from chassis.service import Unit
from services.evaluation.commands import Answer
from services.evaluation.promotion import measures
from services.evaluation.promotion.measures import Assignment
from services.evaluation.store import dossiers, facts, promotion, tiers
from services.evaluation.tiers.commands import office_of


async def assign(
    unit: Unit,
    principal: Principal,
    patent: str,
    measure: PromotionMeasure,
    *,
    to_institution: bool,
    note: str,
    identifier: str,
    day: date,
) -> Answer:
    """Give a measure to one's own office, or a province to the patent's institution.

    Raises NotFound, and what the rules raise.
    """
    await facts.lock(unit.conn, [patent])
    held = (await dossiers.load(unit.conn, [patent], day)).get(patent)
    if held is None or held.record is None:
        raise NotFound
    record = held.record
    principal.scope(Right.PROMOTION_MANAGE).require(jurisdiction=record.home, organization=record.institution)
    office = office_of(principal)
    body = measures.assign(
        held,
        (await tiers.standing(unit.conn, [patent])).get(patent),
        await promotion.open_measures(unit.conn, patent),
        measure,
        await codes.in_force(unit.conn, measures.RULES, day),
        identifier=identifier,
        assigner=office,
        assignee=record.institution if to_institution else office,
        note=note,
        day=day,
    )
    await unit.announce([Event.of(body)])
    return Answer(patent, "accepted")


async def accept(unit: Unit, principal: Principal, patent: str, identifier: str, day: date) -> Answer:
    """Take a measure on. Raises NotFound, and what the rules raise."""
    return await _step(unit, principal, patent, identifier, lambda one, office: measures.accept(one, office, day))


async def report(unit: Unit, principal: Principal, patent: str, identifier: str, note: str, day: date) -> Answer:
    """Say what was done. Raises NotFound, and what the rules raise."""
    return await _step(unit, principal, patent, identifier, lambda one, office: measures.report(one, office, note, day))


async def close(
    unit: Unit,
    principal: Principal,
    patent: str,
    identifier: str,
    outcome: PromotionOutcome,
    result: str,
    day: date,
) -> Answer:
    """Bring a measure to its end. Raises NotFound, and what the rules raise."""
    return await _step(
        unit, principal, patent, identifier, lambda one, office: measures.close(one, office, outcome, result, day)
    )


async def _step(
    unit: Unit, principal: Principal, patent: str, identifier: str, decide: Callable[[Assignment, str], Body]
) -> Answer:
    await facts.lock(unit.conn, [patent])
    one = await promotion.assignment(unit.conn, patent, identifier)
    office = office_of(principal)
    # Offices that neither gave nor do it are not told that there is one.
    if one is None or office not in (one.assigner, one.assignee):
        raise NotFound
    await unit.announce([Event.of(decide(one, office))])
    return Answer(patent, "accepted")
