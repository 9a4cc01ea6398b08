"""The register of institutions."""

from collections.abc import Sequence

import asyncpg
from panhuo_contracts.codes import InstitutionKind

from chassis.database import Connection
from services.inventory.institutions import Institution

_COLUMNS = "code, name, kind, home, writer, is_provisional, is_generated"


async def all_of_them(conn: Connection) -> list[Institution]:
    rows = await conn.fetch(f"SELECT {_COLUMNS} FROM kept.institution ORDER BY code")
    return [_institution(row) for row in rows]


async def with_code(conn: Connection, code: str) -> Institution | None:
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM kept.institution WHERE code = $1", code)
    return _institution(row) if row else None


async def add(conn: Connection, institutions: Sequence[Institution], *, by: str) -> int:
    """Register bodies that are not there yet; how many were new."""
    rows = await conn.fetch(
        """
        INSERT INTO kept.institution (code, name, kind, home, writer, is_provisional, is_generated, registered_by)
        SELECT code, name, kind, home, writer, is_provisional, is_generated, $8
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[])
            AS stated (code, name, kind, home, writer, is_provisional, is_generated)
        ORDER BY code
        ON CONFLICT (code) DO NOTHING RETURNING code
        """,
        [institution.code for institution in institutions],
        [institution.name for institution in institutions],
        [str(institution.kind) for institution in institutions],
        [institution.home for institution in institutions],
        [institution.writer for institution in institutions],
        [institution.is_provisional for institution in institutions],
        [institution.is_generated for institution in institutions],
        by,
    )
    return len(rows)


async def page(
    conn: Connection, *, home: str | None, organization: str | None, question: str, after: str, limit: int
) -> list[Institution]:
    """Institutions by code, those whose name has the question in it."""
    rows = await conn.fetch(
        f"""
        SELECT {_COLUMNS} FROM kept.institution
        WHERE ($1::text IS NULL OR home = $1) AND ($2::text IS NULL OR code = $2)
          AND ($3 = '' OR strpos(name, $3) > 0 OR code = $3) AND code > $4
        ORDER BY code LIMIT $5
        """,
        home,
        organization,
        question,
        after,
        limit,
    )
    return [_institution(row) for row in rows]


def _institution(row: asyncpg.Record) -> Institution:
    code, name, kind, *rest = row.values()
    return Institution(code, name, InstitutionKind(kind), *rest)
