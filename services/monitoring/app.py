"""Wires the monitoring service: which events it takes in and by which function, its HTTP side, its clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

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
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized
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
from panhuo_contracts.events.matching import DealEnded, DealSigned, IntentExpressed, PatentSubscribed
from panhuo_contracts.events.monitoring import DigestPublished

from chassis import codes
from chassis.delivery import Handlers
from chassis.http import auth_router, run_beside, service_app
from chassis.settings import Settings
from services.monitoring import api, codes_api, handlers, live, pages, publishing

HANDLERS: Final[Handlers] = {
    PatentRecorded: handlers.record_patents,
    PatentInventoried: handlers.record_inventoried,
    InventoryRevised: handlers.record_revised,
    InventoryReturned: handlers.take_back,
    RegisterEventRecorded: handlers.keep_only,
    PatentClaimed: handlers.keep_only,
    ClaimWithdrawn: handlers.keep_only,
    ClaimSettled: handlers.keep_only,
    ClaimReopened: handlers.keep_only,
    ClaimArgued: handlers.keep_only,
    LegalStatusChanged: handlers.change_status,
    PatentTransferredAway: handlers.send_away,
    PatentSelfEvaluated: handlers.grade,
    PatentListed: handlers.list_patents,
    PatentDelisted: handlers.delist_patents,
    PatentWithheld: handlers.keep_only,
    EnterpriseEvaluated: handlers.evaluate,
    EvaluationObjected: handlers.object_to,
    EvaluationReviewed: handlers.review,
    ExpertEvaluated: handlers.keep_only,
    GuidelineEvaluated: handlers.keep_only,
    PatentGraded: handlers.keep_only,
    PromotionAssigned: handlers.keep_only,
    PromotionAccepted: handlers.keep_only,
    PromotionReported: handlers.keep_only,
    PromotionClosed: handlers.keep_only,
    PatentSubscribed: handlers.subscribe,
    IntentExpressed: handlers.express_intent,
    DealSigned: handlers.sign,
    DealEnded: handlers.keep_only,
    LicenseFiled: handlers.file,
    FilingRefused: handlers.keep_only,
    ProductIndustrialized: handlers.industrialize,
    InstitutionAdmitted: handlers.keep_institutions,
    InstitutionSuspended: handlers.keep_institutions,
    InstitutionReinstated: handlers.keep_institutions,
    InstitutionRenamed: handlers.keep_institutions,
    InstitutionMerged: handlers.keep_institutions,
    EnterpriseRegistered: handlers.register_enterprises,
    DigestPublished: handlers.keep_digests,
    CodeTablePublished: codes.keep,
}


def build(settings: Settings | None = None) -> FastAPI:
    """The application, with the sign-in of all five services and the digests' clock beside it."""
    routers = [pages.root, auth_router, pages.router, api.router, codes_api.router, live.router]
    app = service_app("monitoring", HANDLERS, routers, __package__ or "services.monitoring", settings=settings)
    delivering = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[None]:
        async with delivering(running):
            running.state.feed = live.Feed(running.state.settings.postgres_dsn, running.state.service.database)
            try:
                yield
            finally:
                await running.state.feed.close()

    app.router.lifespan_context = lifespan
    run_beside(app, publishing.say_for_ever, "say digests")
    return app
