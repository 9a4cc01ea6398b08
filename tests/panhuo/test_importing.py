"""What `panhuo import` says of a file that was taken in."""

import pytest
from rich.console import Console

from panhuo.importing import Sender


def test_columns_that_nobody_knows_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = {"state": "done", "new": 1, "revised": 0, "unchanged": 0, "refused": 0, "unknown_columns": ["关健词"]}

    Sender("http://platform.test", lambda: "token", Console(stderr=True)).show(outcome)

    assert "columns passed over: 关健词" in capsys.readouterr().out.splitlines()
