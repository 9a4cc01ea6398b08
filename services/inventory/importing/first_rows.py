"""Where in a file each patent stood first, and what its row said there."""

import secrets
from array import array
from typing import Final

_BITS: Final = 64
_CHECKSUM_BITS: Final = 32


class FirstRows:
    """A hash table of 16 bytes a place: a dictionary of two integers takes seven times as much for a million patents.

    The factor is drawn by chance, so that no file can be written whose patents all fall into one place.
    """

    def __init__(self, rows: int) -> None:
        """For at most so many rows."""
        bits = max(4, (rows * 3 // 2).bit_length())
        self._shift = _BITS - bits
        self._last = (1 << bits) - 1
        self._factor = secrets.randbits(_BITS) | 1
        self._patents = array("Q", bytes(8 << bits))
        self._said = array("Q", bytes(8 << bits))

    def note(self, number: str, line: int, said: object) -> tuple[int, bool]:
        """Where the patent stood first, here if nowhere before; and whether the row there said the same."""
        patent = int(number[:-1])
        checksum = hash(said) & (1 << _CHECKSUM_BITS) - 1
        place = (patent * self._factor & (1 << _BITS) - 1) >> self._shift
        while (other := self._patents[place]) != patent:
            if not other:
                self._patents[place] = patent
                self._said[place] = line << _CHECKSUM_BITS | checksum
                return line, True
            place = place + 1 & self._last
        first, before = divmod(self._said[place], 1 << _CHECKSUM_BITS)
        return first, before == checksum
