from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import UnknownTopicOrPartitionError

from panhuo.runtime.databases import ensure_database, service_dsn
from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.postgres import LocalPostgres


async def test_what_was_committed_survives_a_killed_postgresql(own_postgres: LocalPostgres):
    connection = await asyncpg.connect(own_postgres.dsn())
    await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")

    own_postgres.kill()
    own_postgres.spawn()
    await own_postgres.until_ready()

    connection = await asyncpg.connect(own_postgres.dsn())
    assert await connection.fetchval("SELECT n FROM kept") == 1
    await connection.close()


async def test_the_memory_that_a_server_of_tests_shares_goes_with_its_directory(own_postgres: LocalPostgres):
    assert "shm/PostgreSQL." not in Path(f"/proc/{own_postgres.process.pid}/maps").read_text()


async def test_a_killed_kafka_is_back_within_ten_seconds(own_kafka: LocalKafka):
    own_kafka.kill()

    own_kafka.spawn()

    await own_kafka.until_ready(timeout=10)


async def test_a_paused_kafka_is_not_ready_and_is_again_when_resumed(own_kafka: LocalKafka):
    own_kafka.pause()
    assert not await own_kafka.is_ready()

    own_kafka.resume()

    await own_kafka.until_ready(timeout=10)


async def test_no_topic_appears_because_someone_asked_for_it(kafka: str, unique: str):
    async with AIOKafkaProducer(bootstrap_servers=kafka, request_timeout_ms=2000) as producer:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.send_and_wait(unique, b"stray")

        metadata = await producer.client.fetch_all_metadata()

    assert unique not in metadata.topics()


async def test_a_service_reaches_its_own_database_and_no_other(own_postgres: LocalPostgres):
    await ensure_database(own_postgres.dsn(), "filing", "secret")
    await ensure_database(own_postgres.dsn(), "matching", "other")

    connection = await asyncpg.connect(service_dsn(own_postgres.dsn(), "filing", "secret"))
    assert await connection.fetchval("SELECT current_database()") == "panhuo_filing"
    await connection.close()

    filing_role = service_dsn(own_postgres.dsn(), "filing", "secret").removesuffix("/panhuo_filing")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="panhuo_matching"):
        await asyncpg.connect(f"{filing_role}/panhuo_matching")
