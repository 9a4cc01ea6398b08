"""The local issuer, over real HTTP and as the process that `panhuo up` starts."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
import pytest_asyncio
from panhuo_contracts.identifiers import check_credit_code

from chassis.identity import Role
from chassis.identity.keys import Keys
from chassis.identity.login import challenge
from chassis.identity.tokens import Tokens
from panhuo.runtime.accounts import ACCOUNTS, credit_code
from panhuo.runtime.issuer import grants
from panhuo.runtime.issuer.app import SAMPLE_GRANT
from panhuo.runtime.issuer.keeping import SigningKey, Unusable, secret_beside
from panhuo.runtime.ports import free_port
from panhuo.runtime.state import State
from panhuo.runtime.token import NoToken, fetch_token
from tests.issuing import AUDIENCE, CLIENT, LocalIssuer, local_issuer

VERIFIER = "v" * 64
BACK = "http://localhost:8080/auth/callback"
ASKED = {
    "response_type": "code",
    "client_id": CLIENT,
    "redirect_uri": BACK,
    "scope": "openid profile",
    "state": "state-1",
    "nonce": "nonce-1",
    "code_challenge": challenge(VERIFIER),
    "code_challenge_method": "S256",
}


@pytest_asyncio.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[LocalIssuer]:
    async with local_issuer(tmp_path) as local:
        yield local


@pytest_asyncio.fixture
async def client(issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=issuer.address) as there:
        yield there


async def code_for(client: httpx.AsyncClient, account: str = "office") -> str:
    answer = await client.post("/issuer/authorize", data={**ASKED, "account": account})
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def redeeming(code: str) -> dict[str, str]:
    said = {"grant_type": "authorization_code", "code": code, "client_id": CLIENT, "redirect_uri": BACK}
    return {**said, "code_verifier": VERIFIER}


async def test_what_it_says_of_itself_is_true(client: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    said = (await client.get("/issuer/.well-known/openid-configuration")).json()

    assert said["issuer"] == issuer.issuer
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        path = urlsplit(said[name]).path
        assert (await client.request("OPTIONS", path)).status_code == 405
    keys = (await client.get(urlsplit(said["jwks_uri"]).path)).json()["keys"]
    assert [key["alg"] for key in keys] == said["id_token_signing_alg_values_supported"]
    assert all("d" not in key for key in keys)


async def test_its_page_offers_each_account_as_a_sample_in_both_languages(client: httpx.AsyncClient) -> None:
    chinese = await client.get("/issuer/authorize", params=ASKED)
    english = await client.get("/issuer/authorize", params={**ASKED, "ui_locales": "en"})

    for name, account in ACCOUNTS.items():
        assert f'value="{name}"' in chinese.text
        assert account.says in chinese.text
        assert account.english in english.text
    assert "虚构示例" in chinese.text
    assert "invented" in english.text
    assert chinese.headers["content-security-policy"]


async def test_a_code_becomes_two_tokens_each_for_its_own_reader(
    client: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    answer = await client.post("/issuer/token", data=redeeming(await code_for(client)))

    said = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    tokens = Tokens(issuer=issuer.issuer, audience=AUDIENCE, keys=Keys(f"{issuer.address}/issuer/jwks.json"))
    assert await tokens.principal(said["access_token"]) == ACCOUNTS["office"].principal
    identity = await tokens.claims(said["id_token"], CLIENT)
    assert identity["nonce"] == "nonce-1"
    assert identity["exp"] - identity["iat"] == said["expires_in"] == 600


@pytest.mark.parametrize(
    "other",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"client_id": "another"},
        {"redirect_uri": "http://localhost:8080/elsewhere"},
        {"code": "guessed"},
    ],
    ids=str,
)
async def test_a_code_is_good_for_its_asker_only_and_for_one_try(
    client: httpx.AsyncClient, other: dict[str, str]
) -> None:
    code = await code_for(client)

    wrong = await client.post("/issuer/token", data=redeeming(code) | other)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")

    again = await client.post("/issuer/token", data=redeeming(code))
    assert again.status_code == (200 if "code" in other else 400)


async def test_a_code_is_good_once_and_for_a_minute(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await code_for(client)
    assert (await client.post("/issuer/token", data=redeeming(code))).status_code == 200
    assert (await client.post("/issuer/token", data=redeeming(code))).status_code == 400

    monkeypatch.setattr(grants, "CODE_SECONDS", 0)
    assert (await client.post("/issuer/token", data=redeeming(await code_for(client)))).status_code == 400


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://evil.example/auth/callback"},
        {"redirect_uri": f"{BACK}?x"},
        {"redirect_uri": ""},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"nonce": ""},
        {"state": "x" * 501},
    ],
    ids=str,
)
async def test_nobody_is_sent_anywhere_by_a_request_that_is_not_ours(
    client: httpx.AsyncClient, other: dict[str, str]
) -> None:
    offered = await client.get("/issuer/authorize", params={**ASKED, **other})
    chosen = await client.post("/issuer/authorize", data={**ASKED, **other, "account": "office"})

    for answer in (offered, chosen):
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "<form" not in answer.text


async def test_an_account_that_is_not_on_the_list_cannot_sign_in(client: httpx.AsyncClient) -> None:
    for account in ("operator", "", "office "):
        answer = await client.post("/issuer/authorize", data={**ASKED, "account": account})
        assert answer.status_code == 400


async def test_what_a_request_brings_is_escaped_on_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/issuer/authorize", params={**ASKED, "state": '"><script>x</script>'})

    assert "<script>x" not in answer.text


async def test_the_command_line_needs_the_secret_of_this_copy(client: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    asks = {"grant_type": SAMPLE_GRANT, "account": "nation", "secret": issuer.secret}
    assert "access_token" in (await client.post("/issuer/token", data=asks)).json()

    for other in ({"secret": ""}, {"secret": "guessed"}, {"secret": "é"}, {"account": "nobody"}):
        answer = await client.post("/issuer/token", data={**asks, **other})
        assert answer.json() == {"error": "invalid_grant"}
    for grant in ("password", "client_credentials", ""):
        answer = await client.post("/issuer/token", data={**asks, "grant_type": grant})
        assert answer.json() == {"error": "unsupported_grant_type"}


async def test_a_page_that_borrowed_this_machine_s_address_gets_nothing(client: httpx.AsyncClient) -> None:
    for host in ("evil.example", "localhost.evil.example", "192.168.0.7:8080"):
        answer = await client.get("/issuer/authorize", params=ASKED, headers={"Host": host})
        assert answer.status_code == 403
    assert (await client.get("/issuer/authorize", params=ASKED, headers={"Host": "localhost:8080"})).status_code == 200


def test_key_and_secret_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    first, secret = SigningKey.kept_in(file), secret_beside(file)

    assert SigningKey.kept_in(file).public == first.public
    assert secret_beside(file) == secret
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_key_that_others_can_read_or_that_is_none_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    SigningKey.kept_in(file)
    file.chmod(0o644)
    with pytest.raises(Unusable, match="chmod 600"):
        SigningKey.kept_in(file)

    file.chmod(0o600)
    file.write_bytes(b"rubbish")
    with pytest.raises(Unusable, match="is not a key"):
        SigningKey.kept_in(file)


async def run_issuer(directory: Path, **other: str | None) -> asyncio.subprocess.Process:
    told: dict[str, str | None] = {
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": "1",
        "PUBLIC_URL": "http://localhost:8080",
        "ISSUER_KEY_FILE": str(directory / "issuer-key.pem"),
        **other,
    }
    environment = {**os.environ, **{name: value for name, value in told.items() if value is not None}}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "panhuo.runtime.issuer",
        env={name: value for name, value in environment.items() if told.get(name, "") is not None},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"HTTP_HOST": "0.0.0.0"}, "one machine only"),  # noqa: S104 - it must refuse this
        ({"PUBLIC_URL": "https://panhuo.example"}, "one machine only"),
        ({"PUBLIC_URL": None}, "the issuer needs PUBLIC_URL"),
        ({"ISSUER_KEY_FILE": "/proc/none/key"}, "does not start"),
    ],
    ids=str,
)
async def test_it_does_not_start_for_anything_but_this_machine(
    tmp_path: Path, other: dict[str, str | None], says: str
) -> None:
    process = await run_issuer(tmp_path, **other)
    output, _ = await process.communicate()

    assert process.returncode == 1
    assert says in output.decode()


async def test_panhuo_token_prints_a_token_of_the_running_copy(tmp_path: Path) -> None:
    state, port = State(tmp_path / "state"), free_port()
    with pytest.raises(NoToken, match="panhuo up"):
        fetch_token("office", state)
    state.open()
    address = f"http://127.0.0.1:{port}/issuer"
    state.remember_environments({"monitoring": {"OIDC_TOKEN_URL": f"{address}/token"}})
    process = await run_issuer(state.root, HTTP_PORT=str(port))
    try:
        while True:
            try:
                await asyncio.to_thread(httpx.get, f"{address}/jwks.json")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.1)
        token = await asyncio.to_thread(fetch_token, "province", state)

        assert jwt.decode(token, options={"verify_signature": False})["jurisdiction"] == "cn-33"
        with pytest.raises(NoToken, match="no account 'emperor'"):
            fetch_token("emperor", state)
        state.root.joinpath("issuer-secret").write_text("wrong")
        with pytest.raises(NoToken, match="refuses"):
            await asyncio.to_thread(fetch_token, "office", state)
    finally:
        process.terminate()
        await process.communicate()
        state.close()
    with pytest.raises(NoToken, match="does not answer"):
        await asyncio.to_thread(fetch_token, "office", state)


def test_there_is_an_account_for_each_role_a_second_one_of_two_and_all_of_them_are_samples() -> None:
    roles = [account.principal.role for account in ACCOUNTS.values()]
    assert list(dict.fromkeys(roles)) == [r for r in Role if r is not Role.PUBLIC]
    assert [role for role in Role if roles.count(role) > 1] == [Role.OFFICE, Role.PROVINCE]
    for account in ACCOUNTS.values():
        principal = account.principal
        assert "示例" in f"{principal.organization_name}"
        assert "示例" in principal.name
        assert principal.subject.startswith("sample-")


def test_made_up_credit_codes_are_valid_and_different() -> None:
    codes = [credit_code(prefix, "330106", n) for prefix in ("12", "91") for n in range(500)]

    assert len(set(codes)) == 1000
    assert all(check_credit_code(code) == code for code in codes)
    assert all(re.fullmatch(r"(12|91)330106000\d{5}[\dX]\w", code) for code in codes)
