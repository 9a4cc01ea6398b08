"""`panhuo register FILE`: send register lines through the public interface, and follow them to the last row.

The service takes them down by their patents, goes on where it broke off, and knows lines that stand already.
"""

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from panhuo.importing import (
    FILE_REFUSED,
    SOME_REFUSED,
    AccessToken,
    OnBehalfOf,
    PlatformAddress,
    Sender,
    Turned,
    check_place_for_rows,
    local_address,
    plainly,
)
from panhuo.runtime.state import DIRECTORY, State
from panhuo.runtime.token import RunningCopy, fetch_token
from services.inventory.legal.line_file import COLUMNS

_FILES: Final = "/en/inventory/api/register-events/files"
_COUNTS: Final = ("rows", "new", "known", "changed", "refused")
FORMAT: Final = "\n\n".join(
    [
        "The first row names the columns, in any order; what a column may hold, with an example:",
        *(
            f"{one.name}{' (required)' if one.is_required else ''}: {one.form[1]}"
            + (f", such as {one.example}" if one.example else "")
            for one in COLUMNS
        ),
        "The page /inventory/register gives a template; docs/standard-format.md says more of each column and event.",
    ]
)
"""What `--help` says of the file."""


def register(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A csv or xlsx file.")],
    url: PlatformAddress = None,
    account: OnBehalfOf = "nation",
    token: AccessToken = None,
    refused: Annotated[
        Path | None,
        typer.Option(help="Where to put the refused rows, as csv or xlsx: mend and send them."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    state: RunningCopy = DIRECTORY,
) -> None:
    """Take down a file of patent register lines: order, lateness and repetition change nothing.

    Example: panhuo register lines.csv --refused refused.csv

    Ends with 0 where every row is taken down or known, 1 where some were
    refused, 2 where the file was (or the command was not understood), 3 where
    it could not be sent or followed (run it again), 130 where it was
    interrupted here.
    """
    console = Console(stderr=True, soft_wrap=True)
    with plainly(console):
        if refused is not None:
            check_place_for_rows(refused)
        address = (url or local_address(state)).rstrip("/")
        with closing(Sender(address, lambda: token or fetch_token(account, State(state)), console)) as sender:
            outcome = sender.send(file, _FILES, "taking down")
            if outcome["state"] == "refused":
                raise Turned(f"The file was refused: {outcome['reason']}", FILE_REFUSED)
            if refused is not None and outcome["refused"]:
                sender.fetch_refused(outcome["id"], refused, _FILES)
    typer.echo(json.dumps(outcome) if as_json else " · ".join(f"{name} {outcome[name]:,}" for name in _COUNTS))
    if outcome["refused"]:
        raise typer.Exit(SOME_REFUSED)
