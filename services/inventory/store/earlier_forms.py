"""Forms as they stood when they were last judged or taken back: reviewers see what has changed since."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from chassis.database import Connection
from services.inventory.records import Remarks, remarks_from_row
from services.inventory.review.questions import Answers
from services.inventory.review.reviewing import Move
from services.inventory.store.drafts import Funding


class Earlier(NamedTuple):
    """A form, and what was done with it when."""

    at: datetime
    move: Move
    remarks: Remarks
    answers: Answers
    funding: Funding | None


async def keep(conn: Connection, numbers: Sequence[str], move: Move) -> None:
    """Keep the drafts of these patents as they stand, with what is said inside the institution."""
    await conn.execute(
        """
        INSERT INTO kept.earlier_form (patent, institution, at, move, remarks, answers, funding)
        SELECT draft.patent, draft.institution, now(), $2, to_jsonb(draft), to_jsonb(answer), to_jsonb(funding)
        FROM kept.draft
        LEFT JOIN kept.annotation_answer AS answer ON answer.patent = draft.patent
        LEFT JOIN kept.funding ON funding.patent = draft.patent
        WHERE draft.patent = ANY($1::text[])
        ON CONFLICT (patent) DO UPDATE SET institution = excluded.institution, at = excluded.at, move = excluded.move,
            remarks = excluded.remarks, answers = excluded.answers, funding = excluded.funding
        """,
        numbers,
        move,
    )


async def of(conn: Connection, number: str, institution: str) -> Earlier | None:
    row = await conn.fetchrow(
        "SELECT at, move, remarks, answers, funding FROM kept.earlier_form WHERE patent = $1 AND institution = $2",
        number,
        institution,
    )
    if row is None:
        return None
    funding = _read(row["funding"])
    return Earlier(
        row["at"],
        Move(row["move"]),
        remarks_from_row(_read(row["remarks"])),
        _answers(_read(row["answers"])),
        Funding(**{name: funding[name] for name in Funding._fields}) if funding else None,
    )


def _answers(stated: dict[str, Any]) -> Answers:
    given = {name: value for name in Answers._fields if (value := stated.get(name)) is not None}
    if "implemented_on" in given:
        given["implemented_on"] = date.fromisoformat(given["implemented_on"])
    return Answers(**given)


def _read(text: str | None) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text or "{}", parse_float=Decimal, parse_int=Decimal)
    return read
