"""Draws whole assignments whose probabilities are exactly the given ones, with every load rounded to a neighbor.

Dependent rounding (Gandhi, Khuller, Parthasarathy, Srinivasan 2006), as Jecmen et al. (2020) use it for assignments.
Along a cycle of undecided pairs, every second one gains what the others lose, or the reverse; chance is weighed so that
neither changes a probability. In whole percent, nothing is lost to rounding.
"""

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Final

from services.evaluation.assignment.terms import CERTAIN

Pair = tuple[int, int, int]
"""Row, column and percent."""
_REST: Final = -1
"""A row of its own that fills each column up to a whole number."""


def draw(pairs: Sequence[Pair], seed: int) -> list[int]:
    """Which of the pairs are chosen. Rows must sum to whole hundreds, columns need not."""
    undecided = _Undecided(pairs, Random(seed))  # noqa: S311 - to be repeatable, not to be secret
    undecided.settle()
    return [at for at in range(len(pairs)) if undecided.percent[at] == CERTAIN]


class _Undecided:
    """Pairs with a probability between nothing and certainty, as a graph of rows and columns."""

    def __init__(self, pairs: Sequence[Pair], chance: Random) -> None:
        self._chance = chance
        self.percent = [percent for _, _, percent in pairs]
        self._ends = [((True, row), (False, column)) for row, column, _ in pairs]
        load: dict[int, int] = defaultdict(int)
        for _, column, percent in pairs:
            load[column] += percent
        for column, percent in sorted(load.items()):
            if percent % CERTAIN:
                self.percent.append(CERTAIN - percent % CERTAIN)
                self._ends.append(((True, _REST), (False, column)))
        self._open: dict[tuple[bool, int], list[int]] = defaultdict(list)
        order = [at for at, percent in enumerate(self.percent) if 0 < percent < CERTAIN]
        chance.shuffle(order)
        for at in order:
            for end in self._ends[at]:
                self._open[end].append(at)

    def settle(self) -> None:
        """Walk along undecided pairs until the way meets itself, settle that cycle, go on from there."""
        for start in list(self._open):
            nodes, edges, place = [start], list[int](), {start: 0}
            while (edge := self._next(nodes[-1], edges[-1] if edges else None)) is not None:
                one, other = self._ends[edge]
                node = other if nodes[-1] == one else one
                edges.append(edge)
                if node not in place:
                    place[node] = len(nodes)
                    nodes.append(node)
                    continue
                back = place[node]
                self._turn(edges[back:])
                for left in nodes[back + 1 :]:
                    del place[left]
                del nodes[back + 1 :], edges[back:]

    def _next(self, node: tuple[bool, int], came_by: int | None) -> int | None:
        """An undecided pair at this node. Sums are whole, so a node never has one alone."""
        edges = self._open[node]
        at = len(edges) - 1
        while at >= 0:
            edge = edges[at]
            if not 0 < self.percent[edge] < CERTAIN:
                edges[at] = edges[-1]
                edges.pop()
            elif edge != came_by:
                return edge
            at -= 1
        return None

    def _turn(self, cycle: Sequence[int]) -> None:
        percent = self.percent
        rising, falling = cycle[::2], cycle[1::2]
        up = min([*(CERTAIN - percent[edge] for edge in rising), *(percent[edge] for edge in falling)])
        down = min([*(percent[edge] for edge in rising), *(CERTAIN - percent[edge] for edge in falling)])
        step = up if self._chance.randrange(up + down) < down else -down
        for edge in rising:
            percent[edge] += step
        for edge in falling:
            percent[edge] -= step
