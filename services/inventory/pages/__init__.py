"""Inventory's screens."""

from fastapi import APIRouter

from services.inventory.pages import (
    arrangement,
    autosave,
    bodies,
    conflicts,
    deadlines,
    due,
    imports,
    institutions,
    people,
    record,
    register,
    review,
    stock,
    views,
)

router: APIRouter = APIRouter(include_in_schema=False)
for screen in (
    stock,
    record,
    autosave,
    review,
    imports,
    institutions,
    bodies,
    register,
    deadlines,
    arrangement,
    due,
    views,
    people,
    conflicts,
):
    router.include_router(screen.router)
