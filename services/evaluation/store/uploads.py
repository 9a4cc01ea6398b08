"""What was sent in, and what went back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.database import Connection


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


async def keep(conn: Connection, one: Upload) -> None:
    await conn.execute(
        """
        INSERT INTO kept.evaluation_upload
            (upload, jurisdiction, file_name, accepted, unchanged, refused, returned, uploaded_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        one.upload,
        one.jurisdiction,
        one.file_name,
        one.accepted,
        one.unchanged,
        one.refused,
        one.returned,
        one.uploaded_by,
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


async def returned(conn: Connection, upload: UUID, jurisdiction: str) -> str | None:
    """The refused rows of an office's own file."""
    text: str | None = await conn.fetchval(
        "SELECT returned FROM kept.evaluation_upload WHERE upload = $1 AND jurisdiction = $2", upload, jurisdiction
    )
    return text
