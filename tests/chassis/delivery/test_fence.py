"""A member that finds its position moved by another: it applies nothing, learns the truth and reads on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.database import Connection, Database
from chassis.delivery import Delivery
from tests.chassis.delivery.world import World, credit_code, record


class Interrupted(Database):
    """A database whose reading connections break for a while."""

    is_broken = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        if self.is_broken:
            raise ConnectionResetError("connections break")
        async with super().read() as conn:
            yield conn


async def test_a_database_that_fails_while_a_fenced_member_learns_the_truth_does_not_end_its_reading(
    world: World,
) -> None:
    database = Interrupted(world.database.pool)
    delivery = Delivery("filing", "cn", world.handlers, database, bootstrap=world.bootstrap, dsn=world.dsn)
    await delivery.start()
    try:
        await world.publish(record(1, 1))
        await world.drained()
        database.is_broken = True
        async with world.database.transaction() as conn:
            await conn.execute("UPDATE position SET next_offset = 0; DELETE FROM received; DELETE FROM ledger")
        await world.publish(record(1, 2))
        await asyncio.sleep(2)
        database.is_broken = False
        await world.drained()
    finally:
        await delivery.stop()

    assert await world.ledger() == {credit_code(1): ["1/1", "1/2"]}
