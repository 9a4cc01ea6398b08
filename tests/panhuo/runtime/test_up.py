"""The whole start and stop, with the real servers; the services themselves are looked at in the system tests."""

import asyncio
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import psutil
import pytest

START = """
import asyncio, sys
from pathlib import Path
from rich.console import Console
from panhuo.runtime.local import Options
from panhuo.runtime.up import run
options = Options(state=Path(sys.argv[1]), services=())
sys.exit(asyncio.run(run(options, Console(width=200, highlight=False))))
"""


class Copy:
    """`panhuo up` without services, in a process of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(state)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    async def until_says(self, words: str, seconds: float = 60) -> str:
        return await asyncio.wait_for(asyncio.to_thread(self._read, words), seconds)

    def _read(self, words: str) -> str:
        assert self.process.stdout is not None
        heard = ""
        for line in self.process.stdout:
            heard += line
            if words in line:
                return heard
        raise AssertionError(f"it ended without saying {words!r}:\n{heard}")

    def parts(self) -> list[psutil.Process]:
        return [psutil.Process(int(pid)) for pid in json.loads((self.state / "parts.json").read_text())]

    def port(self, part: str) -> int:
        port: int = json.loads((self.state / "ports.json").read_text())[part]
        return port

    def ends(self, seconds: float) -> int:
        code = self.process.wait(seconds)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="panhuo-test-", ignore_cleanup_errors=True) as directory:
        yield Path(directory) / "state"


async def test_ctrl_c_stops_every_part_within_fifteen_seconds_and_the_next_start_finds_everything(state: Path):
    copy = Copy(state)
    await copy.until_says("Panhuo is ready")
    parts, address = copy.parts(), copy.port("caddy")
    copy.process.send_signal(signal.SIGINT)

    assert copy.ends(15) == 0
    assert not any(part.is_running() for part in parts)

    started = monotonic()
    again = Copy(state)
    await again.until_says("Panhuo is ready")
    assert monotonic() - started < 20
    assert again.port("caddy") == address
    again.process.send_signal(signal.SIGTERM)
    assert again.ends(15) == 0


async def test_a_killed_part_comes_back_and_is_reported(state: Path):
    copy = Copy(state)
    await copy.until_says("Panhuo is ready")

    killed = next(part for part in copy.parts() if "caddy" in part.name())
    killed.kill()
    heard = await copy.until_says("starting it again")

    assert "caddy ended with signal 9" in heard
    async with httpx.AsyncClient() as client:
        for _attempt in range(50):
            try:
                answer = await client.get(f"http://127.0.0.1:{copy.port('caddy')}/")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.2)
    assert answer.headers["location"] == "/monitoring/"
    assert killed.pid not in [part.pid for part in copy.parts()]
    copy.process.send_signal(signal.SIGINT)
    assert copy.ends(15) == 0


async def test_no_part_outlives_a_supervisor_that_was_killed(state: Path):
    copy = Copy(state)
    await copy.until_says("Panhuo is ready")
    parts = copy.parts()

    copy.process.kill()
    copy.ends(5)

    _gone, alive = await asyncio.to_thread(psutil.wait_procs, parts, timeout=15)
    assert not alive


async def test_what_is_not_for_visitors_is_not_found_at_the_one_address(state: Path):
    copy = Copy(state)
    await copy.until_says("Panhuo is ready")

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{copy.port('caddy')}") as client:
        for path in ("/metrics", "/healthz", "/readyz", "/api"):
            assert (await client.get(path)).status_code == 404

    copy.process.send_signal(signal.SIGINT)
    assert copy.ends(15) == 0
