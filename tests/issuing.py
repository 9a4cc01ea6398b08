"""An issuer in the hands of a test: real tokens, wrong tokens, and keys over real HTTP."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from chassis.identity import Principal, Role
from chassis.identity.tokens import claims_of
from chassis.settings import Settings
from panhuo.runtime.accounts import ACCOUNTS
from panhuo.runtime.issuer.app import Issuer
from panhuo.runtime.issuer.keeping import SigningKey, secret_beside

CLIENT, AUDIENCE = "panhuo-web", "panhuo"
SECRET = "a-secret-of-thirty-two-characters-or-more"


@dataclass(frozen=True)
class LocalIssuer:
    public_url: str
    address: str
    key: SigningKey
    secret: str

    @property
    def issuer(self) -> str:
        return f"{self.public_url}/issuer"

    def claims(self, account: str | Principal = "office", **other: object) -> dict[str, Any]:
        principal = ACCOUNTS[account].principal if isinstance(account, str) else account
        now = int(time.time())
        said = {"iss": self.issuer, "aud": AUDIENCE, "iat": now, "exp": now + 600, **claims_of(principal), **other}
        return {name: value for name, value in said.items() if value is not None}

    def token(self, account: str | Principal = "office", **other: object) -> str:
        """A token of this issuer; ``other`` claims replace its own, None leaves one out."""
        return self.key.sign(self.claims(account, **other))

    def bearer(self, account: str | Principal = "office") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(account)}"}

    def settings(self, *, dsn: str = "postgres://nobody@127.0.0.1:1/none", **other: object) -> Settings:
        said = {
            "service": "monitoring",
            "writer": "cn",
            "kafka_bootstrap": "127.0.0.1:1",
            "postgres_dsn": dsn,
            "http_port": "0",
            "public_url": self.public_url,
            "oidc_issuer": self.issuer,
            "oidc_jwks_url": f"{self.address}/issuer/jwks.json",
            "oidc_client_id": CLIENT,
            "oidc_authorize_url": f"{self.issuer}/authorize",
            "oidc_token_url": f"{self.address}/issuer/token",
            "session_secret": SECRET,
        }
        return Settings.read(**{**said, **{name: str(value) for name, value in other.items()}})


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The application on a port of its own, over real HTTP."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn sets a flag, not an event
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listening.close()


@asynccontextmanager
async def local_issuer(directory: Path, *, public_url: str = "http://localhost:8080") -> AsyncIterator[LocalIssuer]:
    key_file = directory / "issuer-key.pem"
    key, secret = SigningKey.kept_in(key_file), secret_beside(key_file)
    app = Issuer(public_url=public_url, client_id=CLIENT, audience=AUDIENCE, key=key, secret=secret).app()
    async with served(app) as address:
        yield LocalIssuer(public_url, address, key, secret)


def somebody(role: Role) -> Principal:
    """The sample account of a role; nobody for the public."""
    from chassis.identity import ANONYMOUS

    return ANONYMOUS if role is Role.PUBLIC else ACCOUNTS[role.value].principal
