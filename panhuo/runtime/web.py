"""Parts that answer over HTTP: the services, the issuer and Caddy in front of them."""

import asyncio
import http.client
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from panhuo.runtime.errors import StartFailed
from panhuo.runtime.ports import LOOPBACK
from panhuo.runtime.process import Process

ANSWER_WITHIN_SECONDS = 3.0
CADDYFILE = Path(__file__).resolve().parents[2] / "deploy" / "Caddyfile"


class WebPart:
    """`ready` and `healthy` are paths; without them, any answer at all will do."""

    def __init__(self, process: Process, *, port: int, ready: str = "/", healthy: str = "/") -> None:
        self.name = process.name
        self.process = process
        self._port = port
        self._ready = ready
        self._healthy = healthy

    def spawn(self) -> None:
        self.process.spawn()

    async def is_ready(self) -> bool:
        return await self._answers(self._ready)

    async def is_healthy(self) -> bool:
        return await self._answers(self._healthy)

    async def until_ready(self, timeout: float) -> None:
        await self.process.until_ready(self.is_ready, timeout)

    async def stop(self, grace: float = 8.0) -> None:
        await self.process.stop(grace)

    async def _answers(self, path: str) -> bool:
        status = await asyncio.to_thread(_status, self._port, path)
        return status is not None and (status < 500 or path == "/")


def _status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_WITHIN_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def service(name: str, *, port: int, log: Path, environment: Mapping[str, str]) -> WebPart:
    command = [sys.executable, "-m", "panhuo", "serve", name]
    process = Process(name, command, log=log, environment={**os.environ, **environment})
    return WebPart(process, port=port, ready="/readyz", healthy="/healthz")


def caddy(*, port: int, bind: str, upstreams: Mapping[str, int], home: Path, log: Path) -> WebPart:
    """`upstreams` maps services, and `issuer` where the local one runs, to their ports."""
    environment = {
        "SITE_ADDRESS": f"http://:{port}",
        "SITE_BIND": bind,
        # Caddy keeps its own state where the copy keeps everything else.
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "HOME": str(home),
        "PATH": os.environ.get("PATH", ""),
    }
    for name, upstream in upstreams.items():
        environment[f"{name.upper()}_UPSTREAM"] = f"{LOOPBACK}:{upstream}"
    if "issuer" in upstreams:
        environment["ISSUER"] = "local"
    command: list[str | Path] = [_caddy_binary(), "run", "--config", CADDYFILE, "--adapter", "caddyfile"]
    return WebPart(Process("caddy", command, log=log, environment=environment), port=port)


def _caddy_binary() -> str:
    beside = Path(sys.executable).with_name("caddy")
    found = str(beside) if beside.exists() else shutil.which("caddy")
    if found is None:
        raise StartFailed("Caddy is not installed: it comes with the locked dependencies (`make venv`)")
    return found
