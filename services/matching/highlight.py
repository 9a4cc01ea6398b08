"""Finds the words of a question in a text, so that a template can mark them (and escape everything)."""

from collections.abc import Collection, Iterator
from typing import Final

from services.matching.words import words

_BEFORE: Final = 30


def parts(text: str, asked: Collection[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it was asked for; joined they are the text."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in _spans(text, asked):
        if at < start:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def excerpt(text: str, asked: Collection[str], length: int = 160) -> str:
    """The part of a long text around the first asked word."""
    if len(text) <= length:
        return text
    first = next(_spans(text, asked), (0, 0))[0]
    start = max(0, min(first - _BEFORE, len(text) - length))
    return ("…" if start else "") + text[start : start + length] + ("…" if start + length < len(text) else "")


def mentioned(text: str, asked: Collection[str]) -> frozenset[str]:
    """Which of the asked words stand in a text."""
    wanted = frozenset(asked)
    return frozenset(word.text for word in words(text) if word.text in wanted)


def _spans(text: str, asked: Collection[str]) -> Iterator[tuple[int, int]]:
    """Places of asked words, in order; those that touch or overlap are one."""
    wanted = frozenset(asked)
    found = sorted((word.start, word.end) for word in words(text) if word.text in wanted)
    open_start, open_end = -1, -1
    for start, end in found:
        if start <= open_end:
            open_end = max(open_end, end)
            continue
        if open_end >= 0:
            yield open_start, open_end
        open_start, open_end = start, end
    if open_end >= 0:
        yield open_start, open_end
