"""Inventory's screens."""

from fastapi import APIRouter

from services.inventory.pages import (
    annuities,
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
    several,
    stock,
    views,
)

router: APIRouter = APIRouter(include_in_schema=False)
for screen in (
    stock,
    record,
    autosave,
    review,
    several,
    imports,
    institutions,
    bodies,
    register,
    deadlines,
    annuities,
    arrangement,
    due,
    views,
    people,
    conflicts,
):
    router.include_router(screen.router)
