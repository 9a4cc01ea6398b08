"""One running service: its settings, its database, its delivery; and the unit of work of a command."""

import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from panhuo_contracts import Event

from chassis.database import Connection, Database, schema_problem, wait_until_ready
from chassis.delivery import Delivery, Handlers
from chassis.settings import Settings


@dataclass(frozen=True, slots=True)
class Unit:
    """One transaction of a command: what it writes and what it says stand or fall together."""

    conn: Connection
    delivery: Delivery

    async def announce(self, events: Sequence[Event]) -> None:
        """Let events take effect here and go out with the commit."""
        await self.delivery.announce(self.conn, events)


@dataclass(frozen=True, slots=True)
class Service:
    """What pages and API of a service work with."""

    name: str
    settings: Settings
    database: Database
    delivery: Delivery

    @classmethod
    async def open(cls, settings: Settings, handlers: Handlers) -> Self:
        """Open the pool; nothing runs yet, and the database may still be down."""
        name = settings.service
        database = await Database.open(settings.postgres_dsn, application=f"panhuo.{name}")
        delivery = Delivery(
            name,
            settings.writer,
            handlers,
            database,
            bootstrap=settings.kafka_bootstrap,
            dsn=settings.postgres_dsn,
        )
        return cls(name, settings, database, delivery)

    async def start(self) -> None:
        """Wait for the schema, then read and relay."""
        collect_rarely()
        await wait_until_ready(self.settings.postgres_dsn, self.name)
        await self.delivery.start()

    async def stop(self) -> None:
        """Stop delivery, then close the pool."""
        await self.delivery.stop()
        await self.database.close()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """A transaction in which a command writes and announces."""
        async with self.database.transaction() as conn:
            yield Unit(conn, self.delivery)

    async def readiness(self) -> dict[str, str | None]:
        """Each check with what is wrong, None where nothing is."""
        try:
            async with self.database.read() as conn:
                await conn.fetchval("SELECT 1")
            schema = await schema_problem(self.settings.postgres_dsn, self.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the database does not serve
            return {"database": str(error) or type(error).__name__, **self.delivery.readiness()}
        return {"database": None, "schema": schema, **self.delivery.readiness()}


def collect_rarely() -> None:
    """Batches make many short-lived objects and few cycles: the default thresholds cost a third of the reader's CPU."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
