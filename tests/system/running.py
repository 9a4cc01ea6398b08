"""The whole platform on real processes, as a stranger reaches it: one address, tokens of its own issuer, Kafka."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.identity import Principal
from chassis.identity.tokens import claims_of
from panhuo.runtime.accounts import ACCOUNTS
from panhuo.runtime.issuer.grants import Grants
from panhuo.runtime.issuer.keeping import SigningKey
from panhuo.runtime.state import State
from panhuo.runtime.token import fetch_token
from tests.system.collecting import Collector

T = TypeVar("T")
SOON_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """What a stranger knows of a copy that runs: its address, its broker, its state directory."""

    public_url: str
    kafka: str
    state: State
    collector: Collector

    def token(self, who: str | Principal) -> str:
        """A sample account's as `panhuo token` gives it; anybody else's as the issuer would sign it."""
        if isinstance(who, str):
            return fetch_token(who, self.state)
        key = SigningKey.kept_in(self.state.root / "issuer-key.pem")
        granted = Grants(issuer=f"{self.public_url}/issuer", audience="panhuo", key=key).access(who)
        return str(granted["access_token"])

    def false_token(self, how: str) -> str:
        """What somebody without an account might show: ``garbage``, ``foreign``, ``expired`` or ``unsigned``."""
        key = SigningKey.kept_in(self.state.root / "issuer-key.pem")
        now = int(time.time())
        claims = {"iss": f"{self.public_url}/issuer", "aud": "panhuo", "iat": now, "exp": now + 600}
        claims |= claims_of(ACCOUNTS["nation"].principal)
        named = {"kid": key.public["kid"]}
        match how:
            case "foreign":
                return jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers=named)
            case "expired":
                return key.sign(claims | {"iat": now - 900, "exp": now - 300})
            case "unsigned":
                return jwt.encode(claims, None, algorithm="none", headers=named)
            case _:
                return "not.a.token"

    @asynccontextmanager
    async def visit(self, who: str | Principal | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the one address, with the account's token; nobody's without."""
        headers = {}
        if who is not None:
            headers["Authorization"] = f"Bearer {await asyncio.to_thread(self.token, who)}"
        async with httpx.AsyncClient(base_url=self.public_url, headers=headers, timeout=30, trust_env=False) as client:
            yield client


async def eventually(look: Callable[[], Awaitable[T | None]], seconds: float = SOON_SECONDS) -> T:
    """What ``look`` sees as soon as it sees something."""
    deadline = time.monotonic() + seconds
    while True:
        if seen := await look():
            return seen
        assert time.monotonic() < deadline, f"{look.__qualname__} saw nothing in {seconds:.0f} s"
        await asyncio.sleep(0.1)


async def found(
    client: httpx.AsyncClient, path: str, is_so: Callable[[dict[str, object]], bool] = bool
) -> dict[str, object]:
    """The JSON at an address once it is there and as wanted; services hear of each other through Kafka."""

    async def look() -> dict[str, object] | None:
        answer = await client.get(path)
        assert answer.status_code in {200, 404}, answer.text
        return said if answer.status_code == 200 and is_so(said := answer.json()) else None

    try:
        return await eventually(look)
    except AssertionError as nothing:
        raise AssertionError(f"{path}: {(await client.get(path)).text}") from nothing
