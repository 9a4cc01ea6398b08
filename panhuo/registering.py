"""`panhuo register FILE`: send register lines through the public interface, in pieces that never part a patent's lines.

What stands of a right follows from all its lines together: a lapse in one piece and its restoration in the next would
be told to every reader in between. So rows go to pieces by their patent. Broken off and run again, it goes on: lines
that stand already are known.
"""

import csv
import json
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final
from zlib import crc32

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from panhuo.importing import (
    FILE_REFUSED,
    SOME_REFUSED,
    AccessToken,
    OnBehalfOf,
    PlatformAddress,
    Sender,
    Turned,
    local_address,
    plainly,
)
from panhuo.runtime.state import DIRECTORY, State
from panhuo.runtime.token import RunningCopy, fetch_token
from services.inventory.files.comma_separated import encoding_of, records
from services.inventory.files.sheet_file import MOST_BYTES
from services.inventory.files.unreadable import Unreadable
from services.inventory.legal.line_file import MOST_ROWS, names_a_patent, place_of_patent

_FILES: Final = "/en/inventory/api/register-events/files"
_ROWS: Final = 20_000
"""In a piece; so many that the few patents with many lines make none too large."""
_MOST_PIECES: Final = 400
_COUNTS: Final = ("rows", "new", "known", "changed", "refused")


@dataclass(slots=True)
class Piece:
    """A file that the interface takes, and where its rows stood in the whole."""

    path: Path
    numbers: "array[int] | None" = None
    """None: it is the whole."""

    def number(self, row: int) -> int:
        """The first row of a piece is its header, as it is in the whole."""
        return row if self.numbers is None else self.numbers[row - 2]


def register(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A csv or xlsx file.")],
    url: PlatformAddress = None,
    account: OnBehalfOf = "nation",
    token: AccessToken = None,
    refused: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Where to put the refused rows, as csv: mend and send them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    state: RunningCopy = DIRECTORY,
) -> None:
    """Take down a file of patent register lines of any length: order, lateness and repetition change nothing.

    Ends with 0 where every row is taken down or known, 1 where some were refused, 2 where the file was, 3 where it
    could not be sent: run it again.
    """
    console = Console(stderr=True)
    with plainly(console), tempfile.TemporaryDirectory(prefix="panhuo-register-") as folder:
        address = (url or local_address(state)).rstrip("/")
        sender = Sender(address, lambda: token or fetch_token(account, State(state)), console)
        try:
            pieces = list(_pieces(file, Path(folder)))
        except Unreadable as unreadable:
            raise Turned(unreadable.english, FILE_REFUSED) from None
        outcome = _send(sender, pieces, file.name, refused, console)
    typer.echo(json.dumps(outcome) if as_json else " · ".join(f"{name} {outcome[name]:,}" for name in _COUNTS))
    if outcome["refused"]:
        raise typer.Exit(SOME_REFUSED)


def _pieces(file: Path, folder: Path) -> Iterator[Piece]:
    """The file itself where the interface takes it, else its rows by patent, in files of about twenty thousand."""
    with file.open("rb") as opened:
        start = opened.read(64 * 1024)
    if start.startswith(b"PK"):
        yield Piece(file)  # a workbook this large is refused, with the reason
        return
    encoding = encoding_of(file, start)
    count = sum(1 for _ in records(file, encoding))
    if count <= MOST_ROWS and file.stat().st_size <= MOST_BYTES:
        yield Piece(file)
        return
    rows = enumerate(records(file, encoding), 1)
    header = next((row for _, row in rows if names_a_patent([name.strip() for name in row])), None)
    if header is None:
        raise Unreadable("缺少专利号列", "no column holds the number of a patent")
    yield from _parted(rows, header, min(count // _ROWS + 1, _MOST_PIECES), folder)


def _parted(rows: Iterator[tuple[int, list[str]]], header: list[str], parts: int, folder: Path) -> list[Piece]:
    place = place_of_patent(header)
    pieces = [Piece(folder / f"{part:03}.csv", array("Q")) for part in range(parts)]
    with ExitStack() as stack:
        files = [stack.enter_context(piece.path.open("w", encoding="utf-8", newline="")) for piece in pieces]
        writers = [csv.writer(opened) for opened in files]
        for writer in writers:
            writer.writerow(header)
        for number, row in rows:
            if not any(row):
                continue
            patent = row[place].strip().upper().replace(" ", "") if place < len(row) else ""
            part = crc32(patent.removeprefix("ZL").replace(".", "").encode()) % parts
            writers[part].writerow(row)
            numbers = pieces[part].numbers
            if numbers is not None:
                numbers.append(number)
    return [piece for piece in pieces if piece.numbers]


def _send(sender: Sender, pieces: list[Piece], name: str, refused: Path | None, console: Console) -> dict[str, Any]:
    outcome: dict[str, Any] = dict.fromkeys(_COUNTS, 0)
    files = []
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} rows"))
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(*columns, TimeRemainingColumn(), console=console, transient=True))
        task = progress.add_task("taking down", total=None if len(pieces) == 1 else _total(pieces))
        sheet = stack.enter_context(refused.open("w", encoding="utf-8-sig", newline="")) if refused else None
        for piece in pieces:
            done = sender.post(piece.path, _FILES, name=name)
            files.append(done["id"])
            for count in _COUNTS:
                outcome[count] += done[count]
            if sheet is not None and done["refused"]:
                _copy(sender.text(f"{_FILES}/{done['id']}/refused.csv"), piece, sheet.tell() == 0, csv.writer(sheet))
            progress.advance(task, done["rows"])
    if refused is not None and outcome["refused"]:
        console.print(Text(f"The refused rows stand in {refused}: mend them and send it."))
    return outcome | {"files": files}


def _total(pieces: list[Piece]) -> int:
    return sum(len(piece.numbers or ()) for piece in pieces)


def _copy(text: str, piece: Piece, is_first: bool, into: Any) -> None:  # noqa: ANN401 - csv has no type for it
    """Refused rows with the numbers that they had in the whole."""
    header, *rows = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True))
    place = header.index("原行号")
    if is_first:
        into.writerow(header)
    for row in rows:
        into.writerow([*row[:place], str(piece.number(int(row[place]))), *row[place + 1 :]])
