"""Every request measured by route, and traced when it belongs to a trace or begins one."""

import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.telemetry import SpanKind, current_trace_id, names, span_from

_UNTRACED = ("/static/", "/healthz", "/readyz", "/metrics")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """The outermost middleware. Routes, never paths, become labels: their number is bounded."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_UNTRACED):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        status, started = 500, time.perf_counter()
        said = {names.HTTP_METHOD: method, names.URL_PATH: scope["path"], names.URL_SCHEME: scope["scheme"]}

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with span_from(request.headers.get("traceparent"), method, SpanKind.SERVER, said) as span:
            scope.setdefault("state", {})["trace"] = current_trace_id() or ""
            try:
                await self.app(scope, receive, send_noted)
            finally:
                route = _route(scope)
                span.update_name(f"{method} {route}" if route else method)
                if route:
                    span.set_attribute(names.HTTP_ROUTE, route)
                span.set_attribute(names.HTTP_STATUS, status)
                if status >= 500:
                    span.set_attribute(names.ERROR_TYPE, str(status))
                seconds = time.perf_counter() - started
                names.HTTP_DURATION.labels(method, route or "unmatched", str(status)).observe(seconds)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "") or "")
