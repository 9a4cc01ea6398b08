"""The HTTP interface of inventory: imports, records and their review, institutions."""

from fastapi import APIRouter

from services.inventory.api import (
    batches,
    bodies,
    conflicts,
    deadlines,
    delegations,
    due,
    imports,
    institutions,
    lists,
    patents,
    people,
    register,
    reviews,
)

router: APIRouter = APIRouter(prefix="/inventory/api", tags=["inventory"])
router.include_router(imports.router)
router.include_router(batches.router)
router.include_router(patents.router)
router.include_router(institutions.router)
router.include_router(bodies.router)
router.include_router(register.router)
router.include_router(deadlines.router)
router.include_router(reviews.router)
router.include_router(due.router)
router.include_router(lists.router)
router.include_router(people.router)
router.include_router(delegations.router)
router.include_router(conflicts.router)
