"""One patent's dossier, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asyncpg import Record

from chassis.database import Connection
from services.monitoring.measures import Period


@dataclass(frozen=True, slots=True)
class PatentFile:
    """What all streams say of one patent. A stub has no title yet."""

    patent: str
    writer: str | None
    home: str | None
    institution: str | None
    institution_name: str | None
    institution_kind: str | None
    patent_type: str | None
    title: str | None
    generated: bool
    filing_date: date | None
    grant_date: date | None
    expires_on: date | None
    recorded_on: date | None
    inventoried: Sequence[Period]
    used: Sequence[Period]
    away: Sequence[Period]
    status: str
    status_since: date | None
    flags: Sequence[str]
    in_force: Sequence[Period]
    self_grade: str | None
    self_evaluated_on: date | None
    self_good: Sequence[Period]
    listed: Sequence[Period]
    evaluated: Sequence[Period]
    contacted_on: date | None
    deals: Sequence[date]
    licensed_on: date | None
    filed: Sequence[date]
    filed_on_time: Sequence[date]
    industrialized_on: date | None


async def find(conn: Connection, patent: str) -> PatentFile | None:
    row = await conn.fetchrow("SELECT * FROM dossier WHERE patent = $1", patent)
    return None if row is None else _file(row)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of an institution's list."""

    patent: str
    title: str
    patent_type: str
    status: str
    is_inventoried: bool
    is_listed: bool
    is_industrialized: bool


async def of_institution(
    conn: Connection, institution: str, patent_type: str | None, after: str | None, limit: int, day: date
) -> list[Listed]:
    """An institution's patents, by number, the newest applications first, with their states on a day."""
    rows = await conn.fetch(
        """
        SELECT patent, title, patent_type, status, inventoried @> $4::date AS is_inventoried,
            listed @> $4::date AS is_listed, coalesce(industrialized_on <= $4, false) AS is_industrialized
        FROM dossier WHERE institution = $1 AND ($2::text IS NULL OR patent < $2)
            AND ($5::text IS NULL OR patent_type = $5)
        ORDER BY patent DESC LIMIT $3
        """,
        institution,
        after,
        limit,
        day,
        patent_type,
    )
    return [Listed(**row) for row in rows]


def _file(row: Record) -> PatentFile:
    spans = ("inventoried", "used", "away", "in_force", "self_good", "listed", "evaluated")
    return PatentFile(**{**row, **{name: [(span.lower, span.upper) for span in row[name]] for name in spans}})
