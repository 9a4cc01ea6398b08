"""The issuer over HTTP: discovery, keys, the page of sample accounts, and tokens."""

import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import FormData, QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.web.assets import asset
from chassis.web.headers import SafetyHeaders
from chassis.web.language import speaking
from chassis.web.sections import role_name
from chassis.web.tiles import name_of
from panhuo.runtime.accounts import ACCOUNTS, Account
from panhuo.runtime.issuer.grants import Asked, Grants
from panhuo.runtime.issuer.keeping import SigningKey
from panhuo.runtime.registered import read

SAMPLE_GRANT: Final = "urn:panhuo:grant:sample-account"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_CHARACTERS: Final = 500
_MOST_SHOWN: Final = 500
_CHALLENGE_CHARACTERS: Final = 43


class Refusal(Exception):
    """The request to sign in is not one of ours; nobody is sent anywhere."""


class OnlyHere:
    """Answers to this machine's names alone: a page elsewhere may give its own name this machine's address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and Request(scope).url.hostname not in LOOPBACK:
            await Response("The sample accounts are for this machine only.\n", 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Issuer:
    """One client, whose one address to come back to is known beforehand."""

    def __init__(
        self,
        *,
        public_url: str,
        client_id: str,
        audience: str,
        key: SigningKey,
        secret: str,
        registered: Path | None = None,
    ) -> None:
        """``registered``: where ``panhuo accounts`` keeps the accounts that institutions made."""
        if urlsplit(public_url).hostname not in LOOPBACK:
            raise ValueError(f"the sample accounts are for one machine only, not for {public_url}")
        self.issuer = f"{public_url}/issuer"
        self._redirect_uri = f"{public_url}/auth/callback"
        self._client_id, self._key, self._secret, self._registered = client_id, key, secret, registered
        self._grants = Grants(issuer=self.issuer, audience=audience, key=key)
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.globals |= {"static": asset, "role_name": _role_name, "place": name_of}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/issuer/.well-known/openid-configuration", self._discovery),
                Route("/issuer/jwks.json", self._keys),
                Route("/issuer/authorize", self._offer, methods=["GET"]),
                Route("/issuer/authorize", self._choose, methods=["POST"]),
                Route("/issuer/token", self._token, methods=["POST"]),
            ],
            middleware=[Middleware(SafetyHeaders), Middleware(OnlyHere)],
            max_body_size=64 << 10,
        )

    async def _discovery(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks.json",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code", SAMPLE_GRANT],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
                "scopes_supported": ["openid", "profile"],
                "authorization_response_iss_parameter_supported": True,
                "ui_locales_supported": ["zh", "en"],
            }
        )

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self._key.public]}, headers={"Cache-Control": "public, max-age=300"})

    async def _offer(self, request: Request) -> Response:
        try:
            self._check(request.query_params)
        except Refusal as refusal:
            return self._page(request, status=400, problem=str(refusal))
        return self._page(request, status=200, problem="")

    async def _choose(self, request: Request) -> Response:
        form = await request.form()
        account = self._accounts().get(_text(form, "account"))
        try:
            asked = self._check(form)
            if account is None:
                raise Refusal("没有这个示例账户。 There is no such sample account.")  # noqa: TRY301 - told as the others are
        except Refusal as refusal:
            return self._page(request, status=400, problem=str(refusal))
        code = self._grants.code(asked, account.principal)
        back = urlencode({"code": code, "state": asked.state, "iss": self.issuer})
        return RedirectResponse(f"{asked.redirect_uri}?{back}", 303, {"Cache-Control": "no-store"})

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        said: dict[str, Any] | None = None
        match _text(form, "grant_type"):
            case "authorization_code":
                said = self._grants.redeem(
                    _text(form, "code"),
                    client_id=_text(form, "client_id"),
                    redirect_uri=_text(form, "redirect_uri"),
                    verifier=_text(form, "code_verifier"),
                )
            case grant if grant == SAMPLE_GRANT:
                account = self._accounts().get(_text(form, "account"))
                if account and hmac.compare_digest(_text(form, "secret").encode(), self._secret.encode()):
                    said = self._grants.access(account.principal)
            case _:
                return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if said is None:
            return JSONResponse({"error": "invalid_grant"}, 400, {"Cache-Control": "no-store"})
        return JSONResponse(said, headers={"Cache-Control": "no-store"})

    def _accounts(self) -> Mapping[str, Account]:
        """The samples, then those that were made here: read anew, so that nothing has to be restarted."""
        return {**ACCOUNTS, **(read(self._registered) if self._registered else {})}

    def _check(self, said: QueryParams | FormData) -> Asked:
        """Raises Refusal."""
        asked = Asked(*(_text(said, name) for name in Asked.__dataclass_fields__))
        if asked.client_id != self._client_id:
            raise Refusal("应用未登记。 The client is unknown.")
        if asked.redirect_uri != self._redirect_uri:
            raise Refusal("返回地址不是本应用的地址。 The address to return to is not the client's.")
        if _text(said, "response_type") != "code" or _text(said, "code_challenge_method") != "S256":
            raise Refusal("只支持授权码加 PKCE。 Only the code flow with PKCE (S256) is supported.")
        if len(asked.code_challenge) != _CHALLENGE_CHARACTERS or not asked.state or not asked.nonce:
            raise Refusal("请求缺少校验参数。 state, nonce or code_challenge is missing.")
        return asked

    def _page(self, request: Request, *, status: int, problem: str) -> Response:
        said = request.query_params
        is_english = said.get("ui_locales") == "en"
        kept = {name: value for name, value in said.items() if name != "ui_locales"}
        text = self._templates.get_template("authorize.html").render(
            english=is_english,
            problem=problem,
            accounts=list(self._accounts().values())[:_MOST_SHOWN],
            asked=kept,
            other=urlencode(kept if is_english else {**kept, "ui_locales": "en"}),
        )
        return HTMLResponse(text, status, {"Cache-Control": "no-store"})


def _text(said: QueryParams | FormData, name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) and len(value) <= _MOST_CHARACTERS else ""


def _role_name(role: object, english: bool) -> str:
    spoken = speaking.set("en" if english else "zh")
    try:
        return role_name(role)
    finally:
        speaking.reset(spoken)
