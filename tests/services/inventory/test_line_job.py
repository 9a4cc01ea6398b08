"""A file of register lines as a job: patent by patent, in bounded memory, killed and carried on."""

import asyncio
import signal
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest

from chassis.service import Service
from services.inventory.files.unreadable import Unreadable
from services.inventory.legal import line_job, parting
from services.inventory.legal.parting import part, rows_of, steps
from services.inventory.store import imports
from services.inventory.store.imports import Job
from tests.builders import patent_number
from tests.services.inventory.files import csv_file, row
from tests.services.inventory.sending import add_job, reload, said, send
from tests.services.inventory.test_import_process import environment, process_of

HEADER = ("专利号", "事件", "生效日")
PATENTS = 300
SERIALS = range(1, PATENTS + 1)
BEGINNING = date(2024, 1, 1)


def line(serial: int, day: int, kind: str = "年费缴纳") -> list[str]:
    number = patent_number(serial)
    return [
        number if day % 2 else f"ZL {number[:4]} {number[4:-1]}.{number[-1]}",
        kind,
        f"{BEGINNING + timedelta(day)}",
    ]


def history(*days: int) -> list[list[str]]:
    """A lapse of each patent, then a restoration of each, far below it in the file."""
    return [line(serial, day, "恢复" if place % 2 else "CF01") for place, day in enumerate(days) for serial in SERIALS]


def register_file(folder: Path, rows: list[list[str]]) -> Path:
    return csv_file(folder / "lines.csv", rows, header=HEADER)


async def lines_job(service: Service, path: Path) -> Job:
    return await add_job(service, path, holds=imports.REGISTER)


def test_a_file_is_laid_out_by_patents_and_twice_in_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "_PART_BYTES", 4_000)
    rows = [*history(1, 2, 3, 4), ["", "CF01", "2024-01-01"], ["不是号码", "", ""]]
    path = register_file(tmp_path, rows)

    laid_out = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        parts = part(path, tmp_path / name)
        laid_out.append([rows_of(each) for each in parts.paths])
    in_steps = [step for one in laid_out[0] for step in steps(one, 10)]

    assert laid_out[0] == laid_out[1]
    assert len(laid_out[0]) > 3
    assert {each.number: list(each.cells) for step in in_steps for each in step} == dict(enumerate(rows, 2))
    assert max(map(len, in_steps)) <= 10
    homes = Counter(key for step in in_steps for key in {each.key for each in step})
    assert set(homes.values()) == {1}
    done = parts.counts[0] + 1
    assert next((where.name, place) for where, place in parts.after(done)) == ("001", 1)


def test_more_lines_of_one_patent_than_memory_is_for_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "_LARGEST_PART", 5_000)

    with pytest.raises(Unreadable, match="同一专利的行过多"):
        part(register_file(tmp_path, [line(1, day) for day in range(200)]), tmp_path)


async def test_a_lapse_and_its_restoration_far_apart_in_the_file_are_told_as_one(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "_PART_BYTES", 4_000)
    await send(service, csv_file(tmp_path / "stock.csv", [row(serial) for serial in SERIALS]))
    job = await lines_job(service, register_file(tmp_path, history(1, 300)))

    await line_job.run(service, job)

    done = await reload(service, job)
    told = [body["status"] for name, body in await said(service) if name == "LegalStatusChanged"]
    assert (done.state, done.handled, done.new, done.rights_changed) == ("done", 2 * PATENTS, 2 * PATENTS, PATENTS)
    assert set(told) == {"in_force"}
    assert list(tmp_path.glob("*.parts")) == []


async def test_a_killed_job_goes_on_where_it_was_and_no_line_counts_twice(
    service: Service, tmp_path: Path, connection: asyncpg.Connection
) -> None:
    await send(service, csv_file(tmp_path / "stock.csv", [row(serial) for serial in SERIALS]))
    wrong = [line(serial, 1, "改名") for serial in SERIALS]
    total = 21 * PATENTS
    job = await lines_job(service, register_file(tmp_path, history(*range(1, 21)) + wrong))
    env = environment(service, tmp_path)

    async with process_of(job, env) as first:
        while (await reload(service, job)).handled == 0:
            assert first.returncode is None
            await asyncio.sleep(0.01)
        first.send_signal(signal.SIGKILL)
        await first.wait()
    halfway = await reload(service, job)
    async with process_of(job, env) as second:
        assert await second.wait() == 0
    done = await reload(service, job)

    assert 0 < halfway.handled < total
    assert (done.state, done.handled, done.new, done.unchanged, done.refused) == (
        "done",
        total,
        20 * PATENTS,
        0,
        PATENTS,
    )
    assert done.storing_from == halfway.handled
    assert await connection.fetchval("SELECT count(*) FROM register_entry") == 20 * PATENTS
    assert await connection.fetchval("SELECT count(*) FROM import_refused_row") == PATENTS
    assert not Path(job.path).exists()
    assert list(tmp_path.glob("*.parts")) == []
