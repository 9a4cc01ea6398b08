"""A file of register lines on its way in: read whole, then taken down in steps that never part a patent's lines."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

from fastapi import UploadFile
from panhuo_contracts import uuid7

from chassis.clock import today
from chassis.errors import Invalid
from chassis.identity import Principal
from chassis.service import Service
from services.inventory.files.unreadable import Unreadable
from services.inventory.legal import registering
from services.inventory.legal.line_file import LineFile, ReadLine, read_lines
from services.inventory.legal.registering import MOST_AT_ONCE
from services.inventory.rules.problems import Refusal
from services.inventory.store import line_uploads

_LONGEST_NAME: Final = 200


async def take_in(service: Service, principal: Principal, upload: UploadFile) -> UUID:
    """Read a file and take its lines down; answered with the upload's id. Raises Invalid for what cannot be read.

    Broken off and sent again, it goes on: lines that stand already are known.
    """
    found = await _read(upload)
    identifier = uuid7()
    name = Path(upload.filename or "file").name.replace("\x00", "")[:_LONGEST_NAME] or "file"
    async with service.unit() as unit:
        await line_uploads.begin(
            unit.conn,
            identifier,
            file_name=name,
            subject=principal.subject,
            sender=principal.name,
            rows=len(found.lines) + len(found.refused),
            header=[cell.replace("\x00", "�") for cell in found.header],
        )
        await line_uploads.add(
            unit.conn, identifier, new=0, known=0, changed=0, refusals=list(map(_clean, found.refused))
        )
    for step in _steps(found.lines):
        async with service.unit() as unit:
            lines = [(line.patent, line.entry) for line in step]
            taken = await registering.record(unit, principal, lines, writer=service.settings.writer)
            refused = [Refusal(step[place].row, step[place].cells, [problem]) for place, problem in taken.refused]
            await line_uploads.add(
                unit.conn, identifier, new=taken.new, known=taken.known, changed=taken.changed, refusals=refused
            )
    return identifier


async def _read(upload: UploadFile) -> LineFile:
    with tempfile.TemporaryDirectory(prefix="panhuo-lines-") as folder:
        path = Path(folder) / "lines"
        path.write_bytes(await upload.read())
        try:
            return await asyncio.to_thread(read_lines, path, today())
        except Unreadable as unreadable:
            raise Invalid(str(unreadable), field="file", english=unreadable.english) from None


def _clean(refusal: Refusal) -> Refusal:
    """PostgreSQL takes no zero characters, and neither does a spreadsheet."""
    return refusal._replace(cells=[cell.replace("\x00", "�") for cell in refusal.cells])


def _steps(lines: Sequence[ReadLine]) -> Iterator[list[ReadLine]]:
    """Lines by patent, about a thousand at a time; all of a patent in one step, so that only their sum is announced."""
    step: list[ReadLine] = []
    for _, group in groupby(sorted(lines, key=lambda line: line.patent), key=lambda line: line.patent):
        of_patent = list(group)
        if step and len(step) + len(of_patent) > MOST_AT_ONCE:
            yield step
            step = []
        step += of_patent
    if step:
        yield step
