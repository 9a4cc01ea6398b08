"""People with accounts, their sealed contacts, and each look at one of these."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import asyncpg

from chassis.database import Connection
from chassis.identity import Principal, Role
from services.inventory.people.contacts import Contact
from services.inventory.people.names import plain
from services.inventory.people.person import Gender, Person, Rank, Status

_LOCK: Final = 7_400_031
_COLUMNS: Final = "subject, institution, role, name, gender, rank, status, college"
_KEPT: Final = f"{_COLUMNS}, mobile, email, mobile_mark, email_mark"


class Kept(NamedTuple):
    """A person and what is sealed of them."""

    person: Person
    mobile: bytes | None
    email: bytes | None
    mobile_mark: bytes | None
    email_mark: bytes | None

    def sealed(self, contact: Contact) -> bytes | None:
        return self.mobile if contact is Contact.MOBILE else self.email


class Wanted(NamedTuple):
    """Which people are asked for; None and empty are no limit."""

    institution: str
    college: str | None = None
    role: str = ""
    status: str = ""
    plain_name: str = ""
    mark: Sequence[bytes] = ()


class Reveal(NamedTuple):
    """Somebody looked at a contact."""

    place: int
    person: str
    person_name: str
    at: datetime
    name: str
    role: str
    purpose: str
    reason: str


async def hold_registry(conn: Connection) -> None:
    """One at a time enters people or changes a contact: with several keys the marks' uniqueness is checked here."""
    await conn.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def with_marks(conn: Connection, marks: Sequence[bytes]) -> list[Kept]:
    """Whoever has one of these numbers or addresses, in whichever institution."""
    rows = await conn.fetch(
        f"SELECT {_KEPT} FROM kept.person WHERE mobile_mark = ANY($1::bytea[]) OR email_mark = ANY($1::bytea[])", marks
    )
    return [_kept(row) for row in rows]


async def save(conn: Connection, people: Sequence[Kept], *, by: str) -> None:
    """Enter people, or change what is known of them."""
    await conn.executemany(
        """
        INSERT INTO kept.person (subject, institution, role, name, gender, rank, status, college,
            mobile, email, mobile_mark, email_mark, plain_name, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (subject) DO UPDATE SET role = excluded.role, name = excluded.name, gender = excluded.gender,
            rank = excluded.rank, status = excluded.status, college = excluded.college, mobile = excluded.mobile,
            email = excluded.email, mobile_mark = excluded.mobile_mark, email_mark = excluded.email_mark,
            plain_name = excluded.plain_name
        """,
        [
            (*one.person, one.mobile, one.email, one.mobile_mark, one.email_mark, plain(one.person.name), by)
            for one in people
        ],
    )


async def get(conn: Connection, subject: str, *, is_held: bool = False) -> Kept | None:
    """A person; held until the transaction ends, where they are to be changed."""
    held = " FOR UPDATE" if is_held else ""
    row = await conn.fetchrow(f"SELECT {_KEPT} FROM kept.person WHERE subject = $1{held}", subject)
    return _kept(row) if row else None


async def listed(conn: Connection, wanted: Wanted, *, after: str = "", limit: int) -> list[Kept]:
    """People by name, behind the one with this account."""
    rows = await conn.fetch(
        f"""
        SELECT {_KEPT} FROM kept.person
        WHERE institution = $1 AND ($2::text IS NULL OR college = $2) AND ($3 = '' OR role = $3)
            AND ($4 = '' OR status = $4) AND ($5 = '' OR plain_name = $5)
            AND ($6::bytea[] = '{{}}' OR mobile_mark = ANY($6) OR email_mark = ANY($6))
            AND ($7 = '' OR (plain_name, subject) > (SELECT plain_name, subject FROM kept.person WHERE subject = $7))
        ORDER BY plain_name, subject LIMIT $8
        """,
        *wanted,
        after,
        limit,
    )
    return [_kept(row) for row in rows]


async def named(conn: Connection, institution: str, plain_names: Sequence[str]) -> dict[str, list[Person]]:
    """An institution's inventors of these names, whatever their status."""
    rows = await conn.fetch(
        f"""
        SELECT plain_name, {_COLUMNS} FROM kept.person
        WHERE institution = $1 AND role = 'inventor' AND plain_name = ANY($2::text[]) ORDER BY subject
        """,
        institution,
        plain_names,
    )
    found: dict[str, list[Person]] = {}
    for row in rows:
        found.setdefault(row["plain_name"], []).append(_person(row))
    return found


async def those(conn: Connection, subjects: Sequence[str]) -> dict[str, Person]:
    rows = await conn.fetch(f"SELECT {_COLUMNS} FROM kept.person WHERE subject = ANY($1::text[])", subjects)
    return {row["subject"]: _person(row) for row in rows}


async def institutions_among(conn: Connection, institutions: Sequence[str]) -> list[str]:
    """Those of the institutions whose inventors have accounts."""
    rows = await conn.fetch(
        """
        SELECT code FROM unnest($1::text[]) AS code
        WHERE EXISTS (SELECT 1 FROM kept.person WHERE institution = code AND role = 'inventor') ORDER BY code
        """,
        institutions,
    )
    return [row["code"] for row in rows]


async def sealed_otherwise(conn: Connection, key_id: bytes, limit: int) -> list[Kept]:
    """People with a contact that another key has sealed, held until the transaction ends."""
    rows = await conn.fetch(
        f"""
        SELECT {_KEPT} FROM kept.person
        WHERE substr(mobile, 1, length($1::bytea)) <> $1 OR substr(email, 1, length($1)) <> $1
        ORDER BY subject LIMIT $2 FOR UPDATE
        """,
        key_id,
        limit,
    )
    return [_kept(row) for row in rows]


async def note_reveals(
    conn: Connection, principal: Principal, institution: str, subjects: Sequence[str], *, purpose: str, reason: str = ""
) -> None:
    """Write down who sees whose contacts, before they do."""
    await conn.execute(
        """
        INSERT INTO kept.contact_reveal (person, institution, subject, name, role, purpose, reason)
        SELECT person, $2, $3, $4, $5, $6, $7 FROM unnest($1::text[]) AS seen (person) ORDER BY person
        """,
        subjects,
        institution,
        principal.subject,
        principal.name,
        principal.role,
        purpose,
        reason,
    )


async def reveals(
    conn: Connection, institution: str, *, person: str | None = None, before: int | None = None, limit: int
) -> list[Reveal]:
    """Looks at contacts, the latest first."""
    rows = await conn.fetch(
        """
        SELECT place, person, coalesce(person.name, '') AS person_name, at, seen.name, seen.role, purpose, reason
        FROM kept.contact_reveal AS seen LEFT JOIN kept.person AS person ON person.subject = seen.person
        WHERE seen.institution = $1 AND ($2::text IS NULL OR seen.person = $2)
            AND ($3::bigint IS NULL OR place < $3)
        ORDER BY place DESC LIMIT $4
        """,
        institution,
        person,
        before,
        limit,
    )
    return [Reveal(*row) for row in rows]


def _kept(row: asyncpg.Record) -> Kept:
    return Kept(_person(row), row["mobile"], row["email"], row["mobile_mark"], row["email_mark"])


def _person(row: asyncpg.Record) -> Person:
    return Person(
        row["subject"],
        row["institution"],
        Role(row["role"]),
        row["name"],
        Gender(row["gender"]) if row["gender"] else None,
        Rank(row["rank"]),
        Status(row["status"]),
        row["college"],
    )
