"""Live events: one listening connection a process while somebody watches, and a bounded number of watchers."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any, Final

import asyncpg
import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from chassis.database import LIVE, Database, session_settings
from chassis.http.problems import TRANSIENT, Unavailable
from chassis.identity import Principal, Right, allow
from chassis.web.language import language, speaking
from services.monitoring import event_words
from services.monitoring.store import timeline
from services.monitoring.store.timeline import Entry

MOST_WATCHERS: Final = 200
HEARTBEAT_SECONDS: Final = 15.0
_KEPT: Final = 12
_SECONDS_OPEN: Final = 600.0
"""After this a stream ends and the browser comes again: its rights are asked for anew."""


class Feed:
    """Hands what transactions of any process tell on to the watchers of this one."""

    def __init__(self, dsn: str, database: Database) -> None:
        self._dsn, self._database = dsn, database
        self._watchers: set[asyncio.Queue[Entry]] = set()
        self._told: deque[list[Any]] = deque(maxlen=_KEPT)
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_full(self) -> bool:
        return len(self._watchers) >= MOST_WATCHERS

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[asyncio.Queue[Entry]]:
        """Events as they are kept; who cannot keep up misses the older ones. Raises Unavailable when full."""
        if self.is_full:
            raise Unavailable("too many live pages are open here")
        queue: asyncio.Queue[Entry] = asyncio.Queue(_KEPT)
        self._watchers.add(queue)
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._listen(), name="listen"),
                asyncio.create_task(self._distribute(), name="distribute"),
            ]
        try:
            yield queue
        finally:
            self._watchers.discard(queue)
            if not self._watchers:
                await self.close()

    async def close(self) -> None:
        """Stop listening."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self) -> None:
        """Listen, and again after the connection was lost; a silent loss is found by asking now and then."""
        while True:
            with suppress(*TRANSIENT):
                await self._listen_once()
            await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def _listen_once(self) -> None:
        settings = session_settings(LIVE, "panhuo.monitoring.live")
        conn = await asyncpg.connect(self._dsn, timeout=5, command_timeout=10, server_settings=settings)
        try:
            await conn.add_listener(timeline.CHANNEL, self._hear)
            while True:
                await asyncio.sleep(HEARTBEAT_SECONDS)
                await conn.execute("SELECT 1")
        finally:
            with suppress(*TRANSIENT):
                await conn.close(timeout=2)

    def _hear(self, _conn: object, _pid: int, _channel: str, payload: object) -> None:
        schema, _, told = str(payload).partition(" ")
        if schema == LIVE:  # a rebuild tells the past again, in a schema of its own
            self._told.extend(orjson.loads(told)[1])
            self._something.set()

    async def _distribute(self) -> None:
        """Look up what was told, once for all watchers, and only the last of a flood."""
        while True:
            await self._something.wait()
            self._something.clear()
            keys = list(self._told)
            self._told.clear()
            with suppress(*TRANSIENT):
                async with self._database.read() as conn:
                    entries = await timeline.these(conn, keys)
                for queue in self._watchers:
                    for entry in entries:
                        if queue.full():
                            queue.get_nowait()
                        queue.put_nowait(entry)


router = APIRouter(prefix="/monitoring")
Reader = Annotated[Principal, Depends(allow(Right.CENSUS_READ))]


@router.get("/api/live", response_class=StreamingResponse)
async def live_events(request: Request, _principal: Reader) -> Response:
    """Server-sent events, one JSON object each."""
    return _stream(request, lambda entry: orjson.dumps(stated(entry)).decode())


@router.get("/live", response_class=StreamingResponse, include_in_schema=False)
async def live_items(request: Request, principal: Reader) -> Response:
    """The same as ready list items, in the language of the page."""
    tongue, may_open = language(request), principal.may(Right.PATENT_READ)
    template = request.app.state.templates.get_template("live_item.html")

    def item(entry: Entry) -> str:
        spoken = speaking.set(tongue)
        try:
            return " ".join(template.render(item=event_words.ticker_item(entry, may_open=may_open)).split())
        finally:
            speaking.reset(spoken)

    return _stream(request, item)


def _stream(request: Request, write: Callable[[Entry], str]) -> Response:
    feed: Feed = request.app.state.feed
    if feed.is_full:
        raise Unavailable("too many live pages are open here")

    async def body() -> AsyncIterator[bytes]:
        async with feed.watch() as queue:
            yield b"retry: 3000\n\n"
            ends = asyncio.get_running_loop().time() + _SECONDS_OPEN
            while (left := ends - asyncio.get_running_loop().time()) > 0:
                try:
                    entry = await asyncio.wait_for(queue.get(), min(left, HEARTBEAT_SECONDS))
                except TimeoutError:
                    yield b": still here\n\n"
                else:
                    yield f"id: {entry.event_id}\ndata: {write(entry)}\n\n".encode()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


def stated(entry: Entry) -> dict[str, Any]:
    """An event as the API states it."""
    return {
        "event_id": str(entry.event_id),
        "patent": entry.patent,
        "title": entry.title,
        "jurisdiction": entry.home,
        "type": entry.type,
        "stream": entry.stream,
        "writer": entry.writer,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "day": entry.day.isoformat(),
        "generated": entry.generated,
    }
