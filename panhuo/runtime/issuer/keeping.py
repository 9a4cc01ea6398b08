"""The issuer's signing key and the secret of its command line, kept in files of the owner alone."""

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import OKPAlgorithm

SECRET_NAME = "issuer-secret"  # noqa: S105 - a file's name


class Unusable(RuntimeError):
    """A file that the issuer kept is broken or readable by others; the message says which."""


class SigningKey:
    """An Ed25519 key; tokens name it by the thumbprint of its public half (RFC 7638)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        point = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
        named = json.dumps({name: point[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
        thumbprint = base64.urlsafe_b64encode(hashlib.sha256(named.encode()).digest()).rstrip(b"=").decode()
        self.public: dict[str, Any] = {**point, "use": "sig", "alg": "EdDSA", "kid": thumbprint}

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._private, algorithm="EdDSA", headers={"kid": self.public["kid"]})

    @classmethod
    def kept_in(cls, file: Path) -> "SigningKey":
        """The key of that file, made on first use. Raises Unusable."""
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            key = load_pem_private_key(_kept(file, pem), password=None)
        except ValueError as broken:
            raise Unusable(f"{file} is not a key. Remove it; the issuer makes a new one.") from broken
        if not isinstance(key, Ed25519PrivateKey):
            raise Unusable(f"{file} is not an Ed25519 key. Remove it; the issuer makes a new one.")
        return cls(key)


def secret_beside(key_file: Path) -> str:
    """What the command line shows to get a token without a browser: who can read this file owns this copy."""
    return _kept(key_file.with_name(SECRET_NAME), secrets.token_urlsafe(32).encode()).decode()


def _kept(file: Path, fresh: bytes) -> bytes:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if file.stat().st_mode & 0o077:
            raise Unusable(f"{file} can be read by others: chmod 600 {file}") from None
        return file.read_bytes()
    with os.fdopen(descriptor, "wb") as new:
        new.write(fresh)
    return fresh
