"""Words of titles and of questions, so that one finds the other."""

import re
import unicodedata
from typing import Final

import rjieba

_WORD: Final = re.compile(r"\w+")


def words_of_title(title: str) -> list[str]:
    """Each word once, long ones also in their parts, sorted."""
    return sorted({word for word in rjieba.cut_for_search(_plain(title)) if _WORD.fullmatch(word)})


def words_of_question(text: str) -> list[str]:
    """The words that a title must have, all of them."""
    return sorted({word for word in rjieba.cut(_plain(text)) if _WORD.fullmatch(word)})


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
