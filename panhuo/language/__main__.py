"""``python -m panhuo.language generate | check | release``, behind ``make contracts`` and ``make contracts-check``."""

from pathlib import Path
from typing import Annotated

import typer

from panhuo.language import artifacts, examples, releases
from panhuo.language.registered import CONTRACTS, Unsound

app = typer.Typer(add_completion=False, no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--contracts", help="The folder with topics.yaml.")]


@app.command()
def generate(contracts: Folder = CONTRACTS) -> None:
    """Write schemas, AsyncAPI, the registry and the table of streams."""
    try:
        changed = artifacts.generate(contracts)
    except Unsound as error:
        raise _ended(str(error)) from None
    for path in changed:
        typer.echo(f"wrote {_short(path, contracts)}")
    typer.echo(f"{len(changed)} files changed")


@app.command()
def check(contracts: Folder = CONTRACTS) -> None:
    """Fail where a generated file is stale, an example is unreadable, or the last release would be broken."""
    try:
        stale, wrong, changes = artifacts.stale(contracts), examples.mistakes(contracts), releases.changes(contracts)
    except Unsound as error:
        raise _ended(str(error)) from None
    for path in stale:
        typer.echo(f"stale: {_short(path, contracts)} (run `make contracts`)", err=True)
    for text in wrong:
        typer.echo(f"example: {text}", err=True)
    for change in changes:
        typer.echo(str(change), err=change.is_break)
    if stale or wrong or any(change.is_break for change in changes):
        raise _ended("the contracts are not in order")
    typer.echo("the contracts are current, and break nothing released")


@app.command()
def release(contracts: Folder = CONTRACTS) -> None:
    """Check in the present version as released; from then on nothing in it may be broken."""
    if any(change.is_break for change in releases.changes(contracts)):
        raise _ended("it would break the last release: see `check`")
    try:
        typer.echo(f"wrote {_short(releases.release(contracts), contracts)}")
    except FileExistsError as error:
        raise _ended(f"{error.filename} exists: raise the version in contracts/pyproject.toml first") from None


def _short(path: Path, contracts: Path) -> str:
    return str(path.relative_to(contracts.parent))


def _ended(text: str) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(1)


if __name__ == "__main__":
    app()
