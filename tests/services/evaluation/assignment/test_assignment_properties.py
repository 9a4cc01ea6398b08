"""Whatever the batch: the terms hold, or it is shown that they cannot."""

from array import array
from collections import Counter
from dataclasses import replace
from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from services.evaluation.assignment.answering import answer
from services.evaluation.assignment.conflicts import Conflict, Ground
from services.evaluation.assignment.feasibility import is_feasible
from services.evaluation.assignment.grid import Grid, grid_of
from services.evaluation.assignment.shortage import apply
from services.evaluation.assignment.terms import (
    Assignment,
    Batch,
    Bottleneck,
    Draw,
    Infeasible,
    Relaxation,
    Revision,
    Rule,
)
from tests.builders.assignment import batch


@st.composite
def batches(draw: st.DrawFn, *, least_percent: int = 20) -> Batch:
    patents, experts = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    cells = [(one, other) for one in range(patents) for other in range(experts)]
    bounds = st.tuples(st.integers(0, 2), st.integers(0, 4)).map(lambda pair: (min(pair), pair[1]))
    return batch(
        draw(st.lists(st.integers(0, 3), min_size=patents, max_size=patents)),
        draw(st.lists(bounds, min_size=experts, max_size=experts)),
        affinity=draw(st.lists(st.integers(0, 10).map(float), min_size=len(cells), max_size=len(cells))),
        barred=draw(st.sets(st.sampled_from(cells), max_size=len(cells) // 2)),
        percent=draw(st.integers(least_percent, 100)),
    )


@given(batches(), st.integers())
def test_an_assignment_keeps_every_term_and_is_the_best_there_is(asked: Batch, seed: int) -> None:
    outcome = answer(Draw(asked, seed))

    best = _best_of_all_pairs(grid_of(asked), grid_of(asked).affinity)
    if isinstance(outcome, Infeasible):
        assert best is None
        return
    assert best is not None
    assert abs(outcome.expected - best) < 1e-6
    assert outcome.bound - outcome.expected < 1e-6
    _keeps(asked, outcome)


@given(batches(), st.integers(), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_assignment_in_whatever_order_one_asks(
    asked: Batch, seed: int, chance: object
) -> None:
    rows, columns = list(range(len(asked.patents))), list(range(len(asked.experts)))
    chance.shuffle(rows)
    chance.shuffle(columns)
    width = len(columns)
    other = Batch(
        tuple(asked.patents[row] for row in rows),
        tuple(asked.experts[column] for column in columns),
        array("f", [asked.affinity[row * width + column] for row in rows for column in columns]),
        tuple(reversed(asked.conflicts)),
        asked.highest_percent,
    )

    assert answer(Draw(asked, seed)) == answer(Draw(other, seed))


@given(batches(least_percent=100), st.data())
def test_after_recusals_as_many_pairs_stay_as_can(asked: Batch, data: st.DataObject) -> None:
    before = answer(Draw(asked, 1))
    if isinstance(before, Infeasible) or not before.pairs:
        return
    recused = data.draw(st.sets(st.sampled_from([(pair.patent, pair.expert) for pair in before.pairs]), min_size=1))
    # What was apt is not any more, so that keeping it costs affinity.
    now = replace(
        asked,
        conflicts=asked.conflicts + tuple(Conflict(*pair, Ground.DECLARED) for pair in recused),
        affinity=array("f", [10 - one for one in asked.affinity]),
    )
    standing = tuple((pair.patent, pair.expert) for pair in before.pairs)

    after = answer(Revision(now, standing, 2))

    grid = grid_of(now)
    stands = np.zeros(grid.affinity.shape)
    stands[grid.places(standing)] = 1
    most = _best_of_all_pairs(grid, stands)
    if isinstance(after, Infeasible):
        assert most is None
        return
    assert most is not None
    _keeps(now, after)
    kept = [pair for pair in after.pairs if (pair.patent, pair.expert) in set(standing)]
    assert abs(len(kept) - most) < 1e-6
    assert [pair.is_kept for pair in after.pairs].count(True) == len(kept)


@given(batches())
def test_what_cannot_be_assigned_is_shown_by_counting_and_the_remedy_is_the_smallest(asked: Batch) -> None:
    outcome = answer(Draw(asked, 1))
    if isinstance(outcome, Assignment):
        return

    grid = grid_of(asked)
    assert outcome.bottlenecks
    for bottleneck in outcome.bottlenecks:
        assert _possible(grid, bottleneck) < bottleneck.needed
    for remedy in outcome.remedies:
        assert is_feasible(apply(grid, remedy.relaxations))
    smallest = outcome.remedies[0]
    assert smallest.is_smallest
    if len(smallest.relaxations) > 1:
        assert not any(is_feasible(apply(grid, [one])) for one in _every_relaxation(asked))


def _keeps(asked: Batch, outcome: Assignment) -> None:
    pairs = [(pair.patent, pair.expert) for pair in outcome.pairs]
    barred = {(conflict.patent, conflict.expert) for conflict in asked.conflicts}
    stood = {(pair.patent, pair.expert) for pair in outcome.pairs if pair.is_kept}
    assert len(pairs) == len(set(pairs))
    assert not barred & {(patent, expert) for patent, expert, _ in outcome.probabilities}
    experts, covered = Counter(expert for _, expert in pairs), Counter(patent for patent, _ in pairs)
    assert all(expert.least <= experts[expert.id] <= expert.most for expert in asked.experts)
    assert all(covered[patent.number] == patent.experts for patent in asked.patents)
    chances: Counter[str] = Counter()
    for patent, expert, percent in outcome.probabilities:
        assert 0 < percent <= asked.highest_percent or (patent, expert) in stood
        chances[patent] += percent
    assert all(chances[patent.number] == 100 * patent.experts for patent in asked.patents)
    assert set(pairs) <= {(patent, expert) for patent, expert, _ in outcome.probabilities}


def _best_of_all_pairs(grid: Grid, gain: np.ndarray) -> float | None:
    """The whole program as it stands in the paper, every pair a variable."""
    patents, experts = grid.affinity.shape
    covering, loads = np.kron(np.eye(patents), np.ones(experts)), np.kron(np.ones(patents), np.eye(experts))
    answered = linprog(
        -gain.ravel().astype(float),
        A_ub=np.vstack([loads, -loads]),
        b_ub=np.r_[grid.most, -grid.least],
        A_eq=covering,
        b_eq=grid.need,
        bounds=[(0, ceiling / 100) for ceiling in grid.ceiling.ravel().tolist()],
    )
    return -answered.fun if answered.status == 0 else None


def _possible(grid: Grid, bottleneck: Bottleneck) -> float:
    """The most that the others can give those who want: what their bounds allow, and by each pair its probability."""
    rows = np.isin(grid.patents, bottleneck.patents)
    columns = np.isin(grid.experts, bottleneck.experts)
    if bottleneck.is_of_least_loads:
        return float(grid.need[rows].sum() + grid.ceiling[~rows][:, columns].sum() / 100)
    return float(grid.most[columns].sum() + grid.ceiling[rows][:, ~columns].sum() / 100)


def _every_relaxation(asked: Batch) -> list[Relaxation]:
    """Each as far as it may go."""
    return [
        Relaxation(Rule.PROBABILITY, "", asked.highest_percent, 100),
        *(
            Relaxation(Rule.COVERAGE, patent.number, patent.experts, n)
            for patent in asked.patents
            for n in range(patent.experts)
        ),
        *chain.from_iterable(
            (
                *(Relaxation(Rule.MOST, one.id, one.most, n) for n in range(one.most + 1, 2 * one.most + 1)),
                *(Relaxation(Rule.LEAST, one.id, one.least, n) for n in range(one.least)),
            )
            for one in asked.experts
        ),
    ]
