import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from panhuo.affinity.lines import MOST_BYTES
from panhuo.affinity.scores import whole_file
from panhuo.cli import app

EXPERTS = [
    {"id": "e2", "text": "从事图像识别与机器视觉检测", "ipc": ["G06V10/82"], "lang": "zh"},
    {"id": "e1", "text": "研究锂离子电池电解液", "ipc": None},
    {"id": "e, 3", "text": "Electrolytes of lithium batteries", "lang": "en"},
]
ITEMS = [
    {"id": 12, "text": "一种锂电池电解液", "ipc": ["H01M 10/0567(2010.01)I"]},
    {"id": "11", "text": "一种基于图像识别的检测装置", "ipc": ["G06V10/82", "LOC(10)04"]},
]


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


class Run:
    def __init__(self, folder: Path, experts: bytes, items: bytes, *options: str) -> None:
        self.out = folder / "scores.csv"
        (folder / "experts.jsonl").write_bytes(experts)
        (folder / "items.jsonl").write_bytes(items)
        paths = ["--experts", str(folder / "experts.jsonl"), "--items", str(folder / "items.jsonl")]
        self.result = CliRunner().invoke(app, ["affinity", *paths, "--out", str(self.out), *options])
        self.left = sorted(path.name for path in folder.iterdir() if not path.name.endswith(".jsonl"))


def test_every_pair_gets_a_score_by_expert_from_the_best_down(tmp_path: Path):
    run = Run(tmp_path, lines(*EXPERTS), lines(*ITEMS))

    assert run.result.exit_code == 0, run.result.output
    head, *rows = run.out.read_text(encoding="utf-8").splitlines()
    assert head == "expert,item,score"
    assert [row.rpartition(",")[0] for row in rows] == [
        '"e, 3",12', '"e, 3",11', "e1,12", "e1,11", "e2,11", "e2,12"
    ]  # fmt: skip
    assert all(0 <= float(score) <= 1 and len(score) == 8 for score in (row.rpartition(",")[2] for row in rows))
    assert "1 classification symbols are not of the IPC's form" in run.result.output


def test_the_same_records_in_another_order_give_the_same_bytes(tmp_path: Path):
    items = [*ITEMS, {**ITEMS[1], "id": "a twin"}]
    first = Run(tmp_path, lines(*EXPERTS), lines(*items)).out.read_bytes()

    again = Run(tmp_path, b"\xef\xbb\xbf" + lines(*EXPERTS[::-1]).replace(b"\n", b"\r\n\r\n"), lines(*items[::-1]))

    assert again.out.read_bytes() == first


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        (["--top", "1"], ['"e, 3",12', "e1,12", "e2,11"]),
        (["--top", "1", "--per", "item"], ["e2,11", '"e, 3",12']),
    ],
)
def test_only_the_best_are_kept_where_so_many_are_asked_for(tmp_path: Path, options: list[str], pairs: list[str]):
    run = Run(tmp_path, lines(*EXPERTS), lines(*ITEMS), *options)

    assert [row.rpartition(",")[0] for row in run.out.read_text(encoding="utf-8").splitlines()[1:]] == pairs


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"id": "b", "text": ', "is not JSON"),
        (b'["b", "text"]', "not an object"),
        (b'{"id": "b"}', "text is missing"),
        (b'{"id": "b", "text": " \\t"}', "text is empty"),
        (b'{"id": "b", "text": ["words"]}', "text is not a string"),
        (b'{"text": "words"}', "id is missing"),
        (b'{"id": 1.5, "text": "words"}', "id is neither"),
        (b'{"id": "b\\u0000", "text": "words"}', "control character"),
        (b'{"id": "a", "text": "words"}', "the id 'a' stands already in line 1"),
        (b'{"id": "b", "text": "words", "lang": "fr"}', "lang is 'fr'"),
        (b'{"id": "b", "text": "words", "ipc": [3]}', "ipc is not a list of strings"),
        (b'{"id": "b", "text": "wo\\u0000rds"}', "holds a NUL"),
        (b'{"id": "b", "text": "wo\x00rds"}', "holds a NUL byte"),
        ('{"id": "b", "text": "电池"}'.encode("gb18030"), "is not JSON in UTF-8"),
        (b'{"id": "b", "text": "\\ud800"}', "is not JSON in UTF-8"),
        (b"[" * 100_000, "is not JSON in UTF-8"),
        (b'{"id": "b", "text": "' + b"x" * MOST_BYTES + b'"}', "longer than 4 MiB"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path: Path, line: bytes, problem: str):
    (tmp_path / "scores.csv").write_text("as before")

    run = Run(tmp_path, lines(*EXPERTS), lines({"id": "a", "text": "words"}) + line + b"\n" + lines({"id": "z"}))

    assert run.result.exit_code == 2
    said = run.result.output
    assert f"items.jsonl:2: {problem}" in said or (problem in said and "items.jsonl:2:" in said)
    assert "items.jsonl:3: text is missing" in said
    assert run.out.read_text() == "as before"
    assert run.left == ["scores.csv"]


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_a_file_without_a_record_is_refused(tmp_path: Path, content: bytes):
    run = Run(tmp_path, content, lines(*ITEMS))

    assert run.result.exit_code == 2
    assert "experts.jsonl: holds no record" in run.result.output
    assert run.left == []


def test_scores_are_never_written_over_what_they_are_read_from(tmp_path: Path):
    Run(tmp_path, lines(*EXPERTS), lines(*ITEMS))
    items = tmp_path / "items.jsonl"
    link = tmp_path / "link.csv"
    link.symlink_to(items)

    result = CliRunner().invoke(
        app, ["affinity", "--experts", str(tmp_path / "experts.jsonl"), "--items", str(items), "--out", str(link)]
    )

    assert result.exit_code == 2
    assert items.read_bytes() == lines(*ITEMS)


def test_a_file_that_is_broken_off_leaves_the_earlier_one_and_nothing_else(tmp_path: Path):
    out = tmp_path / "scores.csv"
    out.write_text("as before")

    def half() -> None:
        with whole_file(out) as file:
            file.write("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        half()
    assert out.read_text() == "as before"
    assert list(tmp_path.iterdir()) == [out]


def test_services_and_the_command_line_start_without_numpy():
    code = "import sys, panhuo.cli, services.evaluation.app; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
