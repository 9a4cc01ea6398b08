"""A database of the evaluation service, its application, and ways to let facts and decisions take effect."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import httpx
import orjson
import pytest_asyncio
from panhuo_contracts import Body, Event, Fact

from chassis.delivery.outbox import put
from chassis.delivery.waves import apply_facts, carry_out
from chassis.service import Service
from services.evaluation.app import HANDLERS, build
from tests.issuing import LocalIssuer


@pytest_asyncio.fixture
async def dsn(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("evaluation")


@pytest_asyncio.fixture
async def conn(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn, server_settings={"search_path": "live,kept", "timezone": "UTC"})
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def http(dsn: str, issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """The application on a real database, without Kafka: what is said waits in the outbox."""
    app = build(issuer.settings(dsn=dsn, service="evaluation"))
    app.state.service = service = await Service.open(app.state.settings, HANDLERS)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        yield client
    await service.stop()


async def learn(conn: asyncpg.Connection, *facts: Fact[Body]) -> list[Body]:
    """Facts arrive as the seam brings them; what the service says in answer."""
    async with conn.transaction():
        follow = await apply_facts(conn, HANDLERS, facts)
        said = await carry_out(conn, HANDLERS, "cn", follow)
        await put(conn, "cn", said)
    return [event.body for event in said]


async def say(conn: asyncpg.Connection, *bodies: Body) -> list[Body]:
    """The service says something of its own accord; all that goes out."""
    async with conn.transaction():
        said = await carry_out(conn, HANDLERS, "cn", [Event.of(body) for body in bodies])
        await put(conn, "cn", said)
    return [event.body for event in said]


async def said_types(conn: asyncpg.Connection) -> list[str]:
    """Names of the event types in the outbox, in the order of saying."""
    rows = await conn.fetch("SELECT headers FROM kept.outbox ORDER BY id")
    return [orjson.loads(row["headers"])["ce_type"].split(".")[1] for row in rows]
