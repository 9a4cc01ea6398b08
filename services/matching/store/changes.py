"""In which order entries of the library last changed, so that whoever took a copy can ask for what came since."""

from collections.abc import Sequence

from chassis.database import LIVE, Connection


async def note(conn: Connection, patents: Sequence[str]) -> None:
    """These entries changed, or left. Batches take turns (``counts.following``): numbers are committed in their order.

    A rebuild is no change: it writes beside the live library what that one holds.
    """
    await conn.execute(
        """
        INSERT INTO kept.library_change AS known (patent, number)
        SELECT patent, nextval('kept.library_change_number')
        FROM unnest($1::text[]) AS changed (patent) WHERE current_schema() = $2
        ON CONFLICT (patent) DO UPDATE SET number = excluded.number
        """,
        sorted(set(patents)),
        LIVE,
    )


async def was_in_library(conn: Connection, patent: str) -> bool:
    """Whether it is in the library or once was."""
    return bool(await conn.fetchval("SELECT EXISTS (SELECT FROM kept.library_change WHERE patent = $1)", patent))


async def last(conn: Connection) -> int:
    """The number of the latest change."""
    return int(await conn.fetchval("SELECT max(number) FROM kept.library_change") or 0)


async def since(conn: Connection, number: int, limit: int) -> list[tuple[int, str]]:
    """Patents that changed after a number, in their order."""
    rows = await conn.fetch(
        "SELECT number, patent FROM kept.library_change WHERE number > $1 ORDER BY number LIMIT $2", number, limit
    )
    return [(row["number"], row["patent"]) for row in rows]


async def epoch(conn: Connection) -> int:
    """Which making of the library this is: another one after a rebuild, whose corrections no number tells."""
    return int(await conn.fetchval("SELECT 'library_entry'::regclass::oid::bigint"))
