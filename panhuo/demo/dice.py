"""Choices that come out the same each time: every one is drawn from the name of what it is for."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

T = TypeVar("T")
_RANGE: Final = 1 << 64


class Dice:
    """Independent draws for one thing; adding a draw for something else changes none of them."""

    def __init__(self, seed: str, name: str) -> None:
        self._name = f"{seed}/{name}"

    def share(self, what: str) -> float:
        """From 0 up to, but not including, 1."""
        digest = blake2b(f"{self._name}/{what}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / _RANGE

    def chance(self, what: str, probability: float) -> bool:
        return self.share(what) < probability

    def between(self, what: str, low: int, high: int) -> int:
        """Both ends included."""
        return low + int(self.share(what) * (high - low + 1))

    def one_of(self, what: str, options: Sequence[T]) -> T:
        return options[int(self.share(what) * len(options))]

    def weighted(self, what: str, options: Sequence[tuple[T, float]]) -> T:
        mark = self.share(what) * sum(weight for _, weight in options)
        for option, weight in options:
            mark -= weight
            if mark < 0:
                return option
        return options[-1][0]

    def some_of(self, what: str, options: Sequence[T], count: int) -> list[T]:
        """So many different ones, in the order of the options."""
        ranked = sorted(range(len(options)), key=lambda i: self.share(f"{what}/{i}"))
        return [options[i] for i in sorted(ranked[:count])]

    def identifier(self, what: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"panhuo:sample/{self._name}/{what}")
