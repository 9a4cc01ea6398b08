"""Health endpoints tell the truth."""

import asyncio

import asyncpg
import httpx

from chassis.telemetry import names
from tests.chassis.conftest import Serve
from tests.conftest import FreshDatabase


async def test_a_service_without_its_database_is_alive_and_not_ready(serve: Serve) -> None:
    async with serve([]) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert alive.status_code == 200
    assert ready.status_code == 503
    checks = ready.json()["checks"]
    assert checks["database"]["ok"] is False
    assert checks["database"]["reason"]
    assert names.READY.labels("database")._value.get() == 0


async def test_each_check_is_named_with_its_reason(serve: Serve, database: FreshDatabase) -> None:
    dsn = await database("monitoring")
    async with serve([], dsn=dsn) as client:
        before = (await client.get("/readyz")).json()
        conn = await asyncpg.connect(dsn)
        await conn.execute("DELETE FROM live.chassis_migrations")
        await conn.close()
        after = (await client.get("/readyz")).json()

    assert before["ok"] is False
    assert before["checks"]["database"] == before["checks"]["schema"] == {"ok": True, "reason": None}
    assert "Kafka" in before["checks"]["subscriber"]["reason"]
    assert "panhuo migrate monitoring" in after["checks"]["schema"]["reason"]


async def test_a_service_with_everything_becomes_ready(serve: Serve, database: FreshDatabase, kafka: str) -> None:
    async with serve([], dsn=await database("monitoring"), kafka_bootstrap=kafka) as client:
        answer = await until_ready(client)

    assert answer.status_code == 200, answer.text
    assert all(check["ok"] for check in answer.json()["checks"].values())


async def test_metrics_are_told_by_route_not_by_address(serve: Serve) -> None:
    async with serve([]) as client:
        await client.get("/monitoring/nothing/12345")
        text = (await client.get("/metrics")).text

    assert (
        'http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="404"' in text
    )
    assert "12345" not in text


async def until_ready(client: httpx.AsyncClient) -> httpx.Response:
    for _ in range(100):
        answer = await client.get("/readyz")
        if answer.status_code == 200:
            break
        await asyncio.sleep(0.2)
    return answer
