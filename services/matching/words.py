"""Chinese and English text as the words that search knows it by."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chassis import segmenter

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_PLURAL_FROM: Final = 4
MOST_QUERY_WORDS: Final = 12
"""A pasted paragraph is searched by its first words; more of them only make the answer slower."""

_EMPTY: Final = """
的 了 和 与 及 或 在 中 对 用 由 为 于 以 其 该 所 之 等 并 将 把 被 从 到 上 下 内 外 可 能 是 有 一 一种 以及 及其
用于 所述 其中 基于 进行 采用 包括 具有 本 发明 本发明 实用新型 a an the of and or for in on to with by
"""
EMPTY_WORDS: Final = frozenset(_EMPTY.split())
"""Words that stand in nearly every patent and tell none apart."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded, and where it stands in it."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, half width; every character keeps its place, so that positions hold in the original."""
    narrow = text.translate(_FULL_WIDTH)
    lowered = narrow.lower()
    return lowered if len(lowered) == len(narrow) else "".join(c.lower() if len(c.lower()) == 1 else c for c in narrow)


def words(text: str) -> Iterator[Word]:
    """Every word to be found by, long words beside their parts."""
    for token, start, end in segmenter.tokenize(fold(text), mode="search"):
        if token.isalnum():
            yield Word(singular(token), start, end)


def query_words(text: str) -> tuple[str, ...]:
    """What a question asks for: each word once, in its order, without the empty ones."""
    found: dict[str, None] = {}
    for token in segmenter.cut(fold(text[:2000])):
        for part in _alphanumeric(token):
            if part not in EMPTY_WORDS:
                found.setdefault(singular(part))
    return tuple(found)[:MOST_QUERY_WORDS]


def singular(word: str) -> str:
    """English plurals meet their singular: batteries and battery, cells and cell. Anything else stays."""
    if len(word) < _PLURAL_FROM or not (word.isascii() and word.isalpha()) or word[-1] != "s" or word[-2] in "su":
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _alphanumeric(token: str) -> list[str]:
    # Search mode also splits "lithium-ion"; a question must not ask for the joined form alone.
    return [token] if token.isalnum() else "".join(c if c.isalnum() else " " for c in token).split()
