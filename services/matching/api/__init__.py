"""The HTTP interface of matching."""

from fastapi import APIRouter

from services.matching.api import deals, enterprises, industry, library, notices, pulling

router = APIRouter(prefix="/matching/api", tags=["matching"])
router.include_router(library.router)
router.include_router(enterprises.router)
router.include_router(deals.router)
router.include_router(notices.router)
router.include_router(pulling.router)
router.include_router(industry.router)

__all__ = ["router"]
