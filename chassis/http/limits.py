"""How much a request may send and how long it may take."""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.problems import Problem, respond

BODY_BYTES: Final = 1 << 20
UPLOAD_BYTES: Final = 1 << 30
"""For a route that takes files: ``@router.post(..., max_body_size=UPLOAD_BYTES)``. Parts go to disk, not to memory."""

ANSWER_SECONDS: Final = 30.0
UPLOAD_SECONDS: Final = 1_800.0


class Deadline:
    """Ends what has not begun to answer in time. A stream that has begun (a live page) may last."""

    def __init__(
        self, app: ASGIApp, *, seconds: float = ANSWER_SECONDS, upload_seconds: float = UPLOAD_SECONDS
    ) -> None:
        self.app, self._seconds, self._upload_seconds = app, seconds, upload_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        is_upload = request.headers.get("Content-Type", "").startswith("multipart/form-data")
        try:
            async with asyncio.timeout(self._upload_seconds if is_upload else self._seconds) as deadline:

                async def send_in_time(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        deadline.reschedule(None)
                    await send(message)

                await self.app(scope, receive, send_in_time)
        except TimeoutError:
            if not deadline.expired():
                raise
            await respond(request, Problem(504))(scope, receive, send)


class TooLarge:
    """The framework's own word on a body beyond its limit, in the form of every other problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start" and message["status"] == 413:
                kind = Headers(raw=message["headers"]).get("Content-Type", "")
                if kind.startswith("text/plain"):
                    is_replaced = True
                    await respond(Request(scope), Problem(413))(scope, receive, send)
            if not is_replaced:
                await send(message)

        await self.app(scope, receive, send_problem)
