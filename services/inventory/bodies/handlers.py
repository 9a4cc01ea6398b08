"""What is said of institutions, taken down: the register is the fold of these."""

from collections.abc import Sequence

from panhuo_contracts import Event, Fact
from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)

from chassis.database import Connection
from services.inventory.store import bodies


async def take_admitted(facts: Sequence[Fact[InstitutionAdmitted]], conn: Connection) -> list[Event]:
    await bodies.admit(conn, facts)
    return []


async def take_suspended(facts: Sequence[Fact[InstitutionSuspended]], conn: Connection) -> list[Event]:
    await bodies.suspend(conn, facts)
    return []


async def take_reinstated(facts: Sequence[Fact[InstitutionReinstated]], conn: Connection) -> list[Event]:
    await bodies.reinstate(conn, facts)
    return []


async def take_renamed(facts: Sequence[Fact[InstitutionRenamed]], conn: Connection) -> list[Event]:
    await bodies.rename(conn, facts)
    return []


async def take_merged(facts: Sequence[Fact[InstitutionMerged]], conn: Connection) -> list[Event]:
    """That its records pass over is said of each, by the round that the command lets begin."""
    await bodies.merge(conn, facts)
    return []
