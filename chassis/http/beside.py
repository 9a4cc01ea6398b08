"""Work that a service does beside answering requests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import asyncpg
from fastapi import FastAPI

from chassis.service import Service

UNREACHABLE: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What is raised while a database is down: asked again, it may answer."""


def run_beside(app: FastAPI, work: Callable[[Service], Coroutine[Any, Any, None]], name: str) -> None:
    """Have ``work`` done as long as the application runs, inside of its own lifespan: the database is open then."""
    lifespan = app.router.lifespan_context

    @asynccontextmanager
    async def and_work(running: FastAPI) -> AsyncIterator[None]:
        async with lifespan(running):
            task = asyncio.create_task(work(running.state.service), name=name)
            try:
                yield
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    app.router.lifespan_context = and_work


async def look_again(look: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Look for work for ever, with a pause after each time; a database that is down is asked again."""
    while True:
        with suppress(*UNREACHABLE):
            await look()
        await asyncio.sleep(seconds)
