"""Wires the filing service: which events it takes in, and by which function."""

from typing import Final

from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import (
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
)
from panhuo_contracts.events.matching import DealSigned

from chassis.delivery import Handlers
from services.filing import handlers

HANDLERS: Final[Handlers] = {
    PatentRecorded: handlers.know_rights,
    PatentInventoried: handlers.know_rights,
    InventoryRevised: handlers.know_rights,
    LegalStatusChanged: handlers.follow_legal_status,
    EnterpriseRegistered: handlers.know_enterprises,
    DealSigned: handlers.await_filing,
    LicenseFiled: handlers.enter_licenses,
    FilingRefused: handlers.enter_refusals,
    ProductIndustrialized: handlers.enter_products,
}
