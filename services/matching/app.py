"""Wires the matching service: which events it takes in, by which function, and what it serves."""

from typing import Final

from fastapi import FastAPI
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import LibraryEntry, LibraryEntryRemoved
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.inventory import (
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
)
from panhuo_contracts.events.matching import DealEnded, DealSigned, IntentExpressed, PatentSubscribed

from chassis import codes
from chassis.delivery import Handlers
from chassis.http import service_app
from chassis.settings import Settings
from services.matching import api, handlers, pages

HANDLERS: Final[Handlers] = {
    LibraryEntry: handlers.index_entries,
    LibraryEntryRemoved: handlers.drop_entries,
    LegalStatusChanged: handlers.follow_legal_status,
    PatentTransferredAway: handlers.tell_of_transfers,
    PatentRecorded: handlers.remember_titles,
    PatentInventoried: handlers.remember_titles,
    InventoryRevised: handlers.remember_titles,
    EnterpriseRegistered: handlers.register_enterprises,
    PatentSubscribed: handlers.enter_subscriptions,
    IntentExpressed: handlers.enter_intents,
    DealSigned: handlers.enter_contracts,
    DealEnded: handlers.enter_ends,
    LicenseFiled: handlers.note_filings,
    CodeTablePublished: codes.keep,
}


def build(settings: Settings | None = None) -> FastAPI:
    """The service as an application; settings come from the environment unless given."""
    return service_app("matching", HANDLERS, [api.router, pages.router], __name__.rpartition(".")[0], settings=settings)
