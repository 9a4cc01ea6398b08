"""The screens of monitoring: dashboard, jurisdictions, institutions, patents, definitions, delivery, code tables."""

from fastapi import APIRouter

from services.monitoring.pages import codes, delivery, overview, patent, places

root = overview.root
router = APIRouter()
for _part in (overview.router, places.router, patent.router, delivery.router, codes.router):
    router.include_router(_part)

__all__ = ["root", "router"]
