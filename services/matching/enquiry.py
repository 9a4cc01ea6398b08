"""What somebody looks for in the library: words, filters, order; and the ``tsquery`` that says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from services.matching import document
from services.matching.document import quoted
from services.matching.words import fold, query_words

_NUMBER: Final = re.compile(r"(?:zl|cn)?(\d{6,12}[\dx]?)")
_GAPS: Final = re.compile(r"[\s.]+")


class By(StrEnum):
    """What the question is about."""

    TEXT = "text"
    NUMBER = "number"
    INSTITUTION = "institution"


class Sort(StrEnum):
    """The order of the answer."""

    MATCH = "match"
    NEWEST = "newest"
    REMAINING = "remaining"


FACETS: Final[Mapping[str, str]] = {
    "type": document.TYPE,
    "mode": document.MODE,
    "maturity": document.MATURITY,
    "grade": document.GRADE,
    "home": document.HOME,
    "section": document.SECTION,
    "ipc": document.CLASS,
}
"""Name of a filter → prefix of its marks in the index."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question to the library. Values of one filter are alternatives; filters and words narrow."""

    by: By = By.TEXT
    words: tuple[str, ...] = ()
    number: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.MATCH
    is_wordless: bool = False
    """Whether something was typed that holds no word to search for; then nothing is found, rather than everything."""

    @classmethod
    def read(
        cls,
        text: str = "",
        *,
        by: By = By.TEXT,
        filters: Mapping[str, tuple[str, ...]] | None = None,
        sort: Sort = Sort.MATCH,
    ) -> "Enquiry":
        """Understand what was typed; what looks like a patent number is one, whatever it was typed for."""
        chosen = {name: values for name, values in (filters or {}).items() if values}
        number = number_typed(text) if by is not By.INSTITUTION else ""
        if number:
            return cls(By.NUMBER, number=number, filters=chosen, sort=_without_match(sort))
        if by is By.NUMBER:
            # Nothing that could be a number: then nothing is found, rather than everything.
            spelled = "".join(filter(str.isalnum, fold(text)))[:40] or "-"
            return cls(By.NUMBER, number=spelled, filters=chosen, sort=_without_match(sort))
        asked = query_words(text)
        if not asked or by is By.INSTITUTION:
            sort = _without_match(sort)
        return cls(by, asked, filters=chosen, sort=sort, is_wordless=bool(text.strip()) and not asked)

    def tsquery(self, alternatives: "Alternatives | None" = None, *, without: str = "") -> str:
        """The condition on an entry's document; empty where everything is meant.

        ``alternatives``: sets of words of which one must be there (all words, unless said); ``without``: a filter to
        leave out.
        """
        prefix = document.INSTITUTION if self.by is By.INSTITUTION else ""
        said = [
            " & ".join(quoted(prefix + word) for word in together)
            for together in ((self.words,) if alternatives is None else alternatives)
            if together
        ]
        clauses = [said[0] if len(said) == 1 else "(" + " | ".join(f"({part})" for part in said) + ")"] if said else []
        if self.number:
            clauses.append(f"{quoted(document.NUMBER + self.number)}:*")
        for name, values in self.filters.items():
            if name != without:
                clauses.append("(" + " | ".join(quoted(FACETS[name] + value) for value in values) + ")")
        return " & ".join(clauses)


Alternatives = tuple[tuple[str, ...], ...]
"""Sets of words; an entry matches when it holds every word of one of them."""


def number_typed(text: str) -> str:
    """The digits of a patent number or of its beginning; empty where the text is none."""
    match = _NUMBER.fullmatch(_GAPS.sub("", fold(text)))
    return match[1] if match else ""


def rarest_first(words: tuple[str, ...], frequency: Mapping[str, float]) -> tuple[str, ...]:
    """Words by how few entries hold them; equally rare ones in their order."""
    return tuple(sorted(words, key=lambda word: frequency.get(word, 0.0)))


def _without_match(sort: Sort) -> Sort:
    return Sort.NEWEST if sort is Sort.MATCH else sort
