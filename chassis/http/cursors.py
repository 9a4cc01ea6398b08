"""Lists in pages: a bounded number of rows, and a cursor that names the last one."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Query
from pydantic import BaseModel

from chassis.errors import Invalid

MOST_ROWS: Final = 100
_MOST_CHARACTERS: Final = 1_000

T = TypeVar("T")
Mark = str | int | None


class Page(BaseModel, Generic[T]):
    """Some rows, and what to ask with for those that follow; no cursor after the last."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How many rows, and after which: the sort values of the last row seen, or None at the start."""

    limit: int
    after: tuple[Mark, ...] | None

    def marks(self, *kinds: type[str] | type[int]) -> tuple[Mark, ...] | None:
        """The sort values, of the kinds that the list is sorted by. Raises Invalid for another list's cursor."""
        if self.after is None:
            return None
        if len(self.after) != len(kinds) or not all(map(_is_of, self.after, kinds)):
            raise _unreadable()
        return self.after

    def cut(self, rows: Sequence[T]) -> tuple[Sequence[T], bool]:
        """Of ``limit + 1`` rows fetched, those of this page, and whether more follow."""
        return rows[: self.limit], len(rows) > self.limit


def cursor_of(*marks: Mark) -> str:
    """An opaque text for the sort values of a row. It grants nothing: rows are filtered anew each time."""
    return base64.urlsafe_b64encode(orjson.dumps(marks)).rstrip(b"=").decode()


def identifier_in(mark: Mark) -> UUID:
    """The identifier that a mark spells. Raises Invalid for another list's cursor."""
    try:
        return UUID(str(mark))
    except ValueError:
        raise _unreadable() from None


def read_cursor(text: str) -> tuple[Mark, ...]:
    if len(text) > _MOST_CHARACTERS:
        raise _unreadable()
    try:
        marks = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except ValueError:
        raise _unreadable() from None
    if not isinstance(marks, list) or not all(_is_mark(mark) for mark in marks):
        raise _unreadable()
    return tuple(marks)


def page_request(
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50, cursor: Annotated[str | None, Query()] = None
) -> PageRequest:
    return PageRequest(limit, None if cursor is None else read_cursor(cursor))


PageDep = Annotated[PageRequest, Depends(page_request)]


def _is_mark(mark: object) -> bool:
    return mark is None or (isinstance(mark, str | int) and not isinstance(mark, bool) and "\x00" not in str(mark))


def _is_of(mark: Mark, kind: type[str] | type[int]) -> bool:
    return mark is None or isinstance(mark, kind)


def _unreadable() -> Invalid:
    return Invalid(
        "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
    )
