"""Builds the service: which event goes to which handler, and its HTTP side."""

from fastapi import FastAPI
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import (
    EnterpriseEvaluated,
    PatentDelisted,
    PatentListed,
    PatentSelfEvaluated,
)
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.inventory import (
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
)
from panhuo_contracts.events.matching import DealSigned, PatentSubscribed

from chassis import codes
from chassis.delivery import Handlers
from chassis.http import service_app
from chassis.settings import Settings
from services.evaluation import api, handlers, pages

HANDLERS: Handlers = {
    PatentRecorded: handlers.note_records,
    PatentInventoried: handlers.note_inventoried,
    InventoryRevised: handlers.note_revisions,
    InventoryReturned: handlers.note_returns,
    LegalStatusChanged: handlers.note_legal_status,
    PatentTransferredAway: handlers.note_transfers_away,
    EnterpriseRegistered: handlers.note_enterprises,
    PatentSubscribed: handlers.note_subscriptions,
    DealSigned: handlers.note_signed_deals,
    LicenseFiled: handlers.note_filed_licenses,
    PatentSelfEvaluated: handlers.take_self_evaluations,
    PatentListed: handlers.take_listings,
    PatentDelisted: handlers.take_delistings,
    EnterpriseEvaluated: handlers.take_enterprise_evaluations,
    CodeTablePublished: codes.keep,
}


def build(settings: Settings | None = None) -> FastAPI:
    """The service's application; settings come from the environment unless given."""
    return service_app(
        "evaluation", HANDLERS, [api.router, pages.router], package="services.evaluation", settings=settings
    )
