"""Over HTTP: what an enterprise is told of the patents that it follows."""

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.errors import Invalid
from chassis.http import Page, PageDep, ServiceDep, cursor_of
from chassis.identity import Principal, Right, allow
from services.matching.store import notices
from services.matching.store.notices import Notice

router = APIRouter()
Subscriber = Annotated[Principal, Depends(allow(Right.LIBRARY_SUBSCRIBE))]


class NoticeShape(BaseModel):
    """One thing that became of a patent that is followed."""

    patent: str
    title: str | None
    kind: str
    """A legal status, or ``transferred``."""
    flags: list[str]
    effective_on: date
    cause: str
    said_at: datetime
    is_new: bool
    is_leaving: bool
    """Whether the patent leaves the resource library by it."""

    @classmethod
    def of(cls, notice: Notice) -> Self:
        return cls(**{name: getattr(notice, name) for name in cls.model_fields})


@router.get("/notices")
async def list_notices(subscriber: Subscriber, page: PageDep, service: ServiceDep) -> Page[NoticeShape]:
    """What became of the patents that the asking enterprise follows, the latest first."""
    async with service.database.read() as conn:
        found = await notices.told(
            conn, subscriber.organization or "", after=place_of(page.marks(str, str)), limit=page.limit + 1
        )
    items, more = page.cut(found)
    return Page(
        items=[NoticeShape.of(each) for each in items],
        next_cursor=following(items[-1]) if more else None,
    )


def following(last: Notice) -> str:
    return cursor_of(last.said_at.isoformat(), str(last.id))


def place_of(marks: tuple[object, ...] | None) -> tuple[datetime, UUID] | None:
    """Where the list goes on. Raises Invalid for another list's cursor."""
    if marks is None:
        return None
    at, name = map(str, marks)
    try:
        return moment_of(at, field="cursor"), UUID(name)
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
        ) from None


def moment_of(text: str, *, field: str) -> datetime:
    """A moment with its offset. Raises Invalid."""
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at
    raise Invalid("时间无法识别", field=field, english="This is no moment.")
