"""Events in, events out. Matching's own decisions are people's; nothing that it reads makes it say something."""

from collections.abc import Sequence

from panhuo_contracts import Event, Fact
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import LibraryEntry, LibraryEntryRemoved
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway
from panhuo_contracts.events.matching import DealEnded, DealSigned, IntentExpressed, PatentSubscribed

from chassis.database import Connection
from services.matching import refusals
from services.matching.store import deals, enterprises, library, notices, titles


async def index_entries(facts: Sequence[Fact[LibraryEntry]], conn: Connection) -> list[Event]:
    await library.save_entries(conn, facts)
    return []


async def drop_entries(facts: Sequence[Fact[LibraryEntryRemoved]], conn: Connection) -> list[Event]:
    """A tombstone has no body and so no home: that its writer entered the patent is checked here."""
    kept = await library.remove_entries(conn, facts)
    if kept:
        raise refusals.RemovedByAnother(
            f"{'、'.join(kept)} 由另一系统登记入库，不能由此移出",
            english=f"{', '.join(kept)} was entered by another system and stays",
        )
    return []


async def follow_legal_status(facts: Sequence[Fact[LegalStatusChanged]], conn: Connection) -> list[Event]:
    await library.save_statuses(conn, facts)
    await notices.save_statuses(conn, facts)
    return []


async def tell_of_transfers(facts: Sequence[Fact[PatentTransferredAway]], conn: Connection) -> list[Event]:
    await notices.save_transfers(conn, facts)
    return []


async def remember_titles(facts: Sequence[Fact[titles.Described]], conn: Connection) -> list[Event]:
    await titles.save(conn, facts)
    return []


async def register_enterprises(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
    await enterprises.save(conn, facts)
    return []


async def enter_subscriptions(facts: Sequence[Fact[PatentSubscribed]], conn: Connection) -> list[Event]:
    await deals.save_subscriptions(conn, facts)
    return []


async def enter_intents(facts: Sequence[Fact[IntentExpressed]], conn: Connection) -> list[Event]:
    await deals.save_intents(conn, facts)
    return []


async def enter_contracts(facts: Sequence[Fact[DealSigned]], conn: Connection) -> list[Event]:
    await deals.save_signatures(conn, facts)
    return []


async def enter_ends(facts: Sequence[Fact[DealEnded]], conn: Connection) -> list[Event]:
    await deals.save_ends(conn, facts)
    return []


async def note_filings(facts: Sequence[Fact[LicenseFiled]], conn: Connection) -> list[Event]:
    await deals.save_filings(conn, facts)
    return []
