"""A world of its own for each delivery test: empty topics on the shared broker, a fresh database."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.chassis.delivery.world import World, empty_topics, lay_out
from tests.conftest import FreshDatabase


@pytest_asyncio.fixture
async def world(kafka: str, database: FreshDatabase) -> AsyncIterator[World]:
    await empty_topics(kafka)
    laid_out = await lay_out(kafka, await database("filing"))
    yield laid_out
    await laid_out.database.close()
