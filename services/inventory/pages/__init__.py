"""Inventory's screens."""

from fastapi import APIRouter

from services.inventory.pages import imports, institutions, record, review, stock

router: APIRouter = APIRouter(include_in_schema=False)
for screen in (stock, record, review, imports, institutions):
    router.include_router(screen.router)
