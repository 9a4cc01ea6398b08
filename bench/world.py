"""A broker and a server for the measurements, and what they and this process spend."""

import asyncio
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from chassis.database import migrate
from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.ports import free_port
from panhuo.runtime.postgres import LocalPostgres


@dataclass(frozen=True, slots=True)
class World:
    """Durable PostgreSQL (fsync on) and one broker, on this machine's loopback."""

    kafka: LocalKafka
    postgres: LocalPostgres

    @property
    def bootstrap(self) -> str:
        return self.kafka.bootstrap

    async def database(self, service: str | None = None) -> str:
        """The DSN of a fresh database, with a service's schema where one is named."""
        name = f"bench_{secrets.token_hex(6)}"
        conn = await asyncpg.connect(self.postgres.dsn())
        try:
            await conn.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        finally:
            await conn.close()
        dsn = self.postgres.dsn(name)
        if service is not None:
            await migrate(dsn, service)
        return dsn

    async def drop(self, dsn: str) -> None:
        """Give the space back."""
        conn = await asyncpg.connect(self.postgres.dsn())
        try:
            await conn.execute(f"DROP DATABASE IF EXISTS {dsn.rpartition('/')[2]} WITH (FORCE)")
            await conn.execute("CHECKPOINT")
        finally:
            await conn.close()


@asynccontextmanager
async def open_world() -> AsyncIterator[World]:
    """Start both, and stop and delete them afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="panhuo-bench-"))
    kafka = LocalKafka(directory / "kafka", port=free_port(), controller_port=free_port(), log=directory / "kafka.log")
    postgres = LocalPostgres(
        directory / "postgres", port=free_port(), password=secrets.token_urlsafe(12), log=directory / "postgres.log"
    )
    try:
        await asyncio.gather(kafka.start(), postgres.start())
        yield World(kafka, postgres)
    finally:
        await asyncio.gather(kafka.stop(), postgres.stop())
        shutil.rmtree(directory, ignore_errors=True)


@dataclass(slots=True)
class Spent:
    """Wall and CPU seconds, and the peak of this process's resident memory."""

    seconds: float = 0.0
    client: float = 0.0
    server: float = 0.0
    peak_megabytes: float = 0.0

    def rate(self, count: int) -> float:
        return count / self.seconds

    def cpu_per_million(self, count: int) -> float:
        return (self.client + self.server) * 1e6 / count


@contextmanager
def measured(world: World, client: int | None = None) -> Iterator[Spent]:
    """What a block spends: its client is this process, or ``client``; its server PostgreSQL with all backends."""
    spent, process = Spent(), psutil.Process(client or os.getpid())
    own, server, began = _cpu(process), _server_cpu(world), time.perf_counter()
    yield spent
    spent.seconds = time.perf_counter() - began
    spent.client = _cpu(process) - own
    spent.server = _server_cpu(world) - server
    spent.peak_megabytes = peak_megabytes(process.pid)


def peak_megabytes(pid: int) -> float:
    """High-water mark of a process's resident memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _server_cpu(world: World) -> float:
    """The postmaster counts backends that have ended as its children's."""
    postmaster = psutil.Process(world.postgres.process.pid)
    total = 0.0
    for process in [postmaster, *postmaster.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total
