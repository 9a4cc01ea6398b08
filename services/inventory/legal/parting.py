"""A file of register lines of any length, laid out on disk in parts that each hold all the lines of their patents.

What stands of a right follows from all its lines together: a lapse that is told, and the restoration that a later row
of the file tells, would go out to every reader in between. So lines are taken down by their patents, not by their rows,
and one part at a time is in memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import orjson

from services.inventory.files import cells
from services.inventory.files.cells import BrokenRule
from services.inventory.files.unreadable import Unreadable
from services.inventory.legal.line_file import open_lines, place_of_patent

_PART_BYTES: Final = 2 << 20
_MOST_PARTS: Final = 400
"""As many files are open at once."""
_LARGEST_PART: Final = 32 << 20
"""In bytes. Parts come out about equal; only a patent with a hundred thousand lines makes one that is not."""


class Row(NamedTuple):
    """A row of the file; rows of one patent have the same key."""

    key: str
    number: int
    cells: Sequence[str]


class Parts(NamedTuple):
    """The file laid out: always in the same way, so that a number of rows says how far one has come."""

    header: list[str]
    paths: list[Path]
    counts: list[int]

    @property
    def rows(self) -> int:
        return sum(self.counts)

    def after(self, position: int) -> Iterator[tuple[Path, int]]:
        """The parts in which rows are left when so many were handled, each with how many of its own were."""
        for path, count in zip(self.paths, self.counts, strict=True):
            if position < count:
                yield path, position
            position = max(0, position - count)


def part(source: Path, folder: Path) -> Parts:
    """Read a file through and lay it out in a folder. Raises Unreadable: then nothing of it is taken down."""
    header, rows = open_lines(source)
    place = place_of_patent(header)
    count = min(source.stat().st_size // _PART_BYTES + 1, _MOST_PARTS)
    parts = Parts(header, [folder / f"{number:03}" for number in range(count)], [0] * count)
    sizes = [0] * count
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in parts.paths]
        for number, row in rows:
            key = _key(row[place] if place < len(row) else "", number)
            which = crc32(key.encode()) % count
            sizes[which] += files[which].write(orjson.dumps((key, number, row)) + b"\n")
            parts.counts[which] += 1
            if sizes[which] > _LARGEST_PART:
                raise Unreadable(
                    f"同一专利的行过多（第 {number:,} 行）：请核对文件",
                    f"one patent has too many rows (row {number:,}): look at the file",
                )
    return parts


def rows_of(path: Path) -> list[Row]:
    """The rows of a part by patent, each patent's in the order of the file."""
    with path.open("rb") as file:
        return sorted(Row(*orjson.loads(line)) for line in file)


def steps(rows: Sequence[Row], most: int) -> Iterator[list[Row]]:
    """So many rows at a time, more only where they are of one patent: its rows are never parted."""
    step: list[Row] = []
    for _, group in groupby(rows, key=lambda row: row.key):
        of_patent = list(group)
        if step and len(step) + len(of_patent) > most:
            yield step
            step = []
        step += of_patent
    if step:
        yield step


def _key(text: str, number: int) -> str:
    """The patent's number; of a row that names none, one of its own."""
    try:
        return cells.patent_number(text.strip())
    except BrokenRule:
        return f"row {number}"
