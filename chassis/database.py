"""A service's PostgreSQL database: its pool, its transactions, its schema."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import structlog

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
"""A connection inside a transaction."""

LIVE: Final = "live"
"""Schema of the projections: everything in it can be rebuilt from the streams."""
KEPT: Final = "kept"
"""Schema of what exists nowhere else: outbox, drafts, contacts, idempotency keys, audit."""

_ROOT: Final = Path(__file__).resolve().parent.parent
_MIGRATION_LOCK: Final = 7_400_001
_UNREACHABLE: Final = (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, TimeoutError)
log = structlog.get_logger()


def session_settings(schema: str, application: str) -> dict[str, str]:
    """What every session is told: no wait is for ever (rule 8), and no short statement is compiled first.

    A bitmap of a common word's records among 1.35 million is exact in 16 MB, and leaves no page to be searched again.
    """
    return {
        "search_path": f"{schema},{KEPT}",
        "application_name": application,
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": "10s",
        "lock_timeout": "5s",
        "jit": "off",
        "work_mem": "16MB",
    }


class Database:
    """A pool with timeouts. ``transaction()`` writes, ``read()`` sees one snapshot and writes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def open(cls, dsn: str, *, application: str, schema: str = LIVE, size: int = 8) -> "Database":
        """Open a pool; connections are made when needed, so the server may still be down."""
        pool = await asyncpg.create_pool(
            dsn,
            min_size=0,
            max_size=size,
            command_timeout=60,
            timeout=10,
            max_inactive_connection_lifetime=60,
            server_settings=session_settings(schema, application),
        )
        return cls(pool)

    async def close(self) -> None:
        """Close the pool, at once where its connections do not answer."""
        try:
            await asyncio.wait_for(self.pool.close(), 5)
        except TimeoutError:
            self.pool.terminate()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One read-committed transaction; TimeoutError where no connection is free within five seconds."""
        async with self.pool.acquire(timeout=5) as conn, conn.transaction():
            yield conn

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """One read-only snapshot."""
        async with self.pool.acquire(timeout=5) as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            yield conn


async def wait_until_ready(dsn: str, service: str) -> None:
    """Wait until the server answers and the service's schema is current, and say meanwhile what is missing."""
    missing = ""
    while True:
        try:
            problem = await schema_problem(dsn, service, is_starting=True)
        except _UNREACHABLE as error:
            problem = f"PostgreSQL does not answer yet: {error}"
        if problem is None:
            return
        if problem != missing:
            log.warning("waiting for the database", service=service, reason=problem)
            missing = problem
        await asyncio.sleep(0.5)


async def schema_problem(dsn: str, service: str, *, is_starting: bool = False) -> str | None:
    """What keeps the schema from being current, as a sentence; None where it is.

    A process does not start on the schema of a later release; one that runs already goes on until it is replaced.
    """
    conn = await asyncpg.connect(dsn, timeout=5, command_timeout=10)
    try:
        for schema, folder, table in _migration_sets(service, LIVE):
            wanted, applied = _versions(folder).keys(), await _applied(conn, schema, table)
            if not applied:
                return f"schema {schema} is not there: run `panhuo migrate {service}`"
            if wanted - applied:
                missing = ", ".join(sorted(wanted - applied))
                return f"migrations {missing} of {folder} are not applied: run `panhuo migrate {service}`"
            if is_starting and applied - wanted:
                return _later(service, applied - wanted)
    finally:
        await conn.close(timeout=5)
    return None


async def migrate(dsn: str, service: str, *, live: str = LIVE) -> list[str]:
    """Bring both schemas of a service to the present; ``live`` names the projections' schema.

    Returns the migrations of projections that an earlier release had filled already. Raises RuntimeError with dbmate's
    words where a migration fails, and before any where a later release was here.
    """
    changed: list[str] = []
    conn = await asyncpg.connect(dsn, timeout=10, command_timeout=600)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK)
        for schema in (live, KEPT):
            await conn.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for schema, folder, table in _migration_sets(service, live):
            wanted, applied = _versions(folder), await _applied(conn, schema, table)
            if applied - wanted.keys():
                raise RuntimeError(_later(service, applied - wanted.keys()))
            missing = [name for version, name in sorted(wanted.items()) if version not in applied]
            if missing:
                await _dbmate(dsn, schema, folder, table)
            if schema == live and applied:
                changed += missing
    finally:
        await conn.close(timeout=5)
    return changed


def _versions(folder: Path) -> dict[str, str]:
    """The migrations of a folder: version and name."""
    return {path.name.split("_")[0]: path.stem for path in folder.glob("*.sql")}


async def _applied(conn: asyncpg.Connection, schema: str, table: str) -> set[str]:
    if not await conn.fetchval("SELECT to_regclass($1) IS NOT NULL", f"{schema}.{table}"):
        return set()
    return {row["version"] for row in await conn.fetch(f"SELECT version FROM {schema}.{table}")}


def _later(service: str, unknown: AbstractSet[str]) -> str:
    return (
        f"the database of {service} was migrated by a later release (this one does not know its "
        f"{', '.join(sorted(unknown))}). Nothing was changed: run that release, or restore the backup from before"
    )


def _migration_sets(service: str, live: str) -> list[tuple[str, Path, str]]:
    sets = []
    for schema, folder in ((live, LIVE), (KEPT, KEPT)):
        sets.append((schema, _ROOT / "chassis" / "migrations" / folder, "chassis_migrations"))
        sets.append((schema, _ROOT / "services" / service / "migrations" / folder, "service_migrations"))
    return [entry for entry in sets if any(entry[1].glob("*.sql"))]


async def _dbmate(dsn: str, schema: str, folder: Path, table: str) -> None:
    process = await asyncio.create_subprocess_exec(
        _dbmate_binary(),
        "--no-dump-schema",
        f"--migrations-dir={folder}",
        f"--migrations-table={schema}.{table}",
        "migrate",
        env={**os.environ, "DATABASE_URL": _with_search_path(dsn, schema)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        message = f"migrating {folder} failed: {output.decode(errors='replace').strip()}"
        raise RuntimeError(message)


def _dbmate_binary() -> str:
    beside = Path(sys.executable).with_name("dbmate")
    found = str(beside) if beside.exists() else shutil.which("dbmate")
    if found is None:
        message = "dbmate is not installed: it comes with the locked dependencies (`make venv`)"
        raise RuntimeError(message)
    return found


def _with_search_path(dsn: str, schema: str) -> str:
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    query.setdefault("sslmode", "disable")
    query["search_path"] = f"{schema},{KEPT}" if schema != KEPT else KEPT
    return urlunsplit(parts._replace(scheme="postgres", query=urlencode(query, safe=",/")))
