"""`panhuo serve`, `migrate` and `prepare`: the platform in the hands of operators, told by its environment."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from chassis.errors import Misconfigured
from panhuo.operating.installation import unreachable_ends_the_command

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
    """Run one service; several processes of the same one share its work.

    The environment says all it needs: docs/operating.md has the variables.
    What is missing is named at once, with an example of each.

    Example: HTTP_PORT=8000 WRITER=cn … panhuo serve filing

    Ends with 0 once it was told to stop, 1 where it failed, 2 where the
    environment is incomplete or wrong.
    """
    import uvicorn

    os.environ["SERVICE"] = service.value
    port = os.environ.get("HTTP_PORT", "")
    try:
        uvicorn.run(
            f"services.{service.value}.app:build",
            factory=True,
            host=os.environ.get("HTTP_HOST", "127.0.0.1"),
            port=int(port) if port.isdecimal() else 0,  # the service's settings refuse what is no port
            access_log=False,
            log_config=None,  # the service configures its own logging
            server_header=False,
            proxy_headers=True,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            lifespan="on",
        )
    except Misconfigured as reason:
        typer.echo(f"panhuo serve {service.value}: {reason}\ndocs/operating.md says what each means.", err=True)
        raise typer.Exit(2) from None


def migrate(service: Name) -> None:
    """Bring the database of one service (POSTGRES_DSN) to the current schema.

    Example: POSTGRES_DSN=postgresql://… panhuo migrate filing

    Ends with 0 where the schema is current, 1 where a migration failed (what
    it changed is undone), 2 where POSTGRES_DSN is missing or does not answer.
    """
    from chassis.database import migrate as bring_to_present

    (dsn,) = _variables("POSTGRES_DSN")
    with failing_plainly():
        changed = asyncio.run(bring_to_present(dsn, service.value))
    typer.echo(current(service.value, changed))


def current(service: str, changed: list[str]) -> str:
    """What to say once a database is current; ``changed``: migrations of projections that were filled before."""
    if not changed:
        return f"The database of {service} is current"
    return (
        f"The database of {service} is current. Its projections have changed ({', '.join(changed)}): once the service "
        f"runs, `panhuo rebuild {service}` says whether they lack anything; docs/operating.md, Upgrading, says more"
    )


def prepare(
    writer: Annotated[
        list[str] | None,
        typer.Option(envvar="WRITER", help="Make the topics of this writer too, such as cn-33; several."),
    ] = None,
) -> None:
    """Make topics, and each service's database, role and schema, on servers that run already.

    KAFKA_BOOTSTRAP; POSTGRES_DSN, an administrator's; INVENTORY_PASSWORD and
    so on, the roles' passwords. Run it with each version: what is there stays.

    Example: panhuo prepare --writer cn-33

    Ends with 0 where all is there, 1 where something could not be made,
    2 where a variable is missing or PostgreSQL does not answer; for Kafka it
    waits.
    """
    passwords = [f"{service.value.upper()}_PASSWORD" for service in Service]
    bootstrap, dsn, *given = _variables("KAFKA_BOOTSTRAP", "POSTGRES_DSN", *passwords)
    known = dict(zip((service.value for service in Service), given, strict=True))
    with failing_plainly():
        asyncio.run(_prepare(bootstrap, dsn, ["cn", *(writer or ())], known))
    typer.echo("Topics, databases and schemas are there")


async def _prepare(bootstrap: str, admin_dsn: str, writers: list[str], passwords: dict[str, str]) -> None:
    from chassis.database import migrate as bring_to_present
    from chassis.kafka import ensure_topics
    from panhuo.runtime.databases import ensure_database, service_dsn

    await ensure_topics(bootstrap, writers)
    for service, password in passwords.items():
        await ensure_database(admin_dsn, service, password)
        typer.echo(current(service, await bring_to_present(service_dsn(admin_dsn, service, password), service)))


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Within the block, a migration or topic that failed is a sentence and code 1; a server that is silent, code 2."""
    with unreachable_ends_the_command():
        try:
            yield
        except RuntimeError as error:
            typer.secho(str(error), fg="red", err=True)
            raise typer.Exit(1) from None


def _variables(*names: str) -> list[str]:
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise typer.BadParameter(f"not set: {', '.join(missing)}. docs/operating.md says what each means.")
    return [os.environ[name] for name in names]
