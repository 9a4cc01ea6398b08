"""Inventory's screens."""

from fastapi import APIRouter

from services.inventory.pages import deadlines, imports, institutions, record, register, review, stock

router: APIRouter = APIRouter(include_in_schema=False)
for screen in (stock, record, review, imports, institutions, register, deadlines):
    router.include_router(screen.router)
