"""The library line by line: what is there, then what has changed since; broken off, it goes on where it was."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from chassis.errors import Invalid, Refused, Told
from chassis.http import cursor_of
from chassis.http.cursors import read_cursor
from chassis.service import Service
from services.matching.api.shapes import EntryShape
from services.matching.pulling.selection import Wanted
from services.matching.store import changes, pulls, selecting
from services.matching.store.library import Entry

PAGE: Final = 500
ROWS_A_SECOND: Final = 5_000
"""No stream goes faster, so that those who search do not wait for those who pull."""


class CursorOutdated(Refused):
    """The library was made anew, or the question is another one: what a cursor would leave out is not known."""

    basis = Told.by(
        "接口约定", "续传标记只对同一问题、同一资源库有效", "a mark holds for the same question of the same library"
    )
    mend = Told(
        "不带续传标记，从头调取一次；其中没有的，从本地移除",
        "Pull once from the beginning without the mark, and drop what it lacks",
    )


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stream has come: within the whole, or within the changes since."""

    epoch: int
    fingerprint: str
    number: int
    """Of the latest change that is not still to be told."""
    after: str | None = ""
    """The last patent of the whole that went out; None once it is through."""

    @property
    def cursor(self) -> str:
        return cursor_of(self.epoch, self.fingerprint, self.number, self.after)


async def start(service: Service, wanted: Wanted, cursor: str | None) -> Place:
    """Where to begin. Raises Invalid for a cursor of something else, CursorOutdated for one that no longer holds."""
    fingerprint = wanted.fingerprint()
    async with service.database.read() as conn:
        fresh = Place(await changes.epoch(conn), fingerprint, await changes.last(conn))
    if not cursor:
        return fresh
    match read_cursor(cursor):
        case (int(epoch), str(said), int(number), (str() | None) as after):
            if (epoch, said) != (fresh.epoch, fingerprint):
                raise CursorOutdated(
                    "续传标记已失效：资源库已重建，或筛选条件已改变",
                    english="The cursor no longer holds: the library was rebuilt, or the question is another one.",
                )
            return Place(epoch, said, number, after)
        case _:
            pass
    raise Invalid("续传标记无法识别", field="cursor", english="The cursor is not one of this stream's.")


async def lines(service: Service, wanted: Wanted, place: Place, pull: UUID) -> AsyncIterator[bytes]:
    """Each page in a transaction of its own; after each a cursor. The last one says that it is complete."""
    sent = 0
    is_over = False
    while not is_over:
        began = time.monotonic()
        said, place, is_over, rows = await _next(service, wanted, place)
        for line in said:
            yield _line(line)
        sent += rows
        async with service.database.transaction() as conn:
            await pulls.reached(conn, pull, sent, is_finished=is_over)
        is_complete = is_over and place.after is None
        yield _line({"kind": "cursor", "cursor": place.cursor, "is_complete": is_complete})
        if not is_over:
            await asyncio.sleep(max(0.0, rows / ROWS_A_SECOND - (time.monotonic() - began)))


async def _next(service: Service, wanted: Wanted, place: Place) -> tuple[list[dict[str, Any]], Place, bool, int]:
    """Lines, how far they go, whether that is the end, and how many there were."""
    async with service.database.read() as conn:
        if await changes.epoch(conn) != place.epoch:
            return [{"kind": "outdated"}], place, True, 0
        if place.after is not None:
            patents = await selecting.numbers(conn, wanted, after=place.after, limit=PAGE)
            entries = await selecting.among(conn, wanted, patents)
            said = [_entry(entries[patent]) for patent in patents if patent in entries]
            return said, replace(place, after=patents[-1] if len(patents) == PAGE else None), False, len(said)
        changed = await changes.since(conn, place.number, PAGE)
        patents = [patent for _, patent in changed]
        entries = await selecting.among(conn, wanted, patents)
        listed = await selecting.listed(conn, patents)
    said = [_entry(entries[patent]) if patent in entries else _removed(patent, listed) for patent in patents]
    number = changed[-1][0] if changed else place.number
    return said, replace(place, number=number), len(changed) < PAGE, len(said)


def _entry(entry: Entry) -> dict[str, Any]:
    return {"kind": "entry", **EntryShape.of(entry).model_dump(mode="json")}


def _removed(patent: str, listed: set[str]) -> dict[str, Any]:
    why: Literal["outside", "left"] = "outside" if patent in listed else "left"
    return {"kind": "removed", "patent": patent, "why": why}


def _line(said: dict[str, Any]) -> bytes:
    return orjson.dumps(said) + b"\n"
