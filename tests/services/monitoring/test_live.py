"""Live events reach every watcher of every process, and no more watchers are let in than can be served."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest

from chassis.service import Service
from services.monitoring import live
from services.monitoring.app import build
from tests.builders import monitoring as said
from tests.builders.monitoring import numbered
from tests.issuing import served
from tests.services.monitoring.conftest import take_in


@asynccontextmanager
async def watched(service: Service, path: str) -> AsyncIterator[tuple[live.Feed, AsyncIterator[str]]]:
    """The lines of a stream, over real HTTP."""
    app = build(service.settings)
    app.state.service = service
    app.state.feed = feed = live.Feed(service.settings.postgres_dsn, service.database)
    async with (
        served(app) as address,
        httpx.AsyncClient(base_url=address, timeout=10) as client,
        client.stream("GET", path) as answer,
    ):
        lines = answer.aiter_lines()
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert await anext(lines) == "retry: 3000"
        yield feed, lines
    await feed.close()


async def until_listening(conn: asyncpg.Connection) -> None:
    for _ in range(200):
        rows = await conn.fetch(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = 'panhuo.monitoring.live' AND query LIKE 'LISTEN%'"
        )
        if rows:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody listens")


async def said_next(lines: AsyncIterator[str]) -> str:
    async with asyncio.timeout(5):
        async for line in lines:
            if line.startswith("data: "):
                return line.removeprefix("data: ")
    raise AssertionError("the stream ended")


async def test_what_takes_effect_in_any_process_is_told_at_once(conn: asyncpg.Connection, service: Service) -> None:
    async with watched(service, "/monitoring/api/live") as (_, lines):
        await until_listening(conn)
        await take_in(conn, numbered([said.recorded(0), said.listed(1)]))

        told = [json.loads(await said_next(lines)) for _ in range(2)]

    assert {event["type"] for event in told} == {"PatentRecorded", "PatentListed"}
    assert {event["title"] for event in told} == {"一种示例方法"}


async def test_the_ticker_gets_ready_items_in_the_language_of_its_page(
    conn: asyncpg.Connection, service: Service
) -> None:
    async with watched(service, "/en/monitoring/live") as (_, lines):
        await until_listening(conn)
        await take_in(conn, numbered([said.recorded(0)]))

        item = await said_next(lines)

    assert item.startswith("<li>")
    assert "Beijing" in item


async def test_a_rebuild_does_not_tell_the_past_again(conn: asyncpg.Connection, service: Service) -> None:
    async with watched(service, "/monitoring/api/live") as (_, lines):
        await until_listening(conn)
        facts = numbered([said.recorded(0), said.inventoried(1)])
        await take_in(conn, facts[:1])
        told = [json.loads(await said_next(lines))["sequence"]]
        payload = json.dumps([1, [[said.PATENT, "inventory", "cn", 1]]])
        await conn.execute("SELECT pg_notify('monitoring_live', $1)", f"rebuilt {payload}")
        await take_in(conn, facts[1:])
        told.append(json.loads(await said_next(lines))["sequence"])

    assert told == [1, 2]


async def test_the_connection_is_given_back_when_nobody_watches(conn: asyncpg.Connection, service: Service) -> None:
    async with watched(service, "/monitoring/api/live") as (feed, _):
        await until_listening(conn)

    assert not feed._tasks
    assert not feed._watchers


async def test_more_watchers_than_can_be_served_are_asked_to_come_again(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_WATCHERS", 0)

    answer = await http.get("/monitoring/api/live")

    assert answer.status_code == 503
