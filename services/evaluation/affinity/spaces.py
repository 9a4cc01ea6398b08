"""Features by number: what a text or a list of symbols consists of, hashed, and how much each feature says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SUPPOSED: Final = 1000
"""Documents of ordinary technical writing that are supposed to have been seen before the given ones, so that also two
records and three patents are weighed sensibly; among thousands they hardly count."""
_EVERYDAY: Final = 0.5
_MIXED: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Space:
    """Numbers for features: a region of 2^`bits` for each kind, since kinds differ in how common their features are.

    `shares` holds for each kind the share of the supposed documents that have a given feature of it.
    """

    bits: int
    shares: tuple[float, ...]

    @property
    def size(self) -> int:
        return len(self.shares) << self.bits

    def places(self, kind: "int | NDArray[np.int64]", keys: "NDArray[np.uint64]") -> "NDArray[np.int64]":
        """The same keys have the same places on every machine and in every run."""
        mixed = keys * _MIXED
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        return (mixed >> np.uint64(64 - self.bits)).astype(np.int64) + (kind << self.bits)


class Frequencies:
    """In how many of the documents seen so far each feature occurs."""

    def __init__(self, space: Space, everyday: "NDArray[np.int64] | None" = None) -> None:
        self._space = space
        self._everyday = np.unique(everyday) if everyday is not None else np.empty(0, np.int64)
        self._found = np.zeros(space.size, np.int32)
        self._documents = 0

    def add(self, counts: "Counts") -> None:
        np.add.at(self._found, counts.places, 1)
        self._documents += int(np.count_nonzero(np.diff(counts.starts)))

    def weights(self, places: "NDArray[np.int64]") -> "NDArray[np.float64]":
        """Inverse document frequency, never below 1: what everybody writes still says a little."""
        supposed = np.asarray(self._space.shares)[places >> self._space.bits]
        supposed[np.isin(places, self._everyday)] = _EVERYDAY
        found = self._found[places] + supposed * _SUPPOSED
        return np.asarray(np.log((1 + self._documents + _SUPPOSED) / (1 + found)) + 1)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each document has each of its features: document i owns places[starts[i]:starts[i + 1]], ascending."""

    starts: "NDArray[np.int64]"
    places: "NDArray[np.int64]"
    times: "NDArray[np.float64]"

    @property
    def documents(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def none(cls, documents: int) -> "Counts":
        return cls(np.zeros(documents + 1, np.int64), np.empty(0, np.int64), np.empty(0))

    @classmethod
    def joined(cls, parts: Sequence["Counts"]) -> "Counts":
        """One after the other."""
        ends = np.cumsum([0, *(len(part.places) for part in parts)])
        starts = [part.starts[:-1] + before for part, before in zip(parts, ends[:-1], strict=True)]
        return cls(
            np.concatenate([*starts, ends[-1:]]).astype(np.int64),
            np.concatenate([np.empty(0, np.int64), *(part.places for part in parts)]),
            np.concatenate([np.empty(0), *(part.times for part in parts)]),
        )

    @classmethod
    def of(
        cls,
        documents: int,
        owners: "NDArray[np.int64]",
        places: "NDArray[np.int64]",
        times: "NDArray[np.float64] | None" = None,
    ) -> "Counts":
        """From occurrences in any order; each may count more or less than once."""
        order = np.lexsort((places, owners))
        owners, places = owners[order], places[order]
        times = np.ones(len(owners)) if times is None else times[order]
        first = np.ones(len(owners), bool)
        first[1:] = (owners[1:] != owners[:-1]) | (places[1:] != places[:-1])
        kept = np.flatnonzero(first)
        summed = np.add.reduceat(times, kept) if len(kept) else times
        starts = np.searchsorted(owners[kept], np.arange(documents + 1))
        return cls(starts.astype(np.int64), places[kept], summed)

    def owners(self) -> "NDArray[np.int64]":
        return np.repeat(np.arange(self.documents), np.diff(self.starts))
