"""A service as an HTTP application: its routes, its pages, who may enter, and its delivery running behind it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from chassis.delivery import Handlers
from chassis.http import editions, health, problems
from chassis.http.head import Head
from chassis.http.idempotency import forget_old_answers
from chassis.http.limits import BODY_BYTES, Deadline, TooLarge
from chassis.http.observed import Observed
from chassis.identity.access import Allowed, Authenticate, anyone
from chassis.identity.keys import Keys
from chassis.identity.sessions import Sessions
from chassis.identity.tokens import Tokens
from chassis.service import Service
from chassis.settings import ServiceName, Settings
from chassis.telemetry import log_to_stdout, trace_to
from chassis.web import layout

_FORGET_SECONDS: Final = 3_600
log = structlog.get_logger()


def service_app(
    name: ServiceName,
    handlers: Handlers,
    routers: Sequence[APIRouter],
    package: str,
    *,
    settings: Settings | None = None,
) -> FastAPI:
    """The application of one service; ``package`` is where its ``templates/`` are.

    Settings come from the environment unless given. Raises Misconfigured where those are incomplete, and ValueError
    for a route that does not say who may use it: nothing is open because somebody forgot.
    """
    settings = settings or Settings.read(service=name)
    for route in _routes(routers):
        if isinstance(route, APIRoute) and not _is_guarded(route.dependant):
            raise ValueError(f"{route.path} does not say who may use it: depend on allow(Right...) or on anyone")
    app = FastAPI(
        title=f"Panhuo {name}",
        version=_version(),
        openapi_url=f"/{name}/api/openapi.json",
        docs_url=None,  # they load scripts from elsewhere, which our pages do not
        redoc_url=None,
        lifespan=_lifespan,
    )
    keys = Keys(settings.oidc_jwks_url)
    app.state.settings = settings
    app.state.handlers = handlers
    app.state.tokens = Tokens(issuer=settings.oidc_issuer, audience=settings.oidc_audience, keys=keys)
    app.state.sessions = Sessions(settings.session_secret.get_secret_value(), is_https=settings.is_https)
    # Here and not for the whole application: its refusal would stand outside of our middleware.
    app.include_router(health.router, max_body_size=BODY_BYTES)
    for router in routers:
        app.include_router(router, max_body_size=BODY_BYTES, dependencies=[Depends(editions.follow)])
    problems.install(app)
    app.add_middleware(Head)
    app.add_middleware(TooLarge)
    app.add_middleware(Deadline)
    app.add_middleware(Authenticate, tokens=app.state.tokens, sessions=app.state.sessions)
    folder = Path(str(import_module(package).__file__)).parent
    layout.install(app, folder, service=name, generated=settings.generated, version=app.version)
    app.add_middleware(Observed)
    return app


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(service_of)]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The port answers at once; the database and Kafka may come later, and readiness says what is missing."""
    settings: Settings = app.state.settings
    log_to_stdout(settings.service, settings.log_level)
    provider = trace_to(settings.service, endpoint=settings.otel_exporter_otlp_endpoint)
    app.state.service = service = await Service.open(settings, app.state.handlers)
    beside = [
        asyncio.create_task(service.start(), name="start"),
        asyncio.create_task(_forget_for_ever(service), name="forget"),
    ]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await service.stop()
        await asyncio.to_thread(provider.shutdown)


async def _forget_for_ever(service: Service) -> None:
    """Several processes may do this; each deletes what it finds."""
    while True:
        await asyncio.sleep(_FORGET_SECONDS)
        with suppress(*problems.TRANSIENT):
            async with service.database.transaction() as conn:
                await forget_old_answers(conn)


def _routes(routers: Sequence[APIRouter]) -> Iterator[BaseRoute]:
    """All routes, also of routers within routers, which FastAPI keeps as they are until a request comes."""
    for router in routers:
        for route in router.routes:
            inner = getattr(route, "original_router", None)
            if isinstance(inner, APIRouter):
                yield from _routes([inner])
            else:
                yield route


def _is_guarded(dependant: Dependant) -> bool:
    return any(
        inner.call is anyone or isinstance(inner.call, Allowed) or _is_guarded(inner)
        for inner in dependant.dependencies
    )


def _version() -> str:
    from importlib.metadata import version

    return version("panhuo")
