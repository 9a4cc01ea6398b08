"""What the operator's tools ask on the service's own port; the address for people does not route to it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from chassis.identity.access import anyone
from chassis.identity.principal import Principal
from chassis.service import Service
from chassis.telemetry import names

router = APIRouter(include_in_schema=False)
Anyone = Annotated[Principal, Depends(anyone)]


@router.get("/healthz")
async def healthz(request: Request, _principal: Anyone) -> Response:
    """Whether this process makes progress. 503 means: restart it."""
    service: Service = request.app.state.service
    stuck = service.delivery.liveness()
    return _answer({"progress": stuck})


@router.get("/readyz")
async def readyz(request: Request, _principal: Anyone) -> Response:
    """Whether requests may be sent here. 503 names what is missing; it may come by itself."""
    service: Service = request.app.state.service
    checks = await service.readiness()
    for name, trouble in checks.items():
        names.READY.labels(name).set(trouble is None)
    return _answer(checks)


@router.get("/metrics")
async def metrics(_principal: Anyone) -> Response:
    return Response(await run_in_threadpool(generate_latest), media_type=CONTENT_TYPE_LATEST)


def _answer(checks: dict[str, str | None]) -> Response:
    is_well = all(trouble is None for trouble in checks.values())
    said = {name: {"ok": trouble is None, "reason": trouble} for name, trouble in checks.items()}
    return JSONResponse({"ok": is_well, "checks": said}, 200 if is_well else 503, {"Cache-Control": "no-store"})
