"""The issuer's public keys, fetched when needed and kept."""

import asyncio
import time
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx
import jwt

ALGORITHMS: Final[Mapping[str, str]] = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}
"""The one algorithm for each kind of key. It follows from the key, never from what a token says of itself."""

_FRESH_SECONDS: Final = 600
_PAUSE_SECONDS: Final = 10
"""Between two fetches: tokens with invented key ids must not become requests to the issuer."""
_STALE_SECONDS: Final = 86_400
_MOST_KEYS: Final = 32
_MOST_BYTES: Final = 256 << 10


class IssuerUnreachable(Exception):
    """The issuer does not answer, or not with keys: nothing can be verified now. HTTP 503."""


def outward_client(url: str, *, timeout: float = 5.0) -> httpx.AsyncClient:
    """A client for one server; a proxy from the environment is passed by where that server is this machine."""
    return httpx.AsyncClient(timeout=timeout, trust_env=not _is_here(url), follow_redirects=False)


class Keys:
    """A JWKS with its age. A key id that is not in it causes one fetch at most every ten seconds."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id; None where the issuer has none. Raises IssuerUnreachable where it cannot be known."""
        age = time.monotonic() - self._fetched
        if key_id in self._keys and age < _FRESH_SECONDS:
            return self._keys[key_id]
        async with self._fetching:
            now = time.monotonic()
            is_wanted = key_id not in self._keys or now - self._fetched >= _FRESH_SECONDS
            if is_wanted and now - self._tried >= _PAUSE_SECONDS:
                self._tried = now
                await self._refresh()
        if time.monotonic() - self._fetched > _STALE_SECONDS:
            raise IssuerUnreachable("the issuer's keys cannot be read")
        return self._keys.get(key_id)

    async def _refresh(self) -> None:
        try:
            async with outward_client(self._url) as client:
                response = await client.get(self._url)
            response.raise_for_status()
            listed = response.json()["keys"] if len(response.content) <= _MOST_BYTES else None
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            # The keys of before go on being good for a day: an issuer's outage is not ours.
            return
        if not isinstance(listed, list):
            return
        self._keys = {str(entry["kid"]): key for entry in listed[:_MOST_KEYS] if (key := _usable(entry)) is not None}
        self._fetched = time.monotonic()


def _usable(entry: object) -> jwt.PyJWK | None:
    """A public signature key of a kind that we accept. Symmetric keys have no place in a published list."""
    if not isinstance(entry, dict) or "kid" not in entry or entry.get("use", "sig") != "sig":
        return None
    algorithm = ALGORITHMS.get(str(entry.get("kty")))
    if algorithm is None or entry.get("alg", algorithm) != algorithm:
        return None
    try:
        return jwt.PyJWK(entry, algorithm=algorithm)
    except jwt.PyJWTError:
        return None


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
