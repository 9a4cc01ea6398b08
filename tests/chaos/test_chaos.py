"""The short fault run: a few of the faults, once each, and one seeded bug that must be seen."""

import pytest

from tests.chaos import engines
from tests.chaos.focus import SOUND, try_bugs
from tests.chaos.run import Plan, run

KINDS = (
    "a reader is killed mid-batch",
    "a reader's COMMIT is not answered",
    "a relay is killed between publish and delete",
    "Kafka is killed",
    "PostgreSQL is killed",
)
SOMETIMES = ("a duplicate was dropped", "a record was buried", "a batch was fenced", "a batch was tried again")


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_what_was_promised_holds_after_kills_of_readers_relay_broker_and_database() -> None:
    said: list[str] = []
    plan = Plan(seed=7, seconds=5, commands=1_500, kinds=KINDS, sometimes=SOMETIMES, is_brief=True)

    async with engines.started() as started:
        outcome = await run(started, plan, said.append)

    assert outcome.never == []
    assert outcome.violations == [], said


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_seam_that_admits_every_copy_is_caught() -> None:
    async with engines.started() as started:
        sound, broken = await try_bugs(started, [SOUND, "sequence-off"], seed=7)

    assert sound.is_as_it_should
    assert "I3" in broken.caught_by
