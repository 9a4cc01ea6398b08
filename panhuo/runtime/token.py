"""``panhuo token``: an access token of a sample account, for the API."""

from pathlib import Path
from typing import Annotated

import httpx
import typer

from panhuo.runtime.accounts import ACCOUNTS
from panhuo.runtime.issuer.app import SAMPLE_GRANT
from panhuo.runtime.issuer.keeping import SECRET_NAME
from panhuo.runtime.registered import NAME, read
from panhuo.runtime.state import DIRECTORY, State

RunningCopy = Annotated[Path, typer.Option(help="Where the running copy keeps what it knows.")]


class NoToken(RuntimeError):
    """The issuer of this copy does not give one; the message says why and what to do."""


def token(
    account: Annotated[str, typer.Argument(help=f"One of {', '.join(ACCOUNTS)}; or a subject.")],
    state: RunningCopy = DIRECTORY,
) -> None:
    """Print an access token of a sample account; it is good for ten minutes.

    Example: curl -H "Authorization: Bearer $(panhuo token office)" ADDRESS

    `panhuo accounts` says who may do what. Ends with 0 and the token, 1 where
    there is no such account or no copy runs.
    """
    try:
        text = fetch_token(account, State(state))
    except NoToken as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    typer.echo(text)


def fetch_token(account: str, state: State) -> str:
    """A token from the issuer that runs in this state directory. Raises NoToken."""
    if account not in ACCOUNTS and account not in read(state.root / NAME):
        raise NoToken(
            f"There is no account {account!r}; there are {', '.join(ACCOUNTS)}. What each may do: panhuo accounts"
        )
    address = state.environment("monitoring").get("OIDC_TOKEN_URL")
    secret = state.root / SECRET_NAME
    if address is None or not secret.exists():
        raise NoToken(f"No copy was started with its state in {state.root}. Start one with `panhuo up`.")
    asks = {"grant_type": SAMPLE_GRANT, "account": account, "secret": secret.read_text()}
    try:
        answer = httpx.post(address, data=asks, timeout=5, trust_env=False)
    except httpx.HTTPError as problem:
        raise NoToken(f"The issuer at {address} does not answer ({problem}). Start it with `panhuo up`.") from None
    if answer.status_code != httpx.codes.OK:
        raise NoToken(f"The issuer at {address} refuses: {answer.text}")
    said: dict[str, str] = answer.json()
    return said["access_token"]
