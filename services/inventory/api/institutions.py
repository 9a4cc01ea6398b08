"""The register of institutions over HTTP."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, File, Query, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import Page, PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right
from chassis.service import Service
from services.inventory.api.access import English, Reader, Registrar
from services.inventory.bodies import commands
from services.inventory.files import register_file
from services.inventory.files.options import MINISTRIES
from services.inventory.files.register_file import Register
from services.inventory.files.unreadable import Unreadable
from services.inventory.institutions import Institution, is_provisional
from services.inventory.requests import InstitutionAnswer, InstitutionRequest, ProblemAnswer
from services.inventory.store import institutions

router = APIRouter(prefix="/institutions")
REGISTER_BYTES: Final = 8 << 20


class RegisterAnswer(BaseModel):
    """What became of a register's rows."""

    new: int
    unchanged: int
    refused: int
    problems: list[ProblemAnswer]
    """The first hundred."""


@router.get("")
async def list_institutions(
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
) -> Page[InstitutionAnswer]:
    """Institutions within reach by credit code; ``q`` is part of a name, or a code."""
    (after,) = page.marks(str) or ("",)
    scope = reader.scope(Right.STOCK_READ)
    async with service.database.read() as conn:
        found = await institutions.page(
            conn,
            home=scope.jurisdiction,
            organization=scope.organization,
            question=q.strip(),
            after=str(after or ""),
            limit=page.limit + 1,
        )
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].code) if more else None
    return Page(items=[InstitutionAnswer.of(row) for row in rows], next_cursor=following)


@router.post("", response_model=InstitutionAnswer)
async def register(request: Request, asked: InstitutionRequest, registrar: Registrar, service: ServiceDep) -> Response:
    """Enter one institution: 201, or 200 where it stands there just so."""
    institution = hosted(asked, service)
    async with service.unit() as unit:

        async def action() -> Response:
            is_new = await commands.register(unit, registrar, institution, today())
            body = InstitutionAnswer.of(institution).model_dump(mode="json")
            return JSONResponse(body, 201 if is_new else 200)

        return await once(request, unit, registrar, action)


@router.post("/file", max_body_size=REGISTER_BYTES)
async def register_many(
    registrar: Registrar, service: ServiceDep, english: English, file: Annotated[UploadFile, File()]
) -> RegisterAnswer:
    """Enter a register (csv); rows that break a rule are refused, the others go in. Sent again, it changes nothing."""
    register = await read_upload(service, registrar, file)
    async with service.unit() as unit:
        new = await commands.admit_file(unit, registrar, register.institutions, today())
    return RegisterAnswer(
        new=new,
        unchanged=len(register.institutions) - new,
        refused=register.refused,
        problems=[ProblemAnswer.of(each, english=english) for each in register.problems[:100]],
    )


async def read_upload(service: Service, registrar: Principal, file: UploadFile) -> Register:
    """A register as it was sent, of the registrar's own jurisdiction. Raises Invalid for what cannot be read."""
    with tempfile.TemporaryDirectory(prefix="panhuo-register-") as folder:
        path = Path(folder) / "register.csv"
        path.write_bytes(await file.read())
        try:
            register = await asyncio.to_thread(register_file.read_register, path, service.settings.writer)
        except Unreadable as unreadable:
            raise Invalid(str(unreadable), field="file", english=unreadable.english) from None
    scope = registrar.scope(Right.INSTITUTION_REGISTER)
    for institution in register.institutions:
        scope.require(jurisdiction=institution.home)
    return register


def hosted(asked: InstitutionRequest, service: Service) -> Institution:
    """An institution that this installation publishes for. Raises RetiredOption."""
    MINISTRIES.require(asked.ministry)
    return Institution(
        asked.code,
        asked.name,
        asked.kind,
        asked.home,
        service.settings.writer,
        is_provisional=is_provisional(asked.code),
        ministry=asked.ministry,
    )
