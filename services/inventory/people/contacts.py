"""Mobile numbers and e-mail addresses: read, masked, and sealed so that only whoever holds the key reads them again.

Sealed with AES-256-GCM for one place (a person's field) only: moved elsewhere, it does not open. To find whose number
it is without opening any, each value has a mark beside it: an HMAC under a key of its own.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from chassis.errors import Refused, Told

KEY_BYTES: Final = 32
_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
"""Numbers of mainland China: eleven digits; the telecom numbering plan has 13 to 19."""
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_LONGEST_EMAIL: Final = 254
_MARKS: Final = str.maketrans("", "", " -()\t　")


class Contact(StrEnum):
    MOBILE = "mobile"
    EMAIL = "email"


class NoContactKey(Refused):
    """Without a key nothing is kept that would have to be sealed."""

    basis = Told.by(
        "个人信息保护法第51条", "加密、去标识化等安全技术措施", "encryption, de-identification and other measures"
    )
    mend = Told(
        "由运维在环境变量 CONTACT_KEY 中设置密钥后重启盘点服务",
        "The operator sets CONTACT_KEY and restarts the inventory service",
    )

    @classmethod
    def unset(cls) -> "NoContactKey":
        return cls(
            "本系统没有设置联系方式的密钥（CONTACT_KEY），不能保存或查看手机号、邮箱",
            english="No key for contact data is set here (CONTACT_KEY): none can be kept or shown.",
        )


class WrongContactKey(Refused):
    """What is kept was sealed with a key that this process does not have, or was changed."""

    basis = NoContactKey.basis
    mend = Told(
        "把封存时使用的密钥也放进 CONTACT_KEY（逗号分隔，新密钥在前）",
        "Put the key it was sealed with in CONTACT_KEY, too (commas between, the new one first)",
    )


class Keys:
    """The keys of this installation: the first seals, each of them opens what it has sealed."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        self._sealing = {_id_of(secret): AESGCM(_derived(secret, b"seal")) for secret in secrets}
        self._marking = [_derived(secret, b"mark") for secret in secrets]
        self.current = next(iter(self._sealing), b"")

    @classmethod
    def read(cls, text: str) -> "Keys":
        """Keys as the environment has them: base64 of 32 random bytes each, the newest first, commas between.

        Raises ValueError, which does not repeat any of them.
        """
        secrets = [_secret(part.strip(), place) for place, part in enumerate(text.split(","), 1) if part.strip()]
        return cls(secrets)

    @property
    def is_there(self) -> bool:
        return bool(self._sealing)

    def require(self) -> None:
        """Raises NoContactKey."""
        if not self.is_there:
            raise NoContactKey.unset()

    def seal(self, value: str, place: str) -> bytes:
        """The id of the key, a nonce, and the value under lock for that place alone. Raises NoContactKey."""
        self.require()
        nonce = os.urandom(_NONCE_BYTES)
        return self.current + nonce + self._sealing[self.current].encrypt(nonce, value.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Raises NoContactKey, and WrongContactKey for what another key has sealed, or for another place."""
        self.require()
        key_id, nonce = sealed[:_ID_BYTES], sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        key = self._sealing.get(key_id)
        if key is None:
            raise WrongContactKey(
                f"这条联系方式由密钥 {key_id.hex()} 封存，CONTACT_KEY 中没有这个密钥",
                english=f"This was sealed with the key {key_id.hex()}, which is not in CONTACT_KEY.",
            )
        try:
            return key.decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], place.encode()).decode()
        except InvalidTag:
            raise WrongContactKey(
                "封存的联系方式被改动过，无法打开", english="The sealed contact was changed: it does not open."
            ) from None

    def mark(self, value: str) -> bytes:
        """Equal for equal values, and of no use without the key."""
        self.require()
        return self.marks(value)[0]

    def marks(self, value: str) -> list[bytes]:
        """The mark under each key: until all is sealed anew, an older one may have made the mark that is kept."""
        return [hmac.new(key, value.encode(), hashlib.sha256).digest() for key in self._marking]


def _secret(text: str, place: int) -> bytes:
    try:
        secret = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ValueError(f"key {place} is not {KEY_BYTES} bytes in base64; make one: openssl rand -base64 {KEY_BYTES}")
    return secret


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, b"panhuo contact " + use).derive(secret)


def _id_of(secret: bytes) -> bytes:
    return _derived(secret, b"id")[:_ID_BYTES]


def place_of(subject: str, contact: Contact) -> str:
    """Where a person's contact is kept, as ``seal`` and ``open`` are told."""
    return f"{subject} {contact}"


def mobile(text: str) -> str | None:
    """Eleven digits; None where it is no mobile number."""
    match = _MOBILE.fullmatch(unicodedata.normalize("NFKC", text).translate(_MARKS))
    return match[1] if match else None


def email(text: str) -> str | None:
    """An address in lower case; None where it is none."""
    address = unicodedata.normalize("NFKC", text).strip().lower()
    return address if len(address) <= _LONGEST_EMAIL and _EMAIL.fullmatch(address) else None


def masked(contact: Contact, value: str) -> str:
    """What is shown of it to everybody who may see the person: 138****1234, l***@example.edu."""
    if contact is Contact.MOBILE:
        return f"{value[:3]}****{value[-4:]}"
    name, _, domain = value.partition("@")
    return f"{name[:1]}***@{domain}"
