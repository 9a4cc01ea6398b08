"""A service without a domain: every route of the seam's own tests."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter

from chassis.http import service_app
from tests.issuing import LocalIssuer

Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serve(issuer: LocalIssuer) -> Serve:
    """``async with serve([router]) as client``: a service with these routes; ``dsn=`` gives it a database."""

    @asynccontextmanager
    async def running(routers: Sequence[APIRouter], **settings: str) -> AsyncIterator[httpx.AsyncClient]:
        told = issuer.settings(**settings)
        app = service_app("monitoring", {}, routers, "chassis.web", settings=told)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=told.public_url) as client,
        ):
            yield client

    return running
