"""`panhuo import` against the real interface: the watch starts a process for the file, the command follows it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from chassis.service import Service
from panhuo.cli import app
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from services.inventory.app import HANDLERS, build
from services.inventory.files.source_file import open_source
from services.inventory.importing.watch import watch_of
from services.inventory.settings import InventorySettings
from tests.builders import patent_number
from tests.issuing import LocalIssuer, served
from tests.services.inventory.files import csv_file, row
from tests.services.inventory.sending import said
from tests.services.inventory.test_import_process import environment


@dataclass
class Platform:
    """What is served, and a token for it."""

    url: str
    token: str
    service: Service

    async def run(self, *arguments: str, command: str = "import") -> tuple[int, str]:
        """Exit code and output of `panhuo import`, or of another command that sends files."""
        words = [command, *arguments, "--url", self.url, "--token", self.token]
        ended = await asyncio.to_thread(CliRunner().invoke, app, words)
        return ended.exit_code, ended.output


@pytest_asyncio.fixture
async def platform(
    dsn: str, issuer: LocalIssuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Platform]:
    stated = issuer.settings(dsn=dsn, service="inventory").model_dump()
    app = build(InventorySettings.model_validate(stated | {"upload_dir": tmp_path / "uploads"}))
    app.state.service = service = await Service.open(app.state.settings, HANDLERS)
    for name, value in environment(service, tmp_path / "uploads").items():
        monkeypatch.setenv(name, value)
    watching = asyncio.create_task(watch_of(app).watch(service.database))
    async with served(app) as url:
        yield Platform(url, issuer.token("nation"), service)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await service.stop()


@pytest.mark.slow
async def test_the_exit_code_says_whether_all_rows_some_or_none_are_in(platform: Platform, tmp_path: Path) -> None:
    good = csv_file(tmp_path / "good.csv", [row(1), row(2)])
    mixed = csv_file(tmp_path / "mixed.csv", [row(1), row(3), row(4, maturity="已量产")])
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(b"MZ" + bytes(100))

    all_in, first = await platform.run(str(good))
    some, second = await platform.run(str(mixed))
    none, third = await platform.run(str(wrong))

    assert (all_in, "new 2" in first) == (0, True)
    assert (some, "new 1 · revised 0 · unchanged 1 · refused 1" in second, "E301" in second) == (1, True, True)
    assert (none, "neither xlsx, csv nor exchange XML" in third) == (2, True)
    assert len(await said(platform.service)) == 3


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
async def test_refused_rows_are_fetched_into_a_file_that_goes_in_once_mended(
    platform: Platform, tmp_path: Path, suffix: str
) -> None:
    mixed = csv_file(tmp_path / "mixed.csv", [row(1), row(2, maturity="已量产", title="-=改名"), row(3, title="")])
    refused = tmp_path / f"refused.{suffix}"

    some, told = await platform.run(str(mixed), "--refused", str(refused))
    unmended, _ = await platform.run(str(refused), "--json")
    source = open_source(refused)
    title = source.layout.places["title"]
    rows = [[cell.replace("已量产", "中试") for cell in cells] for _, cells in source.read()]
    for cells in rows:
        cells[title] = cells[title] or "补上的名称"
    all_in, out = await platform.run(str(csv_file(tmp_path / "mended.csv", rows, header=source.layout.header)))

    assert (some, refused.name in told.replace("\n", "")) == (1, True)
    assert (unmended, all_in, "new 2" in out) == (1, 0, True)
    titles = {str(body["patent"]): str(body["bibliography"]) for _, body in await said(platform.service)}
    assert "'-=改名'" in titles[patent_number(2)]


async def test_a_register_of_institutions_goes_in_by_the_same_command(platform: Platform, tmp_path: Path) -> None:
    register = csv_file(
        tmp_path / "register.csv", [[UNIVERSITY, UNIVERSITY_NAME]], header=("统一社会信用代码", "单位名称")
    )

    code, out = await platform.run(str(register), "--institutions", "--json")

    assert (code, '"new": 1' in out) == (0, True)


async def test_an_address_where_nothing_answers_is_told_apart_from_a_refusal(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "good.csv", [row(1)])

    code, out = await Platform("http://127.0.0.1:1", "token", None).run(str(file))

    assert code == 3
    assert "does not answer" in out
