"""What registers and other services say of a patent."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from panhuo_contracts import Fact
from panhuo_contracts.events.evaluation import PatentDelisted, PatentListed, PatentWithheld
from panhuo_contracts.events.inventory import LegalStatusChanged

from chassis.database import Connection
from services.inventory.store.bulk import Merge

_LEGAL: Final = Merge(
    "legal_event",
    ("id", "patent", "writer", "home", "status", "flags", "effective_on", "expires_on", "cause", "said_at"),
    "DO NOTHING",
    arrays=("flags",),
)
_LISTED: Final = Merge(
    "outcome",
    ("patent", "writer", "listed_on", "delisted_on"),
    "(patent, writer) DO UPDATE SET listed_on = excluded.listed_on, delisted_on = excluded.delisted_on,"
    " withheld_for = NULL",
)
_WITHHELD: Final = Merge(
    "outcome",
    ("patent", "writer", "withheld_for"),
    "(patent, writer) DO UPDATE SET withheld_for = excluded.withheld_for",
)
_LICENSED: Final = Merge(
    "outcome",
    ("patent", "writer", "licenses"),
    "(patent, writer) DO UPDATE SET licenses = outcome.licenses + 1",
)
_MADE: Final = Merge(
    "outcome",
    ("patent", "writer", "products"),
    "(patent, writer) DO UPDATE SET products = outcome.products + 1",
)


class LegalEvent(NamedTuple):
    """One line of a right's history."""

    status: str
    flags: list[str]
    effective_on: date
    expires_on: date | None
    cause: str
    writer: str
    said_at: datetime


async def save_legal_events(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    rows: list[tuple[Any, ...]] = [
        (
            UUID(fact.id),
            fact.key,
            fact.writer,
            fact.body.home,
            fact.body.status,
            fact.body.flags,
            fact.body.effective_on,
            fact.body.expires_on,
            fact.body.cause,
            fact.time,
        )
        for fact in facts
    ]
    await _LEGAL.put(conn, rows)


async def save_listings(conn: Connection, facts: Sequence[Fact[PatentListed]]) -> None:
    await _LISTED.put(conn, [(fact.key, fact.writer, fact.body.listed_on, None) for fact in facts])


async def save_delistings(conn: Connection, facts: Sequence[Fact[PatentDelisted]]) -> None:
    await _LISTED.put(conn, [(fact.key, fact.writer, None, fact.body.delisted_on) for fact in facts])


async def save_withheld(conn: Connection, facts: Sequence[Fact[PatentWithheld]]) -> None:
    await _WITHHELD.put(conn, [(fact.key, fact.writer, fact.body.reason) for fact in facts])


async def count_licenses(conn: Connection, facts: Sequence[Fact[Any]]) -> None:
    await _LICENSED.put(conn, [(fact.key, fact.writer, 1) for fact in facts])


async def count_products(conn: Connection, facts: Sequence[Fact[Any]]) -> None:
    await _MADE.put(conn, [(fact.key, fact.writer, 1) for fact in facts])


async def withheld_for(conn: Connection, number: str, writer: str) -> str | None:
    """Why the institution keeps a patent out of the library, where it does."""
    said: str | None = await conn.fetchval(
        "SELECT withheld_for FROM outcome WHERE patent = $1 AND writer = $2", number, writer
    )
    return said


async def legal_history(conn: Connection, number: str) -> list[LegalEvent]:
    """Every register event of a patent, the one that took effect last first."""
    rows = await conn.fetch(
        """
        SELECT status, flags, effective_on, expires_on, cause, writer, said_at FROM legal_event
        WHERE patent = $1 ORDER BY effective_on DESC, said_at DESC, id DESC
        """,
        number,
    )
    return [LegalEvent(*row.values()) for row in rows]
