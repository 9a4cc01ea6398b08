"""Who fills in for whom, from day to day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database import Connection

ENDED_BY_LEAVING: Final = "离开单位"
"""What stands for whoever ended it, where one of its people left."""
_STANDS: Final = "ended_at IS NULL AND (now() AT TIME ZONE 'Asia/Shanghai')::date BETWEEN starts_on AND ends_on"
DELEGATED: Final = f"""
    SELECT put.patent FROM kept.delegation
    JOIN kept.responsibility AS put
        ON put.subject = from_subject AND (delegation.patent IS NULL OR delegation.patent = put.patent)
    WHERE to_subject = {{place}} AND {_STANDS}
"""
"""The patents that an account may fill in today because somebody delegated them."""


class Deputy(NamedTuple):
    """Somebody who may fill a record in for whoever is responsible."""

    subject: str
    name: str
    until: date


class Delegation(NamedTuple):
    """One delegation, with the names that its people have now."""

    id: UUID
    institution: str
    patent: str | None
    """None: all of the records."""
    from_subject: str
    to_subject: str
    starts_on: date
    ends_on: date
    reason: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    ended_by: str
    from_name: str
    from_college: str | None
    to_name: str

    def stands(self, day: date) -> bool:
        """Whether it counts on a day, or will on a later one."""
        return self.ended_at is None and day <= self.ends_on


_QUERY: Final = """
    SELECT delegation.*, giver.name AS from_name, giver.college AS from_college, taker.name AS to_name
    FROM kept.delegation
    JOIN kept.person AS giver ON giver.subject = delegation.from_subject
    JOIN kept.person AS taker ON taker.subject = delegation.to_subject
"""


async def add(conn: Connection, one: Delegation) -> None:
    await conn.execute(
        """
        INSERT INTO kept.delegation
            (id, institution, patent, from_subject, to_subject, starts_on, ends_on, reason, made_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        *one[:9],
    )


async def get(conn: Connection, identifier: UUID) -> Delegation | None:
    row = await conn.fetchrow(f"{_QUERY} WHERE delegation.id = $1 FOR UPDATE OF delegation", identifier)
    return Delegation(**row) if row else None


async def listed(
    conn: Connection,
    institution: str,
    *,
    college: str | None = None,
    subject: str | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[Delegation]:
    """The latest of an institution, of a college's people, or those that one person gave or was given.

    Behind the one named, where one is.
    """
    rows = await conn.fetch(
        f"""{_QUERY}
        WHERE delegation.institution = $1 AND ($2::text IS NULL OR giver.college = $2)
            AND ($3::text IS NULL OR $3 IN (from_subject, to_subject))
            AND ($4::uuid IS NULL OR (made_at, delegation.id)
                < (SELECT one.made_at, one.id FROM kept.delegation AS one WHERE one.id = $4))
        ORDER BY made_at DESC, delegation.id DESC LIMIT $5
        """,
        institution,
        college,
        subject,
        after,
        limit,
    )
    return [Delegation(**row) for row in rows]


async def overlapping(conn: Connection, one: Delegation) -> bool:
    """Whether the same is delegated to the same person already, on one of these days."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT 1 FROM kept.delegation
            WHERE from_subject = $1 AND to_subject = $2 AND patent IS NOT DISTINCT FROM $3 AND ended_at IS NULL
                AND starts_on <= $5 AND ends_on >= $4)
        """,
        one.from_subject,
        one.to_subject,
        one.patent,
        one.starts_on,
        one.ends_on,
    )
    return found


async def end(conn: Connection, identifiers: Sequence[UUID], *, by: str) -> None:
    await conn.execute(
        "UPDATE kept.delegation SET ended_at = now(), ended_by = $2 WHERE id = ANY($1::uuid[]) AND ended_at IS NULL",
        identifiers,
        by,
    )


async def end_of_people(conn: Connection, subjects: Sequence[str], *, by: str) -> int:
    """End what these people gave or were given. Returns how many ended."""
    rows = await conn.fetch(
        """
        UPDATE kept.delegation SET ended_at = now(), ended_by = $2
        WHERE ended_at IS NULL AND (from_subject = ANY($1::text[]) OR to_subject = ANY($1::text[])) RETURNING id
        """,
        subjects,
        by,
    )
    return len(rows)


async def deputies_of(conn: Connection, responsible: Mapping[str, str | None]) -> dict[str, list[Deputy]]:
    """Who may fill in today for whoever is responsible for each patent; nobody for or instead of one who has left."""
    subjects = sorted({subject for subject in responsible.values() if subject})
    if not subjects:
        return {}
    rows = await conn.fetch(
        f"""{_QUERY}
        WHERE delegation.from_subject = ANY($1::text[]) AND {_STANDS}
            AND 'left' NOT IN (giver.status, taker.status)
        ORDER BY delegation.id
        """,
        subjects,
    )
    found: dict[str, list[Deputy]] = {}
    for number, subject in responsible.items():
        for row in rows:
            if row["from_subject"] == subject and row["patent"] in (None, number):
                found.setdefault(number, []).append(Deputy(row["to_subject"], row["to_name"], row["ends_on"]))
    return found
