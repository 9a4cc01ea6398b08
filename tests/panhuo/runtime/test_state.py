import json
import stat
from pathlib import Path

import pytest

from panhuo.runtime.errors import StateUnusable
from panhuo.runtime.state import FORMAT, State


def test_a_copy_that_runs_is_not_started_twice(tmp_path: Path):
    running = State(tmp_path / "state")
    running.open()

    with pytest.raises(StateUnusable, match="already running"):
        State(tmp_path / "state").open()

    running.close()
    again = State(tmp_path / "state")
    again.open()
    again.close()


def test_a_directory_of_someone_else_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(StateUnusable, match="did not put there"):
        State(tmp_path).open()

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        (json.dumps({"product": "other", "format": 1}), "another product"),
        (json.dumps({"product": "panhuo", "format": FORMAT + 1}), "newer version"),
    ],
)
def test_a_marker_that_is_not_ours_is_named(tmp_path: Path, marker: str, says: str):
    (tmp_path / "state.json").write_text(marker)

    with pytest.raises(StateUnusable, match=says):
        State(tmp_path).open()


def test_a_secret_stays_the_same_and_is_the_owners_alone(tmp_path: Path):
    state = State(tmp_path / "state")
    state.open()
    secret = state.secret("session")
    state.close()

    assert State(tmp_path / "state").secret("session") == secret
    assert stat.S_IMODE((tmp_path / "state" / "secrets.json").stat().st_mode) == 0o600


def test_broken_secrets_are_not_silently_replaced(tmp_path: Path):
    state = State(tmp_path / "state")
    state.open()
    (tmp_path / "state" / "secrets.json").write_text("{")

    with pytest.raises(StateUnusable, match="passwords"):
        state.secret("session")
    state.close()
