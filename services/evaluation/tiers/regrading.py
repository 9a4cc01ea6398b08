"""Graded anew: whoever says something that bears on a tier says the tier that follows with it."""

from collections.abc import Iterable
from datetime import date

from panhuo_contracts import Event

from chassis import codes
from chassis.service import Unit
from services.evaluation.store import dossiers, tiers
from services.evaluation.tiers import grading


async def regrade(unit: Unit, patents: Iterable[str], day: date) -> list[str]:
    """Say the tiers that have changed, in the transaction of what changed them; the patents that they are of.

    A command does it, not a handler: thresholds come from a code table, and what a table says must not decide what an
    event means.
    """
    wanted = sorted(set(patents))
    held = await dossiers.load(unit.conn, wanted, day)
    stand = await tiers.standing(unit.conn, wanted)
    table = await codes.in_force(unit.conn, grading.RULES, day)
    said = [
        body
        for patent, dossier in held.items()
        if dossier.record is not None and (body := grading.grade(dossier, stand.get(patent), table, day)) is not None
    ]
    if said:
        await unit.announce([Event.of(body) for body in said])
    return [body.patent for body in said]
