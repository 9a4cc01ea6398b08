"""What the two sides of a case stated, in the order in which they did."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from panhuo_contracts import Fact
from panhuo_contracts.events.inventory import ClaimArgued

from chassis.database import Connection
from services.inventory.conflicts.case import Identity


class Statement(NamedTuple):
    """One side's, in one round of the case."""

    round: int
    institution: str
    statement: str
    argued_on: date
    said_at: datetime


async def save(conn: Connection, facts: Sequence[Fact[ClaimArgued]]) -> None:
    await conn.executemany(
        """
        INSERT INTO claim_statement (event, patent, claimant, round, institution, statement, argued_on, said_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """,
        [
            (f.id, f.key, f.body.claimant, f.body.round, f.body.institution, f.body.statement, f.body.argued_on, f.time)
            for f in facts
        ],
    )


async def of_case(conn: Connection, identity: Identity) -> list[Statement]:
    """The first one first."""
    rows = await conn.fetch(
        """
        SELECT round, institution, statement, argued_on, said_at FROM claim_statement
        WHERE patent = $1 AND claimant = $2 ORDER BY round, said_at, event
        """,
        *identity,
    )
    return [Statement(*row) for row in rows]
