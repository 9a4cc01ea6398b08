"""An application with patents in the library and experts who may evaluate them."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import httpx
import pytest_asyncio

from chassis.identity import Principal
from tests.builders import evaluation as built
from tests.builders.evaluation import fact, patent_number
from tests.builders.experts import person
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import conn, dsn, http, learn, say

__all__ = ["Office", "conn", "dsn", "http", "office"]

DUE = "2099-01-01"


@dataclass(frozen=True, slots=True)
class Office:
    """What people ask of the service in these tests."""

    http: httpx.AsyncClient
    issuer: LocalIssuer
    conn: asyncpg.Connection

    async def post(self, who: str | Principal, path: str, body: object = None) -> httpx.Response:
        return await self.http.post(f"/evaluation/api{path}", json=body, headers=self.issuer.bearer(who))

    async def get(self, who: str | Principal, path: str) -> httpx.Response:
        return await self.http.get(f"/evaluation/api{path}", headers=self.issuer.bearer(who))

    async def listed(self, count: int) -> list[str]:
        """So many patents in the library."""
        numbers = [patent_number(n + 1) for n in range(count)]
        await learn(self.conn, *(fact(built.inventoried(patent=number)) for number in numbers))
        await say(self.conn, *(built.listed(patent=number) for number in numbers))
        return numbers

    async def recommend(self, n: int, **different: object) -> str:
        said = {"name": f"示例专家{n}", "fields": ["C3841"], "research": f"示例装置，电池，控制方法 {n}"} | different
        answer = await self.post("enterprise", "/experts", said)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["expert"])

    async def admitted(self, count: int, **different: object) -> list[str]:
        """So many experts, the n-th of them `person(n)`."""
        experts = []
        for n in range(count):
            expert = await self.recommend(n, **different)
            assert (await self.post(person(n), f"/experts/{expert}/consent")).status_code == 200
            assert (await self.post("nation", f"/experts/{expert}/admission")).status_code == 200
            experts.append(expert)
        return experts

    async def commission(self, patents: Sequence[str], **different: object) -> httpx.Response:
        said = {"patents": list(patents), "experts_each": 2, "highest_percent": 50, "due_on": DUE, "seed": 7}
        return await self.post("nation", "/commissions", said | different)

    async def pairs(self, batch: str) -> set[tuple[str, str]]:
        """Who is to evaluate what, or has."""
        answer = await self.get("nation", f"/commissions/{batch}")
        return {
            (pair["patent"], pair["expert"])
            for pair in answer.json()["pairs"]
            if pair["recused_on"] is None or pair["evaluated_on"]
        }


@pytest_asyncio.fixture
async def office(http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection) -> Office:
    return Office(http, issuer, conn)
