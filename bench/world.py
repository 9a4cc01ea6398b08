"""A broker and a server for the measurements, and what they and the processes at work spend."""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import asyncpg
import psutil

from chassis.database import migrate
from chassis.kafka import ensure_topics
from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.ports import free_port
from panhuo.runtime.postgres import LocalPostgres
from panhuo.runtime.scratch import scratch

WRITERS = ("cn", "cn-11")


@dataclass(frozen=True, slots=True)
class World:
    """Durable PostgreSQL (fsync on) and one broker, on this machine's loopback."""

    bootstrap: str
    administrator: str
    """DSN of the server's first database."""
    postmaster: int
    directory: str

    async def database(self, service: str | None = None) -> str:
        """The DSN of a fresh database, with a service's schema where one is named."""
        name = f"bench_{secrets.token_hex(6)}"
        conn = await asyncpg.connect(self.administrator)
        try:
            await conn.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        finally:
            await conn.close()
        dsn = f"{self.administrator.rpartition('/')[0]}/{name}"
        if service is not None:
            await migrate(dsn, service)
        return dsn

    async def drop(self, dsn: str) -> None:
        """Give the space back."""
        conn = await asyncpg.connect(self.administrator)
        try:
            await conn.execute(f"DROP DATABASE IF EXISTS {dsn.rpartition('/')[2]} WITH (FORCE)")
            await conn.execute("CHECKPOINT")
        finally:
            await conn.close()

    def environment(self, service: str, dsn: str, *, writer: str = "cn", port: int = 0) -> dict[str, str]:
        """What a process of the service finds in its environment. Nobody signs in: there is no issuer."""
        nowhere = "http://127.0.0.1:9/issuer"
        return {
            "SERVICE": service,
            "WRITER": writer,
            "KAFKA_BOOTSTRAP": self.bootstrap,
            "POSTGRES_DSN": dsn,
            "HTTP_PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port or 9}",
            "OIDC_ISSUER": nowhere,
            "OIDC_JWKS_URL": f"{nowhere}/jwks.json",
            "OIDC_CLIENT_ID": "panhuo-web",
            "OIDC_AUTHORIZE_URL": f"{nowhere}/authorize",
            "OIDC_TOKEN_URL": f"{nowhere}/token",
            "SESSION_SECRET": "x" * 40,
            "UPLOAD_DIR": self.directory,
            "GENERATED": "true",
        }


@asynccontextmanager
async def open_world() -> AsyncIterator[World]:
    """Start both with all topics, and stop and delete them afterwards."""
    with scratch("panhuo-bench-") as directory:
        directory.chmod(0o755)
        async with _engines(directory) as world:
            yield world


@asynccontextmanager
async def _engines(directory: Path) -> AsyncIterator[World]:
    kafka = LocalKafka(directory / "kafka", port=free_port(), controller_port=free_port(), log=directory / "kafka.log")
    postgres = LocalPostgres(
        directory / "postgres", port=free_port(), password=secrets.token_urlsafe(12), log=directory / "postgres.log"
    )
    try:
        await asyncio.gather(kafka.start(), postgres.start())
        await ensure_topics(kafka.bootstrap, WRITERS)
        assert postgres.process.pid is not None
        yield World(kafka.bootstrap, postgres.dsn(), postgres.process.pid, str(directory))
    finally:
        await asyncio.gather(kafka.stop(), postgres.stop())


@dataclass(slots=True)
class Spent:
    """Wall and CPU seconds, and the peak of the resident memory of the client with its children."""

    seconds: float = 0.0
    client: float = 0.0
    server: float = 0.0
    peak_megabytes: float = 0.0

    def stated(self) -> dict[str, float]:
        return asdict(self)


class Meter:
    """Reads what a client process with its children and PostgreSQL with its backends have spent since it was made."""

    def __init__(self, world: World, client: int | None = None) -> None:
        self._process = psutil.Process(client or os.getpid())
        self._postmaster = psutil.Process(world.postmaster)
        self._client, self._server, self._began = self._own(), self._servers(), time.perf_counter()

    def read(self) -> Spent:
        """What was spent. Raises psutil.NoSuchProcess once the client has ended."""
        return Spent(
            time.perf_counter() - self._began,
            self._own() - self._client,
            self._servers() - self._server,
            sum(peak_megabytes(pid) for pid in (self._process.pid, *_children(self._process.pid))),
        )

    def _own(self) -> float:
        return _seconds_of_all(self._process)

    def _servers(self) -> float:
        return _seconds_of_all(self._postmaster)


def _seconds_of_all(process: psutil.Process) -> float:
    """CPU of a process and its children; it counts those that have ended as its own."""
    times = process.cpu_times()
    total: float = times.user + times.system + times.children_user + times.children_system
    for child in _children(process.pid):
        with suppress(psutil.NoSuchProcess):
            times = psutil.Process(child).cpu_times()
            total += times.user + times.system
    return total


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@contextmanager
def measured(world: World) -> Iterator[Spent]:
    """What a block of this process spends."""
    spent, meter = Spent(), Meter(world)
    yield spent
    read = meter.read()
    spent.seconds, spent.client, spent.server = read.seconds, read.client, read.server
    spent.peak_megabytes = read.peak_megabytes


def peak_megabytes(pid: int) -> float:
    """High-water mark of a process's resident memory; 0 where the process has ended."""
    return _status(pid, "VmHWM")


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process; 0 where the process has ended."""
    return _status(pid, "VmRSS")


def _status(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)
