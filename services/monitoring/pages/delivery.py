"""For the operator: what this service could not take in, how far it has come, and the digests of its own topics."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from chassis.clock import now, today
from chassis.delivery import dead_letters
from chassis.delivery.dead_letters import DeadLetter
from chassis.http import ServiceDep, once
from chassis.identity import Principal, Right, allow
from chassis.telemetry import names
from chassis.web.language import language, localized
from chassis.web.layout import render
from services.monitoring import publishing, words
from services.monitoring.pages.overview import common
from services.monitoring.store import deliveries, digests

router: Final = APIRouter(prefix="/monitoring", include_in_schema=False)

Operator = Annotated[Principal, Depends(allow(Right.DELIVERY_OPERATE))]
_PER_PAGE: Final = 50


@router.get("/delivery")
async def delivery(
    request: Request,
    service: ServiceDep,
    _operator: Operator,
    page: Annotated[int, Query(ge=1, le=1_000)] = 1,
    said: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    async with service.database.read() as conn:
        letters = await dead_letters.listed(conn, limit=_PER_PAGE + 1, offset=(page - 1) * _PER_PAGE)
        context = {
            "letters": [_shown(letter) for letter in letters[:_PER_PAGE]],
            "has_more": len(letters) > _PER_PAGE,
            "page": page,
            "per_page": _PER_PAGE,
            "reasons": await deliveries.open_letters_by_reason(conn),
            "backlog": await deliveries.backlog(conn),
            "incidents": await deliveries.incidents(conn),
            "standings": await deliveries.standings(conn),
            "unstated": await digests.unstated(conn, service.settings.writer, today()),
            "lag": lag_by_topic(),
            "others": [(code, words.word(words.SERVICES, code)) for code in words.SERVICES if code != service.name],
            "writer": service.settings.writer,
            "at": now(),
            "said": said,
            **common(),
        }
    return render(request, "delivery.html", context, block="results")


def _shown(letter: DeadLetter) -> dict[str, object]:
    """A dead letter as far as it fits a line; its bytes are shown by the command."""
    return {
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "key_text": (letter.key or b"").decode(errors="replace")[:60],
        "reason": letter.reason,
        "detail": letter.detail[:300],
        "buried_at": letter.buried_at,
    }


@router.post("/delivery/digests")
async def say_digests(request: Request, service: ServiceDep, operator: Operator) -> Response:
    async with service.unit() as unit:

        async def action() -> Response:
            bodies = await publishing.say_digests(unit, service.settings.writer, today())
            return RedirectResponse(localized(f"/monitoring/delivery?said={len(bodies)}", language(request)), 303)

        return await once(request, unit, operator, action)


def lag_by_topic() -> dict[str, int]:
    """Records not yet read, in the partitions that this process reads."""
    found: dict[str, int] = {}
    for metric in names.CONSUMER_LAG.collect():
        for sample in metric.samples:
            topic = sample.labels.get("topic", "")
            found[topic] = found.get(topic, 0) + int(sample.value)
    return found
