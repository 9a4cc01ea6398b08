"""Each request reads option lists as they hold today; a process looks them up anew every two seconds."""

import time
from contextlib import suppress
from typing import Final

from fastapi import Request

from chassis import options
from chassis.clock import today
from chassis.http.problems import TRANSIENT
from chassis.service import Service

_SECONDS: Final = 2.0


async def follow(request: Request) -> None:
    """A dependency of every route. Without the store, what was last known goes on."""
    state = request.app.state
    service: Service | None = getattr(state, "service", None)
    if service is not None and time.monotonic() >= getattr(state, "options_until", 0.0):
        with suppress(*TRANSIENT):
            async with service.database.read() as conn:
                state.options = await options.holding_on(conn, today())
            state.options_until = time.monotonic() + _SECONDS
    if hasattr(state, "options"):
        options.hold(state.options)
