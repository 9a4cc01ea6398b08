"""Tokens: what a stranger may try, and what must not work."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis.identity import Unauthenticated, keys
from chassis.identity.keys import IssuerUnreachable, Keys
from chassis.identity.tokens import Tokens
from panhuo.runtime.issuer.keeping import SigningKey
from tests.issuing import AUDIENCE, CLIENT, LocalIssuer, served


@pytest.fixture
def tokens(issuer: LocalIssuer) -> Tokens:
    found = Keys(f"{issuer.address}/issuer/jwks.json")
    return Tokens(issuer=issuer.issuer, audience=AUDIENCE, keys=found)


async def test_a_token_of_the_issuer_says_who_acts(tokens: Tokens, issuer: LocalIssuer) -> None:
    principal = await tokens.principal(issuer.token("province"))

    assert principal.jurisdiction == "cn-33"
    assert principal.role == "province"


def unsigned(claims: dict[str, Any], key_id: str, algorithm: str) -> str:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'kid': key_id, 'typ': 'JWT'})}.{part(claims)}."


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS256", "EdDSA", "RS256"])
async def test_an_unsigned_token_is_nobody_s(tokens: Tokens, issuer: LocalIssuer, algorithm: str) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(unsigned(issuer.claims(), issuer.key.public["kid"], algorithm))


async def test_the_public_key_is_no_shared_secret(tokens: Tokens, issuer: LocalIssuer) -> None:
    public = jwt.PyJWK(issuer.key.public).key
    secrets = [
        public.public_bytes(Encoding.Raw, PublicFormat.Raw),
        base64.urlsafe_b64decode(issuer.key.public["x"] + "="),
        json.dumps(issuer.key.public).encode(),
    ]
    for secret in secrets:
        # By hand: PyJWT itself declines to make some of these.
        body = unsigned(issuer.claims(), issuer.key.public["kid"], "HS256")[:-1]
        signature = hmac.new(secret, body.encode(), hashlib.sha256).digest()
        with pytest.raises(Unauthenticated):
            await tokens.principal(f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://elsewhere.example/issuer"},
        {"iss": None},
        {"aud": "another-product"},
        {"aud": CLIENT},
        {"aud": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"role": None},
        {"role": "public"},
        {"role": "emperor"},
        {"role": ["nation"]},
        {"organization": None},
        {"organization": "x" * 201},
        {"organization": {"any": "thing"}},
        {"name": "a\x00b"},
        {"jurisdiction": "cn-99"},
    ],
    ids=str,
)
async def test_a_signature_does_not_excuse_the_claims(
    tokens: Tokens, issuer: LocalIssuer, claims: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(issuer.token("office", **claims))


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -60), ("nbf", 600), ("iat", 600)])
async def test_a_token_holds_from_its_first_second_to_its_last(
    tokens: Tokens, issuer: LocalIssuer, claim: str, seconds: int
) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(issuer.token("office", **{claim: int(time.time()) + seconds}))


async def test_a_foreign_key_under_the_issuer_s_name_is_not_believed(tokens: Tokens, issuer: LocalIssuer) -> None:
    stranger = Ed25519PrivateKey.generate()
    for key_id in (issuer.key.public["kid"], "unknown", "../../etc/passwd"):
        forged = jwt.encode(issuer.claims("nation"), stranger, algorithm="EdDSA", headers={"kid": key_id})
        with pytest.raises(Unauthenticated):
            await tokens.principal(forged)


async def test_a_key_that_comes_inside_the_token_is_not_used(tokens: Tokens, issuer: LocalIssuer) -> None:
    stranger = SigningKey(Ed25519PrivateKey.generate())
    for more in ({"jwk": stranger.public}, {"jku": "http://elsewhere.example/keys"}):
        forged = jwt.encode(
            issuer.claims("nation"),
            stranger._private,
            algorithm="EdDSA",
            headers={"kid": issuer.key.public["kid"], **more},
        )
        with pytest.raises(Unauthenticated):
            await tokens.principal(forged)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "x" * 9000])
async def test_what_is_no_token_is_refused_in_words(tokens: Tokens, text: str) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(text)


class Published:
    """A key list that changes, fails, and counts who asks."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self.asked = 0
        self.status = 200

    async def answer(self, _request: Request) -> Response:
        self.asked += 1
        return JSONResponse({"keys": self.entries}, self.status)


@pytest_asyncio.fixture
async def published() -> AsyncIterator[tuple[Published, str]]:
    list_of_keys = Published()
    async with served(Starlette(routes=[Route("/keys", list_of_keys.answer)])) as address:
        yield list_of_keys, f"{address}/keys"


def tokens_from(url: str) -> Tokens:
    return Tokens(issuer="http://localhost:8080/issuer", audience=AUDIENCE, keys=Keys(url))


async def test_other_providers_keys_work_each_with_its_one_algorithm(
    published: tuple[Published, str], issuer: LocalIssuer
) -> None:
    rs, es = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    published[0].entries = [
        {**RSAAlgorithm.to_jwk(rs.public_key(), as_dict=True), "kid": "r"},
        {**ECAlgorithm.to_jwk(es.public_key(), as_dict=True), "kid": "e", "use": "sig"},
    ]
    tokens = tokens_from(published[1])

    for key, key_id, algorithm in ((rs, "r", "RS256"), (es, "e", "ES256")):
        good = jwt.encode(issuer.claims(), key, algorithm=algorithm, headers={"kid": key_id})
        assert (await tokens.principal(good)).role == "office"
    for key, key_id, algorithm in ((rs, "r", "PS256"), (rs, "r", "RS512"), (rs, "e", "RS256")):
        with pytest.raises(Unauthenticated):
            await tokens.principal(jwt.encode(issuer.claims(), key, algorithm=algorithm, headers={"kid": key_id}))


async def test_symmetric_and_encryption_keys_in_the_list_are_passed_over(
    published: tuple[Published, str], issuer: LocalIssuer
) -> None:
    secret = b"0123456789abcdef0123456789abcdef"
    encoded = base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
    published[0].entries = [
        {"kty": "oct", "k": encoded, "kid": "s", "alg": "HS256"},
        {**issuer.key.public, "kid": "enc", "use": "enc"},
        {"kty": "OKP", "kid": "broken"},
        "no key at all",
    ]
    tokens = tokens_from(published[1])

    forged = jwt.encode(issuer.claims(), secret, algorithm="HS256", headers={"kid": "s"})
    for token in (forged, jwt.encode(issuer.claims(), issuer.key._private, "EdDSA", headers={"kid": "enc"})):
        with pytest.raises(Unauthenticated):
            await tokens.principal(token)


async def test_invented_key_ids_do_not_become_requests_to_the_issuer(
    published: tuple[Published, str], issuer: LocalIssuer
) -> None:
    published[0].entries = [issuer.key.public]
    tokens = tokens_from(published[1])

    for n in range(50):
        with pytest.raises(Unauthenticated):
            await tokens.principal(jwt.encode(issuer.claims(), issuer.key._private, "EdDSA", headers={"kid": f"k{n}"}))

    assert published[0].asked == 1
    assert (await tokens.principal(issuer.token())).role == "office"


async def test_a_new_key_is_found_and_a_withdrawn_one_forgotten(
    published: tuple[Published, str], issuer: LocalIssuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_PAUSE_SECONDS", 0)
    published[0].entries = [issuer.key.public]
    tokens = tokens_from(published[1])
    await tokens.principal(issuer.token())

    fresh = SigningKey.kept_in(tmp_path / "fresh.pem")
    published[0].entries = [fresh.public]

    assert (await tokens.principal(fresh.sign(issuer.claims()))).role == "office"
    with pytest.raises(Unauthenticated):
        await tokens.principal(issuer.token())


async def test_known_keys_outlast_the_issuer_but_unknown_ones_do_not_pass(
    published: tuple[Published, str], issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    published[0].entries = [issuer.key.public]
    tokens = tokens_from(published[1])
    await tokens.principal(issuer.token())
    monkeypatch.setattr(keys, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(keys, "_FRESH_SECONDS", 0)
    published[0].status = 500

    assert (await tokens.principal(issuer.token())).role == "office"
    published[0].status = 200
    published[0].entries = "nonsense"
    assert (await tokens.principal(issuer.token())).role == "office"


async def test_an_issuer_that_never_answered_is_said_to_be_unreachable(issuer: LocalIssuer) -> None:
    with pytest.raises(IssuerUnreachable):
        await tokens_from("http://127.0.0.1:1/keys").principal(issuer.token())
