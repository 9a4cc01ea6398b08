"""The public doors of the running platform: its HTTP interfaces, entered as the people of the sample."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from chassis.identity import Principal, Role
from chassis.identity.tokens import claims_of
from panhuo.demo.organizations import Company, Institution
from panhuo.runtime.accounts import ACCOUNTS
from panhuo.runtime.issuer.grants import TOKEN_SECONDS
from panhuo.runtime.issuer.keeping import SigningKey

AT_ONCE: Final = 12
_RETRIES: Final = 8
_AGAIN: Final = frozenset({429, 502, 503, 504})
NATION: Final = ACCOUNTS["nation"].principal


class Closed(RuntimeError):
    """The platform did not do what it was asked; the message says what it answered."""


def office(institution: Institution) -> Principal:
    """Who acts for an institution."""
    return Principal(
        f"office-{institution.code}", "示例经办人", Role.OFFICE, institution.code, institution.name, institution.home
    )


def company(firm: Company) -> Principal:
    """Who acts for an enterprise."""
    return Principal(f"company-{firm.code}", "示例经办人", Role.ENTERPRISE, firm.code, firm.name, firm.home)


class Doors:
    """Requests with real tokens of the local issuer; each is sent again until it is answered."""

    def __init__(self, public_url: str, key_file: Path) -> None:
        self._issuer = f"{public_url}/issuer"
        self._key = SigningKey.kept_in(key_file)
        self._tokens: dict[str, tuple[str, float]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._client = httpx.AsyncClient(base_url=public_url, timeout=60, trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, path: str, who: Principal) -> Any:  # noqa: ANN401 - JSON
        return (await self._ask("GET", path, who)).json()

    async def post(self, path: str, who: Principal, json: Mapping[str, object] | None = None, *, key: str = "") -> Any:  # noqa: ANN401 - JSON
        """The answer to a command; with a key it takes effect once. A refusal (409) is an answer."""
        headers = {"Idempotency-Key": key} if key else {}
        return (await self._ask("POST", path, who, json=json or {}, headers=headers)).json()

    async def put(self, path: str, who: Principal, json: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        return (await self._ask("PUT", path, who, json=json)).json()

    async def send_file(self, path: str, who: Principal, name: str, content: bytes, *, key: str) -> Any:  # noqa: ANN401 - JSON
        files = {"file": (name, content, "text/csv")}
        return (await self._ask("POST", path, who, files=files, headers={"Idempotency-Key": key})).json()

    async def send_form(self, path: str, who: Principal, fields: Mapping[str, str]) -> None:
        """What somebody fills in on a page that programs have no other way to."""
        await self._ask("POST", path, who, data=dict(fields))

    async def _ask(self, method: str, path: str, who: Principal, **what: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        last = ""
        async with self._turns:
            for attempt in range(_RETRIES):
                headers = what.pop("headers", {}) | {"Authorization": f"Bearer {self._token(who)}"}
                what["headers"] = headers
                try:
                    response = await self._client.request(method, path, **what)
                except httpx.TransportError as problem:
                    last = f"{type(problem).__name__} {problem}"
                else:
                    if response.status_code < 400 or response.status_code == httpx.codes.CONFLICT:
                        return response
                    last = f"{response.status_code} {response.text[:600]}"
                    if response.status_code not in _AGAIN:
                        break
                await asyncio.sleep(min(0.25 * 2**attempt, 5))
        raise Closed(f"{method} {path}: {last}")

    def _token(self, who: Principal) -> str:
        token, good_until = self._tokens.get(who.subject, ("", 0.0))
        now = time.time()
        if now > good_until:
            claims = {"iss": self._issuer, "aud": "panhuo", "iat": int(now), "exp": int(now) + TOKEN_SECONDS}
            token = self._key.sign(claims | claims_of(who))
            self._tokens[who.subject] = (token, now + TOKEN_SECONDS / 2)
        return token
