"""Zip archives, before they are opened: whoever opens one reads all of its directory into memory."""

import struct
from pathlib import Path
from typing import Final

from services.inventory.files.unreadable import Unreadable

MOST_DIRECTORY: Final = 24 * 1024**2
"""In bytes; some 160,000 files with usual names."""
_TAIL: Final = 66 * 1024
"""The end record is within, and the longest comment behind it."""
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = struct.Struct("<12xI")
_LARGE_END: Final = b"PK\x06\x06"
_LARGE_END_SIZE: Final = struct.Struct("<40xQ")
_LOCATOR: Final = b"PK\x06\x07"
_LOCATOR_BYTES: Final = 20
_UNSTATED: Final = 0xFFFFFFFF


def check_directory(path: Path) -> None:
    """Refuse a directory that is too large, as the records at its end state it. Raises Unreadable."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        tail = file.read()
    if max(_stated(tail), default=0) > MOST_DIRECTORY:
        raise Unreadable("压缩包里的文件过多，请分成几份", "there are too many files in the archive: split it")


def _stated(tail: bytes) -> list[int]:
    end = tail.rfind(_END)
    if end < 0 or end + _END_SIZE.size > len(tail):
        return []
    sizes = [size for (size,) in [_END_SIZE.unpack_from(tail, end)] if size != _UNSTATED]
    if tail[: max(0, end - _LOCATOR_BYTES + len(_LOCATOR))].endswith(_LOCATOR):
        place = tail.find(_LARGE_END)
        while 0 <= place <= len(tail) - _LARGE_END_SIZE.size:
            sizes += _LARGE_END_SIZE.unpack_from(tail, place)
            place = tail.find(_LARGE_END, place + 1)
    return sizes
