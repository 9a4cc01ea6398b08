"""Parts that outlived a killed supervisor: known by process id and start time, ended before a new start."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

import psutil

GRACE_SECONDS = 10.0


def record(file: Path, pids: Iterable[int]) -> None:
    alive = {}
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            alive[str(pid)] = psutil.Process(pid).create_time()
    file.write_text(json.dumps(alive))


def end(file: Path) -> int:
    """How many processes of an earlier start were still there; none of them is afterwards."""
    try:
        recorded: dict[str, float] = json.loads(file.read_text())
    except (OSError, ValueError):
        return 0
    found = [leftover for pid, started in recorded.items() if (leftover := _same(int(pid), started)) is not None]
    family = [*found, *(child for process in found for child in _children(process))]
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()
            process.terminate()
    _gone, stubborn = psutil.wait_procs(family, timeout=GRACE_SECONDS)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=GRACE_SECONDS)
    file.unlink(missing_ok=True)
    return len(found)


def _same(pid: int, started: float) -> psutil.Process | None:
    """The process, unless its id went to another one since."""
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - started) < 1 else None
    except psutil.NoSuchProcess:
        return None


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
