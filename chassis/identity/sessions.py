"""Browser sessions: a signed cookie that any of the five services can read."""

import secrets
import time
from dataclasses import dataclass
from typing import Any, Final, Literal

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from chassis.identity.principal import Principal, Unauthenticated
from chassis.identity.tokens import claims_of, principal_of

LASTS_SECONDS: Final = 8 * 3600
"""A working day; counted from signing in, not from the last request."""
ATTEMPT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in with a browser. The token proves that a form came from one of our pages."""

    principal: Principal
    csrf_token: str
    ends_at: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What must come back from the issuer for a sign-in that this browser began."""

    state: str
    nonce: str
    verifier: str
    target: str

    @classmethod
    def begin(cls, target: str) -> "Attempt":
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), target)


class Sessions:
    """Writes and reads the two cookies. Over https their names have the prefix that ties them to this host."""

    def __init__(self, secret: str, *, is_https: bool) -> None:
        self._sessions = URLSafeSerializer(secret, salt="panhuo.session.1")
        self._attempts = URLSafeSerializer(secret, salt="panhuo.attempt.1")
        self._is_https = is_https
        self.session_cookie = "__Host-panhuo" if is_https else "panhuo"
        self.attempt_cookie = "__Secure-panhuo-attempt" if is_https else "panhuo-attempt"

    def begin(self, response: Response, principal: Principal) -> Session:
        """Sign somebody in: a new session in any case, whatever the browser sent before."""
        session = Session(principal, secrets.token_urlsafe(24), int(time.time()) + LASTS_SECONDS)
        said = {"csrf": session.csrf_token, "exp": session.ends_at, "who": claims_of(principal)}
        self._set(response, self.session_cookie, self._sessions.dumps(said), LASTS_SECONDS, "/")
        self.forget_attempt(response)
        return session

    def read(self, connection: HTTPConnection) -> Session | None:
        """The session of a request; None without one, or with one that is forged, foreign or over."""
        said = self._load(self._sessions, connection.cookies.get(self.session_cookie))
        if said is None:
            return None
        try:
            return Session(principal_of(said["who"]), str(said["csrf"]), int(said["exp"]))
        except (Unauthenticated, KeyError, TypeError, ValueError, AttributeError):
            # Signed by us, but by a version that wrote it otherwise: sign in again.
            return None

    def end(self, response: Response) -> None:
        self._delete(response, self.session_cookie, "/")

    def remember_attempt(self, response: Response, attempt: Attempt) -> None:
        said = {
            "state": attempt.state,
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "target": attempt.target,
            "exp": int(time.time()) + ATTEMPT_SECONDS,
        }
        self._set(response, self.attempt_cookie, self._attempts.dumps(said), ATTEMPT_SECONDS, "/auth")

    def read_attempt(self, connection: HTTPConnection) -> Attempt | None:
        said = self._load(self._attempts, connection.cookies.get(self.attempt_cookie))
        if said is None:
            return None
        return Attempt(str(said["state"]), str(said["nonce"]), str(said["verifier"]), str(said["target"]))

    def forget_attempt(self, response: Response) -> None:
        self._delete(response, self.attempt_cookie, "/auth")

    def _load(self, serializer: URLSafeSerializer, text: str | None) -> dict[str, Any] | None:
        if not text:
            return None
        try:
            said = serializer.loads(text)
        except BadSignature:
            return None
        if not isinstance(said, dict) or not isinstance(said.get("exp"), int) or said["exp"] <= time.time():
            return None
        return said

    def _set(self, response: Response, name: str, value: str, seconds: int, path: str) -> None:
        same: Literal["lax"] = "lax"
        response.set_cookie(
            name, value, max_age=seconds, path=path, secure=self._is_https, httponly=True, samesite=same
        )

    def _delete(self, response: Response, name: str, path: str) -> None:
        response.delete_cookie(name, path=path, secure=self._is_https, httponly=True, samesite="lax")
