"""On English pages, what stands in Chinese is marked as Chinese: names, titles and remarks stay as they were written.

A reader's screen then speaks them as what they are, and they are set in their own face.
"""

import re
from typing import Final

_PIECES: Final = re.compile(r"(<(script|style|title|textarea|option)\b.*?</\2>|<[^>]*>)|([^<]+)", re.DOTALL)
"""Tags, elements that hold text alone; and text between them."""
_CHINESE: Final = re.compile(r"[\u3400-\u9fff\uff00-\uffef](?:.*[\u3400-\u9fff\u3000-\u303f\uff00-\uffef])?", re.DOTALL)
"""From the first character to the last, with the digits and Latin letters between."""


def marked(page: str) -> str:
    """The page with the Chinese of each text in an element that says so."""
    return _PIECES.sub(_piece, page)


def _piece(found: re.Match[str]) -> str:
    return found[1] or _CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', found[3])
