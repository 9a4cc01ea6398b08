"""Cells for spreadsheets: what somebody sent must not run there, and must come back as it was."""

from typing import Final

_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"


def guarded(cell: str) -> str:
    """A text that a spreadsheet does not run; a number with its sign is none (a price of -1 is no formula)."""
    return _GUARD + cell if _is_active(cell) else cell


def unguarded(cell: str) -> str:
    """The text before it was guarded."""
    return cell[1:] if cell.startswith(_GUARD) and _is_active(cell[1:]) else cell


def _is_active(cell: str) -> bool:
    text = cell.lstrip(_GUARD)
    return text.startswith(_ACTIVE) and not text.removeprefix("-").removeprefix("+").replace(".", "", 1).isdecimal()
