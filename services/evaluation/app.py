"""Builds the service: which event goes to which handler, and its HTTP side."""

from chassis.delivery import Handlers
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
)
from panhuo_contracts.events.matching import DealSigned, PatentSubscribed

from services.evaluation import handlers

HANDLERS: Handlers = {
    PatentRecorded: handlers.note_records,
    PatentInventoried: handlers.note_inventoried,
    InventoryRevised: handlers.note_revisions,
    InventoryReturned: handlers.note_returns,
    LegalStatusChanged: handlers.note_legal_status,
    EnterpriseRegistered: handlers.note_enterprises,
    PatentSubscribed: handlers.note_subscriptions,
    DealSigned: handlers.note_signed_deals,
    LicenseFiled: handlers.note_filed_licenses,
    PatentSelfEvaluated: handlers.take_self_evaluations,
    PatentListed: handlers.take_listings,
    PatentDelisted: handlers.take_delistings,
    EnterpriseEvaluated: handlers.take_enterprise_evaluations,
}
