"""Codes that are redeemed once, and the tokens that are given for them."""

import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final

from chassis.identity.login import challenge
from chassis.identity.principal import Principal
from chassis.identity.tokens import claims_of
from panhuo.runtime.issuer.keeping import SigningKey

TOKEN_SECONDS: Final = 600
CODE_SECONDS: Final = 60
_MOST_CODES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser was sent with, checked."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str


@dataclass(frozen=True, slots=True)
class _Granted:
    asked: Asked
    principal: Principal
    ends_at: float


class Grants:
    """Codes live in memory for a minute: signing in does not outlast a restart of the issuer."""

    def __init__(self, *, issuer: str, audience: str, key: SigningKey) -> None:
        self._issuer, self._audience, self._key = issuer, audience, key
        self._codes: dict[str, _Granted] = {}

    def code(self, asked: Asked, principal: Principal) -> str:
        now = time.monotonic()
        self._codes = {code: given for code, given in self._codes.items() if given.ends_at > now}
        while len(self._codes) >= _MOST_CODES:
            self._codes.pop(next(iter(self._codes)))
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Granted(asked, principal, now + CODE_SECONDS)
        return code

    def redeem(self, code: str, *, client_id: str, redirect_uri: str, verifier: str) -> dict[str, Any] | None:
        """Both tokens; None where the code is not good for this asker. It is spent in any case."""
        given = self._codes.pop(code, None)
        if given is None or given.ends_at <= time.monotonic():
            return None
        asked = given.asked
        is_same = (client_id, redirect_uri) == (asked.client_id, asked.redirect_uri)
        if not is_same or not hmac.compare_digest(challenge(verifier).encode(), asked.code_challenge.encode()):
            return None
        said = self.access(given.principal)
        said["id_token"] = self._sign(given.principal, asked.client_id, nonce=asked.nonce)
        return said

    def access(self, principal: Principal) -> dict[str, Any]:
        token = self._sign(principal, self._audience)
        return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": "openid profile"}

    def _sign(self, principal: Principal, audience: str, **more: str) -> str:
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + TOKEN_SECONDS, "jti": secrets.token_urlsafe(12)}
        return self._key.sign({"iss": self._issuer, "aud": audience, **claims_of(principal), **times, **more})
