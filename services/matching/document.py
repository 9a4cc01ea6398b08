"""What the index holds of a library entry: its words with their places and weights, and marks to filter by.

Text, filters, institution and number are all lexemes of one ``tsvector``, so that one index answers any combination.
The literal is put together here, not by ``to_tsvector``: PostgreSQL's parser would split what was already segmented.
"""

from collections.abc import Iterable
from typing import Final, Literal

from panhuo_contracts.events.evaluation import LibraryEntry

from services.matching.words import words

Weight = Literal["A", "B", "C", "D"]

_LAST_POSITION: Final = 16_383
_MOST_POSITIONS: Final = 8
"""Of one word; PostgreSQL keeps 255, and its rank hardly changes after a few."""
_LONGEST_WORD: Final = 60

TYPE, HOME, MATURITY, MODE, SECTION, CLASS, GRADE = "#t:", "#h:", "#m:", "#w:", "#s:", "#c:", "#g:"
INDUSTRY, SYMBOL, TIER, MINISTRY, SUSPENDED = "#i:", "#p:", "#r:", "#y:", "#z:"
NUMBER, INSTITUTION = "#n:", "@"


def vector(entry: LibraryEntry) -> str:
    """The entry as a ``tsvector`` literal: title A, keywords B, abstract and scenario C, institution D."""
    fields: tuple[tuple[Weight, str], ...] = (
        ("A", entry.title),
        ("B", " ".join(entry.keywords)),
        ("C", entry.abstract),
        ("C", entry.scenario),
        ("D", entry.institution_name),
    )
    institution = {f"{INSTITUTION}{word.text}" for word in words(entry.institution_name)}
    return literal(fields, marks=[*marks(entry), *institution])


def marks(entry: LibraryEntry) -> list[str]:
    """What an entry is filtered by."""
    return [
        f"{TYPE}{entry.patent_type}",
        f"{HOME}{entry.home}",
        *([f"{MATURITY}{entry.maturity}"] if entry.maturity else []),
        *([f"{GRADE}{entry.self_grade}"] if entry.self_grade else []),
        *(f"{MODE}{mode}" for mode in entry.accepted_modes),
        *(f"{SECTION}{section}" for section in sorted({symbol[0] for symbol in entry.ipc})),
        *(f"{CLASS}{name}" for name in ipc_classes(entry.ipc)),
        *(f"{SYMBOL}{symbol}" for symbol in entry.ipc),
        *(f"{INDUSTRY}{code}" for code in entry.industries),
        *([f"{TIER}{entry.tier}"] if entry.tier else []),
        *([f"{MINISTRY}{entry.ministry}"] if entry.ministry else []),
        *(f"{SUSPENDED}{reason}" for reason in entry.suspended_for),
        f"{NUMBER}{entry.patent.lower()}",
    ]


def ipc_classes(symbols: Iterable[str]) -> tuple[str, ...]:
    """The classes (such as ``H01``) of IPC symbols, each once."""
    return tuple(dict.fromkeys(symbol[:3] for symbol in symbols))


def literal(fields: Iterable[tuple[Weight, str]], marks: Iterable[str] = ()) -> str:
    """Weighted texts and bare marks as a ``tsvector`` literal."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, text in fields:
        for word in words(text):
            position += 1
            if position > _LAST_POSITION:
                break
            if len(word.text) <= _LONGEST_WORD:
                seen = places.setdefault(word.text, [])
                if len(seen) < _MOST_POSITIONS:
                    seen.append(f"{position}{weight}")
    said = [f"{quoted(word)}:{','.join(found)}" for word, found in places.items()]
    return " ".join([*said, *(quoted(mark) for mark in marks)])


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in ``tsvector`` and ``tsquery`` literals, whatever it contains."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
