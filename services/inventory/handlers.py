"""Events in: each writer's records as it states them, register events, and what became of patents elsewhere."""

from collections.abc import Sequence

from panhuo_contracts import Event, Fact
from panhuo_contracts.events.evaluation import PatentDelisted, PatentListed, PatentWithheld
from panhuo_contracts.events.filing import LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import (
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
    RegisterEventRecorded,
)

from chassis.database import Connection
from services.inventory.records import Remarks, entry_of, remarks_of
from services.inventory.store import claims, legal, patents
from services.inventory.store import facts as fact_store
from services.inventory.store.patents import Saying


async def _save(conn: Connection, sayings: Sequence[Saying]) -> None:
    await patents.save(conn, sayings)
    await claims.note_published_twice(conn, [saying.entry.number for saying in sayings])


async def take_records(facts: Sequence[Fact[PatentRecorded]], conn: Connection) -> list[Event]:
    """A recorded patent has its stocktaking still to come: what was annotated before no longer counts."""
    await _save(
        conn,
        [
            Saying(
                fact.writer,
                entry_of(fact.body),
                Remarks(),
                "recorded",
                recorded_on=fact.body.recorded_on,
                imported_by=fact.correlation_id,
            )
            for fact in facts
        ],
    )
    return []


async def take_inventoried(facts: Sequence[Fact[PatentInventoried]], conn: Connection) -> list[Event]:
    await _save(
        conn,
        [
            Saying(
                fact.writer,
                entry_of(fact.body),
                remarks_of(fact.body.annotations),
                "inventoried",
                inventoried_on=fact.body.inventoried_on,
                imported_by=fact.correlation_id,
            )
            for fact in facts
        ],
    )
    return []


async def take_revisions(facts: Sequence[Fact[InventoryRevised]], conn: Connection) -> list[Event]:
    await _save(
        conn,
        [
            Saying(
                fact.writer,
                entry_of(fact.body),
                remarks_of(fact.body.annotations),
                "inventoried",
                revised_on=fact.body.revised_on,
                imported_by=fact.correlation_id,
            )
            for fact in facts
        ],
    )
    return []


async def take_returns(facts: Sequence[Fact[InventoryReturned]], conn: Connection) -> list[Event]:
    await patents.save_returns(
        conn, [(fact.key, fact.writer, fact.body.returned_on, fact.body.reason) for fact in facts]
    )
    return []


async def take_legal_status(facts: Sequence[Fact[LegalStatusChanged]], conn: Connection) -> list[Event]:
    await fact_store.save_legal_events(conn, facts)
    await legal.save_said(conn, facts)
    return []


async def take_register_events(facts: Sequence[Fact[RegisterEventRecorded]], conn: Connection) -> list[Event]:
    """What follows is said by the command that took the lines down, once, after the last of them."""
    await legal.save_entries(conn, facts)
    return []


async def take_transfers_away(facts: Sequence[Fact[PatentTransferredAway]], conn: Connection) -> list[Event]:
    await legal.save_away(conn, facts)
    return []


async def note_listings(facts: Sequence[Fact[PatentListed]], conn: Connection) -> list[Event]:
    await fact_store.save_listings(conn, facts)
    return []


async def note_delistings(facts: Sequence[Fact[PatentDelisted]], conn: Connection) -> list[Event]:
    await fact_store.save_delistings(conn, facts)
    return []


async def note_withheld(facts: Sequence[Fact[PatentWithheld]], conn: Connection) -> list[Event]:
    await fact_store.save_withheld(conn, facts)
    return []


async def note_licenses(facts: Sequence[Fact[LicenseFiled]], conn: Connection) -> list[Event]:
    await fact_store.count_licenses(conn, facts)
    return []


async def note_products(facts: Sequence[Fact[ProductIndustrialized]], conn: Connection) -> list[Event]:
    await fact_store.count_products(conn, facts)
    return []
