"""The whole start and stop, with the real servers; the services themselves are looked at in the system tests."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import psutil
import pytest

from panhuo.runtime.databases import SERVICES
from panhuo.runtime.scratch import scratch
from tests.engines import SCRATCH, roomy
from tests.panhuo.runtime.copies import Copy


@pytest.fixture
def state() -> Iterator[Path]:
    with scratch(SCRATCH, roomy()) as directory:
        yield directory / "state"


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


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_five_services_answer_at_one_address_and_a_killed_one_is_back_within_half_a_minute(state: Path):
    copy = Copy(state, is_whole=True)
    await copy.until_says("Panhuo is ready", seconds=150)

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{copy.port('caddy')}", timeout=30) as client:
        for service in SERVICES:
            assert (await client.get(f"/{service}/api/nothing")).status_code in {401, 404}
        filing = next(part for part in copy.parts() if part.cmdline()[-2:] == ["serve", "filing"])
        filing.kill()
        heard = await copy.until_says("filing ended with signal 9", seconds=30)
        assert "starting it again" in heard

        started = monotonic()
        while (await client.get("/filing/api/nothing")).status_code not in {401, 404}:
            assert monotonic() - started < 30
            await asyncio.sleep(0.5)

    copy.process.send_signal(signal.SIGINT)
    assert copy.ends(15) == 0
