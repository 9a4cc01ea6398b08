"""A database of the monitoring service, its application, and facts as the seam brings them."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import asyncpg
import httpx
import pytest_asyncio
from panhuo_contracts import Fact

from chassis.delivery.waves import apply_facts
from chassis.service import Service
from services.monitoring import live
from services.monitoring.app import HANDLERS, build
from tests.conftest import FreshDatabase
from tests.issuing import LocalIssuer


@pytest_asyncio.fixture
async def dsn(database: FreshDatabase) -> str:
    return await database("monitoring")


@pytest_asyncio.fixture
async def conn(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn, server_settings={"search_path": "live,kept", "timezone": "UTC"})
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def service(dsn: str, issuer: LocalIssuer) -> AsyncIterator[Service]:
    """The service without Kafka: what is said waits in the outbox."""
    opened = await Service.open(issuer.settings(dsn=dsn), HANDLERS)
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def http(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    app = build(service.settings)
    app.state.service = service
    app.state.feed = live.Feed(service.settings.postgres_dsn, service.database)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        yield client
    await app.state.feed.close()


async def take_in(conn: asyncpg.Connection, *batches: Iterable[Fact[Any]]) -> None:
    """Let facts take effect, each batch in a transaction."""
    for facts in batches:
        async with conn.transaction():
            assert await apply_facts(conn, HANDLERS, facts) == []
