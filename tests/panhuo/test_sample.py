"""`panhuo sample` on files that are not what it reads."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from panhuo.cli import app


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("专利号,名称\n", "patents.jsonl:1: this is no JSON object"),
        ('{"title": "一种装置"}\n[1]\n', "patents.jsonl:2: the record has no title"),
        ("", "is empty"),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, content: str, said: str) -> None:
    patents = tmp_path / "patents.jsonl"
    patents.write_text(content, encoding="utf-8")

    done = CliRunner().invoke(
        app, ["sample", "--patents", str(patents), "--out", str(tmp_path)], env={"COLUMNS": "1000"}
    )

    assert done.exit_code == 2
    assert said in done.output
