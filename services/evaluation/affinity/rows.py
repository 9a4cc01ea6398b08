"""Counted features as weighed vectors of length one, and the cosines between them."""

from typing import TYPE_CHECKING, Any

import numpy as np

from services.evaluation.affinity.spaces import Counts, Frequencies

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Rows:
    """The experts' vectors in one space. Items are brought to them, block by block."""

    def __init__(self, counts: Counts, frequencies: Frequencies) -> None:
        from scipy.sparse import csr_matrix

        self._frequencies = frequencies
        self._columns, at = np.unique(counts.places, return_inverse=True)
        shape = (counts.documents, len(self._columns))
        matrix = csr_matrix((unit(counts, frequencies), at, counts.starts), shape=shape)
        self._by_column: Any = matrix.T.tocsr()

    def cosines(self, items: Counts) -> "NDArray[np.float64]":
        """A row for each item, a column for each expert."""
        from scipy.sparse import csr_matrix

        at = np.searchsorted(self._columns, items.places)
        shared = at < len(self._columns)
        shared[shared] = self._columns[at[shared]] == items.places[shared]
        weights = unit(items, self._frequencies)
        shape = (items.documents, len(self._columns))
        matrix = csr_matrix((weights[shared], (items.owners()[shared], at[shared])), shape=shape)
        cosines: NDArray[np.float64] = (matrix @ self._by_column).toarray()
        return cosines


def unit(counts: Counts, frequencies: Frequencies) -> "NDArray[np.float64]":
    """Each feature's weight in its document; a feature said often weighs more, but far less than in proportion."""
    times = counts.times
    weights = np.where(times > 1, 1 + np.log(np.maximum(times, 1)), times) * frequencies.weights(counts.places)
    owners = counts.owners()
    lengths = np.sqrt(np.bincount(owners, weights**2, minlength=counts.documents))
    return np.asarray(weights / lengths[owners])
