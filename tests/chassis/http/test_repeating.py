"""The same request twice is one command and one answer; on a real database."""

import asyncio
from typing import Annotated, Any

import asyncpg
import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile
from pydantic import BaseModel

from chassis.errors import Refused
from chassis.http import ServiceDep, once
from chassis.http.idempotency import forget_old_answers
from chassis.identity import Principal, Right, allow
from tests.chassis.conftest import Serve
from tests.conftest import FreshDatabase
from tests.issuing import LocalIssuer

Office = Annotated[Principal, Depends(allow(Right.LICENSE_FILE))]


class Filed(BaseModel):
    number: int


def counting() -> APIRouter:
    router = APIRouter()

    async def take(service: ServiceDep, request: Request, principal: Principal, note: str) -> Response:
        async with service.unit() as unit:

            async def action() -> Filed:
                await unit.conn.execute("INSERT INTO kept.taken (note) VALUES ($1)", note)
                if note == "refuse":
                    raise Refused("不行")
                if note == "slow":
                    await asyncio.sleep(0.5)
                return Filed(number=await unit.conn.fetchval("SELECT count(*) FROM kept.taken"))

            return await once(request, unit, principal, action)

    @router.post("/monitoring/api/take")
    async def by_api(service: ServiceDep, request: Request, principal: Office, note: str) -> Response:
        return await take(service, request, principal, note)

    @router.post("/monitoring/take")
    async def by_form(
        service: ServiceDep,
        request: Request,
        principal: Office,
        note: Annotated[str, Form()],
        file: UploadFile | None = None,
    ) -> Response:
        return await take(service, request, principal, note if file is None else (await file.read()).decode())

    return router


@pytest_asyncio.fixture
async def dsn(database: FreshDatabase) -> str:
    address = await database("monitoring")
    conn = await asyncpg.connect(address)
    await conn.execute("CREATE TABLE kept.taken (note text)")
    await conn.close()
    return address


async def taken(dsn: str) -> int:
    conn = await asyncpg.connect(dsn)
    try:
        return int(await conn.fetchval("SELECT count(*) FROM kept.taken"))
    finally:
        await conn.close()


def keyed(issuer: LocalIssuer, key: str, account: str | Principal = "office") -> dict[str, str]:
    return {**issuer.bearer(account), "Idempotency-Key": key}


async def test_a_repeated_command_takes_effect_once_and_answers_the_same(
    serve: Serve, issuer: LocalIssuer, dsn: str
) -> None:
    async with serve([counting()], dsn=dsn) as client:
        first = await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, "k1"))
        other = await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, "k2"))
        again = await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, "k1"))

    assert (first.json(), other.json()) == ({"number": 1}, {"number": 2})
    assert again.json() == first.json()
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotent-replayed" in again.headers
    assert await taken(dsn) == 2


async def test_many_at_once_with_one_key_are_one_command(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        answers = await asyncio.gather(
            *(client.post("/monitoring/api/take?note=slow", headers=keyed(issuer, "k")) for _ in range(5))
        )

    assert {answer.text for answer in answers} == {'{"number":1}'}
    assert await taken(dsn) == 1


async def test_a_key_used_for_something_else_is_refused(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, "k"))
        other = await client.post("/monitoring/api/take?note=b", headers=keyed(issuer, "k"))
        body = await client.post("/monitoring/api/take?note=a", content=b"x", headers=keyed(issuer, "k"))

    assert other.status_code == body.status_code == 422
    assert await taken(dsn) == 1


async def test_keys_of_two_people_do_not_meet(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    from chassis.identity import Role
    from tests.issuing import somebody

    office = somebody(Role.OFFICE)
    colleague = Principal("another", "另一人", Role.OFFICE, office.organization)
    async with serve([counting()], dsn=dsn) as client:
        first = await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, "k"))
        second = await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, "k", colleague))

    assert (first.json(), second.json()) == ({"number": 1}, {"number": 2})


async def test_a_refusal_is_decided_anew(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        for _ in range(2):
            answer = await client.post("/monitoring/api/take?note=refuse", headers=keyed(issuer, "k"))
            assert answer.status_code == 409

    assert await taken(dsn) == 0


async def test_a_form_sent_twice_by_a_double_click_counts_once(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        for csrf in ("old", "new"):
            form = {"note": "a", "idempotency_key": "k", "csrf_token": csrf}
            answer = await client.post("/monitoring/take", data=form, headers=issuer.bearer("office"))
            assert answer.json() == {"number": 1}
        other = await client.post(
            "/monitoring/take", data={"note": "b", "idempotency_key": "k"}, headers=issuer.bearer("office")
        )
        assert other.status_code == 422

    assert await taken(dsn) == 1


async def test_a_file_sent_twice_is_known_by_its_content(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async def send(client: Any, content: bytes) -> int:
        answer = await client.post(
            "/monitoring/take", data={"note": "-"}, files={"file": ("f.csv", content)}, headers=keyed(issuer, "k")
        )
        return int(answer.status_code)

    async with serve([counting()], dsn=dsn) as client:
        assert [await send(client, b"one"), await send(client, b"one"), await send(client, b"two")] == [200, 200, 422]

    assert await taken(dsn) == 1


async def test_without_a_key_every_request_counts(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        for _ in range(2):
            await client.post("/monitoring/api/take?note=a", headers=issuer.bearer("office"))

    assert await taken(dsn) == 2


@pytest.mark.parametrize("key", ["x" * 201])
async def test_a_key_of_any_length_is_not_kept(serve: Serve, issuer: LocalIssuer, dsn: str, key: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        assert (await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, key))).status_code == 422


async def test_answers_are_forgotten_after_a_week(serve: Serve, issuer: LocalIssuer, dsn: str) -> None:
    async with serve([counting()], dsn=dsn) as client:
        for key in ("old", "young"):
            await client.post("/monitoring/api/take?note=a", headers=keyed(issuer, key))
    conn = await asyncpg.connect(dsn)
    await conn.execute("UPDATE kept.idempotency SET at = now() - interval '8 days' WHERE key = 'old'")

    await forget_old_answers(conn)

    assert [row["key"] for row in await conn.fetch("SELECT key FROM kept.idempotency")] == ["young"]
    await conn.close()
