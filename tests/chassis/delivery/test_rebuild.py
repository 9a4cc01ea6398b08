"""Projections made again from the log are the same, and take the place of the live ones."""

import asyncpg

from chassis.database import LIVE
from chassis.delivery import digest
from chassis.delivery.rebuild import Comparison, Rebuild
from services.filing.app import HANDLERS
from tests.chassis.delivery.world import World, credit_code, record


async def rebuilt(world: World, *, accepts_difference: bool = False) -> Comparison:
    work = Rebuild("filing", "cn", HANDLERS, world.dsn, world.bootstrap)
    return await work.run(lambda done, total: None, accepts_difference=accepts_difference)


async def table_digests(world: World) -> dict[str, str]:
    async with world.database.read() as conn:
        return await digest.of_tables(conn, LIVE, without=())


async def drop_ledger(world: World) -> None:
    conn = await asyncpg.connect(world.dsn)
    await conn.execute("DROP TABLE live.ledger")
    await conn.close()


async def test_a_rebuilt_projection_is_the_same_and_goes_on_reading(world: World) -> None:
    await drop_ledger(world)
    async with world.reading(HANDLERS):
        await world.publish(*(record(n, 1) for n in range(50)), *(record(n, 2) for n in range(25)))
        await world.drained()
        before = await table_digests(world)

        comparison = await rebuilt(world)

        assert comparison.differing == []
        after = await table_digests(world)
        assert {name: after[name] for name in ("enterprise", "received")} == {
            name: before[name] for name in ("enterprise", "received")
        }
        await world.publish(record(1, 3, name="said after the swap"))
        await world.drained()

    assert (
        await world.value("SELECT name FROM enterprise WHERE enterprise = $1", credit_code(1)) == "said after the swap"
    )


async def test_a_projection_that_was_tampered_with_is_found_and_not_swapped_unasked(world: World) -> None:
    await drop_ledger(world)
    async with world.reading(HANDLERS):
        await world.publish(*(record(n, 1) for n in range(10)))
        await world.drained()
        async with world.database.transaction() as conn:
            await conn.execute("UPDATE enterprise SET name = 'tampered' WHERE enterprise = $1", credit_code(1))

        refused = await rebuilt(world)
        assert refused.differing == ["enterprise"]
        assert await world.value("SELECT count(*) FROM enterprise WHERE name = 'tampered'") == 1

        await rebuilt(world, accepts_difference=True)

    assert await world.value("SELECT count(*) FROM enterprise WHERE name = 'tampered'") == 0
