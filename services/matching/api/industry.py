"""Industry libraries over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.body import Text
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from chassis.errors import NotFound
from chassis.http import PageDep, ServiceDep, cursor_of, identifier_in, once
from chassis.identity import Principal, Right, allow
from services.matching.api.shapes import EntryShape
from services.matching.industry import changing
from services.matching.industry.keeping import Definition, Edition, Library, keeper
from services.matching.pulling.selection import EVERYWHERE
from services.matching.store import industry, selecting

router = APIRouter(prefix="/industries")

Reader = Annotated[Principal, Depends(allow(Right.LIBRARY_READ))]
Curator = Annotated[Principal, Depends(allow(Right.LIBRARY_CURATE))]
_MOST_EDITIONS = 50


class EditionShape(BaseModel):
    edition: int
    definition: Definition
    reason: str
    edited_by: str
    edited_at: datetime

    @classmethod
    def of(cls, edition: Edition) -> "EditionShape":
        return cls(
            edition=edition.number,
            definition=edition.definition,
            reason=edition.reason,
            edited_by=edition.edited_by,
            edited_at=edition.edited_at,
        )


class IndustryShape(BaseModel):
    """An industry library as it stands."""

    id: UUID
    owner: str
    owner_name: str
    present: EditionShape

    @classmethod
    def of(cls, library: Library) -> "IndustryShape":
        return cls(
            id=library.id,
            owner=library.owner,
            owner_name=library.owner_name,
            present=EditionShape.of(library.edition),
        )


class IndustriesShape(BaseModel):
    items: list[IndustryShape]
    next_cursor: str | None


class MembersShape(BaseModel):
    items: list[EntryShape]
    next_cursor: str | None


class Change(BaseModel):
    """Another definition of a library."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    definition: Definition
    reason: Text
    opened: Annotated[int, Field(ge=1)]
    """The edition that it was made out on."""


async def readable(service: ServiceDep, reader: Reader, library: UUID) -> Library:
    """Raises NotFound for one that is another's alone."""
    async with service.database.read() as conn:
        kept = await industry.library(conn, library)
    if kept is None or not kept.may_be_read_by(reader):
        raise NotFound
    return kept


Readable = Annotated[Library, Depends(readable)]


@router.get("")
async def list_libraries(reader: Reader, page: PageDep, service: ServiceDep) -> IndustriesShape:
    """Public ones and one's own, by title."""
    marks = page.marks(str, str)
    after = (str(marks[0]), identifier_in(marks[1])) if marks else None
    async with service.database.read() as conn:
        found = await industry.libraries(conn, keeper(reader), after=after, limit=page.limit + 1)
    items, has_more = page.cut(found)
    last = items[-1] if items else None
    return IndustriesShape(
        items=[IndustryShape.of(library) for library in items],
        next_cursor=cursor_of(last.edition.definition.title, str(last.id)) if has_more and last else None,
    )


@router.get("/{library}")
async def show(library: Readable) -> IndustryShape:
    return IndustryShape.of(library)


@router.get("/{library}/editions")
async def editions(library: Readable, service: ServiceDep) -> list[EditionShape]:
    """The latest editions, the latest first."""
    async with service.database.read() as conn:
        return [EditionShape.of(one) for one in await industry.editions(conn, library.id, limit=_MOST_EDITIONS)]


@router.get("/{library}/members")
async def members(library: Readable, page: PageDep, service: ServiceDep) -> MembersShape:
    """Its entries as they stand, by number."""
    marks = page.marks(str)
    wanted = library.wanted(EVERYWHERE)
    async with service.database.read() as conn:
        numbers = await selecting.numbers(conn, wanted, after=str(marks[0]) if marks else "", limit=page.limit + 1)
        items, has_more = page.cut(numbers)
        entries = await selecting.among(conn, wanted, items)
    return MembersShape(
        items=[EntryShape.of(entries[number]) for number in items if number in entries],
        next_cursor=cursor_of(items[-1]) if has_more else None,
    )


@router.post("", status_code=201)
async def found(request: Request, curator: Curator, service: ServiceDep, definition: Definition) -> Response:
    async with service.unit() as unit:

        async def action() -> Response:
            library = await changing.found(unit, curator, definition)
            address = f"/matching/api/industries/{library.id}"
            return JSONResponse(IndustryShape.of(library).model_dump(mode="json"), 201, {"Location": address})

        return await once(request, unit, curator, action)


@router.put("/{library}", response_model=IndustryShape)
async def change(request: Request, curator: Curator, service: ServiceDep, library: UUID, asked: Change) -> Response:
    """Change its definition; the editions before are kept."""
    async with service.unit() as unit:

        async def action() -> IndustryShape:
            changed = await changing.change(
                unit, curator, library, asked.definition, reason=asked.reason, opened=asked.opened
            )
            return IndustryShape.of(changed)

        return await once(request, unit, curator, action)
