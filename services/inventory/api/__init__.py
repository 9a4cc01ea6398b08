"""The HTTP interface of inventory: imports, records and their review, institutions."""

from fastapi import APIRouter

from services.inventory.api import batches, deadlines, imports, institutions, patents, register

router: APIRouter = APIRouter(prefix="/inventory/api", tags=["inventory"])
router.include_router(imports.router)
router.include_router(batches.router)
router.include_router(patents.router)
router.include_router(institutions.router)
router.include_router(register.router)
router.include_router(deadlines.router)
