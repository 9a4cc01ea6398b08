"""Filing's screens: the registers, the license form, products, the articles it rests on."""

from fastapi import APIRouter

from services.filing.pages import application, law, products, registers

router = APIRouter(include_in_schema=False)
for part in (application.router, law.router, products.router, registers.router):
    router.include_router(part)
