"""Whether the terms can be met at all: two maximum flows over every pair, and what they show where they cannot.

Coverage within the highest loads, and least loads within the coverage, each have a flow of their own; where both can be
met, both can be met at once (the theorem of Mendelsohn and Dulmage for two sides of one network).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from services.evaluation.assignment.grid import Grid, Mask, Numbers, Percents
from services.evaluation.assignment.terms import CERTAIN

_LARGEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Deficit:
    """Some that want more than the others can give them, in hundredths of an assignment."""

    missing: int
    wanting: Numbers
    exhausted: Numbers
    """Of the other side, those who give all they may."""


@dataclass(frozen=True, slots=True)
class Flow:
    """As much as can pass from one side to the other."""

    loads: Numbers
    """What each of the giving side gives, in hundredths."""
    deficit: Deficit | None


def coverage(grid: Grid) -> Flow:
    """What patents want, given by experts."""
    return _flow(grid.ceiling, grid.need, grid.most)


def least_loads(grid: Grid) -> Flow:
    """What experts want, given by patents."""
    return _flow(np.ascontiguousarray(grid.ceiling.T), grid.least, grid.need)


def is_feasible(grid: Grid) -> bool:
    return coverage(grid).deficit is None and least_loads(grid).deficit is None


def _flow(ceiling: Percents, wants: Numbers, gives: Numbers) -> Flow:
    active = np.nonzero(wants)[0]
    rows, columns = np.nonzero(ceiling[active])
    count, others = len(active), len(gives)
    source, sink = count + others, count + others + 1
    amounts = np.r_[ceiling[active][rows, columns], CERTAIN * wants[active], CERTAIN * gives]
    if int(CERTAIN * max(wants.sum(), gives.max(initial=0))) > _LARGEST:
        raise OverflowError("a batch has at most twenty million assignments")
    one = np.r_[rows, np.full(count, source), count + np.arange(others)]
    other = np.r_[count + columns, np.arange(count), np.full(others, sink)]
    shape = (sink + 1, sink + 1)
    network = csr_matrix((amounts.astype(np.int32), (one, other)), shape=shape)
    flow = maximum_flow(network, source, sink)
    loads = np.asarray(flow.flow[count : count + others, sink].todense()).ravel().astype(np.int64)
    missing = CERTAIN * int(wants.sum()) - int(flow.flow_value)
    if not missing:
        return Flow(loads, None)
    residual = network - flow.flow
    residual.eliminate_zeros()
    reached: Mask = np.zeros(sink + 1, np.bool_)
    reached[breadth_first_order(residual, source, return_predecessors=False)] = True
    return Flow(loads, Deficit(missing, active[reached[:count]], np.nonzero(reached[count:source])[0]))
