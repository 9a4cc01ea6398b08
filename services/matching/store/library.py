"""The resource library as matching holds it: entries by number, and legal status where the register spoke."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import LegalFlag, LegalStatus
from panhuo_contracts.events.evaluation import LibraryEntry, LibraryEntryRemoved
from panhuo_contracts.events.inventory import LegalStatusChanged

from chassis.database import Connection
from services.matching import document
from services.matching.store import changes, counts


@dataclass(frozen=True, slots=True)
class Entry:
    """A patent of the resource library."""

    patent: str
    writer: str
    home: str
    institution: str
    institution_name: str
    title: str
    abstract: str
    scenario: str
    keywords: tuple[str, ...]
    patent_type: str
    filing_date: date
    expires_on: date
    listed_on: date
    maturity: str | None
    self_grade: str | None
    accepted_modes: tuple[str, ...]
    ipc: tuple[str, ...]
    industries: tuple[str, ...]
    asking_price: Decimal | None
    evaluations: int
    favorable_evaluations: int
    tier: str | None
    ministry: str | None
    suspended_for: tuple[str, ...]
    said_at: datetime
    generated: bool


@dataclass(frozen=True, slots=True)
class Right:
    """A right as the register has it; in force and unburdened until the register says otherwise."""

    status: LegalStatus = LegalStatus.IN_FORCE
    flags: frozenset[LegalFlag] = frozenset()
    expires_on: date | None = None


ENTRY_COLUMNS = (
    "patent, writer, home, institution, institution_name, title, abstract, scenario, keywords, patent_type, "
    "filing_date, expires_on, listed_on, maturity, self_grade, accepted_modes, ipc, industries, asking_price, "
    "evaluations, favorable_evaluations, tier, ministry, suspended_for, said_at, generated"
)


async def save_entries(conn: Connection, facts: Sequence[Fact[LibraryEntry]]) -> None:
    """Write entries as their facts have them, whole."""
    # Segmenting a batch takes a good part of a second: the loop serves pages meanwhile.
    said = await asyncio.to_thread(_rows, facts)
    patents = [fact.body.patent for fact in facts]
    async with counts.following(conn, patents):
        await _save(conn, said)
        await changes.note(conn, patents)


async def _save(conn: Connection, said: str) -> None:
    await conn.execute(
        """
        INSERT INTO library_entry AS entry
        SELECT patent, writer, home, institution, institution_name, title, patent_type, filing_date, expires_on,
            listed_on, maturity, self_grade, accepted_modes, ipc, ipc_classes, industries, asking_price, evaluations,
            favorable_evaluations, generated, keywords, abstract, scenario, document::tsvector, tier, ministry,
            suspended_for, said_at
        FROM jsonb_to_recordset($1::text::jsonb) AS said (
            patent text, writer text, home text, institution text, institution_name text, title text, patent_type text,
            filing_date date, expires_on date, listed_on date, maturity text, self_grade text, accepted_modes text[],
            ipc text[], ipc_classes text[], industries text[], asking_price numeric, evaluations integer,
            favorable_evaluations integer, generated boolean, keywords text[], abstract text, scenario text,
            document text, tier text, ministry text, suspended_for text[], said_at timestamptz
        )
        ORDER BY patent
        ON CONFLICT (patent) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            institution_name = excluded.institution_name, title = excluded.title, patent_type = excluded.patent_type,
            filing_date = excluded.filing_date, expires_on = excluded.expires_on, listed_on = excluded.listed_on,
            maturity = excluded.maturity, self_grade = excluded.self_grade, accepted_modes = excluded.accepted_modes,
            ipc = excluded.ipc, ipc_classes = excluded.ipc_classes, industries = excluded.industries,
            asking_price = excluded.asking_price, evaluations = excluded.evaluations,
            favorable_evaluations = excluded.favorable_evaluations, generated = excluded.generated,
            keywords = excluded.keywords, abstract = excluded.abstract, scenario = excluded.scenario,
            document = excluded.document, tier = excluded.tier, ministry = excluded.ministry,
            suspended_for = excluded.suspended_for, said_at = excluded.said_at
        """,
        said,
    )


async def remove_entries(conn: Connection, facts: Sequence[Fact[LibraryEntryRemoved]]) -> list[str]:
    """Take entries out. Returns the patents that stay because another writer entered them."""
    patents = [fact.body.patent for fact in facts]
    writers = [fact.writer for fact in facts]
    async with counts.following(conn, patents):
        await conn.execute(
            """
            DELETE FROM library_entry AS entry
            USING unnest($1::text[], $2::text[]) AS said (patent, writer)
            WHERE entry.patent = said.patent AND entry.writer = said.writer
            """,
            patents,
            writers,
        )
        await changes.note(conn, patents)
    kept = await conn.fetch("SELECT patent FROM library_entry WHERE patent = ANY($1::text[]) ORDER BY patent", patents)
    return [row["patent"] for row in kept]


async def save_statuses(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    """What the register says now."""
    await conn.executemany(
        """
        INSERT INTO legal_status AS known (patent, status, flags, effective_on, expires_on)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (patent) DO UPDATE SET
            status = excluded.status, flags = excluded.flags, effective_on = excluded.effective_on,
            expires_on = coalesce(excluded.expires_on, known.expires_on)
        """,
        sorted(
            (body.patent, body.status.value, [flag.value for flag in body.flags], body.effective_on, body.expires_on)
            for body in (fact.body for fact in facts)
        ),
    )


async def entry(conn: Connection, patent: str) -> Entry | None:
    """One entry; None where the patent is not in the library."""
    row = await conn.fetchrow(f"SELECT {ENTRY_COLUMNS} FROM library_entry WHERE patent = $1", patent)
    return None if row is None else read_entry(row)


async def entries(conn: Connection, patents: Sequence[str]) -> dict[str, Entry]:
    """Entries by patent; those not in the library are left out."""
    rows = await conn.fetch(f"SELECT {ENTRY_COLUMNS} FROM library_entry WHERE patent = ANY($1::text[])", patents)
    return {row["patent"]: read_entry(row) for row in rows}


async def right(conn: Connection, patent: str) -> Right:
    """A right as the register has it."""
    return (await rights(conn, [patent])).get(patent, Right())


async def rights(conn: Connection, patents: Sequence[str]) -> dict[str, Right]:
    """Rights that the register has spoken of."""
    rows = await conn.fetch(
        "SELECT patent, status, flags, expires_on FROM legal_status WHERE patent = ANY($1::text[])", patents
    )
    return {
        row["patent"]: Right(LegalStatus(row["status"]), frozenset(map(LegalFlag, row["flags"])), row["expires_on"])
        for row in rows
    }


def read_entry(row: asyncpg.Record) -> Entry:
    """An entry from a row of ``ENTRY_COLUMNS``."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Entry(**values)


def _rows(facts: Sequence[Fact[LibraryEntry]]) -> str:
    return json.dumps([_row(fact) for fact in facts], ensure_ascii=False)


def _row(fact: Fact[LibraryEntry]) -> dict[str, object]:
    body = fact.body
    return {
        **body.model_dump(mode="json", exclude={"asking_price"}),
        "writer": fact.writer,
        "ipc_classes": document.ipc_classes(body.ipc),
        "asking_price": None if body.asking_price is None else str(body.asking_price.amount),
        "document": document.vector(body),
        "said_at": fact.time.isoformat(),
    }
