"""The run's own Kafka and PostgreSQL, which its faults may kill, and databases made from migrated templates."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from chassis.database import migrate
from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.ports import free_port
from panhuo.runtime.postgres import LocalPostgres
from tests import engines
from tests.chaos import readers


@dataclass
class Engines:
    """One broker and one server, shared by the worlds of a run."""

    directory: Path
    kafka: LocalKafka
    postgres: LocalPostgres
    _templates: dict[str, str] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def database(self, service: str, name: str) -> str:
        """The DSN of a new database with the schema of ``service`` and the readers' notebooks."""
        async with self._turn:
            if service not in self._templates:
                template = f"template_{service}"
                await self._administer(f"CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'")
                await migrate(self._dsn_of(template), service)
                await lay_out_notebooks(self._dsn_of(template), "live")
                self._templates[service] = template
            await self._administer(f"CREATE DATABASE {name} TEMPLATE {self._templates[service]} STRATEGY FILE_COPY")
        return self._dsn_of(name)

    def _dsn_of(self, name: str) -> str:
        return urlunsplit(urlsplit(self.postgres.dsn())._replace(path=f"/{name}"))

    async def _administer(self, statement: str) -> None:
        conn = await asyncpg.connect(self.postgres.dsn(), timeout=10)
        try:
            await conn.execute(statement)
        finally:
            await conn.close()


async def lay_out_notebooks(dsn: str, schema: str) -> None:
    conn = await asyncpg.connect(dsn, timeout=10)
    try:
        await conn.execute(readers.TABLES.format(schema=schema))
    finally:
        await conn.close()


@asynccontextmanager
async def started() -> AsyncIterator[Engines]:
    async with engines.a_directory() as directory:
        kafka = LocalKafka(
            directory / "kafka", port=free_port(), controller_port=free_port(), log=directory / "kafka.log"
        )
        postgres = LocalPostgres(
            directory / "postgres",
            port=free_port(),
            password=secrets.token_urlsafe(12),
            log=directory / "postgres.log",
            durable=False,
        )
        try:
            await postgres.start()
            await kafka.start()
            yield Engines(directory, kafka, postgres)
        finally:
            await kafka.stop()
            await postgres.stop()
