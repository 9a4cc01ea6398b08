"""Accounts that an institution made, as the local issuer knows them; and ``panhuo accounts``, which tells it of them.

The file is the one that inventory's page of people gives to an identity provider. Of what it holds, contacts are not
kept here, and only the accounts that an institution gives are taken: nobody becomes an office by a file.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from chassis.identity.principal import Unauthenticated
from chassis.identity.rights import Role
from chassis.identity.tokens import claims_of, principal_of
from panhuo.runtime.accounts import ACCOUNTS, Account, in_lines
from panhuo.runtime.state import DIRECTORY

NAME: Final = "accounts.json"
_GIVEN: Final = (Role.INVENTOR, Role.COLLEGE)
_SAYS: Final = "由本单位建立的账号"
_ENGLISH: Final = "an account that the institution made"


class Unfit(ValueError):
    """The file is no file of accounts; the message says what is wrong."""


def accounts(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="accounts.json, from the page of people.")
    ] = None,
    state: Annotated[Path, typer.Option(help="Where the local copy keeps what it knows.")] = DIRECTORY,
) -> None:
    """List who can sign in at the local issuer; with a FILE, let the people of an institution sign in there too.

    The sample accounts come with `panhuo up` and `panhuo demo`, for this
    machine alone, and cannot be changed one by one. With an identity provider
    of your own (OIDC_*, docs/operating.md) there are none of them.

    Example: panhuo accounts accounts.json

    Ends with 0, or 1 where the file holds no accounts or no copy was started.
    """
    if file is None:
        _list(state)
        return
    if not state.is_dir():
        typer.echo(f"There is no copy in {state}. Start one with `panhuo up`.", err=True)
        raise typer.Exit(1)
    try:
        taken = take_in(file.read_text(encoding="utf-8"), state / NAME)
    except (Unfit, UnicodeDecodeError) as wrong:
        typer.echo(f"{file}: {wrong}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{taken} accounts can sign in at the local issuer.")


def _list(state: Path) -> None:
    added = read(state / NAME)
    for line in in_lines([*ACCOUNTS.values(), *added.values()]):
        typer.echo(line)
    typer.echo("\nNone has a password. Sign in on any page, or with `panhuo token NAME` for the API.")
    typer.echo("To do without them, bring an identity provider of your own: OIDC_* in docs/operating.md.")
    if added:
        typer.echo(f"The last {len(added)} came by `panhuo accounts FILE`; without {state / NAME} they are gone.")


def take_in(text: str, kept: Path) -> int:
    """Keep the accounts beside those that are kept already; returns how many the text has. Raises Unfit."""
    try:
        said = json.loads(text)
    except ValueError:
        raise Unfit("it is no JSON") from None
    if not isinstance(said, list):
        raise Unfit("it is no list of accounts")
    fresh = _accounts(said)
    known = read(kept) | fresh
    content = json.dumps([claims_of(one.principal) for one in known.values()], ensure_ascii=False, indent=1)
    new = kept.with_name(f"{kept.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    new.replace(kept)
    return len(fresh)


def read(kept: Path) -> dict[str, Account]:
    """The accounts that were kept, by subject; none where there is no file."""
    try:
        return _accounts(json.loads(kept.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _accounts(said: Sequence[Any]) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for place, claims in enumerate(said, 1):
        if not isinstance(claims, Mapping):
            raise Unfit(f"entry {place} is no account")
        try:
            principal = principal_of(claims)
        except Unauthenticated as wrong:
            raise Unfit(f"entry {place}: {wrong}") from None
        if principal.role not in _GIVEN:
            raise Unfit(f"entry {place} has the role {principal.role}: institutions give {' and '.join(_GIVEN)} only")
        if principal.subject in ACCOUNTS:
            raise Unfit(f"entry {place} has the name of a sample account")
        found[principal.subject] = Account(principal.subject, principal, _SAYS, _ENGLISH)
    return found
