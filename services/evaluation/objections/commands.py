"""What people decide about objections."""

from datetime import date

from panhuo_contracts import Event

from chassis import codes
from chassis.errors import NotFound
from chassis.identity import Scope
from chassis.service import Unit
from services.evaluation.commands import Answer
from services.evaluation.objections import objecting
from services.evaluation.objections.objecting import Contested
from services.evaluation.store import facts, objections
from services.evaluation.tiers.regrading import regrade


async def object_to(unit: Unit, scope: Scope, patent: str, evaluation: str, reason: str, day: date) -> Answer:
    """The institution objects to an evaluation of its patent. Raises NotFound, and what the rules raise."""
    one = await _within(unit, scope, patent, evaluation)
    table = await codes.in_force(unit.conn, objecting.RULES, day)
    await unit.announce([Event.of(objecting.object_to(one, reason, table, day))])
    await regrade(unit, [patent], day)
    return Answer(patent, "accepted")


async def review(
    unit: Unit, scope: Scope, patent: str, evaluation: str, finding: str, day: date, *, is_upheld: bool
) -> Answer:
    """The office above settles it. Raises NotFound, and what the rules raise."""
    one = await _within(unit, scope, patent, evaluation)
    await unit.announce([Event.of(objecting.review(one, finding, day, is_upheld=is_upheld))])
    await regrade(unit, [patent], day)
    return Answer(patent, "accepted")


async def _within(unit: Unit, scope: Scope, patent: str, evaluation: str) -> Contested:
    await facts.lock(unit.conn, [patent])
    one = await objections.contested(unit.conn, patent, evaluation)
    if one is None:
        raise NotFound
    scope.require(jurisdiction=one.home, organization=one.institution)
    return one
