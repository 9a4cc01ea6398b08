"""The audit trail: whatever is done to it shows."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from chassis.delivery import relay
from chassis.identity import Role, audit
from chassis.identity.audit import Broken, verify
from tests.conftest import FreshDatabase
from tests.issuing import somebody

OFFICE = somebody(Role.OFFICE)


@pytest_asyncio.fixture
async def conn(database: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(await database("monitoring"))
    async with connection.transaction():
        for n in range(5):
            await audit(connection, OFFICE, "contact.revealed", f"patent-{n}", {"理由": "洽谈", "n": n})
    yield connection
    await connection.close()


async def test_an_untouched_trail_verifies(conn: asyncpg.Connection) -> None:
    assert await verify(conn) == 5


@pytest.mark.parametrize(
    "change", ["UPDATE kept.audit SET actor = 'x'", "DELETE FROM kept.audit", "TRUNCATE kept.audit"]
)
async def test_entries_cannot_be_changed_or_removed(conn: asyncpg.Connection, change: str) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await conn.execute(change)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("UPDATE kept.audit SET actor = 'somebody-else' WHERE number = 3", 3),
        ("UPDATE kept.audit SET detail = '{}' WHERE number = 1", 1),
        ("UPDATE kept.audit SET at = at + interval '1 microsecond' WHERE number = 5", 5),
        ("UPDATE kept.audit SET organization = NULL WHERE number = 2", 2),
        ("UPDATE kept.audit SET previous = hash WHERE number = 4", 4),
        ("DELETE FROM kept.audit WHERE number = 2", 2),
        ("DELETE FROM kept.audit WHERE number = 1", 1),
    ],
)
async def test_who_switches_the_guard_off_is_found_by_the_chain(
    conn: asyncpg.Connection, change: str, number: int
) -> None:
    await conn.execute("ALTER TABLE kept.audit DISABLE TRIGGER ALL")
    await conn.execute(change)

    broken = await verify(conn)

    assert isinstance(broken, Broken)
    assert broken.number == number


async def test_writers_at_the_same_time_make_one_chain(database: FreshDatabase) -> None:
    pool = await asyncpg.create_pool(await database("monitoring"), min_size=4, max_size=4)

    async def write(n: int) -> None:
        async with pool.acquire() as conn, conn.transaction():
            await audit(conn, OFFICE, "deal.signed", str(n))

    await asyncio.gather(*(write(n) for n in range(40)))

    async with pool.acquire() as conn:
        assert await verify(conn) == 40
    await pool.close()


async def test_an_entry_does_not_wait_for_the_relay_s_lock(database: FreshDatabase) -> None:
    dsn = await database("monitoring")
    relaying, acting = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    await relaying.execute("SELECT pg_advisory_lock($1)", relay.LOCK)

    async with asyncio.timeout(2), acting.transaction():
        await audit(acting, OFFICE, "deal.signed", "x")

    await relaying.close()
    await acting.close()


async def test_an_action_that_is_rolled_back_leaves_no_entry(conn: asyncpg.Connection) -> None:
    with pytest.raises(RuntimeError):
        await fail_after_audit(conn)

    assert await verify(conn) == 5


async def fail_after_audit(conn: asyncpg.Connection) -> None:
    async with conn.transaction():
        await audit(conn, OFFICE, "deal.signed", "x")
        raise RuntimeError
