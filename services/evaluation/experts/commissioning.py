"""A batch of patents and the experts of the library, put to the assignment; and what its outcome says to the stream."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import asyncpg
from panhuo_contracts import Event
from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import RecusalGround
from panhuo_contracts.events.experts import ExpertCommissioned, ExpertRecused

from services.evaluation.assignment import words
from services.evaluation.assignment.conflicts import (
    Conflict,
    ExpertParties,
    Ground,
    Joint,
    PatentParties,
    conflicts,
)
from services.evaluation.assignment.terms import (
    Assignment,
    Batch,
    Draw,
    Expert,
    Infeasible,
    Patent,
    Profile,
    Profiles,
    Revision,
)
from services.evaluation.experts.candidates import Candidate
from services.evaluation.experts.refusals import CannotBeAssigned
from services.evaluation.experts.store.batches import Terms
from services.evaluation.store.columns import unlisted


@dataclass(frozen=True, slots=True)
class Standing:
    """How a batch stands: who is to evaluate what, who has, and who will not."""

    open: tuple[tuple[str, str], ...] = ()
    done: tuple[tuple[str, str], ...] = ()
    recused: tuple[tuple[str, str], ...] = ()


def standing_of(pairs: Sequence[Any]) -> Standing:
    """From the rows of a batch's pairs."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in pairs:
        if row["evaluation"] is not None:
            kind = "done"
        elif row["recused_on"] is None:
            kind = "open"
        else:
            # Whom another's recusal moved away may come back.
            kind = "moved" if row["ground"] == RecusalGround.REASSIGNED else "recused"
        found[kind].append((row["patent"], row["expert"]))
    return Standing(tuple(found["open"]), tuple(found["done"]), tuple(found["recused"]))


RULES: Final = "commissioning"
"""The code table with the conflicts' years, and with what holds where an office says nothing."""


def first_order(
    terms: Terms, subjects: Sequence[Any], experts: Sequence[Candidate], declared: Sequence[Any], rules: CodeTable
) -> Draw:
    return Draw(_batch(terms, subjects, experts, declared, Standing(), terms.commissioned_on, rules), terms.seed)


def revised_order(
    terms: Terms,
    subjects: Sequence[Any],
    experts: Sequence[Candidate],
    declared: Sequence[Any],
    standing: Standing,
    day: date,
    rules: CodeTable,
) -> Revision:
    """The seed follows from the batch's and from how many have recused themselves, so it can be found again."""
    batch = _batch(terms, subjects, experts, declared, standing, day, rules)
    return Revision(batch, standing.open, terms.seed + len(standing.recused))


def announcements(
    terms: Terms, outcome: Assignment, experts: Sequence[Candidate], standing: Standing, day: date
) -> list[Event]:
    """What the experts of a drawn assignment are told: new commissions, and work that moved away from them."""
    homes = {expert.expert: expert.home for expert in experts}
    now = {(pair.patent, pair.expert) for pair in outcome.pairs}
    before = set(standing.open)
    moved = [
        Event.of(
            ExpertRecused(
                expert=expert,
                home=homes[expert],
                patent=patent,
                batch=terms.batch,
                ground=RecusalGround.REASSIGNED,
                recused_on=day,
            )
        )
        for patent, expert in standing.open
        if (patent, expert) not in now and expert in homes
    ]
    commissioned = [
        Event.of(
            ExpertCommissioned(
                expert=pair.expert,
                home=homes[pair.expert],
                patent=pair.patent,
                batch=terms.batch,
                percent=pair.percent,
                seed=outcome.seed,
                reason=words.reason(pair)[0],
                reason_english=words.reason(pair)[1],
                commissioned_on=day,
                due_on=terms.due_on,
            )
        )
        for pair in outcome.pairs
        if (pair.patent, pair.expert) not in before
    ]
    return moved + commissioned


def refusal(infeasible: Infeasible) -> CannotBeAssigned:
    chinese, english = words.batch_shortage(infeasible)
    refused = CannotBeAssigned(chinese, english=english)
    refused.proposals = infeasible.proposals
    return refused


def _batch(
    terms: Terms,
    subjects: Sequence[Any],
    experts: Sequence[Candidate],
    declared: Sequence[Any],
    standing: Standing,
    day: date,
    rules: CodeTable,
) -> Batch:
    taking = [expert for expert in experts if expert.is_available(day)]
    held = Counter(expert for _, expert in standing.open)
    # Who is away, or takes no more, keeps what they have.
    keeping = [expert for expert in experts if not expert.is_available(day) and held[expert.expert]]
    covered = Counter(patent for patent, _ in standing.done)
    given = Counter(expert for _, expert in standing.done)
    people = [*taking, *keeping]
    most = {
        **{expert.expert: max(expert.most - given[expert.expert], held[expert.expert]) for expert in taking},
        **{expert.expert: held[expert.expert] for expert in keeping},
    }
    barred = [Conflict(patent, expert, Ground.DECLARED) for patent, expert in (*standing.done, *standing.recused)]
    joint_years = int(rules.number("joint_years"))
    found = conflicts([_parties(row) for row in subjects], _bound(people, declared), day, joint_years=joint_years)
    return Batch(
        tuple(Patent(row["patent"], max(0, terms.experts_each - covered[row["patent"]])) for row in subjects),
        tuple(Expert(expert.expert, most[expert.expert]) for expert in people),
        Profiles(
            tuple(Profile(_text(row), unlisted(row["ipc"])) for row in subjects),
            tuple(Profile(expert.research, expert.ipc) for expert in people),
        ),
        (*found, *barred),
        terms.highest_percent,
    )


def _text(row: asyncpg.Record) -> str:
    return "\n".join([row["title"] or "", row["abstract"] or "", " ".join(unlisted(row["keywords"]))])


def _parties(row: asyncpg.Record) -> PatentParties:
    return PatentParties(
        row["patent"], applicants=frozenset({row["institution"]}), interested=frozenset(row["interested"])
    )


def _bound(experts: Sequence[Candidate], declared: Sequence[Any]) -> list[ExpertParties]:
    said: dict[str, list[Any]] = defaultdict(list)
    for row in declared:
        said[row["expert"]].append(row)
    return [
        ExpertParties(
            expert.expert,
            bodies=frozenset({expert.organization} if expert.organization else ()),
            recommender=expert.enterprise,
            applicants=tuple(
                Joint(row["party"], row["filed_on"]) for row in said[expert.expert] if row["kind"] == "joint_filing"
            ),
            declared_patents=frozenset(row["party"] for row in said[expert.expert] if row["kind"] == "patent"),
            declared_parties=frozenset(row["party"] for row in said[expert.expert] if row["kind"] == "body"),
        )
        for expert in experts
    ]
