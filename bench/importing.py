"""A file of generated rows through the import's real process, beside COPY of the same rows into the same table."""

import asyncio
import csv
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import psutil
from panhuo_contracts import Money

from bench import population, sampling
from bench.contestant import Failed, run
from bench.findings import Figure, Findings, Table, middle, spread
from bench.progress import Progress, Scale
from bench.world import Meter, Spent, World, open_world
from chassis.clock import today
from panhuo.runtime.process import dying_with_parent
from services.inventory.files.options import IMPLEMENTATION, MATURITY, MODES, PATENT_TYPES, SELF_GRADES
from services.inventory.files.standard_format import COLUMNS
from services.inventory.importing.job import carry_on
from services.inventory.records import entry_of, remarks_of
from services.inventory.settings import InventorySettings
from services.inventory.store import imports
from services.inventory.store.patents import _COLUMNS, Saying, _row

_MOST_MEGABYTES: Final = 400
_COPY_ROWS: Final = 10_000


def write_file(path: Path, rows: int) -> None:
    """The standard format with every column, as an institution's system would export it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.field for column in COLUMNS])
        writer.writerow({column.field: column.name for column in COLUMNS})
        writer.writerows(_cells(n) for n in range(rows))


def _cells(n: int) -> dict[str, str]:
    said = population.inventoried(n)
    paper, remarks = said.bibliography, said.annotations
    price: Money | None = remarks.asking_price
    return {
        "number": said.patent,
        "title": paper.title,
        "patent_type": PATENT_TYPES[paper.patent_type][0],
        "filing_date": paper.filing_date.isoformat(),
        "grant_date": paper.grant_date.isoformat() if paper.grant_date else "",
        "institution_name": said.institution_name,
        "institution": said.institution,
        "home": said.home,
        "ipc": "; ".join(paper.ipc),
        "abstract": paper.abstract,
        "implementation": IMPLEMENTATION[remarks.implementation][0],
        "accepted_modes": "; ".join(MODES[mode][0] for mode in remarks.accepted_modes),
        "asking_price": f"{price.amount / 10_000}" if price else "",
        "maturity": MATURITY[remarks.maturity][0] if remarks.maturity else "",
        "self_grade": SELF_GRADES[remarks.self_grade][0] if remarks.self_grade else "",
        "scenario": remarks.scenario,
        "industries": "; ".join(remarks.industries),
        "keywords": "; ".join(remarks.keywords),
        "inventoried_on": said.inventoried_on.isoformat(),
        "generated": "生成",
    }


async def by_the_import(world: World, dsn: str, job: UUID) -> Spent:
    """The process that the service starts for a file and the one that it starts itself, from start to end."""
    environment = {**os.environ, **world.environment("inventory", dsn)}
    with (Path(world.directory) / "import.log").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.inventory.importing.job", str(job), env=environment, stdout=out, stderr=out,
            preexec_fn=dying_with_parent(),
        )  # fmt: skip
        meter, spent = Meter(world, process.pid), Spent()
        while process.returncode is None:
            await asyncio.sleep(0.05)
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if (now := meter.read()).peak_megabytes:
                    now.peak_megabytes = max(now.peak_megabytes, spent.peak_megabytes)
                    spent = now
    if process.returncode != 0:
        raise Failed(Path(out.name).read_text()[-3_000:])
    return spent


async def in_this_process(world: World, dsn: str, job: str) -> None:
    """The same work where it can be sampled."""
    os.environ.update(world.environment("inventory", dsn))
    sampling.begin()
    await carry_on(InventorySettings.read(service="inventory"), UUID(job))


async def copied(world: World, count: int) -> dict[str, float]:
    """The ceiling: COPY of the same rows into the same table with all its indexes; only COPY's own time counts."""
    dsn = await world.database("inventory")
    conn = await asyncpg.connect(dsn)
    rows, total = _rows(count), Spent()
    while window := list(islice(rows, _COPY_ROWS)):
        meter = Meter(world)
        await conn.copy_records_to_table("patent", schema_name="live", records=window, columns=_COLUMNS)
        spent = meter.read()
        total.seconds += spent.seconds
        total.client += spent.client
        total.server += spent.server
    await conn.close()
    await world.drop(dsn)
    return total.stated()


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        said = population.inventoried(n)
        remarks = remarks_of(said.annotations)
        saying = Saying("cn", entry_of(said), remarks, "inventoried", inventoried_on=said.inventoried_on)
        yield _row(saying)


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Both in turns, each in a process of its own."""
    findings, count = Findings("import"), scale.import_rows
    imported, copies = list[Spent](), list[Spent]()
    async with open_world() as world:
        progress.say(f"writing a file of {count:,} rows")
        master = Path(world.directory) / "rows.csv"
        await asyncio.to_thread(write_file, master, count)
        for turn in range(scale.repetitions):
            dsn, job = await _sent(world, master)
            imported.append(await by_the_import(world, dsn, job))
            await _check(dsn, job, count)
            await world.drop(dsn)
            copies.append(Spent(**await run(world, copied, count=count)))
            rates = [f"{count / one[-1].seconds:,.0f}" for one in (imported, copies)]
            progress.say(f"{turn + 1}/{scale.repetitions} import {rates[0]}, indexed COPY {rates[1]} rows/s")
        _conclude(findings, imported, copies, count)
        if findings.missed:
            progress.say("a profile of the import")
            dsn, job = await _sent(world, master)
            findings.profiles["the import"] = await run(world, in_this_process, is_sampled=True, dsn=dsn, job=str(job))
    return findings


async def _sent(world: World, master: Path) -> tuple[str, UUID]:
    """A database in which the file waits for its import; the import deletes the file."""
    dsn, job = await world.database("inventory"), uuid4()
    path = master.with_name(f"{job}.csv")
    path.hardlink_to(master)
    conn = await asyncpg.connect(dsn)
    values = {
        "id": job,
        "file_name": "rows.csv",
        "path": str(path),
        "bytes": path.stat().st_size,
        "fingerprint": "bench",
        "subject": "nation",
        "sender": "bench",
        "organization": None,
        "organization_name": None,
        "jurisdiction": "cn",
        "today": today(),
    }
    await imports.add(conn, values)
    await conn.close()
    return dsn, job


async def _check(dsn: str, job: UUID, count: int) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        row = await conn.fetchrow("SELECT state, new FROM kept.import_job WHERE id = $1", job)
        waiting = await conn.fetchval("SELECT count(*) FROM kept.outbox")
    finally:
        await conn.close()
    if row is None or tuple(row) != ("done", count) or waiting != count:
        raise ValueError(f"{count} rows ended as {row} with {waiting} events in the outbox")


def _conclude(findings: Findings, imported: list[Spent], copies: list[Spent], count: int) -> None:
    ratios = [copy.seconds / one.seconds for one, copy in zip(imported, copies, strict=True)]
    findings.figures += [
        Figure("import: rows a second", middle([count / one.seconds for one in imported]), "1/s"),
        Figure("import: rate ÷ indexed COPY", middle(ratios), "ratio", at_least=0.2),
        Figure("import: peak memory", max(one.peak_megabytes for one in imported), "MB", at_most=_MOST_MEGABYTES),
    ]
    findings.tables.append(
        Table(
            f"{count:,} rows into the stock base library",
            ("Way", "rows/s", "CPU-s per million: client", "server", "peak MB"),
            [
                (
                    name,
                    spread([count / one.seconds for one in times]),
                    spread([one.client * 1e6 / count for one in times], ".0f"),
                    spread([one.server * 1e6 / count for one in times], ".0f"),
                    f"{max(one.peak_megabytes for one in times):.0f}" if name == "the import" else "–",
                )
                for name, times in (("the import", imported), ("indexed COPY", copies))
            ],
        )
    )
