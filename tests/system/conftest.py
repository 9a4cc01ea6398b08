"""One copy of the whole platform for all tests of the system, and one patent that went all the way."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from chassis.kafka import ensure_topics
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code
from panhuo.runtime.local import LocalPlatform, Options
from panhuo.runtime.ports import free_port
from panhuo.runtime.state import State
from tests.engines import a_directory
from tests.services.inventory.files import csv_text, row
from tests.system.browsing import Visit, launch, visiting
from tests.system.collecting import collecting
from tests.system.numbers import fresh_number
from tests.system.running import Running
from tests.system.story import Story, send, tell

PROVINCE = "cn-33"


async def register_university(platform: Running) -> None:
    """The national office enters the sample office's institution: before, its office cannot import."""
    body = {"code": UNIVERSITY, "name": UNIVERSITY_NAME, "kind": "other_university", "home": "cn-11"}
    async with platform.visit("nation") as nation:
        answer = await nation.post("/inventory/api/institutions", json=body)
        assert answer.status_code == 201, answer.text


@pytest_asyncio.fixture(scope="session")
async def platform() -> AsyncIterator[Running]:
    heard: list[str] = []
    async with a_directory() as directory:
        with collecting() as collector:
            options = Options(
                state=directory / "state",
                port=free_port(),
                environment={
                    "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint,
                    "UPLOAD_DIR": str(directory / "uploads"),
                },
            )
            running = LocalPlatform(options, heard.append)
            stop = asyncio.Event()
            watching: asyncio.Task[None] | None = None
            try:
                await running.start()
                await ensure_topics(running.kafka_bootstrap, [PROVINCE])  # by the operator of the national cluster
                watching = asyncio.create_task(running.watch(stop))
                started = Running(running.public_url, running.kafka_bootstrap, State(directory / "state"), collector)
                await register_university(started)
                yield started
                assert running.restarts == {}, heard
            finally:
                stop.set()
                if watching is not None:
                    await watching
                await running.stop()


@pytest_asyncio.fixture(scope="session")
async def story(platform: Running) -> Story:
    return await tell(platform)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of pages; each of them gets fresh profiles of it."""
    async with async_playwright() as playwright:
        expect.set_options(timeout=20_000)  # a shared machine may be slow
        started = await launch(playwright)
        yield started
        await started.close()


@pytest_asyncio.fixture
async def visit(browser: Browser, platform: Running) -> AsyncIterator[Visit]:
    async with visiting(browser, platform.public_url) as visit:
        yield visit
        assert visit.complaints == []


@pytest_asyncio.fixture(scope="session")
async def waiting(platform: Running) -> str:
    """A record that waits for its review, and somebody with an account who is to fill it in."""
    number = fresh_number()
    async with platform.visit("office") as office:
        await send(office, csv_text([row(number=number, inventoried_on="", inventors="秦示例")]).encode())
        people = {"file": ("people.csv", "姓名,手机号\n秦示例,13800000001\n".encode())}
        answer = await office.post("/inventory/api/people", files=people)
        assert answer.json()["assigned"] == 1, answer.text
    return number


@pytest_asyncio.fixture(scope="session")
async def claimed(platform: Running, waiting: str) -> str:
    """The same record, which another university claims."""
    code, name = credit_code("12", "110108", 2), "示例交通大学"
    body = {"code": code, "name": name, "kind": "other_university", "home": "cn-11"}
    claim = row(number=waiting, inventoried_on="", institution=code, institution_name=name)
    async with platform.visit("nation") as nation:
        assert (await nation.post("/inventory/api/institutions", json=body)).status_code == 201
        assert (await send(nation, csv_text([claim]).encode()))["claimed"] == 1
    return waiting
