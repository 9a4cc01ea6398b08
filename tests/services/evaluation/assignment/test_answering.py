from dataclasses import replace

import numpy as np
import pytest

from services.evaluation.assignment.answering import answer
from services.evaluation.assignment.conflicts import Conflict, Ground
from services.evaluation.assignment.feasibility import is_feasible
from services.evaluation.assignment.grid import grid_of
from services.evaluation.assignment.shortage import apply
from services.evaluation.assignment.terms import Assignment, Draw, Infeasible, Proposal, Relaxation, Revision, Rule
from tests.builders.assignment import batch


def test_without_patents_there_is_nothing_to_assign_and_without_experts_nobody_to() -> None:
    nothing = answer(Draw(batch([], [(0, 3)]), 1))
    nobody = answer(Draw(batch([2], []), 1))

    assert isinstance(nothing, Assignment)
    assert nothing.pairs == ()
    assert isinstance(nobody, Infeasible)
    assert nobody.remedies[0].relaxations == (Relaxation(Rule.COVERAGE, "p0000", 2, 0),)


def test_pairs_that_nobody_would_think_likely_are_found_where_they_help() -> None:
    # The fifty favorites of every patent are the same, and may take one each.
    patents, experts = 120, 200
    affinity = [1.0 - column / 1_000 if column < 50 else 0.5 for _ in range(patents) for column in range(experts)]

    outcome = answer(Draw(batch([1] * patents, [(0, 1)] * experts, affinity=affinity), 1))

    assert isinstance(outcome, Assignment)
    assert outcome.expected == pytest.approx(sum(1 - at / 1_000 for at in range(50)) + 70 * 0.5)
    assert outcome.bound == pytest.approx(outcome.expected)


def test_the_answer_is_proved_against_pairs_that_the_solver_was_not_shown_at_first() -> None:
    # Each expert takes one, so that most patents get what is far down their own list.
    chance, count = np.random.default_rng(1), 90
    affinity = chance.random((count, count)) * chance.random(count) ** 3
    affinity[:, :30] += np.arange(count)[:, None] / count

    outcome = answer(Draw(batch([1] * count, [(0, 1)] * count, affinity=affinity.ravel().tolist()), 1))

    assert isinstance(outcome, Assignment)
    assert outcome.bound - outcome.expected < 1e-5


def test_a_large_batch_without_enough_experts_is_answered_with_a_count_that_is_proved() -> None:
    outcome = answer(Draw(batch([3] * 400, [(0, 10)] * 110, percent=50), 1))

    assert isinstance(outcome, Infeasible)
    [bottleneck] = outcome.bottlenecks
    [remedy] = outcome.remedies
    assert (bottleneck.needed, bottleneck.possible) == (1_200, 1_100)
    assert (len(remedy.relaxations), remedy.is_smallest) == (10, True)
    assert is_feasible(apply(grid_of(batch([3] * 400, [(0, 10)] * 110, percent=50)), remedy.relaxations))


@pytest.mark.parametrize(
    ("experts", "needs", "percent", "proposed"),
    [
        (3, 2, 50, [Proposal(2, 67), Proposal(1, 50)]),
        (2, 3, 100, [Proposal(2, 100)]),
        (2, 3, 30, [Proposal(2, 100)]),
        (0, 3, 50, []),
    ],
)
def test_what_could_be_asked_for_instead_holds_for_every_patent_and_can_be_assigned(
    experts: int, needs: int, percent: int, proposed: list[Proposal]
) -> None:
    outcome = answer(Draw(batch([needs] * 2, [(0, 2)] * experts, percent=percent), 1))

    assert isinstance(outcome, Infeasible)
    assert list(outcome.proposals) == proposed
    for one in proposed:
        asked = batch([one.experts_each] * 2, [(0, 2)] * experts, percent=one.percent)
        assert isinstance(answer(Draw(asked, 1)), Assignment)


def test_too_high_least_loads_are_named_with_those_that_must_give() -> None:
    outcome = answer(Draw(batch([1, 1], [(2, 3), (1, 3)]), 1))

    assert isinstance(outcome, Infeasible)
    assert [bottleneck.is_of_least_loads for bottleneck in outcome.bottlenecks] == [True]
    assert [relaxation.rule for relaxation in outcome.remedies[0].relaxations] == [Rule.LEAST]


def test_where_the_successor_is_taken_the_others_make_room_one_step_and_no_more() -> None:
    # e0 leaves p0. Only e1 may follow and has its one patent, p1; there e2 is free.
    barred = [(0, 2)]
    before = batch([1, 1], [(0, 1)] * 3, affinity=[0.9, 0.5, 0.1, 0.5, 0.9, 0.1], barred=barred)
    standing = (("p0000", "e0000"), ("p0001", "e0001"))
    now = replace(before, conflicts=(*before.conflicts, Conflict("p0000", "e0000", Ground.DECLARED)))

    outcome = answer(Revision(now, standing, 1))

    assert isinstance(outcome, Assignment)
    # p1 goes to e0, who is free now and nearer to it than e2.
    assert outcome.by_patent() == {"p0000": ["e0001"], "p0001": ["e0000"]}
    assert not any(pair.is_kept for pair in outcome.pairs)


def test_a_revision_that_is_impossible_says_why_and_names_no_standing_pair_as_too_likely() -> None:
    asked = batch([2], [(0, 1)] * 2, percent=50)
    standing = (("p0000", "e0000"), ("p0000", "e0001"))
    now = replace(asked, conflicts=(Conflict("p0000", "e0000", Ground.DECLARED),))

    outcome = answer(Revision(now, standing, 1))

    assert isinstance(outcome, Infeasible)
    assert outcome.remedies[-1].relaxations == (Relaxation(Rule.COVERAGE, "p0000", 2, 1),)
