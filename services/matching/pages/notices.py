"""What became of the patents that an enterprise follows."""

from typing import Final

from fastapi import APIRouter, Request
from panhuo_contracts import uuid7
from starlette.responses import RedirectResponse, Response

from chassis.http import PageDep, ServiceDep, once
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.matching import names
from services.matching.api.notices import Subscriber, following, moment_of, place_of
from services.matching.store import notices
from services.matching.store.notices import TRANSFERRED, Notice

router = APIRouter()
_ROLES: Final = {"in_force": "green", "fee_grace": "amber"}


@router.get("/notices")
async def list_notices(request: Request, subscriber: Subscriber, page: PageDep, service: ServiceDep) -> Response:
    async with service.database.read() as conn:
        found = await notices.told(
            conn, subscriber.organization or "", after=place_of(page.marks(str, str)), limit=page.limit + 1
        )
    items, more = page.cut(found)
    context = {
        "notices": items,
        "badge": badge,
        "latest": items[0].said_at.isoformat() if items and items[0].is_new else "",
        "following": following(items[-1]) if more else "",
        "fresh_key": lambda: str(uuid7()),
    }
    return render(request, "notices.html", context, block="results")


@router.post("/notices/seen")
async def mark_seen(request: Request, subscriber: Subscriber, service: ServiceDep) -> Response:
    """Up to the latest that stood on the page: what came meanwhile stays new."""
    upto = moment_of(str((await request.form()).get("upto") or ""), field="upto")
    async with service.unit() as unit:

        async def action() -> Response:
            await notices.see(unit.conn, subscriber.organization or "", upto)
            return RedirectResponse(localized("/matching/notices", language(request)), 303)

        return await once(request, unit, subscriber, action)


def badge(notice: Notice) -> tuple[str, str]:
    """Words and colour."""
    if notice.kind == TRANSFERRED:
        return t("已转让", "Transferred"), "red"
    return names.named(names.STATUSES, notice.kind), _ROLES.get(notice.kind, "red")
