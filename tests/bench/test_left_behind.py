"""A bench that is killed takes its processes along."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import psutil

from bench.world import World

RUN = """
import asyncio, sys
from bench.contestant import run
from bench.world import World
from tests.bench.test_left_behind import wait_for_ever
asyncio.run(run(World("", "", 0, sys.argv[1]), wait_for_ever))
"""


async def wait_for_ever(_world: World) -> None:
    await asyncio.Event().wait()


def test_a_contestant_does_not_outlive_a_bench_that_was_killed(tmp_path: Path) -> None:
    bench = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)])
    while not (contestants := psutil.Process(bench.pid).children()):
        time.sleep(0.05)

    bench.kill()
    bench.wait()

    _, alive = psutil.wait_procs(contestants, timeout=10)
    assert alive == []
