"""Symbols of the International Patent Classification, and the branches of it that they stand on."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from services.evaluation.affinity.spaces import Counts, Space

SYMBOLS: Final = Space(bits=18, shares=(1 / 8, 1 / 60, 1 / 300, 1 / 3_000, 0.0))
"""By level, from the section down: how many documents share a branch where all are equally common."""

_SYMBOL: Final = re.compile(
    r"""
    (?P<subclass>[A-HY][0-9]{2}[A-Z])
    (?:
        (?P<padded_group>[0-9]{4})(?P<padded_sub>[0-9]{6})      # A01C0005000000, the form of the official files
      | [ ]*0*(?P<group>[1-9][0-9]{0,3})(?:[ ]*/[ ]*(?P<sub>[0-9]{2,6}))?
    )?
    [ ]*(?:\([0-9]{4}(?:\.[0-9]{2})?\)[A-Z ]*)?                  # (2006.01)I, the version
    """,
    re.VERBOSE,
)
_CLASS: Final = re.compile(r"[A-HY](?:[0-9]{2})?")
_OFFICIAL_ZEROS: Final = 2
_LONGEST: Final = 40


def parse_symbol(written: str) -> str | None:
    """`G06F 16/33 (2019.01)I`, `G06F0016330000` and `g06f16/33` are all `G06F16/33`; None where it is no symbol.

    A section, class, subclass or main group alone is a symbol too. CPC symbols have the same form and are taken.
    """
    if len(written) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", written).strip().upper()
    if _CLASS.fullmatch(plain):
        return plain
    found = _SYMBOL.fullmatch(plain)
    if found is None:
        return None
    subclass = found["subclass"]
    if found["padded_group"]:
        sub = found["padded_sub"].rstrip("0").ljust(_OFFICIAL_ZEROS, "0")
        return f"{subclass}{int(found['padded_group'])}/{sub}"
    if not found["group"]:
        return str(subclass)
    return f"{subclass}{found['group']}/{found['sub'] or '00'}"


def branches(symbol: str) -> tuple[str, ...]:
    """From the section down: G, G06, G06F, G06F16, G06F16/33."""
    group, _, sub = symbol.partition("/")
    whole = [group[:1], group[:3], group[:4], group]
    if sub.strip("0"):
        whole.append(symbol)
    return tuple(dict.fromkeys(whole))


def symbol_counts(lists: Sequence[Sequence[str]]) -> Counts:
    """The branches that each subject's symbols stand on, in `SYMBOLS`."""
    owners: list[int] = []
    levels: list[int] = []
    keys: list[int] = []
    for number, symbols in enumerate(lists):
        for symbol in symbols:
            for level, branch in enumerate(branches(symbol)):
                owners.append(number)
                levels.append(level)
                keys.append(zlib.crc32(branch.encode()))
    places = SYMBOLS.places(np.array(levels, np.int64), np.array(keys, np.uint64))
    return Counts.of(len(lists), np.array(owners, np.int64), places)
