"""The register of enterprises."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import EnterpriseKind
from panhuo_contracts.events.enterprises import EnterpriseRegistered

from chassis.database import Connection
from services.matching import document
from services.matching.document import quoted
from services.matching.profile import Known, Profile
from services.matching.words import query_words

_CODE = re.compile(r"[0-9][0-9A-HJ-NPQRTUWXY]{3,17}")
"""The beginning of a credit code, which nobody types as a word."""
_COLUMNS = "enterprise, writer, name, home, kinds, industries, profile, registered_on, generated"


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One row of the register."""

    enterprise: str
    writer: str
    name: str
    home: str
    kinds: tuple[str, ...]
    industries: tuple[str, ...]
    profile: str
    registered_on: date
    generated: bool


async def save(conn: Connection, facts: Sequence[Fact[EnterpriseRegistered]]) -> None:
    """Write enterprises as their facts have them, whole."""
    await conn.execute(
        """
        INSERT INTO enterprise
        SELECT enterprise, writer, name, home, kinds, industries, profile, registered_on, generated, document::tsvector
        FROM jsonb_to_recordset($1::text::jsonb) AS said (
            enterprise text, writer text, name text, home text, kinds text[], industries text[], profile text,
            registered_on date, generated boolean, document text
        )
        ORDER BY enterprise
        ON CONFLICT (enterprise) DO UPDATE SET
            writer = excluded.writer, name = excluded.name, home = excluded.home, kinds = excluded.kinds,
            industries = excluded.industries, profile = excluded.profile, registered_on = excluded.registered_on,
            generated = excluded.generated, document = excluded.document
        """,
        json.dumps([_row(fact) for fact in facts], ensure_ascii=False),
    )


async def lock(conn: Connection, enterprises: Sequence[str]) -> None:
    """Let only one command at a time decide on each of these, until the transaction ends."""
    await conn.execute(
        """
        SELECT pg_advisory_xact_lock(hashtextextended('enterprise/' || enterprise, 0))
        FROM (SELECT DISTINCT unnest($1::text[]) AS enterprise ORDER BY 1) AS wanted
        """,
        enterprises,
    )


async def known(conn: Connection, enterprises: Sequence[str]) -> dict[str, Known]:
    """What the register holds of these."""
    rows = await conn.fetch(f"SELECT {_COLUMNS} FROM enterprise WHERE enterprise = ANY($1::text[])", enterprises)
    return {
        row["enterprise"]: Known(
            writer=row["writer"],
            profile=Profile(
                enterprise=row["enterprise"],
                name=row["name"],
                home=row["home"],
                kinds=tuple(EnterpriseKind(kind) for kind in row["kinds"]),
                industries=tuple(row["industries"]),
                profile=row["profile"],
                generated=row["generated"],
            ),
            registered_on=row["registered_on"],
        )
        for row in rows
    }


async def names(conn: Connection, enterprises: Sequence[str]) -> dict[str, str]:
    """Registered names by credit code."""
    rows = await conn.fetch("SELECT enterprise, name FROM enterprise WHERE enterprise = ANY($1::text[])", enterprises)
    return {row["enterprise"]: row["name"] for row in rows}


async def enterprise(conn: Connection, code: str) -> Enterprise | None:
    """One enterprise; None where it is not registered."""
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM enterprise WHERE enterprise = $1", code)
    return None if row is None else _read(row)


async def enterprises(conn: Connection, *, text: str, home: str, kind: str, after: str, limit: int) -> list[Enterprise]:
    """Enterprises by credit code, those whose name or profile has every word, or whose code begins with the text."""
    code = text.strip().upper()
    if _CODE.fullmatch(code):
        matches, sought = "starts_with(enterprise, $5)", code
    elif text.strip():
        matches, sought = (
            "document @@ $5::text::tsquery",
            " & ".join(map(quoted, query_words(text))),
        )
    else:
        matches, sought = "$5 = ''", ""
    rows = await conn.fetch(
        f"""
        SELECT {_COLUMNS} FROM enterprise
        WHERE enterprise > $1 AND ($2 = '' OR home = $2) AND ($3 = '' OR $3 = ANY(kinds)) AND {matches}
        ORDER BY enterprise LIMIT $4
        """,
        max(after, code[:-1] if _CODE.fullmatch(code) else ""),
        home,
        kind,
        limit,
        sought,
    )
    return [_read(row) for row in rows]


def _read(row: asyncpg.Record) -> Enterprise:
    return Enterprise(
        enterprise=row["enterprise"],
        writer=row["writer"],
        name=row["name"],
        home=row["home"],
        kinds=tuple(row["kinds"]),
        industries=tuple(row["industries"]),
        profile=row["profile"],
        registered_on=row["registered_on"],
        generated=row["generated"],
    )


def _row(fact: Fact[EnterpriseRegistered]) -> dict[str, object]:
    body = fact.body
    return {
        **body.model_dump(mode="json"),
        "writer": fact.writer,
        "document": document.literal((("A", body.name), ("C", body.profile))),
    }
