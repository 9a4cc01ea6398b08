"""Signing in with a browser: OIDC authorization code with PKCE, state and nonce. Mounted by one service."""

import base64
import hashlib
import hmac
from typing import Annotated, Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from chassis.identity.access import anyone
from chassis.identity.keys import IssuerUnreachable, outward_client
from chassis.identity.principal import Forbidden, Principal, Unauthenticated
from chassis.identity.redirects import safe_next
from chassis.identity.sessions import Attempt, Sessions
from chassis.identity.tokens import Tokens, principal_of
from chassis.settings import Settings
from chassis.web.language import language, localized
from chassis.web.sections import landing
from chassis.web.whereabouts import HOME

auth_router: Final = APIRouter(prefix="/auth", include_in_schema=False)

Anyone = Annotated[Principal, Depends(anyone)]
_SIGN_IN_AGAIN: Final = ("重新登录。", "Sign in again.")
_TO_THEIR_WORK: Final = "/"
_TO_THEIR_WORK_IN_ENGLISH: Final = "/en/"
_NEVER_KEPT: Final = {"Cache-Control": "no-store"}


@auth_router.get("/login")
async def login(request: Request, _principal: Anyone, next: str | None = None) -> Response:  # noqa: A002 - the address says so
    settings: Settings = request.app.state.settings
    target = localized(safe_next(next, default=_TO_THEIR_WORK), language(request))
    if target == _TO_THEIR_WORK and language(request) == "en":
        target = _TO_THEIR_WORK_IN_ENGLISH
    own = urlsplit(settings.public_url)
    if request.url.hostname in ("localhost", "127.0.0.1", "::1") and request.url.hostname != own.hostname:
        # The issuer will send the browser back to the public address; the cookies must be set there.
        there = f"{settings.public_url}/auth/login?" + urlencode({"next": target})
        return RedirectResponse(there, 303, _NEVER_KEPT)
    attempt = Attempt.begin(target)
    asks = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": _callback_address(settings),
        "scope": "openid profile",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    if target.startswith("/en/"):
        asks["ui_locales"] = "en"
    response = RedirectResponse(f"{settings.oidc_authorize_url}?{urlencode(asks)}", 303, _NEVER_KEPT)
    _sessions(request).remember_attempt(response, attempt)
    return response


@auth_router.get("/callback")
async def callback(
    request: Request, _principal: Anyone, state: str = "", code: str = "", iss: str | None = None
) -> Response:
    settings: Settings = request.app.state.settings
    sessions = _sessions(request)
    attempt = sessions.read_attempt(request)
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), state.encode()):
        raise Forbidden(
            "登录未在本浏览器发起或已超时。",
            english="This sign-in was not begun in this browser, or too long ago.",
            mend=_SIGN_IN_AGAIN,
        )
    if not code or iss not in (None, settings.oidc_issuer):
        raise Forbidden("登录未完成。", english="The sign-in was not completed.", mend=_SIGN_IN_AGAIN)
    tokens: Tokens = request.app.state.tokens
    claims = await tokens.claims(await _redeem(settings, code, attempt), settings.oidc_client_id)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()):
        raise Unauthenticated("the identity token answers another sign-in")
    principal = principal_of(claims)
    target = safe_next(attempt.target)
    if target in (_TO_THEIR_WORK, _TO_THEIR_WORK_IN_ENGLISH):
        target = localized(landing(principal), "en" if target == _TO_THEIR_WORK_IN_ENGLISH else "zh")
    response = RedirectResponse(target, 303, _NEVER_KEPT)
    sessions.begin(response, principal)
    return response


@auth_router.post("/logout")
async def logout(request: Request, _principal: Anyone) -> Response:
    response = RedirectResponse(HOME, 303, _NEVER_KEPT)
    _sessions(request).end(response)
    return response


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier. Source: RFC 7636."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


async def _redeem(settings: Settings, code: str, attempt: Attempt) -> str:
    """The identity token that the issuer gives for a code."""
    asks = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _callback_address(settings),
        "client_id": settings.oidc_client_id,
        "code_verifier": attempt.verifier,
    }
    try:
        async with outward_client(settings.oidc_token_url) as client:
            response = await client.post(settings.oidc_token_url, data=asks)
        said: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError):
        raise IssuerUnreachable("the issuer does not redeem codes") from None
    token = said.get("id_token") if response.status_code == 200 and isinstance(said, dict) else None
    if not isinstance(token, str):
        raise Unauthenticated("the issuer does not accept the code")
    return token


def _callback_address(settings: Settings) -> str:
    return f"{settings.public_url}/auth/callback"


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions
