"""Colleges of institutions, the way an institution reviews, and to whom records are put."""

from collections.abc import Sequence
from typing import NamedTuple

from chassis.database import Connection
from services.inventory.review.reviewing import Route


class College(NamedTuple):
    code: str
    name: str
    is_closed: bool = False


class Responsible(NamedTuple):
    """Whom a record is put to; None where it is put to nobody."""

    college: str | None
    subject: str | None = None
    name: str = ""


async def route_of(conn: Connection, institution: str) -> Route:
    chosen = await conn.fetchval("SELECT route FROM kept.review_route WHERE institution = $1", institution)
    return Route(chosen) if chosen else Route.DIRECT


async def choose(conn: Connection, institution: str, route: Route, *, by: str) -> list[str]:
    """Review that way from now on. What waited for a college that is no longer asked goes on: the numbers of those."""
    await conn.execute(
        """
        INSERT INTO kept.review_route (institution, route, chosen_by) VALUES ($1, $2, $3)
        ON CONFLICT (institution) DO UPDATE
        SET route = excluded.route, chosen_by = excluded.chosen_by, chosen_at = now()
        """,
        institution,
        route,
        by,
    )
    if route is Route.COLLEGES:
        return []
    rows = await conn.fetch(
        """
        UPDATE kept.draft SET at_college = false WHERE institution = $1 AND submitted_at IS NOT NULL AND at_college
        RETURNING patent
        """,
        institution,
    )
    return sorted(row["patent"] for row in rows)


async def of(conn: Connection, institution: str) -> list[College]:
    rows = await conn.fetch(
        "SELECT code, name, is_closed FROM kept.college WHERE institution = $1 ORDER BY code LIMIT 1000", institution
    )
    return [College(*row) for row in rows]


class Affected(NamedTuple):
    """Whom and what the closing of a college touches."""

    inventors: int
    reviewers: int
    records: int
    """Put to it and not inventoried."""
    under_review: int
    """Of these, waiting for its review."""


async def affected_by_closing(conn: Connection, institution: str, code: str) -> Affected:
    (row,) = await conn.fetch(
        """
        SELECT count(*) FILTER (WHERE role = 'inventor'), count(*) FILTER (WHERE role = 'college'),
            (SELECT count(*) FROM kept.responsibility AS put JOIN patent ON patent.number = put.patent
                AND patent.institution = put.institution AND patent.state <> 'inventoried'
                WHERE put.institution = $1 AND put.college = $2),
            (SELECT count(*) FROM kept.responsibility AS put JOIN kept.draft ON draft.patent = put.patent
                WHERE put.institution = $1 AND put.college = $2 AND draft.at_college AND draft.submitted_at IS NOT NULL)
        FROM kept.person WHERE institution = $1 AND college = $2 AND status <> 'left'
        """,
        institution,
        code,
    )
    return Affected(*row)


async def put(conn: Connection, institution: str, college: College) -> None:
    """Enter a college, rename or close it."""
    await conn.execute(
        """
        INSERT INTO kept.college (institution, code, name, is_closed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (institution, code) DO UPDATE SET name = excluded.name, is_closed = excluded.is_closed
        """,
        institution,
        *college,
    )


async def assign(conn: Connection, institution: str, numbers: Sequence[str], to: Responsible) -> None:
    await conn.execute(
        """
        INSERT INTO kept.responsibility (patent, institution, college, subject, name)
        SELECT patent, $1, $3, $4, $5 FROM unnest($2::text[]) AS put (patent) ORDER BY patent
        ON CONFLICT (patent) DO UPDATE SET institution = excluded.institution, college = excluded.college,
            subject = excluded.subject, name = excluded.name
        """,
        institution,
        numbers,
        *to,
    )


async def responsible_for(conn: Connection, numbers: Sequence[str]) -> dict[str, Responsible]:
    rows = await conn.fetch(
        "SELECT patent, college, subject, name FROM kept.responsibility WHERE patent = ANY($1::text[])", numbers
    )
    return {row["patent"]: Responsible(row["college"], row["subject"], row["name"]) for row in rows}
