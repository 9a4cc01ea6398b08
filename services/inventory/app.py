"""Builds the service: which event goes to which handler, and its HTTP side."""

from typing import Final

from fastapi import FastAPI
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.events.evaluation import PatentDelisted, PatentListed, PatentWithheld
from panhuo_contracts.events.filing import LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)
from panhuo_contracts.events.inventory import (
    ClaimArgued,
    ClaimReopened,
    ClaimSettled,
    ClaimWithdrawn,
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentClaimed,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
    RegisterEventRecorded,
)

from chassis import codes
from chassis.delivery import Handlers
from chassis.http import run_beside, service_app
from services.inventory import api, handlers, pages
from services.inventory.bodies import handlers as body_handlers
from services.inventory.bodies import passing_on
from services.inventory.conflicts import carrying_out
from services.inventory.conflicts import handlers as claim_handlers
from services.inventory.importing.watch import ImportWatch
from services.inventory.legal import clock_round
from services.inventory.people import matching_imports, resealing
from services.inventory.settings import InventorySettings

HANDLERS: Final[Handlers] = {
    PatentRecorded: handlers.take_records,
    PatentInventoried: handlers.take_inventoried,
    InventoryRevised: handlers.take_revisions,
    InventoryReturned: handlers.take_returns,
    RegisterEventRecorded: handlers.take_register_events,
    LegalStatusChanged: handlers.take_legal_status,
    PatentTransferredAway: handlers.take_transfers_away,
    PatentClaimed: claim_handlers.take_claims,
    ClaimWithdrawn: claim_handlers.take_withdrawals,
    ClaimSettled: claim_handlers.take_settlements,
    ClaimReopened: claim_handlers.take_reopenings,
    ClaimArgued: claim_handlers.take_statements,
    InstitutionAdmitted: body_handlers.take_admitted,
    InstitutionSuspended: body_handlers.take_suspended,
    InstitutionReinstated: body_handlers.take_reinstated,
    InstitutionRenamed: body_handlers.take_renamed,
    InstitutionMerged: body_handlers.take_merged,
    PatentListed: handlers.note_listings,
    PatentDelisted: handlers.note_delistings,
    PatentWithheld: handlers.note_withheld,
    LicenseFiled: handlers.note_licenses,
    ProductIndustrialized: handlers.note_products,
    CodeTablePublished: codes.keep,
}


def build(settings: InventorySettings | None = None) -> FastAPI:
    """The service as `panhuo serve inventory` runs it."""
    settings = settings or InventorySettings.read(service="inventory")
    app = service_app("inventory", HANDLERS, [api.router, pages.router], __package__, settings=settings)
    ImportWatch().install(app)
    run_beside(app, clock_round.watch, "clocks")
    run_beside(app, passing_on.watch, "institutions")
    run_beside(app, carrying_out.watch, "settlements")
    run_beside(app, matching_imports.watch, "matching")
    run_beside(app, resealing.watch, "contacts")
    return app
