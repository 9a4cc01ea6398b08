"""Sends a file as an account does and carries the import on to its end."""

from datetime import date
from pathlib import Path

import orjson
from panhuo_contracts import uuid7

from chassis.service import Service
from services.inventory.importing import run as import_run
from services.inventory.store import imports
from services.inventory.store.imports import Job

TODAY = date(2026, 3, 2)


async def add_job(
    service: Service,
    path: Path,
    *,
    organization: str | None = None,
    organization_name: str | None = None,
    jurisdiction: str = "cn",
    today: date = TODAY,
    holds: str = imports.STOCK,
) -> Job:
    identifier = uuid7()
    async with service.database.transaction() as conn:
        await imports.add(
            conn,
            {
                "id": identifier,
                "file_name": path.name,
                "path": str(path),
                "bytes": path.stat().st_size,
                "fingerprint": "",
                "subject": "sample-nation",
                "sender": "郑示例",
                "organization": organization,
                "organization_name": organization_name,
                "jurisdiction": jurisdiction,
                "today": today,
            },
            holds=holds,
        )
        job = await imports.get(conn, identifier)
    assert job is not None
    return job


async def reload(service: Service, job: Job) -> Job:
    async with service.database.read() as conn:
        now = await imports.get(conn, job.id)
    assert now is not None
    return now


async def send(service: Service, path: Path, **sender: str | None) -> Job:
    """The job when all is done. The file is kept for sending it again."""
    kept = path.read_bytes()
    job = await add_job(service, path, **sender)
    await import_run.run(service, job)
    path.write_bytes(kept)
    return await reload(service, job)


async def problems(service: Service, job: Job) -> list[tuple[int, str, str, str]]:
    """Row, column, value and rule of everything that is wrong."""
    async with service.database.read() as conn:
        found = await imports.problems(conn, job.id, rules=None, after=(0, -1), limit=1000)
    return [(each.row, each.problem.column, each.problem.value, each.problem.rule) for each in found]


async def said(service: Service) -> list[tuple[str, dict[str, object]]]:
    """Type and body of each event in the outbox, in the order of saying."""
    async with service.database.read() as conn:
        rows = await conn.fetch("SELECT headers, value FROM kept.outbox ORDER BY id")
    return [(orjson.loads(row["headers"])["ce_type"].split(".")[1], orjson.loads(row["value"])) for row in rows]
