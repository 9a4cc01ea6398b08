"""The demonstration as a stranger runs it: loaded once, agreed upon, and unchanged the second time."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

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
