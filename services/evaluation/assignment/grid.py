"""A batch as matrices: patents by experts, in the order of their names, so that the order of asking changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.evaluation.affinity import Subject, affinity, language_of, parse_symbol
from services.evaluation.assignment.terms import CERTAIN, Batch, Profile, Profiles

Numbers = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]
Percents = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows are patents, columns experts."""

    patents: list[str]
    experts: list[str]
    affinity: NDArray[np.float32]
    ceiling: Percents
    """The highest probability of each pair in percent, 0 where there is a conflict."""
    need: Numbers
    least: Numbers
    most: Numbers

    @property
    def cells(self) -> int:
        return int(np.count_nonzero(self.ceiling))

    def replaced(self, **changes: Any) -> "Grid":  # noqa: ANN401 - matrices of several kinds
        parts = {name: changes.get(name, getattr(self, name)) for name in self.__slots__}
        return Grid(**parts)

    def places(self, pairs: Iterable[tuple[str, str]]) -> tuple[Numbers, Numbers]:
        """Rows and columns of those pairs of names that the batch has."""
        rows = {number: row for row, number in enumerate(self.patents)}
        columns = {expert: column for column, expert in enumerate(self.experts)}
        found = [(rows[one], columns[other]) for one, other in pairs if one in rows and other in columns]
        at = np.array(found, np.int64).reshape(-1, 2)
        return at[:, 0], at[:, 1]


def grid_of(batch: Batch) -> Grid:
    patents = sorted(range(len(batch.patents)), key=lambda at: batch.patents[at].number)
    experts = sorted(range(len(batch.experts)), key=lambda at: batch.experts[at].id)
    shape = len(patents), len(experts)
    likeness = _affinity(batch)[np.ix_(patents, experts)]
    need = np.array([batch.patents[at].experts for at in patents], np.int64)
    bounds = np.array([(batch.experts[at].least, batch.experts[at].most) for at in experts], np.int64).reshape(-1, 2)
    grid = Grid(
        [batch.patents[at].number for at in patents],
        [batch.experts[at].id for at in experts],
        likeness,
        np.full(shape, min(batch.highest_percent, CERTAIN), np.uint8),
        need,
        bounds[:, 0],
        bounds[:, 1],
    )
    grid.ceiling[grid.places((conflict.patent, conflict.expert) for conflict in batch.conflicts)] = 0
    return grid


def _affinity(batch: Batch) -> NDArray[np.float32]:
    if isinstance(batch.affinity, Profiles):
        experts, patents = (list(map(_subject, each)) for each in (batch.affinity.experts, batch.affinity.patents))
        return affinity(experts, patents).T.astype(np.float32)
    return np.frombuffer(batch.affinity, np.float32).reshape(len(batch.patents), len(batch.experts))


def _subject(profile: Profile) -> Subject:
    symbols = tuple(symbol for written in profile.symbols if (symbol := parse_symbol(written)) is not None)
    return Subject(profile.text, language_of(profile.text), symbols)
