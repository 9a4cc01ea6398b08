"""Chinese as overlapping runs of one to three characters, English and formulas as stems of words."""

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from services.evaluation.affinity import everyday
from services.evaluation.affinity.spaces import Counts, Space
from services.evaluation.affinity.subject import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORD: Final = 0
"""The kind of Latin words; runs of n characters are of kind n."""
TEXT: Final = Space(bits=21, shares=(0.002, 0.02, 0.004, 0.001))
_LONGEST_RUN: Final = 3
_CODE_BITS: Final = 21

_WORD: Final = re.compile(r"[a-z0-9]+")
_ENDINGS: Final = (
    ("isation", "ize"), ("ization", "ize"), ("ising", "ize"), ("izing", "ize"), ("ised", "ize"), ("ized", "ize"),
    ("ies", "y"), ("sses", "ss"), ("ing", ""), ("ation", ""), ("ment", ""), ("ed", ""), ("er", ""), ("or", ""),
    ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_SHORTEST_STEM: Final = 3


def text_counts(texts: Sequence[str]) -> Counts:
    """What each text consists of, in `TEXT`."""
    folded = [fold(text) for text in texts]
    owners, places = _runs(folded)
    word_owners, word_places = word_occurrences(folded)
    return Counts.of(len(texts), np.concatenate([owners, word_owners]), np.concatenate([places, word_places]))


def word_occurrences(folded: Sequence[str]) -> tuple["NDArray[np.int64]", "NDArray[np.int64]"]:
    """Which text each of the Latin words stands in, and the place of its stem in `TEXT`."""
    owners: list[int] = []
    keys: list[int] = []
    for number, text in enumerate(folded):
        for stem in stems(text):
            owners.append(number)
            keys.append(word_key(stem))
    return np.array(owners, np.int64), TEXT.places(WORD, np.array(keys, np.uint64))


def stems(folded: str) -> Iterator[str]:
    """The Latin words of a text, without endings and without those that say nothing."""
    for word in _WORD.findall(folded):
        if word not in everyday.ENGLISH and not word.isdecimal():
            yield _stem(word)


def word_key(stem: str) -> int:
    encoded = stem.encode()
    return zlib.crc32(encoded) << 32 | zlib.adler32(encoded)


@cache
def everyday_places() -> "NDArray[np.int64]":
    """All the runs within everyday Chinese words and phrases, and everyday English words."""
    return np.unique(np.concatenate([_runs(everyday.CHINESE)[1], word_occurrences([everyday.ENGLISH_COMMON])[1]]))


def _runs(folded: Sequence[str]) -> tuple["NDArray[np.int64]", "NDArray[np.int64]"]:
    # One array for all texts, with a space between them so that no run reaches from one into the next.
    lengths = np.array([len(text) + 1 for text in folded], np.int64)
    codes = np.frombuffer((" ".join(folded) + " ").encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(folded)), lengths)
    is_han = _is_han(codes)
    owners, places = [], []
    within, keys = is_han, np.zeros(len(codes), np.uint64)
    for size in range(1, _LONGEST_RUN + 1):
        end = len(codes) - size + 1
        keys = keys[:end] << np.uint64(_CODE_BITS) | codes[size - 1 :]
        within = within[:end] & is_han[size - 1 :]
        at = np.flatnonzero(within)
        owners.append(owner[at])
        places.append(TEXT.places(size, keys[at]))
    return np.concatenate(owners), np.concatenate(places)


def _is_han(codes: "NDArray[np.uint64]") -> "NDArray[np.bool_]":
    common = (codes >= 0x3400) & (codes <= 0x9FFF)
    return np.asarray(common | ((codes >= 0xF900) & (codes <= 0xFAFF)) | ((codes >= 0x20000) & (codes <= 0x3134F)))


def _stem(word: str) -> str:
    if not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)] + instead
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM + 1 else word
