"""Every request is somebody's: who, by what proof, and whether a form of ours sent it."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.identity.keys import IssuerUnreachable
from chassis.identity.principal import ANONYMOUS, Forbidden, Principal, Unauthenticated
from chassis.identity.rights import Right
from chassis.identity.sessions import Sessions
from chassis.identity.tokens import Tokens

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER: Final = "X-CSRF-Token"
CSRF_FIELD: Final = "csrf_token"
_AGAIN: Final = ("重新打开页面再提交。", "Open the page again and send it from there.")
_STRANGERS_BYTES: Final = 64 << 10
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class Authenticate:
    """Finds out who asks, before anything of the body is read.

    Leaves on ``request.state``: ``principal`` (None for nobody, as templates want it), ``csrf_token``, ``by_cookie``,
    and ``rejected``, the reason why a proof that was shown is not believed.
    """

    def __init__(self, app: ASGIApp, *, tokens: Tokens, sessions: Sessions) -> None:
        self.app, self._tokens, self._sessions = app, tokens, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        await self._recognize(connection)
        await self.app(scope, receive if connection.state.principal else _sparingly(receive), send)

    async def _recognize(self, connection: HTTPConnection) -> None:
        state = connection.state
        state.principal, state.csrf_token, state.by_cookie, state.rejected = None, "", False, None
        authorization = connection.headers.get("Authorization")
        if authorization is not None:
            # A token that was shown and is wrong is an error, even where a cookie would do.
            kind, _, token = authorization.partition(" ")
            if kind.lower() != "bearer":
                state.rejected = Unauthenticated("show a bearer token")
                return
            try:
                state.principal = await self._tokens.principal(token.strip())
            except (Unauthenticated, IssuerUnreachable) as error:
                state.rejected = error
            return
        session = self._sessions.read(connection)
        if session is not None:
            state.principal, state.csrf_token, state.by_cookie = session.principal, session.csrf_token, True


def _sparingly(receive: Receive) -> Receive:
    """Strangers do not make us write their files to disk: forms are parsed before rights are asked for."""
    received = 0

    async def receive_little() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > _STRANGERS_BYTES:
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        return message

    return receive_little


async def anyone(request: Request) -> Principal:
    """Whoever asks, nobody included: for a route that looks after itself."""
    if request.state.rejected is not None:
        raise request.state.rejected
    if request.state.by_cookie and request.method not in SAFE:
        await _require_own_form(request)
    principal: Principal | None = request.state.principal
    return principal or ANONYMOUS


class Allowed:
    """The dependency of one right, or of any of several."""

    def __init__(self, *rights: Right) -> None:
        self.rights = rights

    async def __call__(self, request: Request) -> Principal:
        principal = await anyone(request)
        if not any(map(principal.may, self.rights)):
            if principal.is_anonymous:
                raise Unauthenticated("sign in, or show a bearer token")
            raise Forbidden.without(principal.role, self.rights[0])
        return principal


def allow(right: Right, *others: Right) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency that yields the principal if they have the right, or one of the others.

    Raises Unauthenticated or Forbidden.
    """
    return Allowed(right, *others)


async def _require_own_form(request: Request) -> None:
    """A browser sends its cookie with a stranger's form too; only ours carries the session's token."""
    origin = request.headers.get("Origin")
    own = urlsplit(request.app.state.settings.public_url)
    if origin is not None and origin != f"{own.scheme}://{own.netloc}":
        raise _foreign()
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise _foreign()
    shown = request.headers.get(CSRF_HEADER)
    if shown is None and request.headers.get("Content-Type", "").startswith(_FORMS):
        field = (await request.form()).get(CSRF_FIELD)
        shown = field if isinstance(field, str) else None
    if shown is None or not hmac.compare_digest(shown.encode(), request.state.csrf_token.encode()):
        raise Forbidden(
            "页面已过期，刚才提交的内容没有保存。",
            english="The page is out of date; what was just sent was not saved.",
            mend=_AGAIN,
        )


def _foreign() -> Forbidden:
    return Forbidden("请求来自其他网站，不予办理。", english="This request comes from another site.", mend=_AGAIN)
