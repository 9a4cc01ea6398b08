"""Where the tests' Kafka and PostgreSQL come from: this machine's packages, an address, or a container engine."""

import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.ports import free_port
from panhuo.runtime.postgres import LocalPostgres
from panhuo.runtime.scratch import scratch

WANTS_CONTAINERS = os.environ.get("PANHUO_TEST_ENGINE") == "containers"
MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a directory of its own there
SCRATCH = "panhuo-testing-"


def roomy() -> Path | None:
    """Memory, where there is plenty: a database of hundreds of small files is copied thirty times as fast there."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 6 * 2**30 else None


@asynccontextmanager
async def a_directory() -> AsyncIterator[Path]:
    """Outside pytest's own directories: a second run tightens those while this one's PostgreSQL uses them."""
    with scratch(SCRATCH, roomy()) as path:
        yield path


@asynccontextmanager
async def local_kafka() -> AsyncIterator[LocalKafka]:
    async with a_directory() as directory:
        kafka = LocalKafka(
            directory / "kafka",
            port=free_port(),
            controller_port=free_port(),
            log=directory / "kafka.log",
        )
        try:
            await kafka.start()
            yield kafka
        finally:
            await kafka.stop()


@asynccontextmanager
async def local_postgres() -> AsyncIterator[LocalPostgres]:
    async with a_directory() as directory:
        postgres = LocalPostgres(
            directory / "postgres",
            port=free_port(),
            password=secrets.token_urlsafe(12),
            log=directory / "postgres.log",
            durable=False,
        )
        try:
            await postgres.start()
            yield postgres
        finally:
            await postgres.stop()


@asynccontextmanager
async def kafka_address() -> AsyncIterator[str]:
    """bootstrap.servers of a broker that lives as long as the test run."""
    if external := os.environ.get("KAFKA_BOOTSTRAP"):
        yield external
    elif WANTS_CONTAINERS:
        with kafka_container() as address:
            yield address
    else:
        async with local_kafka() as kafka:
            yield kafka.bootstrap


@asynccontextmanager
async def postgres_address() -> AsyncIterator[str]:
    """An administrator's DSN on a server that lives as long as the test run."""
    if external := os.environ.get("POSTGRES_DSN"):
        yield external
    elif WANTS_CONTAINERS:
        with postgres_container() as dsn:
            yield dsn
    else:
        async with local_postgres() as postgres:
            yield postgres.dsn()


@contextmanager
def kafka_container() -> Iterator[str]:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    port = free_port()
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://localhost:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    }
    container = DockerContainer("apache/kafka:4.3.1").with_bind_ports(port, port)
    for name, value in settings.items():
        container = container.with_env(name, value)
    with container.waiting_for(LogMessageWaitStrategy("Kafka Server started")):
        yield f"localhost:{port}"


@contextmanager
def postgres_container() -> Iterator[str]:
    from testcontainers.postgres import PostgresContainer

    with PostgresContainer("postgres:18", driver=None) as postgres:
        yield postgres.get_connection_url()
