"""Events in: claims and what became of them, as each system says it. What follows is carried out beside."""

from collections.abc import Sequence

from panhuo_contracts import Event, Fact
from panhuo_contracts.events.inventory import (
    ClaimArgued,
    ClaimReopened,
    ClaimSettled,
    ClaimWithdrawn,
    PatentClaimed,
)

from chassis.database import Connection
from services.inventory.store import claims, statements


async def take_claims(facts: Sequence[Fact[PatentClaimed]], conn: Connection) -> list[Event]:
    await claims.save_claims(conn, facts)
    return []


async def take_withdrawals(facts: Sequence[Fact[ClaimWithdrawn]], conn: Connection) -> list[Event]:
    await claims.save_withdrawals(conn, facts)
    return []


async def take_settlements(facts: Sequence[Fact[ClaimSettled]], conn: Connection) -> list[Event]:
    await claims.save_settlements(conn, facts)
    return []


async def take_reopenings(facts: Sequence[Fact[ClaimReopened]], conn: Connection) -> list[Event]:
    await claims.save_reopenings(conn, facts)
    return []


async def take_statements(facts: Sequence[Fact[ClaimArgued]], conn: Connection) -> list[Event]:
    await statements.save(conn, facts)
    return []
