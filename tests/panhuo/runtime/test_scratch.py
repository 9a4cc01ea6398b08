"""Directories of runs that were killed: gone at the next start, unless anything still uses them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from panhuo.runtime.scratch import scratch

RUN = """
import subprocess, sys, time
from pathlib import Path
from panhuo.runtime.scratch import scratch
with scratch("run-", Path(sys.argv[1])) as path:
    kept = (path / "server.log").open("w")
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=kept)
    print(path, server.pid, flush=True)
    time.sleep(60)
"""


@contextmanager
def a_run(within: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process, Path]]:
    """A process that uses a directory, and its server; neither outlives the block."""
    run = subprocess.Popen([sys.executable, "-c", RUN, str(within)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    path, pid = run.stdout.readline().split()
    server = psutil.Process(int(pid))
    try:
        yield run, server, Path(path)
    finally:
        for process in (run, server):
            if isinstance(process, psutil.Process) and not process.is_running():
                continue
            process.kill()
            process.wait()
        run.stdout.close()


def grown_old(path: Path) -> Path:
    an_hour_ago = time.time() - 3_600
    os.utime(path, (an_hour_ago, an_hour_ago))
    return path


def is_kept(path: Path) -> bool:
    """Whether it is still there when somebody else has started."""
    with scratch("run-", path.parent):
        return path.exists()


def test_what_a_killed_run_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    with a_run(tmp_path) as (_, _, path):
        pass

    assert not is_kept(grown_old(path))


def test_what_a_run_uses_stays_however_old_it_is(tmp_path: Path) -> None:
    with a_run(tmp_path) as (_, _, path):
        assert is_kept(grown_old(path))


def test_what_a_server_uses_stays_also_when_its_run_was_killed(tmp_path: Path) -> None:
    with a_run(tmp_path) as (run, _, path):
        run.kill()
        run.wait()

        assert is_kept(grown_old(path))


def test_what_was_just_made_and_what_others_made_stays(tmp_path: Path) -> None:
    just_made, others = tmp_path / "run-new", tmp_path / "else"
    just_made.mkdir()
    others.mkdir()

    assert is_kept(just_made)
    assert is_kept(grown_old(others))


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_directory_ends_with_its_block(tmp_path: Path, ends: str) -> None:
    with suppress(KeyboardInterrupt), scratch("run-", tmp_path) as path:
        (path / "file").touch()
        if ends == "badly":
            raise KeyboardInterrupt

    assert list(tmp_path.iterdir()) == []
