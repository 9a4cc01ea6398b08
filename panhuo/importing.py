"""`panhuo import FILE`: send a file through the public interface, follow it, say what became of its rows."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from panhuo.runtime.state import DIRECTORY, State
from panhuo.runtime.token import NoToken, RunningCopy, fetch_token

ALL_IN, SOME_REFUSED, FILE_REFUSED, NOT_CARRIED_OUT = 0, 1, 2, 3
INTERRUPTED: Final = 130
_IMPORTS: Final = "/en/inventory/api/imports"
_ASK_SECONDS: Final = 0.5
_TOKEN_SECONDS: Final = 300
_SHOWN_ERRORS: Final = 10
_PATIENCE: Final = 60
_TIMEOUT: Final = httpx.Timeout(30, read=1_800, write=1_800)
_SHEETS: Final = frozenset({".csv", ".xlsx"})
_CARRY_ON: Final = frozenset({502, 503, 504})


PlatformAddress = Annotated[str | None, typer.Option(help="Address of the platform; else that of `panhuo up`.")]
OnBehalfOf = Annotated[str, typer.Option(help="Sample account of the local issuer on whose behalf it is sent.")]
AccessToken = Annotated[
    str | None, typer.Option(envvar="PANHUO_TOKEN", help="An access token, in place of an account.")
]


def import_file(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, readable=True, help="A csv, xlsx or xml file, or a zip."),
    ],
    url: PlatformAddress = None,
    account: OnBehalfOf = "nation",
    token: AccessToken = None,
    institutions: Annotated[
        bool, typer.Option("--institutions", help="The file is a register of institutions.")
    ] = False,
    refused: Annotated[
        Path | None,
        typer.Option(help="Where to put the refused rows, as csv or xlsx, each with its reason."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    state: RunningCopy = DIRECTORY,
) -> None:
    """Import a file in the standard format, the office's export, or its exchange XML.

    docs/standard-format.md names the columns; the page of imports gives a template.

    Example: panhuo import patents.xlsx --refused refused.xlsx

    Ends with 0 where every row is in, 1 where some rows were refused,
    2 where the file was (or the command was not understood), 3 where it could
    not be sent or followed, 130 where it was interrupted here.
    """
    console = Console(stderr=True, soft_wrap=True)
    with plainly(console):
        if refused is not None and institutions:
            raise Turned("--refused goes with a file of patents; of --institutions what is refused is printed.")
        if refused is not None:
            check_place_for_rows(refused)
        address = (url or local_address(state)).rstrip("/")
        with closing(Sender(address, lambda: token or fetch_token(account, State(state)), console)) as sender:
            outcome = sender.register(file) if institutions else sender.send(file)
            if refused is not None and (outcome["refused"] or outcome.get("claimed")):
                sender.fetch_refused(outcome["id"], refused)
            if not as_json:
                sender.show(outcome)
    if as_json:
        typer.echo(json.dumps(outcome, ensure_ascii=False))
    if outcome.get("state") == "refused":
        raise typer.Exit(FILE_REFUSED)
    if outcome["refused"]:
        raise typer.Exit(SOME_REFUSED)


class Turned(Exception):
    """The file is turned away, here or by the platform; the message says why and what to do."""

    def __init__(self, message: str, code: int = NOT_CARRIED_OUT) -> None:
        super().__init__(message)
        self.code = code


def check_place_for_rows(target: Path) -> None:
    """Raises Turned where refused rows could not be put there: found out before a file is sent, not after."""
    folder = target.parent
    if target.is_dir():
        problem = f"is a directory. Name a file in it: --refused {target / 'refused.csv'}"
    elif target.suffix not in _SHEETS:
        problem = f"is no sheet. Give it the ending .csv or .xlsx: --refused {target.with_suffix('.csv')}"
    elif target.exists():
        problem = "is there already, and is not written over. Move it away, or name another file."
    elif not folder.is_dir():
        problem = f"lies in a directory that is not there. Make it (mkdir -p {folder}), or name a file elsewhere."
    elif not os.access(folder, os.W_OK | os.X_OK):
        problem = f"cannot be written: you may not write in {folder.resolve()}. Name a file elsewhere."
    else:
        return
    raise Turned(f"--refused: {target} {problem} Nothing was sent.")


@contextmanager
def plainly(console: Console) -> Iterator[None]:
    """Within the block, what keeps a file from being sent or taken in is said in a line and ends the command."""
    try:
        yield
    except NoToken as problem:
        console.print(Text(str(problem), "red"))
        raise typer.Exit(NOT_CARRIED_OUT) from None
    except httpx.UnsupportedProtocol:
        console.print(Text("--url is an address such as https://panhuo.example.org.", "red"))
        raise typer.Exit(NOT_CARRIED_OUT) from None
    except httpx.HTTPError as problem:
        console.print(Text(f"The platform does not answer: {problem}. Send the file again: that is safe.", "red"))
        raise typer.Exit(NOT_CARRIED_OUT) from None
    except OSError as problem:
        console.print(Text(f"{problem.filename or 'The file'}: {problem.strerror or problem}.", "red"))
        raise typer.Exit(NOT_CARRIED_OUT) from None
    except Turned as turned:
        console.print(Text(str(turned), "red"))
        raise typer.Exit(turned.code) from None
    except KeyboardInterrupt:
        console.print("Stopped here; a file that has arrived is taken in all the same. Send it again: that is safe.")
        raise typer.Exit(INTERRUPTED) from None


class Sender:
    """One file on its way. Tokens are short-lived: a new one is fetched while a long import runs."""

    def __init__(self, address: str, fetch: Callable[[], str], console: Console) -> None:
        self._address = address
        self._http = httpx.Client(base_url=address, timeout=_TIMEOUT, trust_env=False)
        self._fetch = fetch
        self._fetched_at = float("-inf")
        self._token = ""
        self._console = console

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def send(self, file: Path, path: str = _IMPORTS, doing: str = "importing") -> dict[str, Any]:
        """Send a file, of patents where nothing else is said, and wait until every row has ended."""
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} / {task.total:,.0f} {task.fields[unit]}"),
            _Rate(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        ) as progress:
            job = self._upload(file, path, progress)
            return self._follow(f"{path}/{job['id']}", progress, doing)

    def register(self, file: Path) -> dict[str, Any]:
        """Send a register of institutions."""
        with Progress(console=self._console, transient=True) as progress:
            return self._upload(file, "/en/inventory/api/institutions/file", progress)

    def fetch_refused(self, job: str, target: Path, path: str = _IMPORTS) -> None:
        """Put the refused rows into a file, which is there only when it is whole."""
        partial = target.with_name(f"{target.name}.part")
        with self._http.stream("GET", f"{path}/{job}/refused{target.suffix}", headers=self._headers()) as answer:
            if not answer.is_success:
                answer.read()
                self._read(answer)
            with partial.open("wb") as file:
                for chunk in answer.iter_bytes():
                    file.write(chunk)
        partial.replace(target)
        self._console.print(Text(f"The refused rows stand in {target}, with what to do beside each."))

    def show(self, outcome: dict[str, Any]) -> None:
        """Counts, and the first things that are wrong."""
        if outcome.get("state") == "refused":
            self._console.print(Text(f"The file was refused: {outcome['reason']}", "red"))
            return
        counts = " · ".join(
            f"{name} {outcome[name]:,}"
            for name in ("new", "revised", "unchanged", "claimed", "refused")
            if name in outcome and (name != "claimed" or outcome[name])
        )
        typer.echo(counts)
        if outcome.get("unknown_columns"):
            typer.echo(f"columns passed over: {', '.join(outcome['unknown_columns'])}")
        if outcome.get("handled") and outcome.get("unchanged") == outcome["handled"]:
            typer.echo("Nothing has changed: the library says the same already.")
        problems = outcome.get("problems")
        if outcome.get("claimed"):
            typer.echo(f"Claims to patents that stand under others: {self._address}/inventory/conflicts", err=True)
        if not outcome["refused"]:
            return
        if not isinstance(problems, list):
            problems = self._ask(f"{_IMPORTS}/{outcome['id']}/errors?limit={_SHOWN_ERRORS}")["items"]
        for problem in problems[:_SHOWN_ERRORS]:
            self._console.print(_told(problem))
        if "id" in outcome:
            typer.echo(f"All of them: {self._address}/inventory/imports/{outcome['id']}", err=True)

    def _upload(self, file: Path, path: str, progress: Progress) -> dict[str, Any]:
        task = progress.add_task("sending", total=file.stat().st_size, unit="bytes")
        with file.open("rb") as opened:
            counted = _Counted(opened, lambda sent: progress.update(task, completed=sent))
            answer = self._http.post(path, files={"file": (file.name, counted)}, headers=self._headers())  # type: ignore[dict-item]  # httpx reads and seeks, no more
        progress.remove_task(task)
        return self._read(answer)

    def _follow(self, address: str, progress: Progress, doing: str) -> dict[str, Any]:
        """Ask until it has ended; a service that restarts meanwhile goes on by itself."""
        task: TaskID = progress.add_task("recognizing", total=0, unit="rows")
        silent_since: float | None = None
        while True:
            try:
                now = self._ask(address)
            except (httpx.TransportError, _NotNow):
                silent_since = silent_since or time.monotonic()
                if time.monotonic() - silent_since > _PATIENCE:
                    raise
            else:
                silent_since = None
                if now["state"] in ("done", "refused"):
                    return now
                if now["rows"]:
                    progress.update(task, description=doing, total=now["rows"], completed=now["handled"])
            time.sleep(_ASK_SECONDS)

    def _ask(self, path: str) -> dict[str, Any]:
        return self._read(self._http.get(path, headers=self._headers()))

    def _headers(self) -> dict[str, str]:
        if time.monotonic() - self._fetched_at > _TOKEN_SECONDS:
            self._token = self._fetch()
            self._fetched_at = time.monotonic()
        return {"Authorization": f"Bearer {self._token}"}

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_success:
            body: dict[str, Any] = answer.json()
            return body
        if answer.status_code in _CARRY_ON:
            raise _NotNow(f"{answer.status_code} {answer.reason_phrase}")
        raise Turned(_in_words(answer), FILE_REFUSED if answer.status_code in (409, 413, 422) else NOT_CARRIED_OUT)


class _NotNow(httpx.HTTPError):
    """The platform is there, but what is behind it is not, just now."""


class _Rate(ProgressColumn):
    """What is done in a second."""

    def render(self, task: Any) -> Text:  # noqa: ANN401 - rich's own signature
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None]) -> None:
        self._file = file
        self._tell = tell

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._tell(self._file.tell())
        return chunk

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()


def _told(problem: dict[str, Any]) -> Text:
    """A problem under the place where it stands, however narrow the screen is."""
    told = Text(f"\nrow {problem['row']} · {problem['column']}: ", "bold")
    told.append(str(problem["value"]) or "(empty)", "red")
    told.append(f"\n  {problem['problem']}\n  -> {problem['mend']}", "default not bold")
    return told.append(f"\n  {problem['rule']} {problem['source']}", "dim not bold")


def _in_words(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return f"The platform answered {answer.status_code} {answer.reason_phrase}"
    said = [problem.get("title", ""), problem.get("detail", ""), *[one["message"] for one in problem.get("errors", [])]]
    return f"{answer.status_code}: {' · '.join(text for text in said if text)}"


def local_address(state: Path) -> str:
    address = State(state).environment("inventory").get("PUBLIC_URL")
    if address is None:
        raise NoToken(f"No copy was started with its state in {state}. Start one with `panhuo up`, or give --url.")
    return address
