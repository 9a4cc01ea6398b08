"""Work that a service does beside answering requests."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from chassis.service import Service


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
