"""The job of a file of register lines: laid out by patents, then taken down step by step from where it stands."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from chassis import options
from chassis.identity import Principal, Role
from chassis.service import Service
from services.inventory.files.unreadable import Unreadable
from services.inventory.importing.run import Overtaken
from services.inventory.legal import line_file, registering
from services.inventory.legal.parting import Parts, Row, part, rows_of, steps
from services.inventory.legal.registering import MOST_AT_ONCE
from services.inventory.rules.problems import Refusal
from services.inventory.store import imports
from services.inventory.store.imports import Counts, Job


async def run(service: Service, job: Job) -> None:
    """Take the lines of the file down from where the last run stopped. Raises Overtaken."""
    async with service.database.read() as conn:
        options.hold(await options.holding_on(conn, job.today))
    source, folder = Path(job.path), Path(f"{job.path}.parts")
    try:
        parts = await asyncio.to_thread(_lay_out, source, folder)
    except Unreadable as unreadable:
        async with service.database.transaction() as conn:
            await imports.refuse(conn, job.id, str(unreadable), unreadable.english)
    else:
        await _take_down(service, job, parts)
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    await asyncio.to_thread(source.unlink, missing_ok=True)


def _lay_out(source: Path, folder: Path) -> Parts:
    """A run that was killed may have left a part of the folder behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        return part(source, folder)
    except FileNotFoundError:
        raise Unreadable.gone() from None


async def _take_down(service: Service, job: Job, parts: Parts) -> None:
    async with service.database.transaction() as conn:
        header = [_clean(name) for name in parts.header]
        await imports.recognized(conn, job.id, kind="", header=header, unknown=(), is_office=False, rows=parts.rows)
    keeper = _Keeper(service, job, parts.header)
    for path, done in parts.after(job.next_row):
        rows = await asyncio.to_thread(rows_of, path)
        for step in steps(rows[done:], MOST_AT_ONCE):
            await keeper.keep(step)
    async with service.database.transaction() as conn:
        await imports.finish(conn, job.id)


class _Keeper:
    """Takes steps down, one after another; its position counts rows as they are laid out."""

    def __init__(self, service: Service, job: Job, header: Sequence[str]) -> None:
        self._service = service
        self._job = job
        self._columns = line_file.columns_of(header)
        self._registrar = Principal(job.subject, job.sender, Role.NATION, jurisdiction=job.jurisdiction)
        self._position = job.next_row

    async def keep(self, step: Sequence[Row]) -> None:
        """One transaction: lines, what follows from them, refusals, and the position."""
        refusals: list[Refusal] = []
        lines: list[registering.Line] = []
        rows: list[Row] = []
        for row in step:
            read = line_file.read_row(self._columns, row.cells, self._job.today)
            if isinstance(read, list):
                refusals.append(Refusal(row.number, row.cells, read))
            else:
                rows.append(row)
                lines.append(read)
        following = self._position + len(step)
        async with self._service.unit() as unit:
            taken = await registering.record(unit, self._registrar, lines, writer=self._service.settings.writer)
            refusals += [Refusal(rows[place].number, rows[place].cells, [found]) for place, found in taken.refused]
            await imports.add_refusals(unit.conn, self._job.id, refusals)
            counts = Counts(
                new=taken.new,
                unchanged=taken.known,
                refused=len(refusals),
                problems=sum(len(refusal.problems) for refusal in refusals),
                rights_changed=taken.changed,
            )
            if not await imports.advance(
                unit.conn, self._job.id, after=self._position, to=following, handled=len(step), counts=counts
            ):
                raise Overtaken
        self._position = following


def _clean(text: str) -> str:
    """PostgreSQL takes no zero characters."""
    return text.replace("\x00", "�")
