"""Ports on this machine: which are free, and which ones this copy keeps from start to start."""

import json
import socket
from pathlib import Path

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

    A remembered port that someone took meanwhile is replaced, except the one the user asked for.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        self._handed_out: set[int] = set()

    def take(self, part: str, wanted: int | None = None, preferred: int | None = None) -> int:
        """A port for `part`: exactly `wanted`, else the remembered, else `preferred` or a free one near it."""
        if wanted is not None:
            if not is_free(wanted):
                raise PortTaken(
                    f"Port {wanted} is in use by another program. Stop it, or choose another: "
                    f"panhuo up --port {wanted + 1}"
                )
            port = wanted
        else:
            port = self._first_free(self._ports.get(part), preferred)
        self._handed_out.add(port)
        self._ports[part] = port
        self._file.write_text(json.dumps(self._ports, indent=1) + "\n")
        return port

    def _first_free(self, remembered: int | None, preferred: int | None) -> int:
        candidates = [] if remembered is None else [remembered]
        if preferred is not None:
            candidates += range(preferred, preferred + 50)
        for port in candidates:
            if port not in self._handed_out and is_free(port):
                return port
        while (port := free_port()) in self._handed_out:
            continue
        return port
