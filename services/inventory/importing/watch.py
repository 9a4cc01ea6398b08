"""Starts a process for each import that waits, and again for one that broke off."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog
from fastapi import FastAPI

from chassis.database import Database
from chassis.http import UNREACHABLE, run_beside
from services.inventory.store import imports

MOST_AT_ONCE: Final = 2
_LOOK_SECONDS: Final = 2.0
_STOP_SECONDS: Final = 5.0
log = structlog.get_logger()


def watch_of(app: FastAPI) -> "ImportWatch":
    watch: ImportWatch = app.state.import_watch
    return watch


class ImportWatch:
    """One for each process of the service; the job's lock keeps two from carrying on the same import."""

    def __init__(self) -> None:
        self._processes: dict[UUID, Process] = {}
        self._nudge = asyncio.Event()

    def nudge(self) -> None:
        """A file has come: look now."""
        self._nudge.set()

    async def watch(self, database: Database) -> None:
        """Look for imports without a process, for ever; a database that is down is asked again."""
        try:
            while True:
                with suppress(*UNREACHABLE):
                    await self._look(database)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._nudge.wait(), _LOOK_SECONDS)
                self._nudge.clear()
        finally:
            await self._stop()

    def install(self, app: FastAPI) -> None:
        """Watch as long as the application runs, inside of its own lifespan: the database is open then."""
        app.state.import_watch = self
        run_beside(app, lambda service: self.watch(service.database), "imports")

    async def _look(self, database: Database) -> None:
        for job, process in list(self._processes.items()):
            if process.returncode is not None:
                if process.returncode != 0:
                    log.warning("an import broke off", job=str(job), exit_code=process.returncode)
                del self._processes[job]
        if len(self._processes) >= MOST_AT_ONCE:
            return
        async with database.read() as conn:
            waiting = [job for job in await imports.unfinished(conn) if job not in self._processes]
            held = {
                row["job"]
                for row in await conn.fetch(
                    "SELECT (classid::bigint << 32) | objid::bigint AS job FROM pg_locks WHERE locktype = 'advisory'"
                )
            }
        free = [job for job in waiting if imports.lock_of(job) not in held]
        for job in free[: MOST_AT_ONCE - len(self._processes)]:
            self._processes[job] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services.inventory.importing.job", str(job), env=dict(os.environ)
            )

    async def _stop(self) -> None:
        """End what was started: the next start of the service carries the imports on."""
        for process in self._processes.values():
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.terminate()
        running = [asyncio.create_task(process.wait()) for process in self._processes.values()]
        if running:
            _, late = await asyncio.wait(running, timeout=_STOP_SECONDS)
            for process in self._processes.values() if late else ():
                with suppress(ProcessLookupError):
                    process.kill()
