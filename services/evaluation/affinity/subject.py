"""What is compared: the record of an expert, or a patent."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LATIN: Final = re.compile(r"[a-z]{2,}")
_WHOLLY: Final = 0.9
_MOSTLY: Final = 0.25


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Subject:
    """`symbols` are IPC symbols in the form of `parse_symbol`; they may be missing on either side."""

    text: str
    language: Language
    symbols: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Lower case and half width; compatibility forms (²,㎡, ﬁ) become what they stand for."""
    return unicodedata.normalize("NFKC", text).lower()


def language_of(text: str, said: Language | None = None) -> Language:
    """The language that a text is written in; what is said of it decides only where both scripts stand in it.

    A Chinese text may well name things in English, seldom the reverse: a quarter of Chinese makes a text Chinese.
    """
    folded = fold(text)
    han = len(_HAN.findall(folded))
    # A Latin word says about as much as two Chinese characters.
    latin = 2 * len(_LATIN.findall(folded))
    share = han / (han + latin) if han or latin else 0.0
    if share >= _WHOLLY:
        return Language.CHINESE
    if latin and share <= 1 - _WHOLLY:
        return Language.ENGLISH
    return said or (Language.CHINESE if share >= _MOSTLY else Language.ENGLISH)
