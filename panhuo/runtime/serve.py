"""`panhuo serve`, `migrate` and `prepare`: the platform in the hands of operators, told by its environment."""

import asyncio
import os
from enum import StrEnum
from typing import Annotated

import typer

# Below the orchestrator's usual 30 s between SIGTERM and SIGKILL, above the longest request.
GRACEFUL_SECONDS = 5


class Service(StrEnum):
    inventory = "inventory"
    evaluation = "evaluation"
    matching = "matching"
    filing = "filing"
    monitoring = "monitoring"


Name = Annotated[Service, typer.Argument(help="Which of the five services.")]


def serve(service: Name) -> None:
    """Run one service; several processes of the same one share its work."""
    import uvicorn

    os.environ["SERVICE"] = service.value
    uvicorn.run(
        f"services.{service.value}.app:build",
        factory=True,
        host=os.environ.get("HTTP_HOST", "127.0.0.1"),
        port=_port(),
        access_log=False,
        log_config=None,  # the service configures its own logging
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        lifespan="on",
    )


def migrate(service: Name) -> None:
    """Bring the database of one service (POSTGRES_DSN) to the current schema."""
    from chassis.database import migrate as bring_to_present

    asyncio.run(bring_to_present(_variable("POSTGRES_DSN"), service.value))
    typer.echo(f"The database of {service.value} is current")


def prepare(
    writer: Annotated[
        list[str] | None, typer.Option(help="Make the topics of this writer too, such as cn-33; several.")
    ] = None,
) -> None:
    """Make topics, and each service's database, role and schema, on servers that run already.

    KAFKA_BOOTSTRAP; POSTGRES_DSN, an administrator's; INVENTORY_PASSWORD and so on, the roles' passwords.
    """
    asyncio.run(_prepare(_variable("KAFKA_BOOTSTRAP"), _variable("POSTGRES_DSN"), ["cn", *(writer or ())]))
    typer.echo("Topics, databases and schemas are there")


async def _prepare(bootstrap: str, admin_dsn: str, writers: list[str]) -> None:
    from chassis.database import migrate as bring_to_present
    from chassis.kafka import ensure_topics
    from panhuo.runtime.databases import ensure_database, service_dsn

    passwords = {service.value: _variable(f"{service.value.upper()}_PASSWORD") for service in Service}
    await ensure_topics(bootstrap, writers)
    for service, password in passwords.items():
        await ensure_database(admin_dsn, service, password)
        await bring_to_present(service_dsn(admin_dsn, service, password), service)


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise typer.BadParameter(f"{name} is not set")
    return value


def _port() -> int:
    text = os.environ.get("HTTP_PORT", "")
    if not text.isdecimal():
        raise typer.BadParameter(f"HTTP_PORT is {text or 'not set'}: the port that this process listens on")
    return int(text)
