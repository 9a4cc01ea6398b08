"""An import in its own processes, one that reads and one that stores: killed and carried on."""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from panhuo_contracts import uuid7

from chassis.options import held
from chassis.service import Service
from services.inventory.importing.reader import reading
from services.inventory.importing.rows import Importer
from services.inventory.importing.steps import Order
from services.inventory.store import imports
from services.inventory.store.imports import Job
from tests.services.inventory.conftest import CONTACT_KEY, settings_for
from tests.services.inventory.files import csv_file, row
from tests.services.inventory.sending import TODAY, add_job, reload, said

ROWS = 12_000


def environment(service: Service, folder: Path) -> dict[str, str]:
    stated = settings_for(service.settings.postgres_dsn, folder).model_dump(mode="json")
    secret = {"session_secret": "x" * 40, "contact_key": CONTACT_KEY}
    return {
        **os.environ,
        **{name.upper(): str(value) for name, value in {**stated, **secret}.items() if value is not None},
    }


@asynccontextmanager
async def process_of(job: Job, env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.inventory.importing.job",
        str(job.id),
        env=env,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def reader_of(process: asyncio.subprocess.Process, service: Service, job: Job) -> psutil.Process:
    """The process that reads, when the first rows are stored and others are not."""
    while (await reload(service, job)).handled == 0:
        assert process.returncode is None
        await asyncio.sleep(0.01)
    (reader,) = psutil.Process(process.pid).children()
    return reader


async def test_a_killed_import_goes_on_where_it_was_and_no_row_counts_twice(service: Service, tmp_path: Path) -> None:
    rows = [row(serial) if serial % 1_000 else row(serial, title="") for serial in range(1, ROWS + 1)]
    job = await add_job(service, csv_file(tmp_path / "stock.csv", rows))
    env = environment(service, tmp_path)

    async with process_of(job, env) as first:
        reader = await reader_of(first, service, job)
        first.send_signal(signal.SIGKILL)
        await first.wait()
        await asyncio.to_thread(psutil.wait_procs, [reader], timeout=5)
    assert not reader.is_running()
    halfway = await reload(service, job)
    async with process_of(job, env) as second:
        assert await second.wait() == 0
    done = await reload(service, job)

    assert 0 < halfway.handled < ROWS
    assert (done.state, done.handled, done.new, done.refused) == ("done", ROWS, ROWS - 12, 12)
    assert done.storing_from == halfway.handled
    assert len(await said(service)) == ROWS - 12
    assert not Path(job.path).exists()


async def test_an_import_whose_reader_dies_breaks_off_and_goes_on_at_its_next_start(
    service: Service, tmp_path: Path
) -> None:
    job = await add_job(service, csv_file(tmp_path / "stock.csv", [row(serial) for serial in range(1, ROWS + 1)]))
    env = environment(service, tmp_path)

    async with process_of(job, env) as first:
        (await reader_of(first, service, job)).kill()
        assert await first.wait() != 0
    halfway = await reload(service, job)
    async with process_of(job, env) as second:
        assert await second.wait() == 0
    done = await reload(service, job)

    assert (halfway.state, 0 < halfway.handled < ROWS) == ("storing", True)
    assert (done.state, done.handled, done.new) == ("done", ROWS, ROWS)
    assert len(await said(service)) == ROWS


async def test_whoever_leaves_a_file_half_read_leaves_no_process_behind(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "stock.csv", [row(serial) for serial in range(1, ROWS + 1)])
    begun = asyncio.Event()

    async def read_a_little() -> None:
        async with reading(Order(path, Importer("cn", None, TODAY), [], 0)) as reader:
            assert (await reader.recognize()).rows == ROWS
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(read_a_little())
    await begun.wait()
    (reader,) = [child for child in psutil.Process().children() if "importing.reader" in " ".join(child.cmdline())]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not reader.is_running()


async def test_a_reader_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "stock.csv", [row(serial) for serial in range(1, ROWS + 1)])
    command = (sys.executable, "-m", "services.inventory.importing.reader")

    reader = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=1_024)
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(pickle.dumps((held(), Order(path, Importer("cn", None, TODAY), [], 0))))
    await reader.stdout.readexactly(8)
    reader.stdin.close()  # as the system does for a process that ends; the reader waits for room in its pipe

    assert await asyncio.wait_for(reader.wait(), 10) == 1
    await reader.communicate()


async def test_two_processes_never_carry_on_the_same_import(service: Service, tmp_path: Path) -> None:
    job = await add_job(service, csv_file(tmp_path / "stock.csv", [row(serial) for serial in range(1, 6_001)]))
    env = environment(service, tmp_path)

    async with process_of(job, env) as first, process_of(job, env) as second:
        assert await asyncio.gather(first.wait(), second.wait()) == [0, 0]

    done = await reload(service, job)
    assert (done.state, done.new) == ("done", 6_000)
    assert len(await said(service)) == 6_000


async def test_a_file_that_breaks_its_process_again_and_again_is_given_up(service: Service, tmp_path: Path) -> None:
    job = await add_job(service, csv_file(tmp_path / "stock.csv", [row(1)]))
    async with service.database.transaction() as conn:
        for _ in range(imports.MOST_ATTEMPTS):
            await imports.begin(conn, job.id)

    async with process_of(job, environment(service, tmp_path)) as process:
        assert await process.wait() == 0

    assert (await reload(service, job)).state == "refused"


async def test_a_job_that_nobody_sent_ends_at_once(service: Service, tmp_path: Path) -> None:
    job = await add_job(service, csv_file(tmp_path / "stock.csv", [row(1)]))
    stranger = Job(**{**{name: getattr(job, name) for name in Job.__dataclass_fields__}, "id": uuid7()})

    async with process_of(stranger, environment(service, tmp_path)) as process:
        assert await process.wait() == 0
