"""Events that come off the log: once, in order, or buried."""

import asyncio

from tests.chassis.delivery.world import TOPIC, World, credit_code, record


async def test_events_take_effect_once_and_in_order_of_their_key(world: World) -> None:
    async with world.reading():
        await world.publish(*(record(n, sequence) for sequence in range(1, 6) for n in range(20)))
        await world.drained()

    expected = {credit_code(n): [f"{n}/{sequence}" for sequence in range(1, 6)] for n in range(20)}
    assert await world.ledger() == expected


async def test_an_event_delivered_twice_takes_effect_once(world: World) -> None:
    once = record(1, 1)

    async with world.reading():
        await world.publish(once, once, record(1, 2), once, record(1, 2))
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["1/1", "1/2"]}
    assert await world.value("SELECT count(*) FROM dead_letter") == 0


async def test_a_second_reader_of_the_same_log_goes_on_where_the_first_stopped(world: World) -> None:
    async with world.reading():
        await world.publish(record(1, 1), record(2, 1))
        await world.drained()
    await world.publish(record(1, 2), record(2, 2))

    async with world.reading():
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["1/1", "1/2"], credit_code(2): ["2/1", "2/2"]}


async def test_poison_is_buried_with_its_bytes_and_the_rest_flows(world: World) -> None:
    good = record(1, 1)
    headers = list(good.headers)

    async with world.reading():
        await world.publish(
            {"topic": TOPIC, "key": b"k", "value": b"{not json", "headers": headers},
            {"topic": TOPIC, "key": None, "value": b"\xff\xfe", "headers": []},
            {"topic": TOPIC, "key": b"k", "value": b"{}", "headers": [("ce_type", b"\xff\xff")]},
            {"topic": TOPIC, "key": good.key, "value": None, "headers": headers},
            good,
        )
        await world.drained()

    assert await world.value("SELECT count(*) FROM dead_letter") == 4
    assert await world.value("SELECT value FROM dead_letter WHERE reason = 'bad_body'") == b"{not json"
    assert set(await world.ledger()) <= {credit_code(1)}


async def test_an_unknown_type_is_passed_over(world: World) -> None:
    known = record(1, 2)
    headers = [(n, b"panhuo.SomethingElse.v9" if n == "ce_type" else v) for n, v in record(1, 1).headers]

    async with world.reading():
        await world.publish({"topic": TOPIC, "key": known.key, "value": b"{}", "headers": headers}, known)
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["1/2"]}
    assert await world.value("SELECT count(*) FROM dead_letter") == 0


async def test_a_provincial_writer_speaks_for_its_own_province_only(world: World) -> None:
    foreign = record(1, 1, writer="cn-33")
    own = record(2, 1, writer="cn-11")

    async with world.reading():
        await world.publish(foreign, own)
        await world.drained()

    assert await world.ledger() == {credit_code(2): ["2/1"]}
    assert await world.value("SELECT reason FROM dead_letter") == "foreign"


async def test_what_comes_after_a_later_number_is_buried_as_late(world: World) -> None:
    async with world.reading():
        await world.publish(record(1, 1), record(1, 4), record(1, 3), record(1, 3), record(1, 5))
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["1/1", "1/4", "1/5"]}
    assert await world.value("SELECT count(*) FROM dead_letter WHERE reason = 'late'") == 1


async def test_a_stop_takes_moments_even_while_something_is_tried_again(world: World) -> None:
    async def fails(facts: object, conn: object) -> list[object]:
        raise ConnectionError("always")

    handlers = dict.fromkeys(world.handlers, fails)
    async with world.reading(handlers) as delivery:
        await world.publish(record(1, 1))
        await asyncio.sleep(3)
        began = asyncio.get_running_loop().time()
        await delivery.stop()

    assert asyncio.get_running_loop().time() - began < 2
    assert await world.value("SELECT coalesce(sum(next_offset), 0)::int FROM position") == 0
