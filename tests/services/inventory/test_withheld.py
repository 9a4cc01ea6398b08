"""The record shows why its institution keeps the patent out of the library, as long as it does."""

import asyncpg
import httpx
import pytest
from panhuo_contracts import Body

from chassis.delivery.waves import apply_facts
from services.inventory.app import HANDLERS
from tests.builders import fact, patent_number
from tests.builders.inventory import inventoried
from tests.services.inventory.test_interleaving import listed, withheld
from tests.services.inventory.test_pages import Browser

NUMBER = patent_number(1)


@pytest.mark.parametrize(("prefix", "words"), [("", "不入库：保密"), ("/en", "Kept out: Confidential")])
async def test_the_record_says_why_it_is_kept_out_until_it_goes_in(
    http: httpx.AsyncClient, connection: asyncpg.Connection, prefix: str, words: str
) -> None:
    async def take_in(body: Body, sequence: int) -> None:
        async with connection.transaction():
            await apply_facts(connection, HANDLERS, [fact(body, sequence=sequence)])

    await take_in(inventoried(NUMBER), 1)
    await take_in(withheld(NUMBER), 1)
    kept_out = await Browser(http).get(f"{prefix}/inventory/patents/{NUMBER}")
    await take_in(listed(NUMBER), 2)
    inside = await Browser(http).get(f"{prefix}/inventory/patents/{NUMBER}")

    assert (words in kept_out.text, words in inside.text) == (True, False)
    assert inside.status_code == 200
