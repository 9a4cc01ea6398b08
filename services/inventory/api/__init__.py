"""The HTTP interface of inventory: imports, records and their review, institutions."""

from fastapi import APIRouter

from services.inventory.api import imports, institutions, patents

router: APIRouter = APIRouter(prefix="/inventory/api", tags=["inventory"])
router.include_router(imports.router)
router.include_router(patents.router)
router.include_router(institutions.router)
