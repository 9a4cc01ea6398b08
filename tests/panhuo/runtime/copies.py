"""`panhuo up` in a process of its own, as a person starts it."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import psutil

from panhuo.runtime.process import dying_with_parent

SERVERS_ONLY = """
import asyncio, sys
from pathlib import Path
from rich.console import Console
from panhuo.runtime.local import Options
from panhuo.runtime.up import run
options = Options(state=Path(sys.argv[1]), services=())
sys.exit(asyncio.run(run(options, Console(width=200, highlight=False))))
"""


class Copy:
    """With all five services, or with the servers, the issuer and Caddy only."""

    def __init__(self, state: Path, *, is_whole: bool = False) -> None:
        self.state = state
        command = ["-m", "panhuo", "up", "--state", str(state)] if is_whole else ["-c", SERVERS_ONLY, str(state)]
        self.process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=dying_with_parent(),  # noqa: PLW1509 - two system calls, no lock
        )  # fmt: skip

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
