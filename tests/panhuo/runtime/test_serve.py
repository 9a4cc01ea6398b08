"""What an operator is told whose environment lacks something, or whose database is another release's."""

import asyncpg
import pytest
from typer.testing import CliRunner

from chassis.database import migrate, schema_problem
from chassis.settings import Settings
from panhuo.cli import app
from panhuo.runtime.serve import current
from tests.conftest import FreshDatabase

NEEDED = [name.upper() for name, field in Settings.model_fields.items() if field.is_required()]


UNDO_THE_LAST = """
    DELETE FROM live.service_migrations WHERE version = '0002';
    ALTER TABLE live.patent_right DROP COLUMN away_on
"""


@pytest.fixture(autouse=True)
def _an_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NEEDED, "SERVICE"):
        monkeypatch.delenv(name, raising=False)


def test_a_service_names_everything_that_is_not_set_with_an_example() -> None:
    ended = CliRunner().invoke(app, ["serve", "inventory"])

    assert ended.exit_code == 2
    for name in NEEDED:
        assert name == "SERVICE" or f"{name}: not set, for example {name}=" in ended.output
    assert "docs/operating.md" in ended.output


def test_preparing_names_everything_that_is_not_set() -> None:
    ended = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["prepare"])

    assert ended.exit_code == 2
    for name in ("KAFKA_BOOTSTRAP", "POSTGRES_DSN", "INVENTORY_PASSWORD", "MONITORING_PASSWORD"):
        assert name in ended.output


async def test_whoever_upgrades_is_told_which_projections_changed_and_what_to_run(database: FreshDatabase) -> None:
    dsn = await database("filing")
    await execute(dsn, UNDO_THE_LAST)

    changed = await migrate(dsn, "filing")
    again = await migrate(dsn, "filing")

    assert (changed, again) == (["0002_departures"], [])
    assert "0002_departures" in current("filing", changed)
    assert "`panhuo rebuild filing`" in current("filing", changed)
    assert "rebuild" not in current("filing", again)


async def test_on_the_store_of_a_later_release_nothing_starts_and_nothing_is_migrated(database: FreshDatabase) -> None:
    dsn = await database("filing")
    await execute(dsn, "INSERT INTO live.service_migrations VALUES ('9999')")

    with pytest.raises(RuntimeError, match=r"later release.*9999"):
        await migrate(dsn, "filing")
    starting = await schema_problem(dsn, "filing", is_starting=True)
    running = await schema_problem(dsn, "filing")

    assert "run that release" in (starting or "")
    assert running is None


async def execute(dsn: str, statements: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
