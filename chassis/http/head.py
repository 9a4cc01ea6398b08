"""HEAD: what GET would answer, without the body. RFC 9110, section 9.3.2."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """The innermost middleware: routes know GET only, and everything further out still sees a HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        got, is_over = {**scope, "method": "GET"}, False

        async def send_head(message: Message) -> None:
            nonlocal is_over
            if message["type"] == "http.response.start":
                await send(message)
            elif not is_over:
                # The first part ends the answer: a stream then hears that nobody listens, and stops.
                is_over = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        try:
            await self.app(got, receive, send_head)
        finally:
            scope.update({**got, "method": "HEAD"})  # the route, for who measures outside
