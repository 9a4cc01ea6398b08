"""Negotiations as lists: by whom, in which state, newest first, a bounded page at a time."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from chassis.database import Connection
from services.matching.deal import Side
from services.matching.store.deals import RECORD, Record, read_record


class Stage(StrEnum):
    """Where a negotiation stands."""

    OPEN = "open"
    SIGNED = "signed"
    ENDED = "ended"


_STAGES: Final[Mapping[Stage | None, str]] = {
    None: "true",
    Stage.OPEN: "deal.signed_on IS NULL AND deal.ended_on IS NULL",
    Stage.SIGNED: "deal.signed_on IS NOT NULL",
    Stage.ENDED: "deal.ended_on IS NOT NULL",
}
_SIDES: Final[Mapping[Side | None, str]] = {
    None: "$1::text IS NULL",
    Side.INSTITUTION: "deal.institution = $1",
    Side.ENTERPRISE: "deal.enterprise = $1",
}


async def records(
    conn: Connection,
    *,
    side: Side | None,
    organization: str | None,
    home: str | None,
    stage: Stage | None,
    patent: str | None = None,
    after: tuple[date, str] | None,
    limit: int,
) -> list[Record]:
    """The newest negotiations that an organization takes part in, or that a jurisdiction's patents are about."""
    day, deal = after or (date.max, "")
    rows = await conn.fetch(
        f"""
        {RECORD} AND {_SIDES[side]} AND {_STAGES[stage]}
            AND ($2::text IS NULL OR deal.home = $2)
            AND ($3::text IS NULL OR deal.patent = $3)
            AND (deal.changed_on < $4 OR (deal.changed_on = $4 AND deal.deal < $5))
        ORDER BY deal.changed_on DESC, deal.deal DESC LIMIT $6
        """,
        organization,
        home,
        patent,
        day,
        deal or "\uffff",
        limit,
    )
    return [read_record(row) for row in rows]
