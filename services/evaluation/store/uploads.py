"""What was sent in, and what went back."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from chassis.database import Connection


@dataclass(frozen=True, slots=True)
class ProblemOf:
    """What is wrong in a line of the file."""

    line: int
    column: str
    value: str
    rule: str
    source: str
    mend: str
    rule_en: str = ""
    mend_en: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file; ``returned`` holds its refused rows in the same format."""

    upload: UUID
    jurisdiction: str
    file_name: str
    accepted: int
    unchanged: int
    refused: int
    returned: str
    uploaded_by: str
    problems: tuple[ProblemOf, ...] = ()


_PROBLEMS: Final[TypeAdapter[tuple[ProblemOf, ...]]] = TypeAdapter(tuple[ProblemOf, ...])


async def keep(conn: Connection, one: Upload) -> None:
    await conn.execute(
        """
        INSERT INTO kept.evaluation_upload
            (upload, jurisdiction, file_name, accepted, unchanged, refused, returned, uploaded_by, problems)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)
        """,
        one.upload,
        one.jurisdiction,
        one.file_name,
        one.accepted,
        one.unchanged,
        one.refused,
        one.returned,
        one.uploaded_by,
        _PROBLEMS.dump_json(one.problems).decode(),
    )


async def latest(conn: Connection, jurisdiction: str, limit: int) -> list[Any]:
    """An office's last files."""
    rows: list[Any] = await conn.fetch(
        """
        SELECT upload, file_name, accepted, unchanged, refused, uploaded_at FROM kept.evaluation_upload
        WHERE jurisdiction = $1 ORDER BY uploaded_at DESC LIMIT $2
        """,
        jurisdiction,
        limit,
    )
    return rows


async def one(conn: Connection, upload: UUID, jurisdiction: str) -> Upload | None:
    """An office's own file."""
    row = await conn.fetchrow(
        """
        SELECT upload, jurisdiction, file_name, accepted, unchanged, refused, returned, uploaded_by, problems
        FROM kept.evaluation_upload WHERE upload = $1 AND jurisdiction = $2
        """,
        upload,
        jurisdiction,
    )
    return None if row is None else Upload(**{**dict(row), "problems": _PROBLEMS.validate_json(row["problems"])})


async def returned(conn: Connection, upload: UUID, jurisdiction: str) -> str | None:
    """The refused rows of an office's own file."""
    text: str | None = await conn.fetchval(
        "SELECT returned FROM kept.evaluation_upload WHERE upload = $1 AND jurisdiction = $2", upload, jurisdiction
    )
    return text
