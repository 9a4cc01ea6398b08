"""Cells for spreadsheets: what somebody sent must not run there, and must come back as it was."""

from typing import Final

_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"


def guarded(cell: str) -> str:
    """A text that a spreadsheet does not run; a number with its sign is none (a price of -1 is no formula)."""
    is_number = cell.removeprefix("-").removeprefix("+").replace(".", "", 1).isdecimal()
    return _GUARD + cell if cell.startswith(_ACTIVE) and not is_number else cell


def unguarded(cell: str) -> str:
    """The text before it was guarded."""
    return cell[1:] if cell[:1] == _GUARD and cell[1:].startswith(_ACTIVE) else cell
