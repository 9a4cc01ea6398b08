"""Files of people: what was sent, what became of it, and the refused rows, sealed: contacts stand in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from chassis.database import Connection
from services.inventory.people.contacts import Keys
from services.inventory.rules.problems import Problem, Refusal


class Upload(NamedTuple):
    """One file and what became of its rows."""

    id: UUID
    institution: str
    college: str | None
    file_name: str
    sender: str
    header: list[str]
    new: int
    changed: int
    unchanged: int
    refused: int
    sent_at: datetime


_COLUMNS: Final = ", ".join(Upload._fields)


class RowProblems(NamedTuple):
    """A refused row without its cells."""

    row: int
    problems: list[Problem]


async def add(conn: Connection, upload: Upload, refusals: Sequence[Refusal], keys: Keys) -> None:
    await conn.execute(
        """
        INSERT INTO kept.person_upload (id, institution, college, file_name, sender, header,
            new, changed, unchanged, refused)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        *upload[:-1],
    )
    await conn.executemany(
        "INSERT INTO kept.person_refused_row (upload, row_number, cells, problems) VALUES ($1, $2, $3, $4)",
        [
            (
                upload.id,
                one.row,
                keys.seal(orjson.dumps(list(one.cells)).decode(), _place(upload.id, one.row)),
                orjson.dumps([tuple(each) for each in one.problems]).decode(),
            )
            for one in refusals
        ],
    )


async def get(conn: Connection, identifier: UUID) -> Upload | None:
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM kept.person_upload WHERE id = $1", identifier)
    return Upload(*row) if row else None


async def latest(conn: Connection, institution: str, college: str | None, limit: int) -> list[Upload]:
    rows = await conn.fetch(
        f"""
        SELECT {_COLUMNS} FROM kept.person_upload WHERE institution = $1 AND ($2::text IS NULL OR college = $2)
        ORDER BY sent_at DESC LIMIT $3
        """,
        institution,
        college,
        limit,
    )
    return [Upload(*row) for row in rows]


async def problems(conn: Connection, upload: UUID, *, after: int, limit: int) -> list[RowProblems]:
    rows = await conn.fetch(
        """
        SELECT row_number, problems FROM kept.person_refused_row WHERE upload = $1 AND row_number > $2
        ORDER BY row_number LIMIT $3
        """,
        upload,
        after,
        limit,
    )
    return [RowProblems(row["row_number"], _problems(row["problems"])) for row in rows]


async def refusals(conn: Connection, upload: UUID, keys: Keys) -> list[Refusal]:
    """The refused rows as they were sent. Raises NoContactKey, WrongContactKey."""
    rows = await conn.fetch(
        "SELECT row_number, cells, problems FROM kept.person_refused_row WHERE upload = $1 ORDER BY row_number", upload
    )
    return [
        Refusal(
            row["row_number"],
            orjson.loads(keys.open(row["cells"], _place(upload, row["row_number"]))),
            _problems(row["problems"]),
        )
        for row in rows
    ]


def _place(upload: UUID, row: int) -> str:
    return f"{upload} {row}"


def _problems(text: str) -> list[Problem]:
    return [Problem(*each) for each in orjson.loads(text)]
