"""The filing service on a real database, without a broker: commands commit, and nothing is relayed."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest_asyncio

from chassis.service import Service
from services.filing.app import HANDLERS, build
from tests.issuing import LocalIssuer


@pytest_asyncio.fixture
async def service(database: Callable[[str], Awaitable[str]], issuer: LocalIssuer) -> AsyncIterator[Service]:
    opened = await Service.open(issuer.settings(dsn=await database("filing"), service="filing"), HANDLERS)
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def http(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    app = build(service.settings)
    app.state.service = service
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=service.settings.public_url) as client:
        yield client
