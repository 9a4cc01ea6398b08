"""Words of titles and of questions, so that one finds the other."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from chassis import segmenter

_WORD: Final = re.compile(r"\w+")
_AT_HAND: ContextVar[Mapping[str, str]] = ContextVar("_AT_HAND")


def words_of_title(title: str) -> list[str]:
    """Each word once, long ones also in their parts, sorted."""
    known = _AT_HAND.get({}).get(title)
    return (spaced_words(title) if known is None else known).split()


def spaced_words(title: str) -> str:
    """The words of a title as one text, which another process is handed faster than a list."""
    return " ".join(sorted({word for word in segmenter.cut_for_search(_plain(title)) if _WORD.fullmatch(word)}))


@contextmanager
def at_hand(words: Mapping[str, str]) -> Iterator[None]:
    """Within the block, titles whose words another process has found are not taken apart again."""
    token = _AT_HAND.set(words)
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def words_of_question(text: str) -> list[str]:
    """The words that a title must have, all of them."""
    return sorted({word for word in segmenter.cut(_plain(text)) if _WORD.fullmatch(word)})


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
