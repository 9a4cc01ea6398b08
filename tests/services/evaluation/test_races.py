"""A decision and a fact that bears on it meet at the same moment."""

import asyncio

import asyncpg
import httpx
from panhuo_contracts.codes import LegalStatus

from chassis.delivery.waves import apply_facts
from services.evaluation.app import HANDLERS
from tests.builders import evaluation as built
from tests.builders.evaluation import PATENT, fact
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types


async def test_a_right_that_ends_while_its_patent_is_being_listed_keeps_it_out(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    async with conn.transaction():
        await apply_facts(conn, HANDLERS, [fact(built.legal_status(LegalStatus.LAPSED), sequence=2)])
        listing = asyncio.create_task(
            http.post(f"/evaluation/api/patents/{PATENT}/listing", headers=issuer.bearer("office"))
        )
        done, _ = await asyncio.wait([listing], timeout=0.5)
        assert not done

    answer = await listing
    assert (answer.status_code, answer.json()["rule"]) == (409, "right_not_in_force")
    assert await said_types(conn) == []


async def test_two_who_enter_the_same_patent_at_once_enter_it_once(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    path, who = f"/evaluation/api/patents/{PATENT}/listing", issuer.bearer("office")
    answers = await asyncio.gather(*(http.post(path, headers=who) for _ in range(4)))
    assert sorted(answer.json()["outcome"] for answer in answers) == ["accepted", *["unchanged"] * 3]
    assert await said_types(conn) == ["PatentListed", "LibraryEntry"]
