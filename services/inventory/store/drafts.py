"""Stocktaking records on their way, and who paid for the research: what no event carries."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import asyncpg

from chassis.database import Connection
from services.inventory.records import REMARK_FIELDS, Remarks, remarks_from_row
from services.inventory.store.bulk import Merge, replacing

_COLUMNS: Final = ("patent", "institution", "home", *REMARK_FIELDS, "filled_by", "submitted_at")
_MERGE: Final = Merge(
    "draft",
    _COLUMNS,
    replacing(_COLUMNS, ["patent"])
    + ", filled_at = now()"
    + ", return_reason = CASE WHEN excluded.submitted_at IS NULL THEN draft.return_reason ELSE '' END",
    arrays=("accepted_modes", "industries", "keywords"),
)
_FUNDING: Final = Merge(
    "funding",
    ("patent", "institution", "is_funded"),
    "(patent) DO UPDATE SET institution = excluded.institution, is_funded = excluded.is_funded",
)


class Draft(NamedTuple):
    """What an institution's people have filled in and not yet passed."""

    patent: str
    institution: str
    home: str
    remarks: Remarks
    filled_by: str
    is_submitted: bool
    return_reason: str = ""


class Funding(NamedTuple):
    """Who paid: seen by the institution alone (declaration rules of 2024)."""

    is_funded: bool
    project_kind: str = ""
    project_name: str = ""
    project_number: str = ""


async def save(conn: Connection, drafts: Sequence[Draft]) -> None:
    now = await conn.fetchval("SELECT now()") if drafts else None
    await _MERGE.put(
        conn,
        [
            (
                draft.patent,
                draft.institution,
                draft.home,
                *draft.remarks,
                draft.filled_by,
                now if draft.is_submitted else None,
            )
            for draft in drafts
        ],
    )


async def locked(conn: Connection, numbers: Sequence[str]) -> dict[str, Draft]:
    """The drafts of these patents, held until the transaction ends."""
    rows = await conn.fetch(
        "SELECT * FROM kept.draft WHERE patent = ANY($1::text[]) ORDER BY patent FOR UPDATE", numbers
    )
    return {row["patent"]: _draft(row) for row in rows}


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(
        row["patent"],
        row["institution"],
        row["home"],
        remarks_from_row(dict(row)),
        row["filled_by"],
        row["submitted_at"] is not None,
        row["return_reason"],
    )


async def of(conn: Connection, number: str) -> Draft | None:
    row = await conn.fetchrow("SELECT * FROM kept.draft WHERE patent = $1", number)
    return _draft(row) if row else None


async def submit(conn: Connection, number: str) -> None:
    await conn.execute("UPDATE kept.draft SET submitted_at = now(), return_reason = '' WHERE patent = $1", number)


async def take_back(conn: Connection, number: str, reason: str) -> None:
    """A draft that was sent back is to be mended before it is submitted again."""
    await conn.execute(
        "UPDATE kept.draft SET submitted_at = NULL, return_reason = $2 WHERE patent = $1", number, reason
    )


async def drop(conn: Connection, numbers: Sequence[str]) -> None:
    await conn.execute("DELETE FROM kept.draft WHERE patent = ANY($1::text[])", numbers)


async def mark_funded(conn: Connection, marks: Sequence[tuple[str, str, bool]]) -> None:
    """Number, institution and whether public money paid, for many."""
    await _FUNDING.put(conn, marks)


async def save_funding(conn: Connection, number: str, institution: str, funding: Funding) -> None:
    await conn.execute(
        """
        INSERT INTO kept.funding (patent, institution, is_funded, project_kind, project_name, project_number)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (patent) DO UPDATE SET institution = excluded.institution, is_funded = excluded.is_funded,
            project_kind = excluded.project_kind, project_name = excluded.project_name,
            project_number = excluded.project_number
        """,
        number,
        institution,
        *funding,
    )


async def funding_of(conn: Connection, number: str) -> Funding | None:
    row = await conn.fetchrow(
        "SELECT is_funded, project_kind, project_name, project_number FROM kept.funding WHERE patent = $1", number
    )
    return Funding(*row) if row else None
