"""Wires the filing service: which events it takes in, by which function, and what it serves."""

from typing import Final

from fastapi import FastAPI
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import (
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
)
from panhuo_contracts.events.matching import DealSigned

from chassis import codes
from chassis.delivery import Handlers
from chassis.http import service_app
from chassis.settings import Settings
from services.filing import api, handlers
from services.filing.pages import application, law, products, registers

HANDLERS: Final[Handlers] = {
    PatentRecorded: handlers.know_rights,
    PatentInventoried: handlers.know_rights,
    InventoryRevised: handlers.know_rights,
    LegalStatusChanged: handlers.follow_legal_status,
    PatentTransferredAway: handlers.follow_transfers,
    EnterpriseRegistered: handlers.know_enterprises,
    DealSigned: handlers.await_filing,
    LicenseFiled: handlers.enter_licenses,
    FilingRefused: handlers.enter_refusals,
    ProductIndustrialized: handlers.enter_products,
    CodeTablePublished: codes.keep,
}


def build(settings: Settings | None = None) -> FastAPI:
    """The service as an application; settings come from the environment unless given."""
    routers = [api.router, application.router, law.router, products.router, registers.router]
    return service_app("filing", HANDLERS, routers, __name__.rpartition(".")[0], settings=settings)
