"""Files of register lines: what was sent, what became of it, and the rows that were refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from chassis.database import Connection
from services.inventory.rules.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Upload:
    """One file and what became of its rows."""

    id: UUID
    file_name: str
    sender: str
    rows: int
    new: int
    known: int
    changed: int
    refused: int
    header: list[str]
    sent_at: datetime


_COLUMNS: Final = ", ".join(Upload.__slots__)


async def begin(
    conn: Connection, identifier: UUID, *, file_name: str, subject: str, sender: str, rows: int, header: Sequence[str]
) -> None:
    await conn.execute(
        "INSERT INTO kept.register_upload (id, file_name, subject, sender, rows, header)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        identifier,
        file_name,
        subject,
        sender,
        rows,
        list(header),
    )


async def add(
    conn: Connection, identifier: UUID, *, new: int, known: int, changed: int, refusals: Sequence[Refusal]
) -> None:
    """Count what a step of the file came to, in the transaction of the step."""
    await conn.execute(
        "UPDATE kept.register_upload SET new = new + $2, known = known + $3, changed = changed + $4,"
        " refused = refused + $5 WHERE id = $1",
        identifier,
        new,
        known,
        changed,
        len(refusals),
    )
    await conn.executemany(
        "INSERT INTO kept.register_refused_row (upload, row_number, cells, problems) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT DO NOTHING",
        [
            (identifier, one.row, list(one.cells), orjson.dumps([tuple(each) for each in one.problems]).decode())
            for one in refusals
        ],
    )


async def get(conn: Connection, identifier: UUID) -> Upload | None:
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM kept.register_upload WHERE id = $1", identifier)
    return None if row is None else Upload(*row)


async def latest(conn: Connection, limit: int) -> list[Upload]:
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM kept.register_upload ORDER BY sent_at DESC, id DESC LIMIT $1", limit
    )
    return [Upload(*row) for row in rows]


async def refusals(conn: Connection, identifier: UUID, *, after: int, limit: int) -> list[Refusal]:
    """Refused rows by their numbers, those after the one named."""
    rows = await conn.fetch(
        "SELECT row_number, cells, problems FROM kept.register_refused_row WHERE upload = $1 AND row_number > $2"
        " ORDER BY row_number LIMIT $3",
        identifier,
        after,
        limit,
    )
    return [
        Refusal(row["row_number"], row["cells"], [Problem(*each) for each in orjson.loads(row["problems"])])
        for row in rows
    ]
