"""Real Kafka and PostgreSQL for every test that asks, started once; a fresh database for each test."""

import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import settings
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.postgres import LocalPostgres
from tests import engines
from tests.issuing import LocalIssuer, local_issuer

settings.register_profile("here", deadline=None, max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "50")))
settings.load_profile("here")

FreshDatabase = Callable[[str], Awaitable[str]]


@pytest_asyncio.fixture(scope="session")
async def kafka() -> AsyncIterator[str]:
    """bootstrap.servers of the broker that all tests share: use topics of your own."""
    async with engines.kafka_address() as address:
        yield address


@pytest_asyncio.fixture(scope="session")
async def postgres() -> AsyncIterator[str]:
    """The administrator's DSN of the server that all tests share: use `database`."""
    async with engines.postgres_address() as dsn:
        yield dsn


@pytest_asyncio.fixture
async def own_kafka() -> AsyncIterator[LocalKafka]:
    """A broker for this test alone, to be killed, paused and restarted."""
    async with engines.local_kafka() as kafka:
        yield kafka


@pytest_asyncio.fixture
async def own_postgres() -> AsyncIterator[LocalPostgres]:
    """A server for this test alone, to be killed, paused and restarted."""
    async with engines.local_postgres() as postgres:
        yield postgres


@pytest_asyncio.fixture(scope="session")
async def database_template(postgres: str) -> AsyncIterator[FreshDatabase]:
    """`await database_template(service)`: the name of a database that the service's real migrations built."""
    from chassis.database import migrate

    built: dict[str, str] = {}

    async def template(service: str) -> str:
        if service not in built:
            name = f"template_{service}_{uuid.uuid4().hex[:8]}"
            await _administer(postgres, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            built[service] = name
            await migrate(dsn_of(postgres, name), service)
        return built[service]

    yield template
    for name in built.values():
        await _administer(postgres, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest_asyncio.fixture
async def database(postgres: str, database_template: FreshDatabase) -> AsyncIterator[FreshDatabase]:
    """`await database(service)`: the DSN of a database of its own with the service's schema."""
    made: list[str] = []

    async def fresh(service: str) -> str:
        name = f"test_{service}_{uuid.uuid4().hex[:12]}"
        await _administer(
            postgres, f"CREATE DATABASE {name} TEMPLATE {await database_template(service)} STRATEGY FILE_COPY"
        )
        made.append(name)
        return dsn_of(postgres, name)

    yield fresh
    for name in made:
        await _administer(postgres, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class CompiledOnce(BytecodeCache):
    """Templates of this run by name and content."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self._compiled.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Not again for each application: tests of pages would spend half their time on it."""
    from chassis.web import layout

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "Environment", partial(Environment, bytecode_cache=CompiledOnce()))
        yield


@pytest_asyncio.fixture(scope="session")
async def issuer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalIssuer]:
    """Whose tokens every application of this run accepts."""
    async with local_issuer(tmp_path_factory.mktemp("issuer")) as running:
        yield running


@pytest.fixture
def unique() -> str:
    """A short word that no other test has, for topics, groups and keys on shared servers."""
    return uuid.uuid4().hex[:12]


def dsn_of(admin_dsn: str, database_name: str) -> str:
    return urlunsplit(urlsplit(admin_dsn)._replace(path=f"/{database_name}"))


async def _administer(admin_dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(admin_dsn, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
