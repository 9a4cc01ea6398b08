"""Stocktaking records on their way, and who paid for the research: what no event carries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

import asyncpg
from panhuo_contracts import BEIJING

from chassis.database import Connection
from services.inventory.records import REMARK_FIELDS, Remarks, remarks_from_row
from services.inventory.review import clock as review_clock
from services.inventory.review.reviewing import Actor, Stage
from services.inventory.store.bulk import Merge, replacing

_SAID: Final = ("patent", "institution", "home", *REMARK_FIELDS, "filled_by", "submitted_at")
_COLUMNS: Final = (*_SAID, "due_on")
# What is saved but not submitted keeps why it was sent back, by whom, and until when it is to be mended.
_MERGE: Final = Merge(
    "draft",
    _COLUMNS,
    replacing(_SAID, ["patent"])
    + ", filled_at = now(), filled_from = '', at_college = false"
    + ", return_reason = CASE WHEN excluded.submitted_at IS NULL THEN draft.return_reason ELSE '' END"
    + ", returned_by = CASE WHEN excluded.submitted_at IS NULL THEN draft.returned_by ELSE '' END"
    + """, due_on = CASE WHEN excluded.submitted_at IS NULL AND draft.returned_by <> '' THEN draft.due_on
                        ELSE excluded.due_on END""",
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
    at_college: bool = False
    returned_by: Actor | None = None
    """Who sent it back last, while it is not submitted again."""
    due_on: date | None = None
    """Last day of the step in which it is."""
    filled_at: datetime | None = None
    """When it was saved last, as the store has it."""
    filled_from: str = ""
    """From which showing of the form, where it was one."""

    @property
    def review(self) -> Stage | None:
        """The review that it waits for."""
        if not self.is_submitted:
            return None
        return Stage.COLLEGE_REVIEW if self.at_college else Stage.INSTITUTION_REVIEW


class Funding(NamedTuple):
    """Who paid: seen by the institution alone (declaration rules of 2024)."""

    is_funded: bool
    project_kind: str = ""
    project_name: str = ""
    project_number: str = ""


async def save(conn: Connection, drafts: Sequence[Draft]) -> None:
    """Keep what was filled in; what is submitted with it waits for the institution, not for a college."""
    if not drafts:
        return
    now: datetime = await conn.fetchval("SELECT now()")
    due = None
    if any(draft.is_submitted for draft in drafts):
        due = await review_clock.due_on(conn, Stage.INSTITUTION_REVIEW, now.astimezone(BEIJING).date())
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
                due if draft.is_submitted else None,
            )
            for draft in drafts
        ],
    )


async def mark_form(conn: Connection, number: str, showing: str) -> None:
    """Note from which showing of the form a draft was just saved."""
    await conn.execute("UPDATE kept.draft SET filled_from = $2 WHERE patent = $1", number, showing)


async def of_all(conn: Connection, numbers: Sequence[str]) -> dict[str, Draft]:
    """The drafts of these patents. Whoever changes one holds its patent."""
    rows = await conn.fetch("SELECT * FROM kept.draft WHERE patent = ANY($1::text[])", numbers)
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
        row["at_college"],
        Actor(row["returned_by"]) if row["returned_by"] else None,
        row["due_on"],
        row["filled_at"],
        row["filled_from"],
    )


async def of(conn: Connection, number: str) -> Draft | None:
    row = await conn.fetchrow("SELECT * FROM kept.draft WHERE patent = $1", number)
    return _draft(row) if row else None


async def hand_on(conn: Connection, numbers: Sequence[str], review: Stage, *, due: date | None) -> None:
    """Drafts wait for this review from now on."""
    await conn.execute(
        """
        UPDATE kept.draft SET submitted_at = now(), at_college = $2, due_on = $3, return_reason = '', returned_by = ''
        WHERE patent = ANY($1::text[])
        """,
        numbers,
        review is Stage.COLLEGE_REVIEW,
        due,
    )


async def take_back(conn: Connection, numbers: Sequence[str], reason: str, *, by: Actor, due: date | None) -> None:
    """Drafts that were sent back are to be mended before they are submitted again."""
    await conn.execute(
        """
        UPDATE kept.draft
        SET submitted_at = NULL, at_college = false, return_reason = $2, returned_by = $3, due_on = $4
        WHERE patent = ANY($1::text[])
        """,
        numbers,
        reason,
        by,
        due,
    )


async def withdraw(conn: Connection, number: str) -> None:
    await conn.execute(
        "UPDATE kept.draft SET submitted_at = NULL, at_college = false, due_on = NULL WHERE patent = $1", number
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
