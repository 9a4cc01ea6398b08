"""Which classes exist: IPC sections and classes, Locarno classes, divisions of GB/T 4754; main groups by a table.

The classes are listed here. A table of IPC symbols is the operator's to supply (setting ``IPC_TABLE``): with it, the
main group is checked too. A subgroup never is: editions move subgroups, and a patent keeps the symbols of its day.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

_MAIN_GROUP: Final = re.compile(r"\W*([A-H]\d{2}[A-Z])\s*(\d{1,4})/\d{2,6}\b")
IPC_CLASSES: Final = frozenset(
    section + number
    for section, numbers in {
        "A": "01 21 22 23 24 41 42 43 44 45 46 47 61 62 63 99",
        "B": "01 02 03 04 05 06 07 08 09 21 22 23 24 25 26 27 28 29 30 31 32 33 41 42 43 44 60 61 62 63 64 65 66 67 68"
        " 81 82 99",
        "C": "01 02 03 04 05 06 07 08 09 10 11 12 13 14 21 22 23 25 30 40 99",
        "D": "01 02 03 04 05 06 07 21 99",
        "E": "01 02 03 04 05 06 21 99",
        "F": "01 02 03 04 15 16 17 21 22 23 24 25 26 27 28 41 42 99",
        "G": "01 02 03 04 05 06 07 08 09 10 11 12 16 21 99",
        "H": "01 02 03 04 05 10 99",
    }.items()
    for number in numbers.split()
)
"""The 132 classes of the International Patent Classification, with their sections."""
LOCARNO_CLASSES: Final = frozenset(f"{number:02d}" for number in range(1, 33)) | {"99"}
"""Classes of the Locarno Classification, 14th edition; 99 is miscellaneous."""
_DIVISIONS: Final = {
    "A": (1, 5),
    "B": (6, 12),
    "C": (13, 43),
    "D": (44, 46),
    "E": (47, 50),
    "F": (51, 52),
    "G": (53, 60),
    "H": (61, 62),
    "I": (63, 65),
    "J": (66, 69),
    "K": (70, 70),
    "L": (71, 72),
    "M": (73, 75),
    "N": (76, 79),
    "O": (80, 82),
    "P": (83, 83),
    "Q": (84, 85),
    "R": (86, 90),
    "S": (91, 96),
    "T": (97, 97),
}
"""Sections of GB/T 4754—2017 with their first and last division."""


def is_industry(code: str) -> bool:
    """Whether a code's division belongs to its section."""
    first, last = _DIVISIONS.get(code[:1], (1, 0))
    return code[1:] == "" or first <= int(code[1:3]) <= last


@lru_cache(maxsize=2)
def main_groups(table: Path | None) -> frozenset[str] | None:
    """Main groups (``H01M10``) of a table whose lines begin with a symbol; None without a table.

    Raises ValueError where no line does.
    """
    if table is None:
        return None
    with table.open(encoding="utf-8-sig") as file:
        found = frozenset(match[1] + match[2] for line in file if (match := _MAIN_GROUP.match(line)))
    if not found:
        message = f"{table} is no table of IPC symbols: no line begins with one, such as H01M10/54"
        raise ValueError(message)
    return found
