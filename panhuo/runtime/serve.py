"""`panhuo serve SERVICE` and `panhuo migrate SERVICE`: one service, from the environment, as operators run it."""

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

    dsn = os.environ.get("POSTGRES_DSN")
    if not dsn:
        raise typer.BadParameter("POSTGRES_DSN is not set: the address of the service's own database")
    asyncio.run(bring_to_present(dsn, service.value))
    typer.echo(f"The database of {service.value} is current")


def _port() -> int:
    text = os.environ.get("HTTP_PORT", "")
    if not text.isdecimal():
        raise typer.BadParameter(f"HTTP_PORT is {text or 'not set'}: the port that this process listens on")
    return int(text)
