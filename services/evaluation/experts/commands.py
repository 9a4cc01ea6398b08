"""What people decide about experts: each command is one transaction; the assignment is computed between two of them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

import asyncpg
from panhuo_contracts import Event, uuid7
from panhuo_contracts.codes import Confidence, ProspectGrade, RecusalGround
from panhuo_contracts.events.evaluation import ExpertEvaluated
from panhuo_contracts.events.experts import ExpertRecused

from chassis import codes
from chassis.database import Connection
from chassis.errors import Invalid, NotFound
from chassis.identity import Principal, Right, Scope, audit
from chassis.service import Service, Unit
from services.evaluation import words as option_words
from services.evaluation.assignment import words
from services.evaluation.assignment.assigner import BrokeOff, assigned
from services.evaluation.assignment.terms import Infeasible, Revision
from services.evaluation.experts import candidates, commissioning
from services.evaluation.experts.candidates import Candidate, Profile, Recommender
from services.evaluation.experts.refusals import (
    AlreadyEvaluated,
    ConsentGiven,
    NoSuchCandidate,
    NotCommissioned,
    NotInLibrary,
    NotWithin,
    Overtaken,
)
from services.evaluation.experts.store import batches, people
from services.evaluation.experts.store.batches import Terms
from services.evaluation.opinion import months_later
from services.evaluation.store import dossiers, facts
from services.evaluation.tiers.regrading import regrade

_TURNS: Final = 3
"""How often a revision is computed anew because somebody else changed the batch meanwhile."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an office asks for."""

    patents: tuple[str, ...]
    experts_each: int | None
    """None: as the code table has it."""
    highest_percent: int | None
    due_on: date
    seed: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What an expert thinks of a patent."""

    prospect: ProspectGrade
    confidence: Confidence
    opinion: str


async def recommend(unit: Unit, profile: Profile, by: Recommender, day: date) -> str:
    """The new expert's reference: with it the person consents."""
    expert = str(uuid7())
    rules = await codes.in_force(unit.conn, commissioning.RULES, day)
    await people.add_person(unit.conn, expert, profile.name, int(rules.number("most_in_a_batch")))
    await unit.announce([Event.of(candidates.recommend(expert, profile, by, day))])
    return expert


async def consent(unit: Unit, expert: str, principal: Principal, day: date) -> None:
    """The person who is signed in is this expert, and agrees to be in the library."""
    held = await people.candidate(unit.conn, expert, is_locked=True)
    if held is None:
        raise NoSuchCandidate("没有这份推荐", english="There is no such recommendation")
    if candidates.consent(held, principal.subject):
        try:
            await people.bind(unit.conn, expert, principal.subject, day)
        except asyncpg.UniqueViolationError:
            raise ConsentGiven("本账户已是另一位专家", english="This account is another expert already") from None


async def admit(unit: Unit, scope: Scope, expert: str, day: date) -> None:
    body = candidates.admit(await _within(unit.conn, scope, expert), day)
    await unit.announce([] if body is None else [Event.of(body)])


async def retire(unit: Unit, held: Candidate, reason: str, day: date) -> list[str]:
    """Leave the library; the batches in which others have to take over."""
    body = candidates.retire(held, reason, day)
    if body is None:
        return []
    await batches.hold_all_of(unit.conn, held.expert)
    left = await batches.unfinished_of(unit.conn, held.expert)
    recusals = [
        Event.of(_recusal(held, row["batch"], row["patent"], RecusalGround.UNAVAILABLE, "", day)) for row in left
    ]
    await unit.announce([*recusals, Event.of(body)])
    return sorted({row["batch"] for row in left})


async def retire_within(unit: Unit, scope: Scope, expert: str, reason: str, day: date) -> list[str]:
    """An office lets somebody go."""
    return await retire(unit, await _within(unit.conn, scope, expert), reason, day)


async def myself(conn: Connection, principal: Principal, *, is_locked: bool = False) -> Candidate:
    """The expert that an account is. Raises NotFound."""
    held = await people.candidate_of(conn, principal.subject, is_locked=is_locked)
    if held is None:
        raise NotFound
    return held


async def recuse(unit: Unit, held: Candidate, batch: str, patent: str, note: str, day: date) -> None:
    """Declare that one cannot evaluate a patent. Raises NotCommissioned, AlreadyEvaluated."""
    await batches.find(unit.conn, batch, is_locked=True)
    row = await batches.one(unit.conn, batch, patent, held.expert)
    if row is None or row["recused_on"] is not None:
        raise NotCommissioned(f"{patent} 未指派给您", english=f"{patent} is not yours to evaluate")
    if row["evaluation"] is not None:
        raise AlreadyEvaluated(f"{patent} 已评价", english=f"{patent} is evaluated already")
    await unit.announce([Event.of(_recusal(held, batch, patent, RecusalGround.DECLARED, note, day))])
    await people.declare(unit.conn, held.expert, "patent", patent, None, day)


async def evaluate(unit: Unit, held: Candidate, batch: str, patent: str, said: View, day: date) -> None:
    """Raises NotCommissioned, and RetiredOption for what may no longer be newly chosen."""
    await batches.find(unit.conn, batch, is_locked=True)
    await facts.lock(unit.conn, [patent])
    row = await batches.one(unit.conn, batch, patent, held.expert)
    dossier = (await dossiers.load(unit.conn, [patent], day)).get(patent)
    if row is None or row["recused_on"] is not None or dossier is None or dossier.record is None:
        raise NotCommissioned(f"{patent} 未指派给您", english=f"{patent} is not yours to evaluate")
    option_words.PROSPECTS.require(None if said.prospect == row["prospect"] else said.prospect)
    option_words.CONFIDENCES.require(None if said.confidence == row["confidence"] else said.confidence)
    rules = await codes.in_force(unit.conn, commissioning.RULES, day)
    body = ExpertEvaluated(
        patent=patent,
        home=dossier.record.home,
        institution=dossier.record.institution,
        expert=held.expert,
        batch=batch,
        evaluation=str(uuid7()),
        prospect=said.prospect,
        confidence=said.confidence,
        opinion=said.opinion,
        evaluated_on=day,
        valid_until=months_later(day, int(rules.number("validity_months"))),
        rules=rules.name,
    )
    await unit.announce([Event.of(body)])
    await regrade(unit, [patent], day)


async def prepare(service: Service, principal: Principal, asked: Asked, day: date) -> tuple[Terms, list[Event]]:
    """Draw who evaluates a batch; nothing is decided yet. Raises NotWithin, NotInLibrary, CannotBeAssigned."""
    if asked.due_on < day:
        raise Invalid("完成期限已过", field="due_on", english="The day by which it is due is over.")
    scope = principal.scope(Right.EXPERT_COMMISSION)
    home = scope.jurisdiction or principal.jurisdiction
    async with service.database.read() as conn:
        rules = await codes.in_force(conn, commissioning.RULES, day)
    terms = Terms(
        str(uuid7()),
        home,
        principal.subject,
        day,
        asked.due_on,
        asked.experts_each or int(rules.number("experts_each")),
        asked.highest_percent or int(rules.number("highest_percent")),
        asked.seed,
        asked.patents,
        asked.name,
    )
    async with service.database.read() as conn:
        subjects = await batches.subjects(conn, asked.patents)
        experts = await people.admitted(conn)
        declared = await people.declarations(conn, [expert.expert for expert in experts])
    within = {row["patent"] for row in subjects if scope.covers(jurisdiction=row["home"])}
    if without := [patent for patent in dict.fromkeys(asked.patents) if patent not in within]:
        raise NotWithin(without)
    if outside := [row["patent"] for row in subjects if not row["is_listed"]]:
        raise NotInLibrary(
            f"{'、'.join(outside[:5])} 不在资源库中", english=f"{', '.join(outside[:5])}: not in the library"
        )
    outcome = await assigned(commissioning.first_order(terms, subjects, experts, declared, rules))
    if isinstance(outcome, Infeasible):
        raise commissioning.refusal(outcome)
    return terms, commissioning.announcements(terms, outcome, experts, commissioning.Standing(), day)


async def commission(unit: Unit, principal: Principal, terms: Terms, events: Sequence[Event]) -> None:
    """Decide what was prepared. Raises Overtaken where an expert has left meanwhile."""
    await _require_admitted(unit.conn, events)
    await batches.add(unit.conn, terms)
    await unit.announce(events)
    await audit(unit.conn, principal, "experts.commission", terms.batch, {"patents": len(terms.patents)})


async def reassign(service: Service, batch: str, day: date) -> None:
    """Give to others what an expert left, changing as little as can be; where it cannot be, the batch says why."""
    for _ in range(_TURNS):
        async with service.database.read() as conn:
            terms = await batches.find(conn, batch)
            if terms is None:
                raise NotFound
            standing = commissioning.standing_of(await batches.pairs(conn, batch))
            subjects = await batches.subjects(conn, terms.patents)
            experts = await people.admitted(conn)
            declared = await people.declarations(conn, [expert.expert for expert in experts])
            rules = await codes.in_force(conn, commissioning.RULES, terms.commissioned_on)
        order: Revision = commissioning.revised_order(terms, subjects, experts, declared, standing, day, rules)
        outcome = await assigned(order)
        events = (
            []
            if isinstance(outcome, Infeasible)
            else commissioning.announcements(terms, outcome, experts, standing, day)
        )
        async with service.unit() as unit:
            # Experts before batches, as when somebody retires.
            await _require_admitted(unit.conn, events)
            await batches.find(unit.conn, batch, is_locked=True)
            if commissioning.standing_of(await batches.pairs(unit.conn, batch)) != standing:
                continue
            said = words.shortage(outcome) if isinstance(outcome, Infeasible) else []
            await batches.note_shortage(unit.conn, batch, said)
            await unit.announce(events)
            return
    raise Overtaken(f"批次 {batch} 同时被他人改动", english=f"Somebody else is changing batch {batch}")


async def hand_on(service: Service, left: Sequence[str], day: date) -> None:
    """After somebody left these batches. What cannot be done now, an office does later: the leaving stands."""
    for batch in left:
        with suppress(BrokeOff, Overtaken):
            await reassign(service, batch, day)


async def _within(conn: Connection, scope: Scope, expert: str) -> Candidate:
    held = await people.candidate(conn, expert, is_locked=True)
    if held is None:
        raise NotFound
    scope.require(jurisdiction=held.home)
    return held


async def _require_admitted(conn: Connection, events: Sequence[Event]) -> None:
    """Whoever is to evaluate stays in the library until this transaction ends; who retires later finds it to do."""
    named = {event.body.key for event in events}
    if await people.hold_admitted(conn, named) != named:
        raise Overtaken("有专家刚刚退出专家库", english="An expert has just left the library")


def _recusal(held: Candidate, batch: str, patent: str, ground: RecusalGround, note: str, day: date) -> ExpertRecused:
    return ExpertRecused(
        expert=held.expert,
        home=held.home,
        patent=patent,
        batch=batch,
        ground=ground,
        note=note,
        recused_on=day,
    )
