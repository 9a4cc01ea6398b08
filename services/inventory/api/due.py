"""What is overdue or due soon, over HTTP."""

from datetime import date
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of
from services.inventory.api.access import Reader
from services.inventory.review import due
from services.inventory.review.due import When
from services.inventory.store.due import Due

router = APIRouter()


class DueAnswer(BaseModel):
    due_on: date
    number: str
    writer: str
    title: str
    institution_name: str
    home: str
    stage: str

    @classmethod
    def of(cls, one: Due) -> Self:
        return cls(**one._asdict())


@router.get("/due")
async def list_due(reader: Reader, service: ServiceDep, page: PageDep, when: When = When.OVERDUE) -> Page[DueAnswer]:
    """Records within reach by the last day of their present step."""
    async with service.database.read() as conn:
        found = await due.page(
            conn,
            reader,
            when,
            today(),
            writer=service.settings.writer,
            after=place_of(page),
            limit=page.limit + 1,
        )
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].due_on.isoformat(), rows[-1].number) if more else None
    return Page(items=[DueAnswer.of(row) for row in rows], next_cursor=following)


def place_of(page: PageRequest) -> tuple[date, str] | None:
    """Day and number of the last record seen. Raises Invalid."""
    day, number = page.marks(str, str) or (None, None)
    if day is None or number is None:
        return None
    try:
        return date.fromisoformat(str(day)), str(number)
    except ValueError:
        raise Invalid("分页游标无法识别，请从第一页开始。", field="cursor", english="No cursor of this list.") from None
