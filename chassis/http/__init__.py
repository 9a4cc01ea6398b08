"""The HTTP seam of a service.

- ``service_app(name, HANDLERS, routers=[...], package=__package__)`` builds the application.
- ``ServiceDep`` is the running service; ``async with service.unit() as unit`` is one command's transaction.
- ``once(request, unit, principal, action)`` makes a command safe to send again; put ``idempotency_key`` into forms.
- ``PageDep``, ``Page`` and ``cursor_of`` make lists of bounded length.
- ``max_body_size=UPLOAD_BYTES`` on a route that takes files; all others read a megabyte.
- ``run_beside(app, work, name)`` has work done as long as the service runs; ``look_again`` looks for it time and again.
- Raise ``Refused`` (409), ``Invalid`` (422) or ``NotFound`` (404) from ``chassis.errors``; routes answer no errors.
"""

from chassis.http.app import ServiceDep, service_app
from chassis.http.beside import UNREACHABLE, look_again, run_beside
from chassis.http.cursors import Page, PageDep, PageRequest, cursor_of, identifier_in
from chassis.http.idempotency import once
from chassis.http.limits import UPLOAD_BYTES
from chassis.http.problems import wants_page
from chassis.identity.login import auth_router

__all__ = [
    "UNREACHABLE",
    "UPLOAD_BYTES",
    "Page",
    "PageDep",
    "PageRequest",
    "ServiceDep",
    "auth_router",
    "cursor_of",
    "identifier_in",
    "look_again",
    "once",
    "run_beside",
    "service_app",
    "wants_page",
]
