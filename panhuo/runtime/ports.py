"""Ports on this machine: which are free, and which ones this copy keeps from start to start."""

import fcntl
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import IO, Self

from panhuo.runtime.errors import PortTaken

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


class PortBook:
    """Remembers each part's port in a file, so that addresses stay the same over restarts.

    A remembered port that someone took meanwhile is replaced, except the one the user asked for. Until its part
    listens, a port is held by a lock that other copies see: two that start at once would find the same one free,
    and Caddy shares a port without complaint.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        self._held: dict[int, IO[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.release()

    def take(self, part: str, wanted: int | None = None, preferred: int | None = None) -> int:
        """A port for `part`: exactly `wanted`, else the remembered, else `preferred` or a free one near it."""
        if wanted is not None:
            if not self._hold(wanted):
                raise PortTaken(
                    f"Port {wanted} is in use by another program. Stop it, or choose another: "
                    f"panhuo up --port {wanted + 1}"
                )
            port = wanted
        else:
            port = self._first_free(self._ports.get(part), preferred)
        self._ports[part] = port
        self._file.write_text(json.dumps(self._ports, indent=1) + "\n")
        return port

    def _first_free(self, remembered: int | None, preferred: int | None) -> int:
        candidates = [] if remembered is None else [remembered]
        if preferred is not None:
            candidates += range(preferred, preferred + 50)
        for port in candidates:
            if self._hold(port):
                return port
        while not self._hold(port := free_port()):
            continue
        return port

    def release(self) -> None:
        for lock in self._held.values():
            lock.close()
        self._held.clear()

    def _hold(self, port: int) -> bool:
        if port in self._held or not is_free(port):
            return False
        directory = Path(tempfile.gettempdir()) / f"panhuo-ports-{os.getuid()}"
        directory.mkdir(exist_ok=True)
        lock = (directory / str(port)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._held[port] = lock
        return True
