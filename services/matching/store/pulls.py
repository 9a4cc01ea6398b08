"""Who took what of the library, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from chassis.database import Connection
from chassis.identity import Principal

Form = Literal["csv", "xlsx", "stream"]
MOST_AT_ONCE: Final = 2
"""Of one account."""
_STILL_RUNNING: Final = timedelta(minutes=1)
"""One that has not been heard of for so long has broken off."""
_COLUMNS: Final = "id, name, role, form, library, filters, rows, started_at, seen_at, finished_at"


@dataclass(frozen=True, slots=True)
class Pull:
    """One taking of the library."""

    id: UUID
    name: str
    role: str
    form: Form
    library: UUID | None
    filters: str
    rows: int
    started_at: datetime
    seen_at: datetime
    finished_at: datetime | None


async def begin(
    conn: Connection, pull: UUID, puller: Principal, form: Form, *, filters: str, library: UUID | None
) -> bool:
    """Whether it may begin: not where as many are running as may be. Beginnings of one account take turns."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('library-pull/' || $1, 0))", puller.subject)
    running = await conn.fetchval(
        "SELECT count(*) FROM kept.library_pull WHERE subject = $1 AND finished_at IS NULL"
        " AND seen_at > now() - $2::interval AND started_at > now() - interval '1 day'",
        puller.subject,
        _STILL_RUNNING,
    )
    if running >= MOST_AT_ONCE:
        return False
    await conn.execute(
        "INSERT INTO kept.library_pull (id, subject, name, role, form, library, filters)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        pull,
        puller.subject,
        puller.name,
        puller.role.value,
        form,
        library,
        filters,
    )
    return True


async def reached(conn: Connection, pull: UUID, rows: int, *, is_finished: bool) -> None:
    """So many rows have gone out."""
    await conn.execute(
        "UPDATE kept.library_pull SET rows = $2, seen_at = now(), finished_at = CASE WHEN $3 THEN now() END"
        " WHERE id = $1",
        pull,
        rows,
        is_finished,
    )


async def latest(
    conn: Connection, subject: str | None, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Pull]:
    """The latest of one account, or of all."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM kept.library_pull"
        " WHERE ($1::text IS NULL OR subject = $1)"
        " AND ($2::timestamptz IS NULL OR (started_at, id) < ($2, $3::uuid))"
        " ORDER BY started_at DESC, id DESC LIMIT $4",
        subject,
        *(after or (None, None)),
        limit,
    )
    return [Pull(**dict(row)) for row in rows]
