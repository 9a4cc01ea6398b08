"""The digest by which a reader proves that it holds what a writer said."""

from hashlib import blake2b
from typing import Final

MODULUS: Final = 1 << 64


def event_fold(key: str, sequence: int, event_type: str, body: bytes) -> int:
    """64 bits of one event: its key, sequence, type and body, exactly as they stand on the wire."""
    return int.from_bytes(blake2b(f"{key}\n{sequence}\n{event_type}\n".encode() + body, digest_size=8).digest(), "big")


def fold_hex(fold: int) -> str:
    """The fold of many events, the sum of theirs modulo 2**64, as 16 hexadecimal digits: order does not matter."""
    return f"{fold % MODULUS:016x}"
