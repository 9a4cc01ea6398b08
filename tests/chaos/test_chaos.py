"""The short fault run: a few of the faults, once each, and one seeded bug that must be seen."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.chaos import engines
from tests.chaos.engines import Engines
from tests.chaos.focus import try_bugs
from tests.chaos.run import Plan, run

KINDS = (
    "a reader is killed mid-batch",
    "a reader's COMMIT is not answered",
    "a relay is killed between publish and delete",
    "Kafka is killed",
    "PostgreSQL is killed",
)
SOMETIMES = ("a duplicate was dropped", "a record was buried", "a batch was fenced", "a batch was tried again")
MEMBERS = ("inventory", "filing", "filing", "monitoring")


@pytest_asyncio.fixture(scope="module")
async def started() -> AsyncIterator[Engines]:
    """Kafka and PostgreSQL that both tests share, and may kill."""
    async with engines.started() as both:
        yield both


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_what_was_promised_holds_after_kills_of_readers_relay_broker_and_database(started: Engines) -> None:
    said: list[str] = []
    plan = Plan(7, seconds=5, commands=1_000, kinds=KINDS, sometimes=SOMETIMES, members=MEMBERS, is_brief=True)

    outcome = await run(started, plan, said.append)

    assert outcome.never == []
    assert outcome.violations == [], said


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_seam_that_admits_every_copy_is_caught(started: Engines) -> None:
    (broken,) = await try_bugs(started, ["sequence-off"], seed=7)

    assert "I3" in broken.caught_by
