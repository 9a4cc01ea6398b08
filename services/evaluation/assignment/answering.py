"""From an order to its outcome: feasible or not, the best probabilities, the draw, and the reasons."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from services.evaluation.assignment import feasibility, shortage
from services.evaluation.assignment.drawing import draw
from services.evaluation.assignment.grid import Floats, Grid, Mask, Percents, grid_of
from services.evaluation.assignment.program import Optimum, optimum
from services.evaluation.assignment.terms import CERTAIN, Assigned, Assignment, Draw, Infeasible, Limit, Order, Outcome

_WORTH_NAMING: Final = 1e-9
"""Of a price; below it the solver's zero is meant."""


def answer(order: Order) -> Outcome:
    """Takes seconds of a core: call it in a process of its own (``assigner``)."""
    grid = grid_of(order.batch)
    match order:
        case Draw(_, seed):
            if not feasibility.is_feasible(grid):
                return shortage.explain(grid)
            found = optimum(grid)
            return _drawn(grid, found, found.bound, seed, np.zeros(grid.ceiling.shape, np.bool_))
        case standing_order:
            return _revised(grid, standing_order.standing, standing_order.seed)


def _revised(grid: Grid, standing: Iterable[tuple[str, str]], seed: int) -> Assignment | Infeasible:
    """First as many standing pairs as can be kept, then affinity. Those that stand may be certain; new ones may not."""
    kept = np.zeros(grid.ceiling.shape, np.bool_)
    kept[grid.places(standing)] = True
    kept &= grid.ceiling > 0
    lenient = grid.replaced(ceiling=np.where(kept, CERTAIN, grid.ceiling).astype(np.uint8))
    if not feasibility.is_feasible(lenient):
        return shortage.explain(lenient)
    least, highest = float(grid.affinity.min(initial=0.0)), float(grid.affinity.max(initial=0.0))
    lost = max(0, int(grid.need.sum()) - int(kept.sum()))
    worth = _worth_of_keeping(4.0 * lost + 10.0, highest - least)
    while True:
        found = optimum(lenient, _gain(grid, kept, worth))
        share = float(found.percent[kept[found.rows, found.columns]].sum()) / CERTAIN
        changed = float(grid.need.sum()) - share + float(kept.sum()) - share
        if worth >= _worth_of_keeping(changed, highest - least):
            return _drawn(lenient, found, found.bound - worth * share, seed, kept)
        worth = _worth_of_keeping(2.0 * changed, highest - least)


def _worth_of_keeping(changed: float, spread: float) -> float:
    """More than all affinity that those changes could gain, for the least that can be kept: a hundredth of a pair."""
    return CERTAIN * (1.0 + spread * changed)


def _gain(grid: Grid, kept: Mask, worth: float) -> Floats:
    return grid.affinity + worth * kept.astype(np.float64)


def _drawn(grid: Grid, found: Optimum, bound: float, seed: int, kept: Mask) -> Assignment:
    rows, columns, percent = found.rows.tolist(), found.columns.tolist(), found.percent.tolist()
    chosen = draw(list(zip(rows, columns, percent, strict=True)), seed)
    likely = np.zeros(grid.ceiling.shape, np.uint8)
    likely[found.rows, found.columns] = found.percent
    is_chosen = np.zeros(grid.ceiling.shape, np.bool_)
    is_chosen[found.rows[chosen], found.columns[chosen]] = True
    pairs = tuple(_explained(grid, found, likely, is_chosen, kept, rows[at], columns[at]) for at in sorted(chosen))
    expected = float(grid.affinity[found.rows, found.columns].astype(np.float64) @ found.percent) / CERTAIN
    probabilities = tuple(
        (grid.patents[row], grid.experts[column], share)
        for row, column, share in zip(rows, columns, percent, strict=True)
    )
    return Assignment(pairs, seed, expected, bound, probabilities)


def _explained(
    grid: Grid, found: Optimum, likely: Percents, chosen: Mask, kept: Mask, row: int, column: int
) -> Assigned:
    affinity, share = grid.affinity[row, column], int(likely[row, column])
    before = grid.affinity[row] > affinity
    allowed = grid.ceiling[row] > 0
    is_likely = likely[row] > 0
    limits = []
    if share == grid.ceiling[row, column] < CERTAIN:
        limits.append(Limit.PROBABILITY)
    if found.prices.load[column] > _WORTH_NAMING:
        limits.append(Limit.LOAD)
    if found.prices.least[column] > _WORTH_NAMING:
        limits.append(Limit.LEAST)
    return Assigned(
        patent=grid.patents[row],
        expert=grid.experts[column],
        affinity=float(affinity),
        percent=share,
        limits=tuple(limits),
        rank=int(before.sum()) + 1,
        barred=int((before & ~allowed).sum()),
        full=int((before & allowed & ~is_likely).sum()),
        passed_over=int((before & is_likely & ~chosen[row]).sum()),
        is_kept=bool(kept[row, column]),
    )
