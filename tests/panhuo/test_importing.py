"""What `panhuo import` says of a file that was taken in."""

import os
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from panhuo.cli import app
from panhuo.importing import NOT_CARRIED_OUT, Sender


def test_columns_that_nobody_knows_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = {"state": "done", "new": 1, "revised": 0, "unchanged": 0, "refused": 0, "unknown_columns": ["关健词"]}

    with closing(Sender("http://platform.test", lambda: "token", Console(stderr=True))) as sender:
        sender.show(outcome)

    assert "columns passed over: 关健词" in capsys.readouterr().out.splitlines()


MISTAKES = {
    "is a directory": (".", "--refused refused.csv"),
    "is no sheet": ("rows.txt", "--refused rows.csv"),
    "is there already": ("mended.csv", "name another file"),
    "is not there": ("nowhere/rows.csv", "mkdir -p nowhere"),
    "may not write": ("rows.csv", "elsewhere"),
}


@pytest.mark.parametrize("command", ["import", "register"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_about_the_refused_rows_is_said_before_anything_is_sent(
    command: str, mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mended.csv").write_text("half mended")
    Path("patents.csv").write_text("专利号")
    if mistake == "may not write":
        monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    target, mend = MISTAKES[mistake]
    arguments = [command, "patents.csv", "--refused", target, "--url", "http://127.0.0.1:1", "--token", "none"]

    ended = CliRunner().invoke(app, arguments)

    assert ended.exit_code == NOT_CARRIED_OUT
    assert mistake in ended.output
    assert mend in ended.output
    assert ended.output.endswith("Nothing was sent.\n")
    assert Path("mended.csv").read_text() == "half mended"


def test_refused_rows_are_read_at_eighty_columns_with_each_word_whole() -> None:
    problem = {
        "row": 4_812, "column": "第一专利权人统一社会信用代码", "value": "12110108000000019X",
        "problem": "not a unified social credit code", "mend": "compare it with the certificate of the institution",
        "rule": "E110", "source": "GB 32100-2015",
    }  # fmt: skip
    outcome = {"new": 0, "refused": 1, "problems": [problem]}
    screen = StringIO()

    with closing(Sender("http://platform.test", lambda: "token", Console(file=screen, width=80))) as sender:
        sender.show(outcome)

    for shown in problem.values():
        assert str(shown) in screen.getvalue()
    assert max(map(len, screen.getvalue().splitlines())) <= 80
