"""What every command says of itself, and how it ends when somebody stops it or nothing answers."""

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from panhuo.cli import Commands, app
from services.inventory.legal.line_file import COLUMNS


def commands(group: TyperGroup, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += commands(command, (*before, name)) if isinstance(command, TyperGroup) else [(*before, name)]
    return found


GROUP = typer.main.get_command(app)
assert isinstance(GROUP, TyperGroup)


@pytest.mark.parametrize("command", commands(GROUP), ids=" ".join)
def test_every_command_shows_an_example_and_says_how_it_ends(command: tuple[str, ...]) -> None:
    told = CliRunner(env={"COLUMNS": "80"}).invoke(app, [*command, "--help"]).output

    assert f"panhuo {' '.join(command)}" in told.partition("Example: ")[2].splitlines()[0]
    assert "Ends with 0" in told


def test_a_file_of_register_lines_is_described_column_by_column() -> None:
    told = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["register", "--help"]).output

    for column in COLUMNS:
        assert f"{column.name}{' (required)' if column.is_required else ''}: " in told
    assert "/inventory/register gives a template" in told


def test_ctrl_c_ends_a_command_with_one_line() -> None:
    stopping = typer.Typer(cls=Commands)

    @stopping.command()
    def wait() -> None:
        raise KeyboardInterrupt

    @stopping.command()
    def other() -> None: ...

    ended = CliRunner().invoke(stopping, ["wait"])

    assert (ended.exit_code, ended.output) == (130, "Stopped.\n")


SERVER = "postgresql://nobody@127.0.0.1:1/none"


@pytest.mark.parametrize(
    "command", ["migrate filing", "dead-letters list filing", "rebuild filing", "reset-fuse filing"]
)
def test_a_server_that_does_not_answer_is_a_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name, value in {"WRITER": "cn", "POSTGRES_DSN": SERVER, "KAFKA_BOOTSTRAP": "127.0.0.1:1"}.items():
        monkeypatch.setenv(name, value)

    ended = CliRunner().invoke(app, command.split())

    assert ended.exit_code == 2
    assert "does not answer" in ended.output
    assert len(ended.output.strip().splitlines()) == 1
