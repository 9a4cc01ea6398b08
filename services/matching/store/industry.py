"""Industry libraries and the editions of their definitions."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from chassis.database import Connection
from services.matching.industry.keeping import Definition, Edition, Library
from services.matching.pulling.selection import Selection

_LIBRARIES: Final = """
    SELECT id, owner, owner_name, said.* FROM kept.industry_library AS kept
    JOIN kept.industry_edition AS said ON said.library = kept.id AND said.edition = kept.edition
"""


async def library(conn: Connection, identifier: UUID) -> Library | None:
    row = await conn.fetchrow(f"{_LIBRARIES} WHERE kept.id = $1", identifier)
    return None if row is None else _library(row)


async def libraries(
    conn: Connection, keeper: str | None, *, after: tuple[str, UUID] | None, limit: int
) -> list[Library]:
    """Those that somebody may see, by title: public ones and their own."""
    rows = await conn.fetch(
        f"""
        {_LIBRARIES} WHERE (kept.is_public OR kept.owner = $1)
            AND ($2::text IS NULL OR (kept.title, kept.id) > ($2, $3::uuid))
        ORDER BY kept.title, kept.id LIMIT $4
        """,
        keeper,
        *(after or (None, None)),
        limit,
    )
    return [_library(row) for row in rows]


async def editions(conn: Connection, identifier: UUID, *, limit: int) -> Sequence[Edition]:
    """The latest editions, the latest first."""
    rows = await conn.fetch(
        "SELECT * FROM kept.industry_edition WHERE library = $1 ORDER BY edition DESC LIMIT $2", identifier, limit
    )
    return [_edition(row) for row in rows]


async def found(conn: Connection, one: Library) -> None:
    """A new library, in its first edition."""
    said = one.edition.definition
    await conn.execute(
        "INSERT INTO kept.industry_library (id, owner, owner_name, title, is_public, edition, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, 1, $6)",
        one.id,
        one.owner,
        one.owner_name,
        said.title,
        said.is_public,
        one.edition.edited_at,
    )
    await _write(conn, one.id, one.edition)


async def change(conn: Connection, identifier: UUID, edition: Edition) -> bool:
    """Whether the edition is the next one; not where somebody was first."""
    said = edition.definition
    taken = await conn.fetchval(
        "UPDATE kept.industry_library SET title = $3, is_public = $4, edition = $2, changed_at = $5"
        " WHERE id = $1 AND edition = $2 - 1 RETURNING true",
        identifier,
        edition.number,
        said.title,
        said.is_public,
        edition.edited_at,
    )
    if taken:
        await _write(conn, identifier, edition)
    return bool(taken)


async def _write(conn: Connection, identifier: UUID, edition: Edition) -> None:
    said = edition.definition
    await conn.execute(
        """
        INSERT INTO kept.industry_edition
            (library, edition, title, about, is_public, selection, picked, excluded, reason, edited_by, edited_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        identifier,
        edition.number,
        said.title,
        said.about,
        said.is_public,
        said.selection.model_dump_json(exclude_defaults=True),
        list(said.picked),
        list(said.excluded),
        edition.reason,
        edition.edited_by,
        edition.edited_at,
    )


def _library(row: asyncpg.Record) -> Library:
    return Library(row["id"], row["owner"], row["owner_name"], _edition(row))


def _edition(row: asyncpg.Record) -> Edition:
    stated = {name: row[name] for name in ("title", "about", "is_public", "picked", "excluded")}
    definition = Definition(selection=Selection.model_validate_json(row["selection"]), **stated)
    return Edition(row["edition"], definition, row["reason"], row["edited_by"], row["edited_at"])
