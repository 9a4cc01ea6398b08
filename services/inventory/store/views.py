"""Saved views: the filters of a list under a name, each account's for itself."""

from typing import Final, NamedTuple

from chassis.database import Connection

MOST: Final = 50


class View(NamedTuple):
    name: str
    query: str


async def of(conn: Connection, subject: str) -> list[View]:
    rows = await conn.fetch(
        "SELECT name, query FROM kept.saved_view WHERE subject = $1 ORDER BY name LIMIT $2", subject, MOST
    )
    return [View(*row) for row in rows]


async def save(conn: Connection, subject: str, view: View) -> bool:
    """Keep it, in place of one of the same name; False where the account has as many as it may."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", subject)
    others = await conn.fetchval(
        "SELECT count(*) FROM kept.saved_view WHERE subject = $1 AND name <> $2", subject, view.name
    )
    if others >= MOST:
        return False
    await conn.execute(
        """
        INSERT INTO kept.saved_view (subject, name, query) VALUES ($1, $2, $3)
        ON CONFLICT (subject, name) DO UPDATE SET query = excluded.query, saved_at = now()
        """,
        subject,
        *view,
    )
    return True


async def forget(conn: Connection, subject: str, name: str) -> None:
    await conn.execute("DELETE FROM kept.saved_view WHERE subject = $1 AND name = $2", subject, name)
