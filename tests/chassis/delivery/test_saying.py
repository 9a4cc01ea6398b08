"""What a service says: with its transaction or not at all, numbered, carried to the log in order."""

import asyncio

import asyncpg
import pytest
from panhuo_contracts import Event, Malformed
from panhuo_contracts.events.matching import DealEnded

from chassis.delivery import outbox
from chassis.delivery.relay import Relay
from panhuo.runtime.kafka import LocalKafka
from tests.chassis.delivery.world import World, credit_code, eventually, lay_out, registered
from tests.conftest import FreshDatabase


async def say(world: World, *names: str, n: int = 1) -> None:
    async with world.database.transaction() as conn:
        await outbox.put(conn, "cn", [Event.of(registered(n, name)) for name in names])


async def is_carried(world: World) -> bool:
    """Whether all that was said is on the log."""
    return await world.value("SELECT count(*) = 0 FROM outbox") is True


async def test_what_is_said_reaches_the_log_in_order_and_leaves_the_outbox(world: World) -> None:
    async with world.reading():
        for turn in range(5):
            await asyncio.gather(*(say(world, f"{n}/{turn}a", f"{n}/{turn}b", n=n) for n in range(8)))
        await eventually(lambda: is_carried(world))
        await world.drained()

    expected = {credit_code(n): [f"{n}/{t}{half}" for t in range(5) for half in "ab"] for n in range(8)}
    assert await world.ledger() == expected


async def test_numbers_rise_by_one_for_each_key_under_concurrent_writers(world: World) -> None:
    await asyncio.gather(*(say(world, f"writer {w}", f"writer {w} again") for w in range(30)))

    rows = await world.value("SELECT array_agg((headers::json ->> 'ce_sequence')::int ORDER BY id) FROM outbox")
    assert rows == list(range(1, 61))


async def test_nothing_is_said_by_a_transaction_that_rolls_back(world: World) -> None:
    async def say_and_fail() -> None:
        async with world.database.transaction() as conn:
            await outbox.put(conn, "cn", [Event.of(registered(1, "never"))])
            raise RuntimeError("never mind")

    with pytest.raises(RuntimeError, match="never"):
        await say_and_fail()

    assert await world.value("SELECT count(*) FROM outbox") == 0
    assert await world.value("SELECT count(*) FROM head") == 0


async def test_an_event_too_large_for_the_log_is_refused_when_it_is_said(world: World) -> None:
    body = DealEnded.model_construct(
        patent="2017106018623",
        home="cn-11",
        institution=credit_code(1),
        enterprise=credit_code(2),
        deal="d",
        reason="x" * 1_000_000,
        ended_on=registered(1, "a").registered_on,
    )

    with pytest.raises(Malformed, match="shorten"):
        async with world.database.transaction() as conn:
            await outbox.put(conn, "cn", [Event.of(body)])

    assert await world.value("SELECT count(*) FROM outbox") == 0


async def test_a_relay_that_stands_still_loses_its_lock_and_another_carries_on(world: World) -> None:
    sleeper = await asyncpg.connect(world.dsn, server_settings={"idle_session_timeout": "1s"})
    sleeper.add_termination_listener(lambda _: None)
    await sleeper.execute("SELECT pg_advisory_lock(7400002)")
    await say(world, "carried")

    async with world.reading():
        await eventually(lambda: is_carried(world))
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["carried"]}


class Stumbling(Relay):
    """A relay whose driver fails in a way of its own, three times."""

    stumbles = 0

    async def _hold_and_carry(self) -> None:
        self.stumbles += 1
        if self.stumbles <= 3:
            self._awake.set()
            raise asyncpg.InternalClientError("cannot switch to state 15")
        await super()._hold_and_carry()


async def test_a_relay_whose_driver_fails_starts_over_and_not_at_once(world: World) -> None:
    stop = asyncio.Event()
    relay = Stumbling(world.dsn, world.bootstrap, "test", stop)
    await say(world, "carried in the end")
    began = asyncio.get_running_loop().time()
    running = asyncio.create_task(relay.run())
    await eventually(lambda: is_carried(world))
    stop.set()
    await running

    assert asyncio.get_running_loop().time() - began > 2.5


async def test_a_stop_takes_moments_also_while_the_broker_does_not_answer(
    own_kafka: LocalKafka, database: FreshDatabase
) -> None:
    world = await lay_out(own_kafka.bootstrap, await database("filing"))
    async with world.reading() as delivery:
        await say(world, "carried")
        await eventually(lambda: is_carried(world))
        own_kafka.pause()
        await say(world, "stays in the outbox")
        await asyncio.sleep(2)  # the relay waits for its answer
        began = asyncio.get_running_loop().time()
        await delivery.stop()
        took = asyncio.get_running_loop().time() - began
        own_kafka.resume()

    assert took < 14
    assert await world.value("SELECT count(*) FROM outbox") == 1
    await world.database.close()
