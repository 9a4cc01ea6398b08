"""Two languages under one set of addresses: `/en/…` is the same page in English."""

from contextvars import ContextVar
from typing import Literal
from urllib.parse import urlsplit

from panhuo_contracts.english import cause_in_english, citation_in_english, territory_in_english
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import Invalid, Refused

Language = Literal["zh", "en"]

SERVICES = ("monitoring", "matching", "inventory", "evaluation", "filing")

speaking: ContextVar[Language] = ContextVar("speaking", default="zh")
"""The language of the request being answered; macros see no request, so it travels beside them."""


def language(request: Request) -> Language:
    return "en" if getattr(request.state, "language", "zh") == "en" else "zh"


def localized(path: str, tongue: Language) -> str:
    """A path of one of the services in the given language; any other address is left as it is."""
    first = path.lstrip("/").split("/", 1)[0].split("?", 1)[0]
    if tongue == "en" and path.startswith("/") and first in SERVICES:
        return "/en" + path
    return path


def t(zh: str, en: str, **parts: object) -> str:
    """The text in the language of the page; `parts` fill its `{names}`."""
    text = en if speaking.get() == "en" else zh
    return text.format(**parts) if parts else text


def told(text: str) -> str:
    """A refusal's basis or advice, a citation, a register line's cause or a territory, in the language of the page.

    Somebody's own words stay as they are.
    """
    if speaking.get() != "en" or not text:
        return text
    return getattr(text, "english", None) or _in_english(text) or text


def _in_english(text: str) -> str | None:
    return citation_in_english(text) or cause_in_english(text) or territory_in_english(text)


def sentence(wrong: Refused | Invalid) -> str:
    """What is wrong, in the language of the page."""
    return t(str(wrong), wrong.english or str(wrong))


def in_words(wrong: Refused | Invalid) -> str:
    """What is wrong, what to do and on which basis, in the language of the page."""
    parts = (sentence(wrong), told(wrong.mend), told(getattr(wrong, "basis", "")))
    return t("。", ". ").join(part.rstrip("。.") for part in parts if part)


class LanguagePrefix:
    """Take `/en` off the path and remember it; redirects inside the product keep the language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        english = path == "/en" or path.startswith("/en/")
        scope.setdefault("state", {})["language"] = "en" if english else "zh"
        spoken = speaking.set("en" if english else "zh")
        try:
            await (self._in_english if english else self.app)(scope, receive, send)
        finally:
            speaking.reset(spoken)

    async def _in_english(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        # In place, not in a copy: what stands outside still reads the matched route from this scope.
        scope["path"] = path.removeprefix("/en") or "/"
        if raw := scope.get("raw_path"):
            scope["raw_path"] = raw.removeprefix(b"/en") or b"/"
        host = Headers(scope=scope).get("host", "")

        async def send_localized(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in ("location", "hx-redirect", "hx-push-url"):
                    if name in headers:
                        headers[name] = _localized_target(headers[name], host)
            await send(message)

        await self.app(scope, receive, send_localized)


def _localized_target(target: str, host: str) -> str:
    parts = urlsplit(target)
    if parts.netloc not in ("", host):
        return target
    return parts._replace(path=localized(parts.path, "en")).geturl()
