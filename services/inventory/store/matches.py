"""What the rule found for each patent with inventors, and how people settled which of several somebody is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from chassis.database import Connection
from services.inventory.people.filler import OPEN, Basis, Filler
from services.inventory.people.names import plain
from services.inventory.store import imports


class Found(NamedTuple):
    """The last word of the rule on a patent."""

    basis: Basis
    name: str
    person: str | None


class Open(NamedTuple):
    """A patent for which somebody has to say who fills in."""

    patent: str
    title: str
    name: str
    names: tuple[str, ...]


class Due(NamedTuple):
    """An institution whose people are still to be matched with what an import has brought."""

    job: UUID
    institution: str
    after: str
    """The last patent that was."""


async def of(conn: Connection, numbers: Sequence[str]) -> dict[str, Found]:
    rows = await conn.fetch(
        "SELECT patent, basis, name, person FROM kept.inventor_match WHERE patent = ANY($1::text[])", numbers
    )
    return {row["patent"]: Found(Basis(row["basis"]), row["name"], row["person"]) for row in rows}


async def save(conn: Connection, institution: str, found: Mapping[str, Filler]) -> None:
    await conn.executemany(
        """
        INSERT INTO kept.inventor_match (patent, institution, basis, name, person) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (patent) DO UPDATE SET institution = excluded.institution, basis = excluded.basis,
            name = excluded.name, person = excluded.person, at = now()
        """,
        [
            (patent, institution, one.basis, one.name, one.person.subject if one.person else None)
            for patent, one in found.items()
        ],
    )


async def waiting(
    conn: Connection, institution: str, college: str | None, basis: Basis, writer: str, *, after: str, limit: int
) -> list[Open]:
    """Patents that wait for somebody's word, by number. Those that a person was assigned to by hand wait no more."""
    rows = await conn.fetch(
        """
        SELECT found.patent, patent.title, found.name, inventors.names
        FROM kept.inventor_match AS found
        JOIN patent ON patent.number = found.patent AND patent.writer = $3
        JOIN kept.inventors ON inventors.patent = found.patent
        LEFT JOIN kept.responsibility AS put ON put.patent = found.patent
        WHERE found.institution = $1 AND found.basis = $2 AND found.person IS NULL AND patent.institution = $1
            AND put.subject IS NULL AND found.patent > $4
            AND ($6::text IS NULL OR put.college IS NULL OR put.college = $6)
        ORDER BY found.patent LIMIT $5
        """,
        institution,
        basis,
        writer,
        after,
        limit,
        college,
    )
    return [Open(row["patent"], row["title"], row["name"], tuple(row["names"])) for row in rows]


async def counts(conn: Connection, institution: str, college: str | None, most: int) -> dict[Basis, int]:
    """How many wait for each reason, up to a bound."""
    rows = await conn.fetch(
        """
        SELECT reason, (
            SELECT count(*) FROM (
                SELECT 1 FROM kept.inventor_match AS found
                LEFT JOIN kept.responsibility AS put ON put.patent = found.patent
                WHERE found.institution = $1 AND found.basis = reason AND found.person IS NULL AND put.subject IS NULL
                    AND ($4::text IS NULL OR put.college IS NULL OR put.college = $4)
                LIMIT $3
            ) AS bounded
        ) AS patents FROM unnest($2::text[]) AS reason
        """,
        institution,
        list(OPEN),
        most,
        college,
    )
    return {Basis(row["reason"]): row["patents"] for row in rows}


async def settled(conn: Connection, numbers: Sequence[str]) -> dict[tuple[str, str], str | None]:
    """Patent and plain name → the account that somebody said it is, None for none of them."""
    rows = await conn.fetch(
        "SELECT patent, plain_name, person FROM kept.inventor_identity WHERE patent = ANY($1::text[])", numbers
    )
    return {(row["patent"], row["plain_name"]): row["person"] for row in rows}


async def settle(conn: Connection, patent: str, name: str, person: str | None, *, by: str) -> None:
    await conn.execute(
        """
        INSERT INTO kept.inventor_identity (patent, plain_name, person, settled_by) VALUES ($1, $2, $3, $4)
        ON CONFLICT (patent, plain_name) DO UPDATE SET person = excluded.person, settled_by = excluded.settled_by,
            settled_at = now()
        """,
        patent,
        plain(name),
        person,
        by,
    )


async def put_off(conn: Connection, job: UUID, institutions: Sequence[str]) -> None:
    """Let these institutions' people be matched once the import has ended."""
    await conn.execute(
        """
        INSERT INTO kept.matching_due (job, institution) SELECT $1, code FROM unnest($2::text[]) AS code ORDER BY code
        ON CONFLICT DO NOTHING
        """,
        job,
        institutions,
    )


async def take_due(conn: Connection, *, behind: Due | None) -> Due | None:
    """The next one of an import that has ended and nobody is at, held until the transaction ends."""
    row = await conn.fetchrow(
        """
        SELECT due.job, due.institution, due.after_patent FROM kept.matching_due AS due
        JOIN kept.import_job AS job ON job.id = due.job
        WHERE job.state <> ALL($1::text[]) AND ($2::uuid IS NULL OR (due.job, due.institution) > ($2, $3))
        ORDER BY due.job, due.institution LIMIT 1 FOR UPDATE OF due SKIP LOCKED
        """,
        imports.OPEN,
        behind.job if behind else None,
        behind.institution if behind else "",
    )
    return Due(*row) if row else None


async def go_on(conn: Connection, due: Due, *, after: str) -> None:
    await conn.execute(
        "UPDATE kept.matching_due SET after_patent = $3 WHERE job = $1 AND institution = $2",
        due.job,
        due.institution,
        after,
    )


async def end_due(conn: Connection, due: Due) -> None:
    await conn.execute("DELETE FROM kept.matching_due WHERE job = $1 AND institution = $2", due.job, due.institution)
