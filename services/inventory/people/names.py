"""Names of people: how a cell lists them, and what two spellings of one name have in common."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
MOST: Final = 200
"""Inventors of one patent."""
_SEVERAL: Final = re.compile(r"[;；、|\n]")
_COMMAS: Final = re.compile(r"[,，]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_DOTS: Final = re.compile(r"[\s·•・‧∙⋅.\u2027\uff0e]+")
_NOBODY: Final = frozenset({"不公告发明人", "不公告设计人", "请求不公布姓名", "其他发明人请求不公开姓名"})
"""What the gazette prints for a name that is not to be published (Guidelines for Examination, part 1, chapter 1)."""


def listed(text: str) -> tuple[str, ...]:
    """The names in a cell, in their order, each once; commas part Chinese names only: "Smith, John" is one."""
    parts = _SEVERAL.split(text)
    if len(parts) == 1 and not _LATIN.search(text):
        parts = _COMMAS.split(text)
    return tuple(dict.fromkeys(name for part in parts if (name := " ".join(part.split())) and name not in _NOBODY))


def plain(name: str) -> str:
    """What spellings of one name have in common: width, case, spaces and middle dots are left out."""
    return _DOTS.sub("", unicodedata.normalize("NFKC", name)).casefold()
