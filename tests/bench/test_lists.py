import asyncpg

from bench.lists.filling import fill_evaluation, fill_inventory, fill_matching
from bench.lists.places import LARGE, places
from tests.conftest import FreshDatabase


async def test_stores_are_filled_to_the_number_with_all_that_lists_join(database: FreshDatabase):
    inventory, matching, evaluation = [await database(name) for name in ("inventory", "matching", "evaluation")]
    await fill_inventory(inventory, 600)
    await fill_matching(matching, 300)
    await fill_evaluation(evaluation, 300)

    assert await _value(inventory, "SELECT count(*) FROM live.patent") == 600
    assert await _value(inventory, "SELECT count(DISTINCT state) FROM live.patent") == 3
    assert await _value(inventory, "SELECT count(*) FROM kept.draft JOIN live.patent ON number = draft.patent") > 100
    assert await _value(matching, "SELECT entries FROM live.library_count WHERE facet = ''") == 300
    assert await _value(matching, "SELECT count(*) FROM live.library_entry WHERE document @@ '''#n:2'':*'") == 300
    assert await _value(evaluation, "SELECT count(*) FROM live.listing JOIN live.dossier USING (patent)") > 250
    assert await _value(evaluation, "SELECT count(*) FROM live.enterprise_evaluation") == 300


def test_the_largest_hold_half_of_everything():
    held = [place.institution for place in places(10_000)]
    largest = {place.institution for place in places(LARGE * 2) if place.n % 2}

    assert len(largest) == LARGE
    assert 0.5 <= sum(one in largest for one in held) / len(held) <= 0.6


async def _value(dsn: str, query: str) -> object:
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()
