"""Where the commands for operators find a service's database and broker: the environment, else the local runtime."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import asyncpg
import typer
from aiokafka.errors import KafkaConnectionError

from chassis.database import Database
from chassis.delivery import Handlers
from panhuo.runtime.databases import SERVICES
from panhuo.runtime.state import DIRECTORY, State


@dataclass(frozen=True, slots=True)
class Installation:
    """One service as it is installed here."""

    service: str
    writer: str
    dsn: str
    bootstrap: str

    @classmethod
    def find(cls, service: str, directory: Path = DIRECTORY) -> "Installation":
        """What `panhuo up` remembered under ``directory``, else WRITER, KAFKA_BOOTSTRAP and <SERVICE>_POSTGRES_DSN
        (or POSTGRES_DSN) from the environment. Ends the command with a sentence where neither is there.
        """
        if service not in SERVICES:
            raise typer.BadParameter(f"{service!r} is no service: {', '.join(SERVICES)}")
        names = ("WRITER", "POSTGRES_DSN", "KAFKA_BOOTSTRAP")
        known = State(directory).environment(service)
        if not known:
            known = {name: os.environ[name] for name in names if os.environ.get(name)}
            known |= {"POSTGRES_DSN": dsn} if (dsn := os.environ.get(f"{service.upper()}_POSTGRES_DSN")) else {}
        missing = [name for name in names if name not in known]
        if missing:
            raise typer.BadParameter(
                f"no `panhuo up` was started in {directory.resolve().parent}, and not set: {', '.join(missing)}. "
                "Go where it was started, or set them as the service has them (docs/operating.md)."
            )
        return cls(service, *(known[name] for name in names))

    @property
    def handlers(self) -> Handlers:
        """The service's table of handlers."""
        table: Handlers = import_module(f"services.{self.service}.app").HANDLERS
        return table

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The service's database, open for one command. Ends the command where it does not answer."""
        opened = await Database.open(self.dsn, application="panhuo.operator", size=2)
        try:
            with unreachable_ends_the_command(f"the database of {self.service}"):
                async with opened.read() as conn:
                    await conn.fetchval("SELECT 1")
                yield opened
        finally:
            await opened.close()


_UNREACHABLE = (
    OSError,  # TimeoutError among them
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    KafkaConnectionError,
)


@contextmanager
def unreachable_ends_the_command(what: str = "PostgreSQL or Kafka") -> Iterator[None]:
    """Within the block, a server that does not answer is a sentence and ends the command with 2."""
    try:
        yield
    except _UNREACHABLE as error:
        said = str(error).splitlines()[0] if str(error) else "it took too long"
        typer.secho(f"{what} does not answer: {said}. Does it run, and is this its address?", fg="red", err=True)
        raise typer.Exit(2) from None
