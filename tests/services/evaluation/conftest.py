"""A database of the evaluation service, and ways to let facts and decisions take effect in it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest_asyncio
from chassis.delivery.outbox import put
from chassis.delivery.waves import apply_facts, carry_out
from panhuo_contracts import Body, Event, Fact
from services.evaluation.app import HANDLERS


@pytest_asyncio.fixture
async def conn(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        await database("evaluation"), server_settings={"search_path": "live,kept", "timezone": "UTC"}
    )
    yield connection
    await connection.close()


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
