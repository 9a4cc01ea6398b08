"""`panhuo digest`, `rebuild`, `fuse`, `losses` and `raise-heads`: compare, replay and mend a service's streams."""

import asyncio
import json
from textwrap import wrap
from typing import Annotated

import typer
from panhuo_contracts import Topic
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from chassis.delivery import agreement, heads, position
from chassis.delivery.position import Place
from chassis.delivery.rebuild import Comparison, Rebuild
from panhuo.operating.dead_letters import AsJson, Service
from panhuo.operating.installation import Installation, unreachable_ends_the_command
from panhuo.runtime.databases import SERVICES


def digest(*, as_json: AsJson = False) -> None:
    """What each service said, by topic, and whether every reader holds it.

    Example: panhuo digest

    Ends with 0 where all agree, 1 where one does not, 2 where a database does
    not answer or is not known here.
    """
    found = asyncio.run(_digests())
    if as_json:
        typer.echo(json.dumps([line.plain() for line in found]))
    else:
        for line in found:
            for text in told(line):
                typer.echo(text)
    raise typer.Exit(0 if all(line.agrees for line in found) else 1)


def told(line: agreement.Line) -> list[str]:
    """A topic in lines of no more than eighty columns: what was said, then a word of each reader.

    The owner of another writer's topic is not here: what its readers hold stands in the place of what was said.
    """
    shown = line.reference
    standing = [f"{service} {line.verdict(service)}" for service in SERVICES if service in line.held]
    head = f"{line.topic:<26} {shown.events:>11,} {shown.fold}"
    waiting = [f"{line.waiting:,} of {Topic.parse(line.topic).stream.owner} wait to be sent"] if line.waiting else []
    readers = ("" if line.said else "as read, its writer is elsewhere: ") + ", ".join(waiting + standing)
    return [head, *wrap(readers, 78, initial_indent="  ", subsequent_indent="  ")]


async def _digests() -> list[agreement.Line]:
    stores = {}
    for service in SERVICES:
        async with Installation.find(service).database() as database, database.read() as conn:
            stores[service] = await agreement.store_digests(conn)
    return agreement.compare(stores)


def rebuild(
    service: Service,
    *,
    fresh: Annotated[bool, typer.Option(help="Start over instead of going on with a rebuild broken off.")] = False,
    accept_difference: Annotated[bool, typer.Option(help="Swap even if a table differs.")] = False,
) -> None:
    """Replay all streams into an empty schema beside the live one, compare digests, and swap where they agree.

    The service goes on meanwhile. After an upgrade that changed what a
    projection keeps, a table may differ: --accept-difference takes the new one.

    Example: panhuo rebuild filing

    Ends with 0 where nothing differs, 1 where a table does (and says whether
    the rebuilt schema is live), 2 where it could not be done: run it again.
    """
    here = Installation.find(service)
    work = Rebuild(service, here.writer, here.handlers, here.dsn, here.bootstrap)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    try:
        with (
            unreachable_ends_the_command(),
            Progress(*columns, console=Console(stderr=True), transient=True) as bar,
        ):
            task = bar.add_task(f"replaying {service}", total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            outcome = asyncio.run(work.run(show, is_fresh=fresh, accepts_difference=accept_difference))
    except typer.Exit:
        raise
    except RuntimeError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(2) from None
    _report(outcome, is_swapped=not outcome.differing or accept_difference)


def _report(outcome: Comparison, *, is_swapped: bool) -> None:
    table = Table("table", "live (rows:digest)", "rebuilt", "")
    for name in sorted({*outcome.live, *outcome.rebuilt}):
        verdict = "differs" if name in outcome.differing else "same"
        table.add_row(name, outcome.live.get(name, "–"), outcome.rebuilt.get(name, "–"), verdict)
    Console().print(table)
    typer.echo("The rebuilt schema is live." if is_swapped else "Nothing was swapped: see --accept-difference.")
    raise typer.Exit(1 if outcome.differing else 0)


def reset_fuse(service: Service) -> None:
    """Let a service read on after too many of its last events were buried.

    Example: panhuo reset-fuse filing

    Ends with 0 where the fuse is whole, 2 where the database does not answer.
    """

    async def reset() -> str | None:
        async with Installation.find(service).database() as database, database.transaction() as conn:
            reason: str | None = await conn.fetchval("SELECT reason FROM fuse WHERE blown_at IS NOT NULL")
            await conn.execute("UPDATE fuse SET blown_at = NULL, reason = NULL")
            await conn.execute("UPDATE dead_letter SET records_before = -1 WHERE records_before >= 0")
            return reason

    reason = asyncio.run(reset())
    typer.echo(f"reset: {reason}" if reason else f"the fuse of {service} was whole")


def accept_loss(
    service: Service,
    topic: Annotated[str, typer.Argument(help="Such as cn-33.inventory.v1.")],
    partition: Annotated[int, typer.Argument(min=0)],
) -> None:
    """Read on in a partition that stopped because the log had dropped what was not read yet.

    Example: panhuo accept-loss monitoring cn-33.inventory.v1 0

    Ends with 0 where it goes on, 1 where that partition lost nothing, 2 where
    the database does not answer.
    """

    async def accept() -> int:
        async with Installation.find(service).database() as database, database.transaction() as conn:
            return await position.accept_loss(conn, Place(topic, partition))

    try:
        typer.echo(f"{topic} partition {partition} goes on from offset {asyncio.run(accept())}")
    except LookupError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from None


def raise_heads(service: Service) -> None:
    """After a restore from backup: lift every head above the highest number on the log. Run it before the service.

    Example: panhuo raise-heads filing

    Ends with 0 where all are lifted, 2 where a server does not answer.
    """
    here = Installation.find(service)

    async def lift() -> int:
        async with here.database() as database:
            return await heads.lift(database, here.bootstrap, here.service, here.writer)

    with unreachable_ends_the_command("Kafka"):
        rose = asyncio.run(lift())
    typer.echo(f"{rose:,} heads rose")
