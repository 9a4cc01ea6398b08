"""Every page that a role can come to, found by the links from the first one, each kind of address once."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from tests.system.browsing import Visit

_FIRST: Final = "/monitoring/"
_MOST: Final = 2
"""Pages of one kind: a second record may be further on its way."""
_ASIDE: Final = re.compile(r"^/(auth|static|issuer)/|/api/|\.(csv|xlsx)$|^/en(/|$)")
"""No pages of ours, or the other language's."""
_TABS: Final = frozenset({"tabs", "segmented"})
_BUILT_OF: Final = frozenset(
    {"section", "form", "table", "fieldset", "input", "select", "textarea", "details", "dialog"}
)
"""What makes a page another one; rows of the same table and fields that nobody sees do not."""
_VOID: Final = frozenset({"input", "link", "meta", "img", "br", "hr", "path", "circle", "rect"})


class Found(NamedTuple):
    """One page of a role."""

    address: str
    status: int
    shape: frozenset[str]
    """What it is built of: pages of one kind and shape look and sound the same, whoever reads them."""
    headings: int


@dataclass(slots=True)
class _Reading(HTMLParser):
    """Links, shape and headings of a page."""

    links: list[tuple[str, bool]] = field(default_factory=list)
    shape: set[str] = field(default_factory=set)
    headings: int = 0
    _open: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        classes = (stated.get("class") or "").split()
        if tag in _BUILT_OF and stated.get("type") != "hidden":
            self.shape.add(f"{tag} {' '.join(sorted(classes))} {stated.get('name', '')}")
        self.headings += tag == "h1"
        if tag == "a" and (href := stated.get("href")) and "download" not in stated:
            self.links.append((href, any(self._open)))
        if tag not in _VOID:
            self._open.append(not _TABS.isdisjoint(classes))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._open:
            self._open.pop()


def _leads(here: str, reading: _Reading) -> Iterator[tuple[str, bool]]:
    """Addresses of ours, and whether it is a tab that leads there: of a tab the question counts, too."""
    for href, is_tab in reading.links:
        target = urlsplit(urljoin(here, href))
        if target.netloc != urlsplit(here).netloc or _ASIDE.search(target.path):
            continue
        yield target.path + (f"?{target.query}" if target.query else ""), is_tab


async def crawl(visit: Visit, origin: str, kind_of: Callable[[str], str]) -> AsyncIterator[Found]:
    """What a signed-in role finds from the first page on."""
    waiting, known, times = [_FIRST], {_FIRST}, Counter([kind_of(_FIRST)])
    while waiting:
        address = waiting.pop(0)
        answer = await visit.context.request.get(address)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        reading = _Reading()
        reading.feed(await answer.text())
        yield Found(address, answer.status, frozenset(reading.shape), reading.headings)
        for lead, is_tab in _leads(urljoin(origin, address), reading):
            path, _, question = lead.partition("?")
            # Tabs of tabs are combinations without end: each is opened from the page as it first shows itself.
            its_kind = kind_of(path) + (f"?{question}" if is_tab and "?" not in address else "")
            if lead not in known and times[its_kind] < _MOST:
                known.add(lead)
                times[its_kind] += 1
                waiting.append(lead)
