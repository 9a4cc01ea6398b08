"""Entries that somebody wants: counted up to a bound, and read a page at a time."""

from collections.abc import Sequence
from typing import Final

from chassis.database import Connection
from services.matching.pulling.selection import Wanted
from services.matching.store import counts, library
from services.matching.store.library import Entry
from services.matching.store.search import prepare

COUNTED: Final = 20_000
"""Entries are counted up to here."""


async def count(conn: Connection, wanted: Wanted) -> int | None:
    """How many there are; None beyond ``COUNTED``, except for the whole library, whose number is known."""
    if wanted.is_everything:
        return await counts.total(conn)
    await prepare(conn)
    where, arguments = wanted.condition()
    found = await conn.fetchval(
        f"SELECT count(*) FROM (SELECT FROM library_entry WHERE {where} LIMIT {COUNTED + 1}) AS hit", *arguments
    )
    return None if found > COUNTED else int(found)


async def numbers(conn: Connection, wanted: Wanted, *, after: str, limit: int) -> list[str]:
    """The next patents by their number."""
    await prepare(conn)
    where, arguments = wanted.condition()
    rows = await conn.fetch(
        f"SELECT patent FROM library_entry WHERE {where} AND patent > ${len(arguments) + 1}"
        f" ORDER BY patent LIMIT {limit:d}",
        *arguments,
        after,
    )
    return [row["patent"] for row in rows]


async def among(conn: Connection, wanted: Wanted, patents: Sequence[str]) -> dict[str, Entry]:
    """Those of the patents that are wanted, as they stand."""
    where, arguments = wanted.condition()
    rows = await conn.fetch(
        f"SELECT {library.ENTRY_COLUMNS} FROM library_entry WHERE ({where})"
        f" AND patent = ANY(${len(arguments) + 1}::text[])",
        *arguments,
        list(patents),
    )
    return {row["patent"]: library.read_entry(row) for row in rows}


async def listed(conn: Connection, patents: Sequence[str]) -> set[str]:
    """Those of the patents that are in the library at all."""
    rows = await conn.fetch("SELECT patent FROM library_entry WHERE patent = ANY($1::text[])", list(patents))
    return {row["patent"] for row in rows}
