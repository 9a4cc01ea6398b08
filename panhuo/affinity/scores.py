"""The scores as a file: whole or not at all, and the same bytes for the same records in any order."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIGITS: Final = 6
_UNIT: Final = 10**_DIGITS
_QUOTED: Final = frozenset(',"\r\n')


class Table:
    """Scores between experts and items, laid down on disk while they come in, since they need not fit in memory."""

    def __init__(self, experts: Sequence[str], items: Sequence[str], *, by_item: bool) -> None:
        self._experts, self._items, self._by_item = experts, items, by_item
        shape = (len(items), len(experts)) if by_item else (len(experts), len(items))
        self._shelf = tempfile.TemporaryFile(prefix="panhuo-affinity-")  # noqa: SIM115 - closed with this
        if sys.platform == "linux":
            # Else a full disk would be noticed as a signal that ends the process, at the first cell without room.
            os.posix_fallocate(self._shelf.fileno(), 0, 4 * len(experts) * len(items))
        self._cells = np.memmap(self._shelf, np.int32, "w+", shape=shape)
        self._filled = 0

    @property
    def owners(self) -> int:
        """By how many ids the scores are ordered."""
        return len(self._cells)

    def close(self) -> None:
        self._shelf.close()

    def add(self, block: "NDArray[np.float64]") -> None:
        """The next items (rows) against all experts (columns)."""
        rounded = np.rint(block * _UNIT).astype(np.int32)
        until = self._filled + len(block)
        if self._by_item:
            self._cells[self._filled : until] = rounded
        else:
            self._cells[:, self._filled : until] = rounded.T
        self._filled = until

    def write(self, file: IO[str], top: int | None, tell: Callable[[int], None]) -> int:
        """By id, and within it from the highest score down, equal scores by id. Returns the number of scores."""
        owners, others = (self._items, self._experts) if self._by_item else (self._experts, self._items)
        order = np.array(sorted(range(len(others)), key=others.__getitem__), np.int64)
        names = [_quoted(others[at]) for at in order]
        file.write("expert,item,score\n")
        written = 0
        for done, at in enumerate(sorted(range(len(owners)), key=owners.__getitem__), start=1):
            row = np.asarray(self._cells[at])[order]
            best = np.argsort(-row, kind="stable")[:top]
            owner = _quoted(owners[at])
            file.writelines(self._lines(owner, names, best.tolist(), row[best].tolist()))
            written += len(best)
            tell(done)
        return written

    def _lines(self, owner: str, names: Sequence[str], best: Sequence[int], scores: Sequence[int]) -> Iterator[str]:
        for at, score in zip(best, scores, strict=True):
            pair = f"{names[at]},{owner}" if self._by_item else f"{owner},{names[at]}"
            yield f"{pair},{score // _UNIT}.{score % _UNIT:0{_DIGITS}d}\n"


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A file that takes its name when it is complete; till then the name keeps what it had, or nothing."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED & set(text) else text
