"""`panhuo register FILE`: send register lines through the public interface, and follow them to the last row.

The service takes them down by their patents, goes on where it broke off, and knows lines that stand already.
"""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from panhuo.importing import (
    FILE_REFUSED,
    NOT_CARRIED_OUT,
    SOME_REFUSED,
    AccessToken,
    OnBehalfOf,
    PlatformAddress,
    Sender,
    Turned,
    is_place_for_rows,
    local_address,
    plainly,
)
from panhuo.runtime.state import DIRECTORY, State
from panhuo.runtime.token import RunningCopy, fetch_token

_FILES: Final = "/en/inventory/api/register-events/files"
_COUNTS: Final = ("rows", "new", "known", "changed", "refused")


def register(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A csv or xlsx file.")],
    url: PlatformAddress = None,
    account: OnBehalfOf = "nation",
    token: AccessToken = None,
    refused: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Where to put the refused rows, as csv or xlsx: mend and send them."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    state: RunningCopy = DIRECTORY,
) -> None:
    """Take down a file of patent register lines: order, lateness and repetition change nothing.

    Ends with 0 where every row is taken down or known, 1 where some were refused, 2 where the file was, 3 where it
    could not be sent or followed: run it again.
    """
    console = Console(stderr=True)
    if refused is not None and not is_place_for_rows(refused):
        console.print(Text("--refused takes a .csv or .xlsx in a directory.", "red"))
        raise typer.Exit(NOT_CARRIED_OUT)
    with plainly(console):
        address = (url or local_address(state)).rstrip("/")
        sender = Sender(address, lambda: token or fetch_token(account, State(state)), console)
        outcome = sender.send(file, _FILES, "taking down")
        if outcome["state"] == "refused":
            raise Turned(f"The file was refused: {outcome['reason']}", FILE_REFUSED)
        if refused is not None and outcome["refused"]:
            sender.fetch_refused(outcome["id"], refused, _FILES)
    typer.echo(json.dumps(outcome) if as_json else " · ".join(f"{name} {outcome[name]:,}" for name in _COUNTS))
    if outcome["refused"]:
        raise typer.Exit(SOME_REFUSED)
