"""Events in, events out: what filing takes over from others, and how its own decisions change its tables."""

from collections.abc import Sequence

from panhuo_contracts import Event, Fact
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway
from panhuo_contracts.events.matching import DealSigned

from chassis.database import Connection
from services.filing.store import filed, known


async def know_rights(facts: Sequence[Fact[known.Described]], conn: Connection) -> list[Event]:
    await known.describe_rights(conn, facts)
    return []


async def follow_legal_status(facts: Sequence[Fact[LegalStatusChanged]], conn: Connection) -> list[Event]:
    await known.change_legal_status(conn, facts)
    return []


async def follow_transfers(facts: Sequence[Fact[PatentTransferredAway]], conn: Connection) -> list[Event]:
    await known.send_away(conn, facts)
    return []


async def know_enterprises(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
    await known.name_enterprises(conn, facts)
    return []


async def await_filing(facts: Sequence[Fact[DealSigned]], conn: Connection) -> list[Event]:
    await known.sign_deals(conn, facts)
    return []


async def enter_licenses(facts: Sequence[Fact[LicenseFiled]], conn: Connection) -> list[Event]:
    await filed.add_licenses(conn, facts)
    return []


async def enter_refusals(facts: Sequence[Fact[FilingRefused]], conn: Connection) -> list[Event]:
    await filed.add_refusals(conn, facts)
    return []


async def enter_products(facts: Sequence[Fact[ProductIndustrialized]], conn: Connection) -> list[Event]:
    await filed.save_products(conn, facts)
    return []
