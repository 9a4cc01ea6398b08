"""The demonstration as a stranger runs it: loaded once, agreed upon, and unchanged the second time."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from panhuo.cli import app
from panhuo.demo import command
from tests.engines import a_directory


async def demonstrate(state: Path) -> tuple[int, dict[str, Any], str]:
    arguments = ["demo", "--once", "--json", "--scale", "0.005", "--state", str(state)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "panhuo", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, heard = await process.communicate()
    return process.returncode or 0, json.loads(said) if said else {}, heard.decode()


@pytest.mark.slow
@pytest.mark.timeout(420)
async def test_all_stores_agree_and_a_second_time_changes_nothing():
    async with a_directory() as directory:
        code, first, heard = await demonstrate(directory / ".panhuo")
        assert code == 0, heard
        again, second, _ = await demonstrate(directory / ".panhuo")

    assert first["agree"]
    assert first["stated_digests"].keys() == {"agree"}
    assert sum(first["figures"]["inventory"]["recorded"].values()) >= 100
    assert set(first["figures"]["monitoring"]["recorded"]) == {"cn-11", "cn-32", "cn-33"}
    assert again == 0
    assert second["figures"] == first["figures"]
    assert second["topics"] == first["topics"]


@pytest.mark.parametrize(("port", "code"), [("9000", 1), ("8080", None)])
def test_another_port_than_the_running_copy_s_is_refused_with_where_that_one_is(
    port: str, code: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def running(_directory: Path) -> str:
        return "http://localhost:8080"

    async def joined(_showing: command.Showing, _address: str) -> int:
        return 0

    monkeypatch.setattr(command, "_running", running)
    monkeypatch.setattr(command.Showing, "on_running", joined)

    ended = CliRunner().invoke(app, ["demo", "--port", port, "--scale", "0.002", "--state", str(tmp_path)])

    assert ended.exit_code == (code or 0)
    assert "http://localhost:8080" in ended.output
    assert ("runs already" in ended.output) == bool(code)
