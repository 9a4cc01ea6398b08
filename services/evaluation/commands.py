"""What people decide here: lock the dossiers, decide, and say it in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from panhuo_contracts import Body, Event
from panhuo_contracts.codes import GuidelineScenario, WithholdReason

from chassis import codes
from chassis.errors import NotFound, Refused
from chassis.identity import Scope
from chassis.service import Unit
from services.evaluation import library, opinion, words
from services.evaluation.dossier import Dossier
from services.evaluation.guideline import form as guideline_form
from services.evaluation.guideline.tree import weights_of
from services.evaluation.opinion import Evaluator, MarketOpinion, SelfOpinion
from services.evaluation.store import dossiers, facts, views, withholding
from services.evaluation.store import guideline as guideline_forms
from services.evaluation.tiers.regrading import regrade

Outcome = Literal["accepted", "unchanged", "refused", "not_found"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one patent of a request."""

    patent: str
    outcome: Outcome
    refusal: Refused | None = None


async def self_evaluate(unit: Unit, scope: Scope, opinions: Mapping[str, SelfOpinion], day: date) -> list[Answer]:
    """Grade the institution's own patents, in the order in which they were sent."""
    answers = await _each(
        unit, scope, list(opinions), day, lambda held: opinion.self_evaluate(held, opinions[held.patent], day)
    )
    await regrade(unit, (answer.patent for answer in answers if answer.outcome == "accepted"), day)
    return answers


async def enter_library(
    unit: Unit, scope: Scope, patents: Sequence[str], day: date, *, is_trial: bool = False
) -> list[Answer]:
    """Put own patents into the resource library; one that is in it already is left as it is.

    ``is_trial``: only answer what would become of each.
    """

    def decide(held: Dossier) -> Body | None:
        return None if held.is_listed else library.enter(held, day)

    return await _each(unit, scope, patents, day, decide, is_trial=is_trial)


async def withhold(
    unit: Unit, scope: Scope, patents: Sequence[str], reason: WithholdReason, note: str, day: date
) -> list[Answer]:
    """Decide that own patents do not go into the library. Raises RetiredOption."""
    words.WITHHOLD_REASONS.require(reason)
    stand = {patent: await withholding.of_patent(unit.conn, patent) for patent in patents}

    def decide(held: Dossier) -> Body | None:
        before = stand[held.patent]
        is_same = before is not None and (before["reason"], before["note"]) == (reason, note)
        return None if is_same else library.withhold(held, reason, note, day)

    return await _each(unit, scope, patents, day, decide)


async def withdraw(unit: Unit, scope: Scope, patent: str, note: str, day: date) -> Answer:
    """Take an own patent out of the resource library."""
    answers = await _each(unit, scope, [patent], day, lambda held: library.withdraw(held, note, day))
    return answers[0]


async def evaluate(
    unit: Unit, evaluator: Evaluator, patent: str, said: MarketOpinion, *, identifier: str, day: date
) -> Answer:
    """Say what an enterprise thinks of a listed patent. The same view twice on one day is said once."""
    registered = await dossiers.enterprise_name(unit.conn, evaluator.enterprise)
    known_as = Evaluator(evaluator.enterprise, registered or evaluator.name)
    await facts.lock(unit.conn, [patent])
    held = (await dossiers.load(unit.conn, [patent], day)).get(patent)
    if held is None:
        raise NotFound
    if await views.has_said(unit.conn, patent, evaluator.enterprise, said, day) and held.is_listed:
        return Answer(patent, "unchanged")
    rules = await codes.in_force(unit.conn, opinion.RULES, day)
    await unit.announce([Event.of(opinion.evaluate(held, known_as, said, rules, identifier=identifier, day=day))])
    await regrade(unit, [patent], day)
    return Answer(patent, "accepted")


async def fill_in_guideline(
    unit: Unit, scope: Scope, patent: str, scenario: GuidelineScenario, bands: Mapping[str, int], day: date
) -> Answer:
    """Fill in the guideline's form for an own patent. The same form under the same weights is filled in once."""
    await facts.lock(unit.conn, [patent])
    known = await guideline_forms.known(unit.conn, patent, day)
    if known is None or not _is_within(scope, known.dossier):
        return Answer(patent, "not_found")
    table = await codes.in_force(unit.conn, weights_of(scenario), day)
    body = guideline_form.evaluate(known, scenario, bands, table, day)
    stands = (await guideline_forms.forms(unit.conn, patent)).get(scenario)
    if stands is not None and stands.says(body):
        return Answer(patent, "unchanged")
    await unit.announce([Event.of(body)])
    return Answer(patent, "accepted")


async def _each(
    unit: Unit,
    scope: Scope,
    patents: Sequence[str],
    day: date,
    decide: Callable[[Dossier], Body | None],
    *,
    is_trial: bool = False,
) -> list[Answer]:
    await facts.lock(unit.conn, patents)
    held = await dossiers.load(unit.conn, patents, day)
    answers: list[Answer] = []
    events: list[Event] = []
    for patent in patents:
        dossier = held.get(patent)
        if dossier is None or not _is_within(scope, dossier):
            answers.append(Answer(patent, "not_found"))
            continue
        try:
            body = decide(dossier)
        except Refused as refusal:
            answers.append(Answer(patent, "refused", refusal))
            continue
        answers.append(Answer(patent, "unchanged" if body is None else "accepted"))
        if body is not None:
            events.append(Event.of(body))
    if not is_trial:
        await unit.announce(events)
    return answers


def _is_within(scope: Scope, dossier: Dossier) -> bool:
    """Another organization's record is as if it were not there."""
    record = dossier.record
    return record is not None and scope.covers(jurisdiction=record.home, organization=record.institution)
