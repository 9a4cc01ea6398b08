"""The linear program: the highest expected affinity under coverage, loads, conflicts and the highest probability.

Jecmen et al., "Mitigating Manipulation in Peer Review via Randomized Reviewer Assignments" (2020). HiGHS solves it over
the likely pairs only; its prices then show, over every pair, whether one that was left out would have helped. Those
are added until none is left, so the answer is the optimum of the whole program.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from services.evaluation.assignment.grid import Floats, Grid, Mask, Numbers
from services.evaluation.assignment.terms import CERTAIN

_LIKELY: Final = 25
"""Pairs of a patent to begin with."""
_SOUNDINGS: Final = 40
"""Rough estimates of what each expert's time is worth, before the solver is asked."""
_ROWS: Final = 512
"""Worked on at a time: memory does not grow with the batch."""
_TOLERANCE: Final = 1e-6
_DEARER: Final = 100.0


class SolverFailed(Exception):
    """HiGHS gave no answer, or one that breaks the terms."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What one more of each would be worth: a patent's coverage, an expert's load, an expert's least load."""

    patent: Floats
    load: Floats
    least: Floats


@dataclass(frozen=True, slots=True)
class Optimum:
    """Probabilities in percent of the pairs that have any, and what proves them best."""

    rows: Numbers
    columns: Numbers
    percent: Numbers
    prices: Prices
    value: float
    bound: float
    rounds: int
    pairs: int
    """How many the solver was shown."""


def optimum(grid: Grid, gain: Floats | None = None) -> Optimum:
    """The best probabilities for ``gain`` of each pair (their affinity unless given). The terms can be met."""
    wanted = grid.affinity if gain is None else gain
    highest = float(np.max(np.abs(wanted), where=grid.ceiling > 0, initial=0.0))
    penalty = 10.0 * (1.0 + highest)
    while True:
        found, missing = _generate(grid, wanted, penalty)
        if missing == 0:
            return found
        penalty *= _DEARER  # what was missing was merely cheaper than meeting the terms


def _generate(grid: Grid, gain: Floats, penalty: float) -> tuple[Optimum, int]:
    shown = _likely(grid, gain)
    added, rounds = _LIKELY, 0
    while True:
        rounds += 1
        rows, columns = np.nonzero(shown)
        percent, missing, prices = _solve(grid, rows, columns, gain[rows, columns].astype(np.float64), penalty)
        helpful = list(_helpful(grid, gain, prices, shown, added))
        if not helpful:
            break
        for one, other in helpful:
            shown[one, other] = True
        added *= 2
    has = percent > 0
    value = float(gain[rows, columns] @ percent) / CERTAIN
    bound = _bound(grid, gain, prices) / CERTAIN
    found = Optimum(rows[has], columns[has], percent[has], prices, value, bound, rounds, len(rows))
    return found, missing


def _likely(grid: Grid, gain: Floats) -> Mask:
    """The best pairs of each patent once every expert has a rough price, and of each expert with a least load."""
    shape = grid.affinity.shape
    shown = np.zeros(shape, np.bool_)
    if not shape[0] or not shape[1]:
        return shown
    worth = _rough_prices(grid)
    for part, best in _best(grid, gain, worth, _LIKELY):
        np.put_along_axis(shown[part], best, values=True, axis=1)
    for column in np.nonzero(grid.least)[0]:
        wanted = np.where(grid.ceiling[:, column] > 0, gain[:, column], -np.inf)
        most = min(shape[0], 2 * CERTAIN * int(grid.least[column]) // max(1, int(grid.ceiling[:, column].max())))
        shown[np.argpartition(-wanted, most - 1)[:most] if most else [], column] = True
    return shown & (grid.ceiling > 0)


def _rough_prices(grid: Grid) -> Floats:
    """By affinity alone: experts whom too many want grow dearer step by step, the others cheaper."""
    worth = np.zeros(len(grid.experts))
    allowed = grid.ceiling > 0
    if not allowed.any() or not grid.need.any():
        return worth
    choices = int(np.ceil(grid.need.max() * CERTAIN / int(grid.ceiling.max())))
    step = float(np.std(grid.affinity, where=allowed)) / 2
    share = float(grid.need.mean()) / choices
    for _ in range(_SOUNDINGS):
        load = np.zeros(len(worth))
        for _part, best in _best(grid, grid.affinity, worth, choices):
            load += np.bincount(best.ravel(), minlength=len(worth)) * share
        dearer = np.maximum(worth + step * (load - grid.most) / np.maximum(grid.most, 1), 0.0)
        cheaper = np.minimum(worth + step * (grid.least - load) / -np.maximum(grid.least, 1), 0.0)
        worth = np.where((load < grid.least) | (worth < 0), cheaper, dearer)
        step *= 0.93
    return worth


def _best(grid: Grid, gain: Floats, worth: Floats, count: int) -> Iterator[tuple[slice, Numbers]]:
    """The columns of the best pairs of each row, some rows at a time."""
    count = min(count, len(grid.experts))
    for start in range(0, len(grid.patents), _ROWS):
        part = slice(start, start + _ROWS)
        net = np.where(grid.ceiling[part] > 0, worth - gain[part], np.inf)
        yield part, np.argpartition(net, count - 1, axis=1)[:, :count]


def _solve(grid: Grid, rows: Numbers, columns: Numbers, gain: Floats, penalty: float) -> tuple[Numbers, int, Prices]:
    """Over these pairs only. What cannot be covered is paid for. Amounts are hundredths of an assignment."""
    patents, experts, pairs = len(grid.patents), len(grid.experts), len(rows)
    held = np.nonzero(grid.least)[0]
    if not patents:
        return np.zeros(pairs, np.int64), int(CERTAIN * grid.least.sum()), _free(grid)
    order = np.arange(pairs)
    uncovered = pairs + np.arange(patents)
    unreached = pairs + patents + np.arange(len(held))
    width = pairs + patents + len(held)
    covering = coo_array(
        (np.ones(pairs + patents), (np.r_[rows, np.arange(patents)], np.r_[order, uncovered])), shape=(patents, width)
    )
    place = np.full(experts, -1)
    place[held] = np.arange(len(held))
    of_held = place[columns] >= 0
    loads = coo_array(
        (
            np.r_[np.ones(pairs), np.full(int(of_held.sum()) + len(held), -1.0)],
            (
                np.r_[columns, experts + place[columns[of_held]], experts + np.arange(len(held))],
                np.r_[order, order[of_held], unreached],
            ),
        ),
        shape=(experts + len(held), width),
    )
    highest = np.r_[grid.ceiling[rows, columns], CERTAIN * grid.need, CERTAIN * grid.least[held]]
    answer = linprog(
        np.r_[-gain, np.full(patents + len(held), penalty)],
        A_ub=loads.tocsr(),
        b_ub=CERTAIN * np.r_[grid.most, -grid.least[held]].astype(np.float64),
        A_eq=covering.tocsr(),
        b_eq=CERTAIN * grid.need.astype(np.float64),
        bounds=np.column_stack([np.zeros(width), highest.astype(np.float64)]),
        method="highs-ds",
    )
    if answer.status != 0:
        raise SolverFailed(str(answer.message))
    amounts = _whole(answer.x)
    _check(grid, rows, columns, amounts, held)
    prices = _free(grid)
    prices.patent[:] = -answer.eqlin.marginals
    prices.load[:] = np.maximum(-answer.ineqlin.marginals[:experts], 0.0)
    prices.least[held] = np.maximum(-answer.ineqlin.marginals[experts:], 0.0)
    return amounts[:pairs], int(amounts[pairs:].sum()), prices


def _whole(amounts: Floats) -> Numbers:
    """All bounds are whole, so every vertex of the program is: what differs is the solver's rounding."""
    whole = np.rint(amounts)
    if float(np.abs(amounts - whole).max(initial=0.0)) > 1e-3:
        raise SolverFailed("the solver's answer is not a vertex of the program")
    return whole.astype(np.int64)


def _check(grid: Grid, rows: Numbers, columns: Numbers, amounts: Numbers, held: Numbers) -> None:
    """Believe the solver only what can be counted."""
    pairs, patents = len(rows), len(grid.patents)
    percent, uncovered, unreached = np.split(amounts, [pairs, pairs + patents])
    covered = np.bincount(rows, percent, patents) + uncovered
    load = np.bincount(columns, percent, len(grid.experts))
    missing = np.zeros(len(grid.experts))
    missing[held] = unreached
    is_kept = (
        (percent >= 0).all()
        and (percent <= grid.ceiling[rows, columns]).all()
        and (covered == CERTAIN * grid.need).all()
        and (load <= CERTAIN * grid.most).all()
        and (load + missing >= CERTAIN * grid.least).all()
    )
    if not is_kept:
        raise SolverFailed("the solver's answer breaks the terms")


def _free(grid: Grid) -> Prices:
    return Prices(np.zeros(len(grid.patents)), np.zeros(len(grid.experts)), np.zeros(len(grid.experts)))


def _helpful(grid: Grid, gain: Floats, prices: Prices, shown: Mask, most: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs left out that would raise the value: the best few of each patent."""
    for start in range(0, len(grid.patents), _ROWS):
        part = slice(start, start + _ROWS)
        net = _net(grid, gain, prices, part)
        net[shown[part]] = -np.inf
        count = min(most, net.shape[1])
        if not count or float(net.max(initial=-np.inf)) <= _TOLERANCE:
            continue
        best = np.argpartition(-net, count - 1, axis=1)[:, :count]
        one, at = np.nonzero(np.take_along_axis(net, best, axis=1) > _TOLERANCE)
        yield one + start, best[one, at]


def _net(grid: Grid, gain: Floats, prices: Prices, part: slice) -> Floats:
    """What a pair would bring beyond what it takes away elsewhere."""
    net = gain[part] - prices.patent[part, None] - prices.load + prices.least
    return np.where(grid.ceiling[part] > 0, net, -np.inf).astype(np.float64)


def _bound(grid: Grid, gain: Floats, prices: Prices) -> float:
    """No answer can be better than this: the dual of the program, over all pairs, at these prices."""
    total = CERTAIN * float(prices.patent @ grid.need + prices.load @ grid.most - prices.least @ grid.least)
    for start in range(0, len(grid.patents), _ROWS):
        part = slice(start, start + _ROWS)
        total += float((np.maximum(_net(grid, gain, prices, part), 0.0) * grid.ceiling[part]).sum())
    return total
