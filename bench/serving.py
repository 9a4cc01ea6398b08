"""Service processes as operators run them: ``panhuo serve``."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.contestant import Failed
from bench.world import World
from panhuo.runtime.ports import free_port
from panhuo.runtime.process import dying_with_parent

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running process of a service."""

    service: str
    pid: int
    port: int
    dsn: str


@asynccontextmanager
async def served(world: World, service: str, *, dsn: str | None = None) -> AsyncIterator[Served]:
    """One process with this database or a fresh one, ready; both go afterwards."""
    dsn, port = dsn or await world.database(service), free_port()
    environment = {**os.environ, **world.environment(service, dsn, port=port)}
    with (Path(world.directory) / f"{service}.log").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "panhuo", "serve", service, env=environment, stdout=out, stderr=out,
            preexec_fn=dying_with_parent(),
        )  # fmt: skip
    try:
        await _until_ready(process, port, Path(out.name))
        yield Served(service, process.pid, port, dsn)
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()
        await world.drop(dsn)


async def _until_ready(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        while True:
            try:
                if (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            if process.returncode is not None or asyncio.get_running_loop().time() > deadline:
                raise Failed(f"the process is not ready:\n{log.read_text()[-3_000:]}")
            await asyncio.sleep(0.2)
