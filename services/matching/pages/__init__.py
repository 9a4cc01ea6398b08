"""The screens of matching."""

from fastapi import APIRouter

from services.matching.pages import deals, enterprises, industry, library, notices, pulling

router = APIRouter(prefix="/matching", include_in_schema=False)
router.include_router(library.router)
router.include_router(deals.router)
router.include_router(notices.router)
router.include_router(pulling.router)
router.include_router(industry.router)
router.include_router(enterprises.router)

__all__ = ["router"]
