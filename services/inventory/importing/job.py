"""The process of one file that is taken in: ``python -m services.inventory.importing.job JOB``.

Killed, it goes on at its next start.
"""

import asyncio
import gc
import os
import resource
import sys
from contextlib import suppress
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from chassis.service import Service
from chassis.telemetry import log_to_stdout
from services.inventory.app import HANDLERS
from services.inventory.importing.run import Overtaken, run
from services.inventory.legal import line_job
from services.inventory.settings import InventorySettings
from services.inventory.store import imports

_ADDRESS_SPACE: Final = 3 * 1024**3
_NICENESS: Final = 5
_RUNS: Final = {imports.STOCK: run, imports.REGISTER: line_job.run}
log = structlog.get_logger()


def main() -> None:
    """A hostile file may cost this process, never the service beside it."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    os.nice(_NICENESS)
    # Each step makes some hundred thousand objects and drops them all: looking for cycles among them finds none.
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    settings = InventorySettings.read(service="inventory")
    log_to_stdout("inventory.import", settings.log_level)
    asyncio.run(carry_on(settings, UUID(sys.argv[1])))


async def carry_on(settings: InventorySettings, identifier: UUID) -> None:
    """Carry the job on from where it stands, unless another process does. A lock of the session says who."""
    guard = await asyncpg.connect(settings.postgres_dsn, timeout=10, command_timeout=10)
    service = await Service.open(settings, HANDLERS)
    try:
        if not await guard.fetchval("SELECT pg_try_advisory_lock($1)", imports.lock_of(identifier)):
            return
        async with service.database.transaction() as conn:
            job = await imports.get(conn, identifier)
            if job is None or not job.is_open:
                return
            attempts = await imports.begin(conn, identifier)
            if attempts > imports.MOST_ATTEMPTS:
                await imports.refuse(
                    conn,
                    identifier,
                    f"读取 {imports.MOST_ATTEMPTS} 次都没有完成：文件可能过大或已损坏",
                    f"reading it broke off {imports.MOST_ATTEMPTS} times: it may be too large or broken",
                )
                return
        with suppress(Overtaken):
            await _RUNS[job.holds](service, job)
        log.info("import ended", job=str(identifier))
    finally:
        await service.database.close()
        await guard.close(timeout=5)


if __name__ == "__main__":
    main()
