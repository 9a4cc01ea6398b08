"""What only the log may declare: holes, losses, topics made again or made later; and members that share the work."""

import asyncio

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from chassis import kafka
from chassis.delivery.position import Place, accept_loss
from tests.chassis.delivery.world import TOPIC, World, credit_code, eventually, record, started


async def test_a_topic_that_is_made_later_is_read_from_its_beginning(world: World) -> None:
    async with world.reading():
        await world.publish(record(1, 1))
        await world.drained()
        await kafka.ensure_topics(world.bootstrap, ["cn-44"])
        await world.publish(record(2, 1, writer="cn-44", home="cn-44"))

        async def read() -> bool:
            return credit_code(2) in await world.ledger()

        await eventually(read)


async def test_the_markers_of_a_transactional_producer_are_holes_that_the_log_declares(world: World) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=world.bootstrap, transactional_id="a-province", acks="all")
    async with started(producer), world.reading():
        for sequence in range(1, 4):
            async with producer.transaction():
                said = record(1, sequence)
                await producer.send(said.topic, said.value, key=said.key, headers=list(said.headers))
        await world.publish(record(1, 4))

        async def read() -> bool:
            return len((await world.ledger()).get(credit_code(1), ())) == 4

        await eventually(read)

    assert await world.ledger() == {credit_code(1): ["1/1", "1/2", "1/3", "1/4"]}
    assert await world.value("SELECT count(*) FROM dead_letter") == 0


async def test_what_the_log_dropped_unread_stops_its_partition_until_an_operator_accepts_it(world: World) -> None:
    async with world.reading():
        await world.publish(*(record(1, sequence) for sequence in range(1, 3)))
        await world.drained()
    await world.publish(*(record(1, sequence) for sequence in range(3, 9)))
    place = Place(*(await _place_of(world)))
    admin = AIOKafkaAdminClient(bootstrap_servers=world.bootstrap)
    async with started(admin, stop="close"):
        await admin.delete_records({TopicPartition(*place): RecordsToDelete(before_offset=5)})

    async with world.reading():

        async def stopped() -> bool:
            return await world.value("SELECT count(*) FROM position WHERE state = 'lost'") == 1

        await eventually(stopped)
        assert await world.ledger() == {credit_code(1): ["1/1", "1/2"]}
        async with world.database.transaction() as conn:
            assert await accept_loss(conn, place) == 5
        await world.drained()

    assert await world.ledger() == {credit_code(1): ["1/1", "1/2", "1/6", "1/7", "1/8"]}
    assert await world.value("SELECT kind FROM kept.incident") == "retention_loss"


async def test_a_topic_made_again_is_read_on_and_its_repetitions_are_dropped(world: World) -> None:
    async with world.reading():
        await world.publish(*(record(1, sequence) for sequence in range(1, 6)))
        await world.drained()
    admin = AIOKafkaAdminClient(bootstrap_servers=world.bootstrap)
    async with started(admin, stop="close"):
        await admin.delete_topics([TOPIC])

        async def gone() -> bool:
            return TOPIC not in await admin.list_topics()

        await eventually(gone)
    await kafka.ensure_topics(world.bootstrap, ["cn"])
    await world.publish(record(1, 5), record(1, 6))

    async with world.reading():

        async def read() -> bool:
            return "1/6" in (await world.ledger())[credit_code(1)]

        await eventually(read)

    assert await world.ledger() == {credit_code(1): [f"1/{sequence}" for sequence in range(1, 7)]}
    assert await world.value("SELECT kind FROM kept.incident") == "recreated_topic"


async def test_members_share_the_work_and_hand_it_over_without_loss_or_repetition(world: World) -> None:
    async def say(sequences: range) -> None:
        for sequence in sequences:
            await world.publish(*(record(n, sequence) for n in range(12)))

    async with world.reading():
        await say(range(1, 4))
        async with world.reading():
            await say(range(4, 7))
            await asyncio.sleep(0)
        await say(range(7, 10))
        await world.drained()

    assert await world.ledger() == {credit_code(n): [f"{n}/{s}" for s in range(1, 10)] for n in range(12)}


async def _place_of(world: World) -> tuple[str, int]:
    async with world.database.read() as conn:
        row = await conn.fetchrow(
            "SELECT name, partition FROM position JOIN topic ON id = topic_id WHERE next_offset > 0"
        )
    assert row is not None
    return row[0], row[1]
