"""One operating-system process with its log, started in a group of its own and never left behind."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import psutil

from panhuo.runtime.errors import StartFailed

LOG_LIMIT_BYTES = 20_000_000
PR_SET_PDEATHSIG = 1


class Process:
    """Waiting is asynchronous and bound to no event loop, so one instance serves tests, tools and the supervisor."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self._command = [str(word) for word in command]
        self._environment = dict(os.environ if environment is None else environment)
        self._user = user
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def returncode(self) -> int | None:
        return None if self._process is None else self._process.poll()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def spawn(self) -> None:
        if self.is_running:
            raise StartFailed(f"{self.name} is already running as process {self.pid}")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as out:
            self._log_start = out.tell()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environment,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                cwd="/" if self._user else None,
                start_new_session=True,
                preexec_fn=dying_with_parent(self._stop_signal),  # noqa: PLW1509 - two system calls, no lock
            )

    async def stop(self, grace: float = 10.0) -> None:
        """Ask, wait, then insist. A paused process is resumed first, or it could not hear."""
        if self._process is None:
            return
        if self.is_running:
            self.resume()
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, self._stop_signal)
            await self.wait(grace)
        self.kill()

    def kill(self) -> None:
        """SIGKILL for the process and all its descendants, as when the machine loses power."""
        for member in self._family():
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        if self._process is not None:
            self._process.wait()

    def pause(self) -> None:
        for member in self._family():
            with contextlib.suppress(psutil.NoSuchProcess):
                member.suspend()

    def resume(self) -> None:
        for member in self._family():
            with contextlib.suppress(psutil.NoSuchProcess):
                member.resume()

    async def until_ready(self, is_ready: Callable[[], Awaitable[bool]], timeout: float, advice: str = "") -> None:
        """Wait until `is_ready`. Raises StartFailed, with the advice, where it ends first or takes longer."""
        deadline = asyncio.get_running_loop().time() + timeout
        while not await is_ready():
            if not self.is_running:
                raise self.failure(f"ended with {self.returncode} while it started", advice)
            if asyncio.get_running_loop().time() > deadline:
                raise self.failure(f"was not ready in {timeout:.0f} s", advice)
            await asyncio.sleep(0.1)

    async def wait(self, timeout: float) -> bool:
        """Whether it has ended within `timeout` seconds."""
        deadline = asyncio.get_running_loop().time() + timeout
        while self.is_running:
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.05)
        return True

    def log_tail(self, lines: int = 12) -> str:
        """The last lines that it wrote since it was last started."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(self._log_start, self.log.stat().st_size - 16_384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def failure(self, what: str, advice: str = "") -> StartFailed:
        """For raising: what happened, the end of the log, and what to do."""
        tail = self.log_tail().replace("\\n", "\n")  # a traceback inside a line of JSON
        return StartFailed(f"{self.name} {what}. The end of {self.log}:\n\n{tail}\n{advice}".rstrip())

    def _family(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        try:
            leader = psutil.Process(self._process.pid)
            # Descendants last: a stopped parent cannot start more of them meanwhile.
            return [leader, *leader.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def dying_with_parent(signal_number: signal.Signals = signal.SIGTERM) -> "DeathWish | None":
    """The ``preexec_fn`` of a process that is not to outlive this one."""
    return DeathWish(signal_number) if sys.platform == "linux" else None


class DeathWish:
    """Runs in the child before exec: the kernel then stops it when the supervisor dies, even by SIGKILL."""

    _libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def __init__(self, signal_number: signal.Signals) -> None:
        self._signal = int(signal_number)
        self._parent = os.getpid()

    def __call__(self) -> None:
        if self._libc is not None:
            self._libc.prctl(PR_SET_PDEATHSIG, self._signal)
        if os.getppid() != self._parent:  # it died between fork and prctl
            os._exit(1)
