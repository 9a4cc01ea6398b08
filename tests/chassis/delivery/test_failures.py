"""What a handler cannot take: tried again, halved, buried, redriven, or stopped by the fuse."""

from collections.abc import Sequence

import pytest
from panhuo_contracts import Event, Fact
from panhuo_contracts.events.enterprises import EnterpriseRegistered

from chassis.database import Connection
from chassis.delivery import dead_letters
from chassis.delivery.batch import Applier
from chassis.errors import Refused
from tests.chassis.delivery.world import TOPIC, World, credit_code, eventually, note_name, record


class NameForbidden(Refused):
    """The ledger takes no such name."""


async def picky(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
    await note_name(facts, conn)
    for fact in facts:
        if fact.body.name == "forbidden":
            raise NameForbidden("forbidden")
    return []


async def test_one_event_that_is_refused_is_buried_and_its_neighbors_take_effect(world: World) -> None:
    async with world.reading({EnterpriseRegistered: picky}):
        await world.publish(*(record(n, 1, name="forbidden" if n == 7 else None) for n in range(20)), record(7, 2))
        await world.drained()

    ledger = await world.ledger()
    assert len(ledger) == 20
    assert ledger[credit_code(7)] == ["7/2"]
    assert await world.value("SELECT reason FROM dead_letter") == "name_forbidden"


async def test_what_fails_for_now_is_tried_until_it_succeeds(world: World) -> None:
    attempts = 0

    async def flaky(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
        nonlocal attempts
        attempts += 1
        await note_name(facts, conn)
        if attempts < 4:
            raise ConnectionResetError("for now")
        return []

    async with world.reading({EnterpriseRegistered: flaky}):
        await world.publish(record(1, 1))
        await world.drained()

    assert attempts == 4
    assert await world.ledger() == {credit_code(1): ["1/1"]}


async def test_a_dead_letter_is_redriven_once_and_keeps_its_bytes(world: World) -> None:
    refused = record(1, 1, name="forbidden")
    async with world.reading({EnterpriseRegistered: picky}):
        await world.publish(refused)
        await world.drained()
    mended = Applier(world.database, world.handlers, "cn")
    async with world.database.read() as conn:
        (letter,) = await dead_letters.listed(conn)

    await mended.redrive(letter.topic, letter.partition, letter.offset)

    assert (letter.key, letter.value) == (refused.key, refused.value)
    assert dict(letter.headers) == dict(refused.headers)
    assert await world.ledger() == {credit_code(1): ["forbidden"]}
    with pytest.raises(ValueError, match="already redriven"):
        await mended.redrive(letter.topic, letter.partition, letter.offset)


async def test_the_fuse_stops_reading_when_most_is_buried_until_an_operator_resets_it(world: World) -> None:
    junk = {"topic": TOPIC, "key": b"k", "value": b"junk", "headers": []}
    async with world.reading() as delivery:
        await world.publish(*[junk] * 600)

        async def blown() -> bool:
            return delivery.readiness()["fuse"] is not None

        await eventually(blown)
        await world.publish(record(1, 1))
        assert await world.ledger() == {}
        async with world.database.transaction() as conn:
            await conn.execute("UPDATE fuse SET blown_at = NULL, reason = NULL")
            await conn.execute("DELETE FROM dead_letter")
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["1/1"]}
