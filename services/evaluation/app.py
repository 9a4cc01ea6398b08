"""Builds the service: which event goes to which handler, and its HTTP side."""

from fastapi import FastAPI
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import (
    EnterpriseEvaluated,
    EvaluationObjected,
    EvaluationReviewed,
    ExpertEvaluated,
    GuidelineEvaluated,
    PatentDelisted,
    PatentGraded,
    PatentListed,
    PatentSelfEvaluated,
    PatentWithheld,
    PromotionAccepted,
    PromotionAssigned,
    PromotionClosed,
    PromotionReported,
)
from panhuo_contracts.events.experts import (
    ExpertAdmitted,
    ExpertCommissioned,
    ExpertRecommended,
    ExpertRecused,
    ExpertRetired,
)
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)
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
from services.evaluation.calibration import routes as calibration
from services.evaluation.experts import api as experts_api
from services.evaluation.experts import choosing, leaving
from services.evaluation.experts import handlers as experts
from services.evaluation.experts import pages as experts_pages
from services.evaluation.guideline import api as guideline_api
from services.evaluation.guideline import pages as guideline_pages
from services.evaluation.objections import api as objections_api
from services.evaluation.promotion import routes as promotion
from services.evaluation.tiers import api as tiers_api
from services.evaluation.upload import routes as upload
from services.evaluation.withholding import routes as withholding

HANDLERS: Handlers = {
    PatentRecorded: handlers.note_records,
    PatentInventoried: handlers.note_inventoried,
    InventoryRevised: handlers.note_revisions,
    InventoryReturned: handlers.note_returns,
    LegalStatusChanged: handlers.note_legal_status,
    PatentTransferredAway: handlers.note_transfers_away,
    InstitutionAdmitted: handlers.note_register,
    InstitutionRenamed: handlers.note_register,
    InstitutionSuspended: handlers.note_suspensions,
    InstitutionReinstated: handlers.note_reinstatements,
    InstitutionMerged: handlers.note_mergers,
    EnterpriseRegistered: handlers.note_enterprises,
    PatentSubscribed: handlers.note_subscriptions,
    DealSigned: handlers.note_signed_deals,
    LicenseFiled: handlers.note_filed_licenses,
    PatentSelfEvaluated: handlers.take_self_evaluations,
    PatentListed: handlers.take_listings,
    PatentDelisted: handlers.take_delistings,
    PatentWithheld: handlers.take_withheld,
    EnterpriseEvaluated: handlers.take_enterprise_evaluations,
    EvaluationObjected: handlers.take_objections,
    EvaluationReviewed: handlers.take_reviews,
    GuidelineEvaluated: handlers.take_guideline_forms,
    PatentGraded: handlers.take_gradings,
    PromotionAssigned: handlers.take_promotions,
    PromotionAccepted: handlers.take_acceptances,
    PromotionReported: handlers.take_reports,
    PromotionClosed: handlers.take_closings,
    ExpertRecommended: experts.take_recommended,
    ExpertAdmitted: experts.take_admitted,
    ExpertCommissioned: experts.take_commissioned,
    ExpertRecused: experts.take_recused,
    ExpertRetired: experts.take_retired,
    ExpertEvaluated: experts.take_evaluations,
    CodeTablePublished: codes.keep,
}


def build(settings: Settings | None = None) -> FastAPI:
    """The service's application; settings come from the environment unless given."""
    routers = [
        api.router,
        pages.router,
        experts_api.router,
        choosing.router,  # before the pages: their batches have any name
        experts_pages.router,
        leaving.router,
        guideline_api.router,
        guideline_pages.router,
        tiers_api.router,
        objections_api.router,
        promotion.api,
        promotion.pages,
        calibration.api,
        calibration.pages,
        withholding.api,
        withholding.pages,
        upload.api,
        upload.pages,
    ]
    return service_app("evaluation", HANDLERS, routers, package="services.evaluation", settings=settings)
