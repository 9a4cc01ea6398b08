"""Register lines through the command that takes them down, beside COPY of the same lines into the same table."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

import asyncpg
from panhuo_contracts.codes import LicenseKind
from panhuo_contracts.codes import RegisterEventKind as Kind

from bench import material
from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle, spread
from bench.importing import _rows
from bench.progress import Progress, Scale
from bench.world import Meter, Spent, World, open_world
from chassis.identity import Principal, Role
from chassis.service import Service
from services.inventory.app import HANDLERS
from services.inventory.legal import registering
from services.inventory.legal.entry import FIELDS, RegisterEntry
from services.inventory.legal.fold import fold
from services.inventory.settings import InventorySettings
from services.inventory.store.patents import _COLUMNS

_LINES: Final = 4
"""Of each patent."""
_STEP: Final = 1_000
_DAY: Final = date(2024, 1, 8)
_REGISTRAR: Final = Principal(subject="bench", name="bench", role=Role.NATION)


def lines(patents: int) -> Iterator[registering.Line]:
    """Grant, a license, then a lapse that is restored or a pledge that is released; not in the order of their days."""
    for n in range(patents):
        number, mark, day = material.patent_number(n), f"X{n:08d}", _DAY + timedelta(days=n % 500)
        yield number, RegisterEntry(Kind.LICENSE_FILED, day, number=mark, license_kind=LicenseKind.ORDINARY)
        first, last = (Kind.FEE_LAPSED, Kind.RESTORED) if n % 2 else (Kind.PLEDGE_REGISTERED, Kind.PLEDGE_RELEASED)
        yield number, RegisterEntry(last, day + timedelta(days=200), number=mark)
        yield number, RegisterEntry(first, day + timedelta(days=90), number=mark)
        yield number, RegisterEntry(Kind.GRANTED, material.filing_date(n) + timedelta(days=700))


async def taken_down(world: World, dsn: str, patents: int) -> dict[str, float]:
    """By the command: known or new, stored, folded, and all that follows said."""
    environment = {name.lower(): value for name, value in world.environment("inventory", dsn).items()}
    service = await Service.open(InventorySettings.read(**environment), HANDLERS)
    said, meter, new = lines(patents), Meter(world), 0
    while step := list(islice(said, _STEP)):
        async with service.unit() as unit:
            new += (await registering.record(unit, _REGISTRAR, step, writer="cn")).new
    spent = meter.read()
    await service.database.close()
    if new != patents * _LINES:
        raise ValueError(f"{new} of {patents * _LINES} lines were new")
    return spent.stated()


async def copied(world: World, patents: int) -> dict[str, float]:
    """The ceiling: COPY of the lines into their table with its index; only COPY's own time counts."""
    dsn = await world.database("inventory")
    conn = await asyncpg.connect(dsn)
    rows = ((number, "cn", entry.identity(number), *entry) for number, entry in lines(patents))
    total = Spent()
    while window := list(islice(rows, _STEP * 10)):
        meter = Meter(world)
        await conn.copy_records_to_table(
            "register_entry", schema_name="live", records=window, columns=("patent", "writer", "id", *FIELDS)
        )
        spent = meter.read()
        total.seconds += spent.seconds
        total.client += spent.client
        total.server += spent.server
    await conn.close()
    await world.drop(dsn)
    return total.stated()


def folded(patents: int) -> float:
    """Lines a second of the fold alone."""
    histories: dict[str, list[RegisterEntry]] = {}
    for number, entry in lines(patents):
        histories.setdefault(number, []).append(entry)
    began = time.perf_counter()
    for history in histories.values():
        fold(history)
    return patents * _LINES / (time.perf_counter() - began)


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Both in turns, each in a process of its own."""
    patents = scale.register_patents
    taken, copies = list[Spent](), list[Spent]()
    async with open_world() as world:
        for turn in range(scale.repetitions):
            dsn = await _stocked(world, patents)
            taken.append(Spent(**await run(world, taken_down, dsn=dsn, patents=patents)))
            await world.drop(dsn)
            copies.append(Spent(**await run(world, copied, patents=patents)))
            rates = [f"{patents * _LINES / one[-1].seconds:,.0f}" for one in (taken, copies)]
            progress.say(f"{turn + 1}/{scale.repetitions} taken down {rates[0]}, indexed COPY {rates[1]} lines/s")
    return _conclude(taken, copies, patents)


async def _stocked(world: World, patents: int) -> str:
    """A database in which the patents stand."""
    dsn = await world.database("inventory")
    conn = await asyncpg.connect(dsn)
    rows: Iterator[tuple[Any, ...]] = _rows(patents)
    while window := list(islice(rows, 10_000)):
        await conn.copy_records_to_table("patent", schema_name="live", records=window, columns=_COLUMNS)
    await conn.execute("ANALYZE live.patent")
    await conn.close()
    return dsn


def _conclude(taken: list[Spent], copies: list[Spent], patents: int) -> Findings:
    count = patents * _LINES
    findings = Findings("register")
    ratios = [copy.seconds / one.seconds for one, copy in zip(taken, copies, strict=True)]
    findings.figures += [
        Figure("register: lines a second, folded and said", middle([count / one.seconds for one in taken]), "1/s"),
        Figure("register: rate ÷ indexed COPY", middle(ratios), "ratio", at_least=0.02),
        Figure("register: lines a second of the fold alone", folded(patents), "1/s"),
    ]
    findings.tables.append(
        Table(
            f"{count:,} lines of {patents:,} patents, a thousand in a transaction",
            ("Way", "lines/s", "CPU-s per million: client", "server"),
            [
                (
                    name,
                    spread([count / one.seconds for one in times]),
                    spread([one.client * 1e6 / count for one in times], ".0f"),
                    spread([one.server * 1e6 / count for one in times], ".0f"),
                )
                for name, times in (("taken down, folded, said", taken), ("indexed COPY", copies))
            ],
        )
    )
    return findings
