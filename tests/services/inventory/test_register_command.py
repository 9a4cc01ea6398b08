"""`panhuo register`: a file of register lines is sent, followed, and what was refused fetched."""

from pathlib import Path

import pytest

from tests.builders import patent_number
from tests.services.inventory.files import csv_file, row
from tests.services.inventory.sending import said, send
from tests.services.inventory.test_import_command import Platform
from tests.services.inventory.test_import_command import platform as platform  # noqa: PLC0414 - a fixture

HEADER = ("专利号", "事件", "生效日", "备注")


def lines(serials: list[int], kind: str = "恢复") -> list[list[str]]:
    return [[f"ZL{patent_number(serial)}", kind, f"2024-01-{place:02}", ""] for place, serial in enumerate(serials, 1)]


@pytest.mark.slow
async def test_register_lines_are_sent_from_the_command_line_and_sent_again_are_known(
    platform: Platform, tmp_path: Path
) -> None:
    await send(platform.service, csv_file(tmp_path / "stock.csv", [row(1)]))
    file = csv_file(tmp_path / "lines.csv", [*lines([1], "未缴年费终止"), *lines([2])], header=HEADER)
    refused = tmp_path / "refused.csv"

    code, told = await platform.run(str(file), "--refused", str(refused), command="register")
    again, known = await platform.run(str(file), command="register")

    assert (code, "rows 2 · new 1 · known 0 · changed 1 · refused 1" in told) == (1, True)
    assert (again, "new 0 · known 1" in known) == (1, True)
    assert patent_number(2) in refused.read_text("utf-8-sig")
    assert "E405" in refused.read_text("utf-8-sig")
    assert [kind for kind, _ in await said(platform.service)][1:] == ["RegisterEventRecorded", "LegalStatusChanged"]
