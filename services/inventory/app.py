"""Builds the service: which event goes to which handler, and its HTTP side."""

from typing import Final

from panhuo_contracts.events.evaluation import PatentDelisted, PatentListed
from panhuo_contracts.events.filing import LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import (
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
)

from chassis.delivery import Handlers
from services.inventory import handlers

HANDLERS: Final[Handlers] = {
    PatentRecorded: handlers.take_records,
    PatentInventoried: handlers.take_inventoried,
    InventoryRevised: handlers.take_revisions,
    InventoryReturned: handlers.take_returns,
    LegalStatusChanged: handlers.take_legal_status,
    PatentListed: handlers.note_listings,
    PatentDelisted: handlers.note_delistings,
    LicenseFiled: handlers.note_licenses,
    ProductIndustrialized: handlers.note_products,
}
