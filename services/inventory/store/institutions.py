"""The register of institutions."""

from collections.abc import Iterable, Sequence
from typing import Final

import asyncpg
from panhuo_contracts.codes import InstitutionKind, Ministry

from chassis.database import Connection
from services.inventory.institutions import Institution, is_provisional

_COLUMNS = "code, name, kind, home, writer, is_provisional, is_generated, ministry"
_READ = """
    i.code, coalesce(b.name, i.name) AS name, coalesce(b.kind, i.kind) AS kind, i.home, i.writer, i.is_provisional,
    i.is_generated, CASE WHEN b.name IS NULL THEN i.ministry ELSE b.ministry END AS ministry,
    coalesce(b.former_names, '{}') AS former_names, b.admitted_on, b.suspended_on, b.merged_into
"""
_FROM = "kept.institution AS i LEFT JOIN body AS b ON b.code = i.code AND b.writer = i.writer"


async def all_of_them(conn: Connection) -> list[Institution]:
    rows = await conn.fetch(f"SELECT {_READ} FROM {_FROM} ORDER BY i.code")
    return [_institution(row) for row in rows]


async def among(conn: Connection, codes: Sequence[str], names: Sequence[str]) -> list[Institution]:
    """Those with one of the codes, or with one of the names at some time, and those that have taken them over."""
    rows = await conn.fetch(
        f"""
        WITH RECURSIVE named (code) AS (
            SELECT code FROM kept.institution WHERE code = ANY($1::text[]) OR name = ANY($2::text[])
            UNION
            SELECT code FROM body WHERE name = ANY($2::text[]) OR former_names && $2::text[]
            UNION
            SELECT b.merged_into COLLATE "C" FROM named JOIN body AS b USING (code) WHERE b.merged_into IS NOT NULL
        )
        SELECT {_READ} FROM {_FROM} WHERE i.code IN (SELECT code FROM named) ORDER BY i.code
        """,
        codes,
        names,
    )
    return [_institution(row) for row in rows]


async def with_code(conn: Connection, code: str) -> Institution | None:
    """As it is registered, merged or not."""
    row = await conn.fetchrow(f"SELECT {_READ} FROM {_FROM} WHERE i.code = $1", code)
    return _institution(row) if row else None


SUCCESSORS: Final = """
    went (code, now) AS (
        SELECT b.code, b.merged_into COLLATE "C" FROM body AS b LEFT JOIN kept.institution AS i ON i.code = b.code
        WHERE b.merged_into IS NOT NULL AND b.writer = coalesce(i.writer, b.writer)
        UNION
        SELECT went.code, b.merged_into FROM went JOIN body AS b ON b.code = went.now
        LEFT JOIN kept.institution AS i ON i.code = b.code
        WHERE b.merged_into IS NOT NULL AND b.writer = coalesce(i.writer, b.writer)
    ), successor (code, now) AS (
        SELECT code, now FROM went WHERE NOT EXISTS (SELECT FROM went AS onward WHERE onward.code = went.now)
    )
"""
"""Of all that were merged (few), the one that has taken it over at last; a body registered here by its host's word."""


async def successors(conn: Connection, codes: Iterable[str]) -> dict[str, str]:
    """Code → code of the body that has taken it over at last; those that stand by themselves are left out."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    rows = await conn.fetch(
        f"WITH RECURSIVE {SUCCESSORS} SELECT code, now FROM successor WHERE code = ANY($1::text[]) ORDER BY code, now",
        wanted,
    )
    return {row["code"]: row["now"] for row in rows}


async def locked(conn: Connection, code: str) -> Institution | None:
    """The same, held until the transaction ends."""
    row = await conn.fetchrow(f"SELECT {_READ} FROM {_FROM} WHERE i.code = $1 FOR UPDATE OF i", code)
    return _institution(row) if row else None


async def add(conn: Connection, institutions: Sequence[Institution], *, by: str) -> int:
    """Register bodies that are not there yet; how many were new."""
    rows = await conn.fetch(
        f"""
        INSERT INTO kept.institution ({_COLUMNS}, registered_by)
        SELECT {_COLUMNS}, $9 FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[], $8::text[]
        ) AS stated ({_COLUMNS})
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
        [institution.ministry for institution in institutions],
        by,
    )
    return len(rows)


async def page(
    conn: Connection, *, home: str | None, organization: str | None, question: str, after: str, limit: int
) -> list[Institution]:
    """Institutions by code; the question is part of a present or former name. Also those that only copies speak of."""
    rows = await conn.fetch(
        f"""
        SELECT {_READ} FROM {_FROM}
        WHERE ($1::text IS NULL OR i.home = $1) AND ($2::text IS NULL OR i.code = $2)
          AND ($3 = '' OR strpos(coalesce(b.name, i.name), $3) > 0 OR i.code = $3
               OR EXISTS (SELECT FROM unnest(b.former_names) AS former (name) WHERE strpos(former.name, $3) > 0))
          AND i.code > $4
        ORDER BY i.code LIMIT $5
        """,
        home,
        organization,
        question,
        after,
        limit,
    )
    registered = [_institution(row) for row in rows]
    if organization is not None:
        return registered
    copied = await _copied(conn, home=home, question=question, after=after, limit=limit)
    return sorted(registered + copied, key=lambda institution: institution.code)[:limit]


async def _copied(conn: Connection, *, home: str | None, question: str, after: str, limit: int) -> list[Institution]:
    """Bodies that are not registered here: other systems publish their records."""
    # Every own record's institution is registered. The index is asked once for each institution, not for each patent.
    rows = await conn.fetch(
        """
        WITH RECURSIVE known (code) AS (
            (SELECT institution FROM patent WHERE institution > $3 ORDER BY institution LIMIT 1)
            UNION ALL
            SELECT (
                SELECT p.institution FROM patent AS p WHERE p.institution > known.code ORDER BY p.institution LIMIT 1
            )
            FROM known WHERE known.code IS NOT NULL
        )
        SELECT known.code, one.institution_name, one.institution_kind, one.home, one.writer, one.generated,
            one.ministry
        FROM known CROSS JOIN LATERAL (
            SELECT p.institution_name, p.institution_kind, p.home, p.writer, p.generated, p.ministry FROM patent AS p
            WHERE p.institution = known.code ORDER BY p.number LIMIT 1
        ) AS one
        WHERE NOT EXISTS (SELECT FROM kept.institution AS i WHERE i.code = known.code COLLATE "C")
          AND ($1::text IS NULL OR one.home = $1)
          AND ($2 = '' OR strpos(one.institution_name, $2) > 0 OR known.code = $2)
        ORDER BY known.code COLLATE "C" LIMIT $4
        """,
        home,
        question,
        after,
        limit,
    )
    return [
        Institution(
            code,
            name,
            InstitutionKind(kind),
            place,
            writer,
            is_provisional(code),
            generated,
            Ministry(ministry) if ministry else None,
        )
        for code, name, kind, place, writer, generated, ministry in rows
    ]


async def has_own_system(conn: Connection, home: str) -> bool:
    """Whether a system of that jurisdiction publishes its records itself: copies of them stand here."""
    found: bool = await conn.fetchval("SELECT EXISTS (SELECT FROM patent WHERE home = $1 AND writer = $1)", home)
    return found


def _institution(row: asyncpg.Record) -> Institution:
    stated = dict(row)
    stated["kind"] = InstitutionKind(row["kind"])
    stated["ministry"] = Ministry(row["ministry"]) if row["ministry"] else None
    stated["former_names"] = tuple(row["former_names"])
    return Institution(**stated)
