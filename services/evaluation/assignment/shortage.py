"""Why no assignment keeps the terms, and the fewest of them that would have to be relaxed.

The reason is a cut of the flow: patents that need more than the experts open to them may give. The remedy is a
mixed-integer program that counts relaxed terms (HiGHS); a batch too large for it is filled greedily, and the count is
compared with what the cut proves. A conflict of interest is never relaxed, and nobody's load is more than doubled.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from services.evaluation.assignment.feasibility import Deficit, coverage, is_feasible, least_loads
from services.evaluation.assignment.grid import Grid, Numbers
from services.evaluation.assignment.terms import (
    CERTAIN,
    Bottleneck,
    Infeasible,
    Proposal,
    Relaxation,
    Remedy,
    Rule,
)

_PAIRS: Final = 40_000
"""Above it, the integer program would take minutes."""
_SECONDS: Final = 15.0


def explain(grid: Grid) -> Infeasible:
    """Of terms that cannot be met."""
    found = []
    if (demand := coverage(grid).deficit) is not None:
        needed = float(grid.need[demand.wanting].sum())
        found.append(_bottleneck(grid, demand.wanting, demand.exhausted, needed, demand.missing))
    if (supply := least_loads(grid).deficit) is not None:
        needed = float(grid.least[supply.wanting].sum())
        found.append(
            _bottleneck(grid, supply.exhausted, supply.wanting, needed, supply.missing, is_of_least_loads=True)
        )
    return Infeasible(tuple(found), tuple(_remedies(grid)), tuple(_proposals(grid)))


def _proposals(grid: Grid) -> Iterator[Proposal]:
    """Raise the probability, or have fewer experts each; both, where neither will do alone."""
    each, present, loose = int(grid.need.max(initial=0)), _highest(grid), _with_highest(grid, CERTAIN)
    if can_be_raised := is_feasible(loose):
        yield Proposal(each, _probability(grid, grid).proposed)
    if fewer := _most_each(grid, each):
        yield Proposal(fewer, present)
    elif not can_be_raised and (fewer := _most_each(loose, each)):
        eased = grid.replaced(need=np.minimum(grid.need, fewer))
        yield Proposal(fewer, _probability(grid, eased).proposed)


def _most_each(grid: Grid, below: int) -> int:
    """The most experts each, fewer than asked, that every patent can have; 0 where there are none."""
    each = (count for count in range(below - 1, 0, -1) if is_feasible(grid.replaced(need=np.minimum(grid.need, count))))
    return next(each, 0)


def _bottleneck(
    grid: Grid, rows: Numbers, columns: Numbers, needed: float, missing: int, *, is_of_least_loads: bool = False
) -> Bottleneck:
    return Bottleneck(
        tuple(grid.patents[row] for row in rows),
        tuple(grid.experts[column] for column in columns),
        needed,
        needed - missing / CERTAIN,
        is_of_least_loads,
    )


def _remedies(grid: Grid) -> list[Remedy]:
    """The smallest first. Either the highest probability stays, or it is one of the terms that give."""
    bounds = _bounds(grid)
    if _highest(grid) == CERTAIN:
        return [bounds]
    loose = _with_highest(grid, CERTAIN)
    if is_feasible(loose):
        return [Remedy((_probability(grid, grid),), is_smallest=True), bounds]
    beside = _bounds(loose)
    if len(beside.relaxations) + 1 >= len(bounds.relaxations):
        return [bounds]
    eased = apply(grid, beside.relaxations)
    mixed = Remedy((_probability(grid, eased), *beside.relaxations), beside.is_smallest and bounds.is_smallest)
    return [mixed, bounds]


def _probability(grid: Grid, eased: Grid) -> Relaxation:
    """The lowest of the highest probabilities at which the terms can be met."""
    present = _highest(grid)
    low, high = present, CERTAIN
    while high - low > 1:
        middle = (low + high) // 2
        if is_feasible(_with_highest(eased, middle)):
            high = middle
        else:
            low = middle
    return Relaxation(Rule.PROBABILITY, "", present, high)


def _highest(grid: Grid) -> int:
    """The highest probability of a pair; those that stand in a revision may be above it."""
    return int(grid.ceiling[grid.ceiling > 0].min(initial=CERTAIN))


def _with_highest(grid: Grid, percent: int) -> Grid:
    raised = np.maximum(grid.ceiling, percent).astype(np.uint8)
    return grid.replaced(ceiling=np.where(grid.ceiling > 0, raised, 0).astype(np.uint8))


def apply(grid: Grid, relaxations: Sequence[Relaxation]) -> Grid:
    """The grid under relaxed terms."""
    need, least, most = grid.need.copy(), grid.least.copy(), grid.most.copy()
    rows = {number: row for row, number in enumerate(grid.patents)}
    columns = {expert: column for column, expert in enumerate(grid.experts)}
    eased = grid
    for one in relaxations:
        match one.rule:
            case Rule.COVERAGE:
                need[rows[one.subject]] = one.proposed
            case Rule.MOST:
                most[columns[one.subject]] = one.proposed
            case Rule.LEAST:
                least[columns[one.subject]] = one.proposed
            case Rule.PROBABILITY:
                eased = _with_highest(grid, one.proposed)
    return eased.replaced(need=need, least=least, most=most)


def _bounds(grid: Grid) -> Remedy:
    """The fewest coverages and loads to relax, the highest probability left as it is."""
    if grid.cells <= _PAIRS and (exact := _counted(grid)) is not None:
        return exact
    return _filled(grid)


def _relaxations(grid: Grid, uncovered: Numbers, extra: Numbers, waived: Numbers) -> tuple[Relaxation, ...]:
    return (
        *(
            Relaxation(Rule.COVERAGE, grid.patents[row], int(grid.need[row]), int(grid.need[row] - uncovered[row]))
            for row in np.nonzero(uncovered)[0]
        ),
        *(
            Relaxation(Rule.MOST, grid.experts[at], int(grid.most[at]), int(grid.most[at] + extra[at]))
            for at in np.nonzero(extra)[0]
        ),
        *(
            Relaxation(Rule.LEAST, grid.experts[at], int(grid.least[at]), int(grid.least[at] - waived[at]))
            for at in np.nonzero(waived)[0]
        ),
    )


def _counted(grid: Grid) -> Remedy | None:
    """By the integer program: fewest terms first, then the least amounts. None where time ran out without an answer."""
    rows, columns = np.nonzero(grid.ceiling)
    pairs, patents, experts = len(rows), len(grid.patents), len(grid.experts)
    amounts = np.r_[grid.need, grid.most, grid.least].astype(np.float64)
    terms = len(amounts)
    by, flag = pairs + np.arange(terms), pairs + terms + np.arange(terms)
    order, every = np.arange(pairs), np.arange(experts)
    covered, loaded, reached = np.arange(patents), patents + every, patents + experts + every
    linked = patents + 2 * experts + np.arange(terms)
    entries = [
        (rows, order, 1.0),
        (covered, by[:patents], float(CERTAIN)),
        (loaded[columns], order, 1.0),
        (loaded, by[patents : patents + experts], -float(CERTAIN)),
        (reached[columns], order, 1.0),
        (reached, by[patents + experts :], float(CERTAIN)),
        (linked, by, 1.0),
    ]
    one = np.concatenate([at for at, _, _ in entries] + [linked])
    other = np.concatenate([at for _, at, _ in entries] + [flag])
    values = np.concatenate([np.full(len(at), value) for at, _, value in entries] + [-amounts])
    table = coo_array((values, (one, other)), shape=(len(linked) + patents + 2 * experts, pairs + 2 * terms)).tocsr()
    low = np.r_[CERTAIN * grid.need, np.full(experts, -np.inf), CERTAIN * grid.least, np.full(terms, -np.inf)]
    high = np.r_[CERTAIN * grid.need, CERTAIN * grid.most, np.full(experts, np.inf), np.zeros(terms)]
    upper = np.r_[grid.ceiling[rows, columns], amounts, np.ones(terms)].astype(np.float64)
    missing = sum(each.missing for each in (coverage(grid).deficit, least_loads(grid).deficit) if each) / CERTAIN
    answer = milp(
        np.r_[np.zeros(pairs), np.full(terms, 0.4 / (2.0 + 2.0 * missing)), np.ones(terms)],
        constraints=LinearConstraint(table, low, high),
        integrality=np.r_[np.zeros(pairs), np.ones(2 * terms)],
        bounds=(np.zeros(len(upper)), upper),
        options={"time_limit": _SECONDS, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return None
    found = np.rint(answer.x[by]).astype(np.int64)
    relaxed = _relaxations(grid, *np.split(found, [patents, patents + experts]))
    if not is_feasible(apply(grid, relaxed)):
        return None
    return Remedy(relaxed, is_smallest=answer.status == 0 or len(relaxed) == 1)


def _filled(grid: Grid) -> Remedy:
    """Relax first what helps most, until the terms can be met."""
    relaxed: list[Relaxation] = []
    is_smallest = True
    if (demand := coverage(grid).deficit) is not None:
        found, proved = _fill_coverage(grid, demand)
        relaxed += found
        is_smallest &= proved
    eased = apply(grid, relaxed)
    if (supply := least_loads(eased).deficit) is not None:
        found, proved = _fill_least(eased, supply)
        relaxed += found
        is_smallest &= proved and len(relaxed) == len(found)
    return Remedy(tuple(relaxed), is_smallest or len(relaxed) == 1)


def _fill_coverage(grid: Grid, deficit: Deficit) -> tuple[tuple[Relaxation, ...], bool]:
    """Loads of experts and coverages of patents, in one order of what each could give."""
    patents, nobody = len(grid.patents), np.zeros(len(grid.experts), np.int64)
    open_to = grid.ceiling[deficit.wanting].sum(axis=0, dtype=np.int64) // CERTAIN
    give = np.zeros(patents + len(grid.experts), np.int64)
    give[deficit.wanting] = grid.need[deficit.wanting]
    for column in deficit.exhausted:
        give[patents + column] = min(grid.most[column], max(0, open_to[column] - grid.most[column]))

    def relaxed(count: int) -> tuple[Numbers, Numbers]:
        amounts = np.zeros(len(give), np.int64)
        amounts[order[:count]] = give[order[:count]]
        return amounts[:patents], amounts[patents:]

    def suffices(count: int) -> bool:
        uncovered, extra = relaxed(count)
        return coverage(grid.replaced(need=grid.need - uncovered, most=grid.most + extra)).deficit is None

    order = np.argsort(-give, kind="stable")
    count = _fewest(int(np.count_nonzero(give)), suffices)
    uncovered, extra = relaxed(count)
    loads = coverage(grid.replaced(need=grid.need - uncovered, most=grid.most + extra)).loads
    used = np.maximum(-(-loads // CERTAIN) - grid.most, 0)
    return _relaxations(grid, uncovered, used, nobody), _is_least(give[order], deficit, count)


def _fill_least(grid: Grid, deficit: Deficit) -> tuple[tuple[Relaxation, ...], bool]:
    give = np.zeros(len(grid.experts), np.int64)
    give[deficit.wanting] = grid.least[deficit.wanting]
    order = np.argsort(-give, kind="stable")

    def waived(count: int) -> Numbers:
        amounts = np.zeros(len(give), np.int64)
        amounts[order[:count]] = give[order[:count]]
        return amounts

    count = _fewest(
        int(np.count_nonzero(give)),
        lambda number: least_loads(grid.replaced(least=grid.least - waived(number))).deficit is None,
    )
    nothing = np.zeros(len(grid.patents), np.int64)
    return _relaxations(grid, nothing, np.zeros_like(give), waived(count)), _is_least(give[order], deficit, count)


def _is_least(give: Numbers, deficit: Deficit, count: int) -> bool:
    """Whether fewer could not even add up to what the cut lacks."""
    return count == 0 or int(give[: count - 1].sum()) * CERTAIN < deficit.missing


def _fewest(most: int, suffices: Callable[[int], bool]) -> int:
    """The smallest number that suffices; with ``most``, it does."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if suffices(middle):
            high = middle
        else:
            low = middle + 1
    return high
