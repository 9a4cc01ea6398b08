"""Access and identity tokens: verified against the issuer's keys, then read as a principal."""

from collections.abc import Mapping
from typing import Any, Final

import jwt
from panhuo_contracts.jurisdictions import NATION

from chassis.identity.keys import ALGORITHMS, Keys
from chassis.identity.principal import Principal, Unauthenticated
from chassis.identity.rights import Role

_LEEWAY_SECONDS: Final = 5
_MOST_CHARACTERS: Final = 8_192
_REQUIRED: Final = ("exp", "iat", "iss", "aud", "sub")


class Tokens:
    """Verifies what one issuer signs. RS256, ES256 and EdDSA; nothing symmetric, nothing unsigned."""

    def __init__(self, *, issuer: str, audience: str, keys: Keys) -> None:
        self._issuer, self._audience, self._keys = issuer, audience, keys

    async def principal(self, token: str) -> Principal:
        """Whom an access token speaks for. Raises Unauthenticated, or IssuerUnreachable."""
        return principal_of(await self.claims(token, self._audience))

    async def claims(self, token: str, audience: str) -> Mapping[str, Any]:
        """The claims of a token for the given audience, every check made."""
        if len(token) > _MOST_CHARACTERS:
            raise Unauthenticated("the token is too long")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise Unauthenticated("the token cannot be read") from None
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS.values():
            raise Unauthenticated("the token is not signed by an accepted algorithm")
        if not isinstance(key_id, str):
            raise Unauthenticated("the token does not name its key")
        key = await self._keys.find(key_id)
        if key is None:
            raise Unauthenticated("the token's key is not one of the issuer's")
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=audience,
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": list(_REQUIRED)},
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("the token has expired") from None
        except jwt.PyJWTError as error:
            raise Unauthenticated(f"the token is not valid here: {error}") from None


def principal_of(claims: Mapping[str, Any]) -> Principal:
    """The person that verified claims describe. Raises Unauthenticated where they describe none."""
    if claims.get("role") == Role.PUBLIC or not claims.get("sub"):
        raise Unauthenticated("the token describes nobody")
    try:
        return Principal(
            subject=_text(claims, "sub") or "",
            name=_text(claims, "name") or _text(claims, "sub") or "",
            role=Role(_text(claims, "role") or ""),
            organization=_text(claims, "organization"),
            organization_name=_text(claims, "organization_name"),
            jurisdiction=_text(claims, "jurisdiction") or NATION,
            college=_text(claims, "college"),
            ministry=_text(claims, "ministry"),
            chain=_text(claims, "chain"),
        )
    except ValueError as error:
        raise Unauthenticated(f"the token describes nobody of the programme: {error}") from None


def claims_of(principal: Principal) -> dict[str, str]:
    """The reverse: what a token or a session says of a person."""
    said = {
        "sub": principal.subject,
        "name": principal.name,
        "role": principal.role.value,
        "organization": principal.organization,
        "organization_name": principal.organization_name,
        "jurisdiction": principal.jurisdiction,
        "college": principal.college,
        "ministry": principal.ministry,
        "chain": principal.chain,
    }
    return {name: value for name, value in said.items() if value is not None}


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 200 or "\x00" in value:
        raise ValueError(f"the claim {name} is not a short text")
    return value
