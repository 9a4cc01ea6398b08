"""The measure: the cosine of what two subjects consist of, words and, more lightly, classification symbols."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Final, Self, TypeVar

import numpy as np

from services.evaluation.affinity.gloss import MEANING, Dictionary
from services.evaluation.affinity.grams import TEXT, everyday_places, text_counts
from services.evaluation.affinity.rows import Rows
from services.evaluation.affinity.spaces import Counts, Frequencies
from services.evaluation.affinity.subject import Language, Subject
from services.evaluation.affinity.symbols import SYMBOLS, symbol_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

SYMBOL_WEIGHT: Final = 0.16
"""What agreement of symbols counts beside agreement of words (1); decision 10 names the measurement."""
_BLOCK: Final = 512
_CELLS: Final = 4_000_000
_CHARACTERS: Final = 1_000_000
_Thing = TypeVar("_Thing")


def affinity(experts: Sequence[Subject], items: Sequence[Subject]) -> "NDArray[np.float64]":
    """How close each expert (row) is to each item (column): 0 has nothing in common, 1 says the same.

    The rarity of words is counted in what is given, so scores of one call belong together. 800 by 3,000 take seconds of
    processor time: a service asks in a process or thread of its own, and imports this only there.
    """
    scores = np.zeros((len(experts), len(items)))
    if not experts or not items:
        return scores
    with Measure(experts) as measure:
        for portion in measure.portions(items, lambda item: len(item.text)):
            measure.take(portion)
        at = 0
        for block in measure.blocks():
            scores[:, at : at + len(block.scores)] = block.scores.T
            at += len(block.scores)
    return scores


@dataclass(frozen=True, slots=True)
class Block:
    """`scores` has a row for each item, a column for each expert. `apart` counts the pairs of different languages
    that nothing connects: their score is 0 for want of a bridge, which says less than a 0 within one language.
    """

    scores: "NDArray[np.float64]"
    apart: int


class Measure:
    """First takes all items, block by block, then gives their scores in the same blocks.

    Between the two, what was counted in the items stands in a temporary file: memory holds the experts and one block.
    """

    def __init__(self, experts: Sequence[Subject]) -> None:
        self._block = max(1, min(_BLOCK, _CELLS // max(1, len(experts))))
        self._experts = experts
        self._languages = {expert.language for expert in experts}
        self._is_chinese = _is_chinese(experts)
        self._item_languages: set[Language] = set()
        self._text = Frequencies(TEXT, everyday_places())
        self._symbols = Frequencies(SYMBOLS)
        self._meaning = Frequencies(MEANING, everyday_places())
        portions = self.portions(experts, lambda expert: len(expert.text))
        self._expert_texts = Counts.joined([text_counts([expert.text for expert in portion]) for portion in portions])
        self._expert_symbols = symbol_counts([expert.symbols for expert in experts])
        self._text.add(self._expert_texts)
        self._symbols.add(self._expert_symbols)
        self._blocks = 0
        self._shelf: IO[bytes] = tempfile.TemporaryFile(prefix="panhuo-affinity-")  # noqa: SIM115 - closed with this

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shelf.close()

    def portions(self, things: Iterable[_Thing], length: Callable[[_Thing], int]) -> Iterator[list[_Thing]]:
        """Things to be taken together, so many that their counts and scores fit in memory well."""
        portion: list[_Thing] = []
        characters = 0
        for thing in things:
            portion.append(thing)
            characters += length(thing)
            if len(portion) == self._block or characters >= _CHARACTERS:
                yield portion
                portion, characters = [], 0
        if portion:
            yield portion

    def take(self, items: Sequence[Subject]) -> None:
        texts, symbols = text_counts([item.text for item in items]), symbol_counts([item.symbols for item in items])
        meanings = self._meanings_of(items, against=self._languages)
        self._text.add(texts)
        self._symbols.add(symbols)
        self._meaning.add(meanings)
        np.save(self._shelf, _is_chinese(items))
        for counts in (texts, symbols, meanings):
            for array in (counts.starts, counts.places, counts.times):
                np.save(self._shelf, array)
        self._item_languages |= {item.language for item in items}
        self._blocks += 1

    def blocks(self) -> "Iterator[Block]":
        """The items in the order in which they were taken."""
        experts = self._weigh_experts()
        self._shelf.seek(0)
        for _ in range(self._blocks):
            is_chinese: NDArray[np.bool_] = np.load(self._shelf)
            texts, symbols, meanings = (Counts(*(np.load(self._shelf) for _ in range(3))) for _ in range(3))
            likeness = experts.texts.cosines(texts)
            is_foreign = is_chinese[:, None] != self._is_chinese[None, :]
            if experts.meanings is not None:
                likeness = np.where(is_foreign, experts.meanings.cosines(meanings), likeness)
            likeness += SYMBOL_WEIGHT * experts.symbols.cosines(symbols)
            lengths = _lengths(texts, symbols)[:, None] * experts.lengths[None, :]
            scores = np.divide(likeness, lengths, out=np.zeros_like(likeness), where=lengths > 0)
            yield Block(np.clip(scores, 0, 1), int(np.count_nonzero(is_foreign & (likeness <= 0))))

    def _weigh_experts(self) -> "_Weighed":
        """Once everything has been counted."""
        meanings = None
        if len(self._languages | self._item_languages) > 1:
            counts = self._meanings_of(self._experts, against=self._item_languages)
            self._meaning.add(counts)
            meanings = Rows(counts, self._meaning)
        return _Weighed(
            texts=Rows(self._expert_texts, self._text),
            symbols=Rows(self._expert_symbols, self._symbols),
            meanings=meanings,
            lengths=_lengths(self._expert_texts, self._expert_symbols),
        )

    def _meanings_of(self, subjects: Sequence[Subject], against: AbstractSet[Language]) -> Counts:
        """Of those only that have somebody of the other language to be compared with."""
        foreign = [bool(against - {subject.language}) for subject in subjects]
        if not any(foreign):
            return Counts.none(len(subjects))
        return self._dictionary.counts(
            [one if is_foreign else replace(one, text="") for one, is_foreign in zip(subjects, foreign, strict=True)]
        )

    @cached_property
    def _dictionary(self) -> Dictionary:
        return Dictionary()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The experts, weighed by all that was counted."""

    texts: Rows
    symbols: Rows
    meanings: Rows | None
    lengths: "NDArray[np.float64]"


def _is_chinese(subjects: Sequence[Subject]) -> "NDArray[np.bool_]":
    return np.array([subject.language is Language.CHINESE for subject in subjects], bool)


def _lengths(texts: Counts, symbols: Counts) -> "NDArray[np.float64]":
    """Of what a subject has: words, symbols or both. One without symbols loses nothing by it, and gains nothing."""
    has_words, has_symbols = np.diff(texts.starts) > 0, np.diff(symbols.starts) > 0
    return np.asarray(np.sqrt(has_words + SYMBOL_WEIGHT * has_symbols))
