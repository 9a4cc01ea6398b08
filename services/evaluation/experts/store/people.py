"""Experts as decisions and screens need them: what the streams say, with what only this store knows."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import asyncpg

from chassis.database import Connection
from services.evaluation.experts.candidates import Candidate
from services.evaluation.store.columns import unlisted

_CANDIDATES: Final = """
SELECT e.expert, e.home, e.enterprise, e.organization, e.research, e.ipc, e.fields, e.admitted_on, e.retired_on,
       p.subject, p.consented_on, p.most, p.away_until
FROM expert AS e JOIN kept.expert_person AS p USING (expert)
"""


async def candidate(conn: Connection, expert: str, *, is_locked: bool = False) -> Candidate | None:
    """One who was recommended here; locked until the end of the transaction where asked."""
    row = await conn.fetchrow(f"{_CANDIDATES} WHERE e.expert = $1" + (" FOR UPDATE" if is_locked else ""), expert)
    return None if row is None else _candidate(row)


async def candidate_of(conn: Connection, subject: str, *, is_locked: bool = False) -> Candidate | None:
    """The expert that this account consented to be."""
    row = await conn.fetchrow(f"{_CANDIDATES} WHERE p.subject = $1" + (" FOR UPDATE" if is_locked else ""), subject)
    return None if row is None else _candidate(row)


async def admitted(conn: Connection) -> list[Candidate]:
    """Everybody in the library, in the order of references."""
    rows = await conn.fetch(f"{_CANDIDATES} WHERE e.admitted_on IS NOT NULL AND e.retired_on IS NULL ORDER BY e.expert")
    return [_candidate(row) for row in rows]


async def hold_admitted(conn: Connection, experts: Iterable[str]) -> set[str]:
    """Those of the experts who are in the library, kept there until the end of the transaction."""
    rows = await conn.fetch(
        """
        SELECT expert FROM expert WHERE expert = ANY($1::text[]) AND admitted_on IS NOT NULL AND retired_on IS NULL
        ORDER BY expert FOR SHARE
        """,
        sorted(set(experts)),
    )
    return {row["expert"] for row in rows}


async def listed(
    conn: Connection, *, home: str | None, enterprise: str | None, subject: str | None, after: str, limit: int
) -> list[Any]:
    """Experts with their names and how much they have to do, in the order of references."""
    return await conn.fetch(
        """
        SELECT e.*, p.name, p.subject IS NOT NULL AS has_consented, p.most, p.away_until,
               (SELECT count(*) FROM commission AS c LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
                WHERE c.expert = e.expert AND c.recused_on IS NULL AND x.expert IS NULL) AS waiting,
               (SELECT count(*) FROM expert_evaluation AS x WHERE x.expert = e.expert) AS evaluated
        FROM expert AS e JOIN kept.expert_person AS p USING (expert)
        WHERE e.expert > $1 AND ($2::text IS NULL OR e.home = $2) AND ($3::text IS NULL OR e.enterprise = $3)
          AND ($4::text IS NULL OR p.subject = $4)
        ORDER BY e.expert LIMIT $5
        """,
        after,
        home,
        enterprise,
        subject,
        limit,
    )


async def add_person(conn: Connection, expert: str, name: str, most: int) -> None:
    await conn.execute("INSERT INTO kept.expert_person (expert, name, most) VALUES ($1, $2, $3)", expert, name, most)


async def bind(conn: Connection, expert: str, subject: str, day: date) -> None:
    """Raises asyncpg.UniqueViolationError where the account is another expert already."""
    await conn.execute(
        "UPDATE kept.expert_person SET subject = $2, consented_on = $3 WHERE expert = $1", expert, subject, day
    )


async def set_availability(conn: Connection, expert: str, most: int, away_until: date | None) -> None:
    await conn.execute(
        "UPDATE kept.expert_person SET most = $2, away_until = $3 WHERE expert = $1", expert, most, away_until
    )


async def declare(conn: Connection, expert: str, kind: str, party: str, filed_on: date | None, day: date) -> None:
    await conn.execute(
        """
        INSERT INTO kept.expert_declaration (expert, kind, party, filed_on, declared_on) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (expert, kind, party) DO UPDATE
        SET filed_on = greatest(expert_declaration.filed_on, excluded.filed_on)
        """,
        expert,
        kind,
        party,
        filed_on,
        day,
    )


async def declarations(conn: Connection, experts: Iterable[str]) -> list[Any]:
    return await conn.fetch(
        "SELECT * FROM kept.expert_declaration WHERE expert = ANY($1::text[]) ORDER BY expert, kind, party",
        sorted(set(experts)),
    )


async def withdraw_declaration(conn: Connection, expert: str, kind: str, party: str) -> None:
    await conn.execute(
        "DELETE FROM kept.expert_declaration WHERE expert = $1 AND kind = $2 AND party = $3", expert, kind, party
    )


async def name_of(conn: Connection, expert: str) -> str:
    return str(await conn.fetchval("SELECT name FROM kept.expert_person WHERE expert = $1", expert))


def _candidate(row: asyncpg.Record) -> Candidate:
    values = dict(row)
    return Candidate(**{**values, "ipc": unlisted(values["ipc"]), "fields": unlisted(values["fields"])})
