"""Who did what to which record, in a chain: each entry carries the hash of the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chassis.clock import now
from chassis.database import Connection
from chassis.identity.principal import Principal

GENESIS: Final = bytes(32)
_LOCK: Final = 7_400_020
_PAGE: Final = 10_000

Detail = Mapping[str, str | int | bool | list[str] | None]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not fit the chain."""

    number: int
    reason: str


async def audit(
    conn: Connection, principal: Principal, action: str, subject: str, detail: Detail | None = None
) -> None:
    """Write down an action in the transaction that does it. ``detail`` holds no contact data.

    Entries of one database are written one after another, under a lock held until the transaction ends: make it the
    last thing that a command does.
    """
    await conn.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    last = await conn.fetchrow("SELECT number, hash FROM kept.audit ORDER BY number DESC LIMIT 1")
    number, previous = (last["number"] + 1, last["hash"]) if last else (1, GENESIS)
    text = json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True)
    entry = (number, now(), principal.subject, principal.role.value, principal.organization, action, subject, text)
    await conn.execute(
        """
        INSERT INTO kept.audit (number, at, actor, role, organization, action, subject, detail, previous, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        *entry,
        previous,
        _link(previous, entry),
    )


async def verify(conn: Connection) -> Broken | int:
    """How many entries the chain has, or where it is broken. Reads in pages; takes no lock."""
    expected, previous = 1, GENESIS
    while True:
        rows = await conn.fetch(
            """
            SELECT number, at, actor, role, organization, action, subject, detail, previous, hash
            FROM kept.audit WHERE number >= $1 ORDER BY number LIMIT $2
            """,
            expected,
            _PAGE,
        )
        for row in rows:
            *entry, said_previous, said = row.values()
            if entry[0] != expected:
                return Broken(expected, "the entry is missing")
            if said_previous != previous or said != _link(previous, tuple(entry)):
                return Broken(expected, "the entry was changed after it was written")
            expected, previous = expected + 1, said
        if len(rows) < _PAGE:
            return expected - 1


def _link(previous: bytes, entry: tuple[object, ...]) -> bytes:
    text = json.dumps(entry, ensure_ascii=False, default=_in_utc)
    return hashlib.sha256(previous + text.encode()).digest()


def _in_utc(moment: object) -> str:
    if not isinstance(moment, datetime):
        raise TypeError(f"{moment!r} does not stand in an entry")
    return moment.astimezone(UTC).isoformat()
