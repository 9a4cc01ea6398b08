import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import psutil

from panhuo.runtime import leftovers
from panhuo.runtime.ports import free_port
from panhuo.runtime.process import Process
from panhuo.runtime.supervisor import Supervisor, stop_in_order
from panhuo.runtime.web import WebPart

ANSWERS = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(open(sys.argv[2]).read()))
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)


def answering(directory: Path, status: int) -> WebPart:
    """A part whose answer is whatever stands in the file `status`."""
    (directory / "status").write_text(str(status))
    port = free_port()
    command = [sys.executable, "-c", ANSWERS, str(port), str(directory / "status")]
    return WebPart(Process("answering", command, log=directory / "part.log"), port=port, healthy="/healthz")


async def test_a_killed_part_is_started_again_and_reported(tmp_path: Path):
    said: list[str] = []
    part = answering(tmp_path, 200)
    supervisor = Supervisor(said.append)
    part.spawn()
    supervisor.watch(part)
    first = part.process.pid

    part.process.kill()
    await until(lambda: supervisor.restarts.get("answering") == 1)

    assert part.process.is_running
    assert part.process.pid != first
    assert "answering ended with signal 9" in said[0]
    await supervisor.release()
    await part.stop(1)


async def test_a_part_that_stays_sick_is_started_again(tmp_path: Path):
    said: list[str] = []
    part = answering(tmp_path, 503)
    supervisor = Supervisor(said.append, examine_every=0.1, sick_for=1.5)
    part.spawn()
    supervisor.watch(part)

    await until(lambda: supervisor.restarts.get("answering") == 1)

    assert "was not healthy" in said[0]
    await supervisor.release()
    await part.stop(1)


async def test_a_part_that_ends_again_and_again_is_started_less_and_less_often(tmp_path: Path):
    said: list[str] = []
    process = Process("hopeless", [sys.executable, "-c", "raise SystemExit(3)"], log=tmp_path / "part.log")
    part = WebPart(process, port=free_port())
    supervisor = Supervisor(said.append)
    part.spawn()
    supervisor.watch(part)

    await until(lambda: len(said) == 3)

    assert [line.split(" in ")[1].split(" s")[0] for line in said] == ["0.5", "1", "2"]
    assert "exit code 3" in said[0]
    await supervisor.release()


async def test_a_part_that_does_not_listen_is_killed_when_its_grace_is_over(tmp_path: Path):
    process = Process("deaf", [sys.executable, "-c", DEAF], log=tmp_path / "part.log")
    part = WebPart(process, port=free_port())
    part.spawn()
    await until(lambda: "deaf" in process.log_tail())
    started = monotonic()

    await stop_in_order([[part]], grace=1, otherwise=lambda: False)

    assert not process.is_running
    assert 1 <= monotonic() - started < 5


async def test_in_a_hurry_nobody_is_asked(tmp_path: Path):
    process = Process("deaf", [sys.executable, "-c", DEAF], log=tmp_path / "part.log")
    part = WebPart(process, port=free_port())
    part.spawn()
    await until(lambda: "deaf" in process.log_tail())
    started = monotonic()

    await stop_in_order([[part]], grace=60, otherwise=lambda: True)

    assert not process.is_running
    assert monotonic() - started < 5


async def test_a_part_that_was_left_behind_is_ended_before_the_next_start(tmp_path: Path):
    process = Process("left", [sys.executable, "-c", "import time; time.sleep(60)"], log=tmp_path / "part.log")
    process.spawn()
    assert process.pid is not None
    leftovers.record(tmp_path / "parts.json", [process.pid])

    assert leftovers.end(tmp_path / "parts.json") == 1

    assert not process.is_running


async def test_a_process_that_merely_got_the_same_id_is_left_alone(tmp_path: Path):
    own = psutil.Process(os.getpid())
    (tmp_path / "parts.json").write_text(f'{{"{own.pid}": {own.create_time() - 3600}}}')

    assert leftovers.end(tmp_path / "parts.json") == 0
