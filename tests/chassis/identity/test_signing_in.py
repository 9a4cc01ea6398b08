"""Signing in with a browser, through the real issuer: the code flow, the session, and what strangers try with it."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest
from fastapi import APIRouter, Depends, Form, UploadFile
from itsdangerous import URLSafeSerializer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis.http import auth_router
from chassis.identity import Principal, Right, allow, sessions
from tests.chassis.conftest import Serve
from tests.issuing import CLIENT, SECRET, LocalIssuer, served

Reader = Annotated[Principal, Depends(allow(Right.LICENSE_READ))]
Filer = Annotated[Principal, Depends(allow(Right.LICENSE_FILE))]


def filing() -> APIRouter:
    router = APIRouter()

    @router.get("/filing/licenses")
    async def read(principal: Reader) -> str:
        return principal.subject

    @router.post("/filing/licenses")
    async def file(principal: Filer, patent: Annotated[str, Form()] = "") -> str:
        return f"{principal.subject} {patent}"

    @router.post("/filing/files")
    async def upload(_principal: Filer, file: UploadFile) -> int:
        return len(await file.read())

    @router.delete("/filing/api/licenses")
    async def remove(principal: Filer) -> str:
        return principal.subject

    return router


class Browser:
    """Follows a sign-in step by step, as a person would, between the product and its issuer."""

    def __init__(self, client: httpx.AsyncClient, issuer: LocalIssuer) -> None:
        self.client, self.issuer = client, issuer

    async def ask(self, target: str = "/filing/licenses", at: str = "/auth/login") -> dict[str, str]:
        """Press 'sign in': what the product sends to the issuer."""
        answer = await self.client.get(at, params={"next": target} if target else {})
        assert answer.headers["location"].startswith(f"{self.issuer.issuer}/authorize?")
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    async def choose(self, account: str, asked: dict[str, str]) -> str:
        """Choose an account on the issuer's page: the address to come back to."""
        async with httpx.AsyncClient(base_url=self.issuer.address) as there:
            page = await there.get("/issuer/authorize", params=asked)
            assert f'value="{account}"' in page.text
            hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
            answer = await there.post("/issuer/authorize", data={**hidden, "account": account})
            assert answer.status_code == 303
        return answer.headers["location"]

    async def sign_in(self, account: str = "office", target: str = "/filing/licenses") -> httpx.Response:
        return await self.client.get(await self.choose(account, await self.ask(target)))

    @property
    def csrf_token(self) -> str:
        return str(URLSafeSerializer(SECRET, salt="panhuo.session.1").loads(self.client.cookies["panhuo"])["csrf"])


Browsing = Callable[..., AbstractAsyncContextManager[Browser]]


@pytest.fixture
def browsing(serve: Serve, issuer: LocalIssuer) -> Browsing:
    @asynccontextmanager
    async def running(**settings: str) -> AsyncIterator[Browser]:
        async with serve([auth_router, filing()], **settings) as client:
            yield Browser(client, issuer)

    return running


async def test_a_person_is_brought_to_the_sign_in_and_back_to_what_they_asked_for(browsing: Browsing) -> None:
    async with browsing() as browser:
        asked = await browser.client.get("/filing/licenses?page=2", headers={"Accept": "text/html"})
        assert asked.status_code == 303
        login = parse_qs(urlsplit(asked.headers["location"]).query)
        assert login["next"] == ["/filing/licenses?page=2"]

        back = await browser.sign_in(target=login["next"][0])

        assert back.headers["location"] == "/filing/licenses?page=2"
        assert (await browser.client.get("/filing/licenses")).json() == "sample-office"


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browsing: Browsing) -> None:
    async with browsing() as browser:
        cookie = next(c for c in (await browser.sign_in()).headers.get_list("set-cookie") if c.startswith("panhuo="))

    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_over_https_cookies_are_secure_and_tied_to_the_host(serve: Serve) -> None:
    async with serve([auth_router], public_url="https://panhuo.example") as client:
        answer = await client.get("/auth/login")

    assert "__Secure-panhuo-attempt=" in answer.headers["set-cookie"]
    assert "Secure" in answer.headers["set-cookie"]
    assert sessions.Sessions(SECRET, is_https=True).session_cookie == "__Host-panhuo"


async def test_each_sign_in_is_a_new_session_whatever_came_before(browsing: Browsing) -> None:
    async with browsing() as browser:
        await browser.sign_in()
        first, first_token = browser.client.cookies["panhuo"], browser.csrf_token

        await browser.sign_in()

        assert browser.client.cookies["panhuo"] != first
        assert browser.csrf_token != first_token


async def test_a_planted_cookie_does_not_become_the_victim_s_session(browsing: Browsing) -> None:
    async with browsing() as browser:
        browser.client.cookies.set("panhuo", "planted-by-a-stranger", domain="localhost.local", path="/")
        await browser.sign_in()

        assert (await browser.client.get("/filing/licenses")).json() == "sample-office"
        assert "planted" not in str(browser.client.cookies.jar)


async def test_a_callback_that_this_browser_did_not_begin_signs_nobody_in(browsing: Browsing) -> None:
    async with browsing() as browser:
        address = await browser.choose("office", await browser.ask())
        browser.client.cookies.clear()

        answer = await browser.client.get(address)

        assert answer.status_code == 403
        assert "panhuo" not in browser.client.cookies


async def test_a_stranger_s_code_does_not_fit_another_attempt(browsing: Browsing) -> None:
    async with browsing() as browser:
        stolen = parse_qs(urlsplit(await browser.choose("nation", await browser.ask())).query)["code"][0]
        mine = await browser.ask()

        for state, status in (("guessed", 403), ("", 403), (mine["state"], 401)):
            answer = await browser.client.get("/auth/callback", params={"code": stolen, "state": state})
            assert answer.status_code == status
        assert "panhuo" not in browser.client.cookies


@pytest.mark.parametrize(
    "query", [{"error": "access_denied"}, {"code": ""}, {"code": "x", "iss": "http://evil.example"}]
)
async def test_a_sign_in_that_was_not_completed_says_so(browsing: Browsing, query: dict[str, str]) -> None:
    async with browsing() as browser:
        asked = await browser.ask()

        answer = await browser.client.get("/auth/callback", params={"state": asked["state"], **query})

        assert answer.status_code == 403
        assert "panhuo" not in browser.client.cookies


async def test_a_code_is_good_once(browsing: Browsing) -> None:
    async with browsing() as browser:
        address = await browser.choose("office", await browser.ask())
        kept = dict(browser.client.cookies)
        await browser.client.get(address)
        browser.client.cookies.clear()
        for name, value in kept.items():
            browser.client.cookies.set(name, value, domain="localhost.local", path="/auth")

        assert (await browser.client.get(address)).status_code == 401


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/%5cevil.example"])
async def test_a_sign_in_never_ends_on_another_site(browsing: Browsing, target: str) -> None:
    async with browsing() as browser:
        assert (await browser.sign_in(target=target)).headers["location"] == "/inventory/review"


async def test_the_local_numeric_address_is_led_to_the_public_one_first(browsing: Browsing) -> None:
    async with browsing() as browser:
        answer = await browser.client.get("http://127.0.0.1:8080/auth/login", params={"next": "/filing/licenses"})

        assert answer.headers["location"].startswith("http://localhost:8080/auth/login?next=%2Ffiling%2Flicenses")


async def test_who_signs_in_at_the_english_address_comes_to_their_work_in_english(browsing: Browsing) -> None:
    async with browsing() as browser:
        asked = await browser.ask("", at="/en/auth/login")
        back = await browser.client.get(await browser.choose("office", asked))
        assert (asked["ui_locales"], back.headers["location"]) == ("en", "/en/inventory/review")


async def test_a_form_counts_only_with_the_token_of_this_session(browsing: Browsing) -> None:
    async with browsing() as browser:
        await browser.sign_in()
        post = browser.client.post
        token = browser.csrf_token

        assert (await post("/filing/licenses", data={"csrf_token": token, "patent": "1"})).json() == "sample-office 1"
        assert (await post("/filing/licenses", headers={"X-CSRF-Token": token})).status_code == 200
        assert (await browser.client.delete("/filing/api/licenses", headers={"X-CSRF-Token": token})).status_code == 200
        upload = await post("/filing/files", data={"csrf_token": token}, files={"file": b"abc"})
        assert upload.json() == 3

        for wrong in (
            {},
            {"csrf_token": ""},
            {"csrf_token": "guessed"},
            {"csrf_token": token[:-1]},
            {"csrf_token": "é"},
        ):
            assert (await post("/filing/licenses", data={"patent": "1", **wrong})).status_code == 403
        assert (await post("/filing/licenses", params={"csrf_token": token})).status_code == 403
        assert (await post("/filing/files", files={"file": b"abc"})).status_code == 403
        assert (await browser.client.delete("/filing/api/licenses")).status_code == 403
        assert (await post("/auth/logout")).status_code == 403
        said = (await post("/filing/licenses", headers={"Accept": "text/html"})).text
        assert "重新打开页面再提交。" in said
        assert "请由有权限的账户操作" not in said


async def test_the_token_of_one_session_does_not_serve_another(browsing: Browsing) -> None:
    async with browsing() as browser:
        await browser.sign_in()
        old = browser.csrf_token
        await browser.sign_in("enterprise")

        assert (await browser.client.post("/auth/logout", data={"csrf_token": old})).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8080.evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_a_request_from_another_site_is_refused_even_with_the_token(
    browsing: Browsing, headers: dict[str, str]
) -> None:
    async with browsing() as browser:
        await browser.sign_in()
        form = {"csrf_token": browser.csrf_token}

        assert (await browser.client.post("/filing/licenses", data=form, headers=headers)).status_code == 403
        own = {"Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin"}
        assert (await browser.client.post("/filing/licenses", data=form, headers=own)).status_code == 200


async def test_a_wrong_bearer_token_is_an_error_even_beside_a_good_cookie(browsing: Browsing) -> None:
    async with browsing() as browser:
        await browser.sign_in()

        answer = await browser.client.get("/filing/licenses", headers={"Authorization": "Bearer nonsense"})

        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_bearer_token_needs_no_form_token(browsing: Browsing, issuer: LocalIssuer) -> None:
    async with browsing() as browser:
        answer = await browser.client.post(
            "/filing/licenses", headers={**issuer.bearer(), "Origin": "https://a-tool.example"}
        )

        assert answer.status_code == 200


async def test_signing_out_ends_the_session_in_this_browser(browsing: Browsing) -> None:
    async with browsing() as browser:
        await browser.sign_in()
        answer = await browser.client.post("/auth/logout", data={"csrf_token": browser.csrf_token})

        assert answer.headers["location"] == "/monitoring/"
        assert (await browser.client.get("/filing/licenses")).status_code == 401
        assert (await browser.client.get("/auth/logout")).status_code == 405


def forged(secret: str = SECRET, salt: str = "panhuo.session.1", **other: object) -> str:
    who = {"sub": "x", "name": "x", "role": "nation", "jurisdiction": "cn"}
    said = {"csrf": "t", "exp": 4_000_000_000, "who": who, **other}
    return str(URLSafeSerializer(secret, salt=salt).dumps(said))


@pytest.mark.parametrize(
    "cookie",
    [
        forged(secret="another-secret-of-thirty-two-characters"),
        forged(salt="panhuo.attempt.1"),
        forged(exp=1),
        forged(exp="4000000000"),
        forged(who={"sub": "x", "role": "public"}),
        forged(who={"sub": "x", "role": "office"}),
        forged(who=None),
        forged(who="nation"),
        forged()[:-2],
        "",
        "x" * 4000,
    ],
)
async def test_a_cookie_that_we_did_not_make_is_nobody_s(browsing: Browsing, cookie: str) -> None:
    async with browsing() as browser:
        assert (
            await browser.client.get("/filing/licenses", headers={"Cookie": f"panhuo={forged()}"})
        ).status_code == 200

        answer = await browser.client.get("/filing/licenses", headers={"Cookie": f"panhuo={cookie}"})

        assert answer.status_code == 401


async def test_a_session_is_no_attempt_to_sign_in(browsing: Browsing) -> None:
    said = forged(state="s", nonce="n", verifier="v", target="/")
    async with browsing() as browser:
        answer = await browser.client.get("/auth/callback?state=s&code=c", headers={"Cookie": f"panhuo-attempt={said}"})

    assert answer.status_code == 403


async def test_a_session_ends_at_its_hour_however_busy_it_is(
    browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "LASTS_SECONDS", 1)
    async with browsing() as browser:
        answer = await browser.sign_in()
        cookie = {"Cookie": next(c for c in answer.headers.get_list("set-cookie") if c.startswith("panhuo="))}
        browser.client.cookies.clear()
        assert (await browser.client.get("/filing/licenses", headers=cookie)).status_code == 200

        await asyncio.sleep(1.1)

        assert (await browser.client.get("/filing/licenses", headers=cookie)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "panhuo"},
        {"exp": 1},
        {"iss": "http://elsewhere"},
        {"role": "public"},
    ],
    ids=str,
)
async def test_an_identity_token_for_another_sign_in_signs_nobody_in(
    browsing: Browsing, issuer: LocalIssuer, claims: dict[str, object]
) -> None:
    answering: dict[str, object] = {}

    async def token(_request: Request) -> Response:
        return JSONResponse({"id_token": issuer.token("nation", **answering)})

    elsewhere = Starlette(routes=[Route("/token", token, methods=["POST"])])
    async with served(elsewhere) as address, browsing(oidc_token_url=f"{address}/token") as browser:
        for wrong, status in ((claims, 401), ({}, 303)):
            asked = await browser.ask()
            answering.clear()
            answering.update({"aud": CLIENT, "nonce": asked["nonce"], **wrong})
            answer = await browser.client.get("/auth/callback", params={"code": "c", "state": asked["state"]})
            assert answer.status_code == status


async def test_when_the_issuer_is_down_the_product_says_so(browsing: Browsing) -> None:
    async with browsing(oidc_token_url="http://127.0.0.1:1/token") as browser:
        address = await browser.choose("office", await browser.ask())

        assert (await browser.client.get(address)).status_code == 503


async def test_htmx_is_told_where_to_sign_in(browsing: Browsing) -> None:
    async with browsing() as browser:
        headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost:8080/filing/licenses?a=1"}
        answer = await browser.client.post("/filing/licenses", headers=headers)

        assert answer.status_code == 401
        assert answer.headers["hx-redirect"] == "/auth/login?" + urlencode({"next": "/filing/licenses?a=1"})
