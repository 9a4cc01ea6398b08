"""A world of its own for each delivery test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from panhuo.runtime.kafka import LocalKafka
from tests.chassis.delivery.world import World, lay_out
from tests.conftest import FreshDatabase


@pytest_asyncio.fixture
async def world(own_kafka: LocalKafka, database: FreshDatabase) -> AsyncIterator[World]:
    laid_out = await lay_out(own_kafka.bootstrap, await database("filing"))
    yield laid_out
    await laid_out.database.close()
