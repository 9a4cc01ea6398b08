"""On which page the asker stands: where to come back to after signing in, and what the other language links to."""

from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

from chassis.web.language import language, localized

HOME: Final = "/monitoring/"


def page_of(request: Request) -> str:
    """The page's address without its language: of a form that was sent, or a part of a page, the page it came from."""
    is_page = request.method in ("GET", "HEAD") and "HX-Current-URL" not in request.headers
    if is_page:
        query = f"?{request.url.query}" if request.url.query else ""
        return str(request.scope["path"]) + query
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if not came_from.path.startswith("/") or came_from.netloc not in ("", request.headers.get("host", "")):
        return HOME
    path = came_from.path.removeprefix("/en") if came_from.path.startswith("/en/") else came_from.path
    return path + (f"?{came_from.query}" if came_from.query else "")


def in_other_language(request: Request) -> str:
    """The asker's page in the language that this answer does not speak."""
    return localized(page_of(request), "zh" if language(request) == "en" else "en")


def login_address(request: Request) -> str:
    """Where to sign in so as to come back to the asker's page; from the first page of all, to one's own work."""
    page = page_of(request)
    if page == HOME:
        return "/en/auth/login" if language(request) == "en" else "/auth/login"
    return "/auth/login?" + urlencode({"next": localized(page, language(request))})
