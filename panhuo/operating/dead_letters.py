"""`panhuo dead-letters`: what could not take effect, why, and once more."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from chassis.database import Database
from chassis.delivery import dead_letters
from chassis.delivery.batch import Applier
from chassis.delivery.dead_letters import DeadLetter
from panhuo.operating.installation import Installation
from panhuo.runtime.databases import SERVICES

app = typer.Typer(help="Look at what could not take effect, and apply it again once its cause is mended.")
PAGE = 50
Service = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]
Coordinates = Annotated[str, typer.Argument(help="<topic>/<partition>/<offset>, as `list` prints it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(
    service: Service,
    *,
    closed: Annotated[bool, typer.Option(help="Those that were redriven or discarded, too.")] = False,
    page: Annotated[int, typer.Option(min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """The latest dead letters, fifty a page.

    Example: panhuo dead-letters list filing

    Ends with 0, also where there are none; 2 where the database does not answer.
    """

    async def fetch(database: Database) -> list[DeadLetter]:
        async with database.read() as conn:
            return await dead_letters.listed(conn, is_open=not closed, limit=PAGE, offset=(page - 1) * PAGE)

    letters = asyncio.run(_with(service, fetch))
    if as_json:
        typer.echo(json.dumps([_plain(letter) for letter in letters], ensure_ascii=False))
        return
    table = Table("coordinates", "reason", "buried at", "closed as", title=f"Dead letters of {service}, page {page}")
    for letter in letters:
        table.add_row(_coordinates(letter), letter.reason, f"{letter.buried_at:%Y-%m-%d %H:%M:%S}", letter.closed_as)
    Console().print(table if letters else f"No {'' if closed else 'open '}dead letters in {service}.")


@app.command()
def show(service: Service, coordinates: Coordinates) -> None:
    """One dead letter, whole, as JSON.

    Example: panhuo dead-letters show filing cn.matching.v1/0/17

    Ends with 0, 1 where there is none, 2 where the database does not answer.
    """

    async def fetch(database: Database) -> DeadLetter:
        async with database.transaction() as conn:
            return await dead_letters.lock(conn, *_parse(coordinates))

    letter = asyncio.run(_with(service, fetch))
    typer.echo(json.dumps(_plain(letter), ensure_ascii=False, indent=2))


@app.command()
def redrive(
    service: Service,
    coordinates: Annotated[list[str] | None, typer.Argument(help="<topic>/<partition>/<offset>, several.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every open dead letter.")] = False,
) -> None:
    """Apply dead letters once more, past the sequence rule; each is closed with its effect, or stays as it is.

    Example: panhuo dead-letters redrive filing --all

    Ends with 0 where each took effect, 1 where one did not, 2 where the
    database does not answer.
    """
    if bool(coordinates) == every:
        raise typer.BadParameter("name dead letters, or say --all")
    installation = Installation.find(service)

    async def again(database: Database) -> int:
        applier = Applier(database, installation.handlers, installation.writer)
        places = [_parse(text) for text in coordinates or ()] or await _open(database)
        failures = 0
        for place in places:
            try:
                await applier.redrive(*place)
            except (LookupError, ValueError) as error:
                failures += 1
                typer.secho(str(error).splitlines()[0], fg="yellow", err=True)
            else:
                typer.echo(f"{'/'.join(map(str, place))} has taken effect")
        return failures

    raise typer.Exit(1 if asyncio.run(_with(service, again)) else 0)


@app.command()
def discard(service: Service, coordinates: Coordinates) -> None:
    """Close a dead letter that shall never take effect.

    Example: panhuo dead-letters discard filing cn.matching.v1/0/17

    Ends with 0 once it is closed, 1 where there is none, 2 where it was closed
    before or the database does not answer.
    """

    async def close(database: Database) -> None:
        async with database.transaction() as conn:
            letter = await dead_letters.lock(conn, *_parse(coordinates))
            if letter.closed_as is not None:
                raise typer.BadParameter(f"{coordinates} was already {letter.closed_as}")
            await dead_letters.close(conn, letter, "discarded")

    asyncio.run(_with(service, close))
    typer.echo(f"{coordinates} is discarded")


async def _with(service: str, work: Any) -> Any:  # noqa: ANN401 - what the work returns
    async with Installation.find(service).database() as database:
        try:
            return await work(database)
        except LookupError as error:
            typer.secho(str(error), fg="red", err=True)
            raise typer.Exit(1) from None


async def _open(database: Database) -> list[tuple[str, int, int]]:
    async with database.read() as conn:
        return [
            tuple(row)
            for row in await conn.fetch(
                "SELECT topic, partition, record_offset FROM dead_letter WHERE closed_at IS NULL"
                " ORDER BY topic, partition, record_offset"
            )
        ]


def _parse(coordinates: str) -> tuple[str, int, int]:
    topic, _, rest = coordinates.partition("/")
    partition, _, offset = rest.partition("/")
    if not (partition.isdecimal() and offset.isdecimal()):
        raise typer.BadParameter(f"{coordinates!r} is not <topic>/<partition>/<offset>, such as cn.inventory.v1/0/17")
    return topic, int(partition), int(offset)


def _coordinates(letter: DeadLetter) -> str:
    return f"{letter.topic}/{letter.partition}/{letter.offset}"


def _plain(letter: DeadLetter) -> dict[str, object]:
    def text(raw: bytes | None) -> str | None:
        return None if raw is None else raw.decode(errors="backslashreplace")

    stated = asdict(letter) | {
        "coordinates": _coordinates(letter),
        "key": text(letter.key),
        "value": text(letter.value),
        "headers": {name: text(value) for name, value in letter.headers},
    }
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in stated.items()}
