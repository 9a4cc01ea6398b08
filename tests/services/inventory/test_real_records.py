"""Real records that stand outside of the repository: PANHUO_SHARED names their directory."""

import csv
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis.service import Service
from panhuo.cli import app
from services.inventory.institutions import is_provisional
from tests.services.inventory.sending import problems, said, send

SHARED = Path(os.environ.get("PANHUO_SHARED", "../shared")) / "data" / "patents"
EXPORT, RECORDS = SHARED / "cnipa_export_199.xlsx", SHARED / "patents.jsonl"

real_only = pytest.mark.skipif(
    not EXPORT.exists(), reason=f"{SHARED} is not there: set PANHUO_SHARED to the directory of the shared data"
)


def copy_of(path: Path, folder: Path) -> Path:
    target = folder / path.name
    target.write_bytes(path.read_bytes())
    return target


def write_sample(records: Path, folder: Path) -> Path:
    result = CliRunner().invoke(app, ["sample", "--patents", str(records), "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder / "patents.csv"


@real_only
async def test_the_office_s_export_goes_in_and_a_second_time_changes_nothing(service: Service, tmp_path: Path) -> None:
    first = await send(service, copy_of(EXPORT, tmp_path))
    before = await said(service)
    second = await send(service, copy_of(EXPORT, tmp_path))

    assert (first.new, first.refused, first.is_office_export) == (194, 5, True)
    assert {rule for _, _, _, rule in await problems(service, first)} == {"E121"}
    assert all(is_provisional(str(body["institution"])) for _, body in before)
    assert (second.new, second.revised, second.unchanged) == (0, 0, 194)
    assert await said(service) == before


@real_only
async def test_sample_files_of_the_real_records_go_in_whole_and_agree_with_the_export(
    service: Service, tmp_path: Path
) -> None:
    path = write_sample(RECORDS, tmp_path / "sample")

    first = await send(service, path)
    export = await send(service, copy_of(EXPORT, tmp_path))

    assert (first.refused, first.unchanged, first.state) == (0, 0, "done")
    assert first.new > 12_000
    assert (export.new, export.revised, export.unchanged, export.refused) == (0, 0, 194, 5)


def test_a_sample_is_the_same_each_time_and_marks_what_it_made_up(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    made = [
        {"source": "x", "title": "一种示例装置", "applicants": ["示例大学", "示例公司"], "abstract": "摘要"},
        {"source": "x", "title": "另一种示例装置", "publication_number": "CN112000001B", "patent_type": "发明"},
        {"source": "x", "title": "境外装置", "applicants": ["示例外国公司"], "address": "德国示例市"},
    ]
    records.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in made), encoding="utf-8")

    first = write_sample(records, tmp_path / "a").read_text(encoding="utf-8-sig")
    second = write_sample(records, tmp_path / "b").read_text(encoding="utf-8-sig")

    rows = list(csv.DictReader(first.splitlines()))
    assert first == second
    assert [row["数据标识"] for row in rows] == ["生成", "生成"]
    assert (rows[0]["第一专利权人"], rows[0]["共有专利权人"]) == ("示例大学", "示例公司")
