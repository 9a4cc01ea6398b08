"""Static files: served with a content hash in the address, cached for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"


def asset(path: str) -> str:
    """The address of a static file, with the hash of what it holds now."""
    file = STATIC / path
    if not file.is_file():
        # Vendor files come with `make assets`; a page without them still works, and says 404 once.
        return f"/static/{path}"
    return f"/static/{path}?v={_digest(file, file.stat().st_mtime_ns)}"


@lru_cache(maxsize=256)
def _digest(file: Path, _modified_ns: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


class HashedFiles(StaticFiles):
    """Forever when the address carries a hash; an hour for what style sheets name without one."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = "v" in parse_qs(scope.get("query_string", b"").decode("latin-1"))
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "public, max-age=3600"
        return response


def mount_static(app: Starlette) -> None:
    app.mount("/static", HashedFiles(directory=STATIC), name="static")
