"""One file from its first row to its last: read, decided and stored in steps, each step one transaction."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Final
from uuid import UUID

from panhuo_contracts import Event, uuid7
from panhuo_contracts.codes import InstitutionKind

from chassis.clock import now
from chassis.service import Service, Unit
from services.inventory import stocktaking
from services.inventory.arrival import Arrivals, Outcome, Standing, belongs_to_another, is_published_by_another
from services.inventory.institutions import Directory, Institution
from services.inventory.rows import Importer, Row, RowReader
from services.inventory.rules import Problem
from services.inventory.source_file import Source, open_source
from services.inventory.standard_format import Layout
from services.inventory.store import drafts, imports, institutions, standing
from services.inventory.store.drafts import Draft
from services.inventory.store.imports import Counts, Job, Refusal
from services.inventory.unreadable import Unreadable

STEP_ROWS: Final = 2_000
_CHECKSUM_BITS: Final = 32


class Overtaken(Exception):
    """Another process carries this import on."""


@dataclass(slots=True)
class Step:
    """Some rows, read and checked for themselves."""

    last: int = 0
    handled: int = 0
    accepted: list[tuple[Row, list[str]]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    repeated: int = 0
    """Rows that say word for word what an earlier row says."""
    newcomers: list[Institution] = field(default_factory=list)


class Steps:
    """Rows of a file in steps. Remembers of each patent where it stood and what its row said, in 36 bytes."""

    def __init__(self, source: Source, reader: RowReader, directory: Directory) -> None:
        self._rows: Iterator[tuple[int, list[str]]] = source.read()
        self._reader = reader
        self._directory = directory
        self._seen: dict[int, int] = {}
        self._number = source.layout.name("number")

    def next(self) -> Step | None:
        step = Step()
        for number, cells in islice(self._rows, STEP_ROWS):
            step.last = number
            step.handled += 1
            result = self._reader.read(number, cells)
            if isinstance(result, list):
                step.refusals.append(Refusal(number, cells, result))
            elif (problem := self._twice(result)) is None:
                step.accepted.append((result, cells))
            elif problem:
                step.refusals.append(Refusal(number, cells, problem))
            else:
                step.repeated += 1
        step.newcomers = self._directory.take_arrived()
        return step if step.handled else None

    def _twice(self, row: Row) -> list[Problem] | None:
        """None for a first row of a patent; else what is wrong, nothing where the row says the same again."""
        key = int(row.entry.number[:-1])
        checksum = hash(row[1:]) & (1 << _CHECKSUM_BITS) - 1
        before = self._seen.setdefault(key, row.line << _CHECKSUM_BITS | checksum)
        line, said = divmod(before, 1 << _CHECKSUM_BITS)
        if line == row.line:
            return None
        if said == checksum:
            return []
        return [Problem(self._number, row.entry.number, "E150", {"row": f"{line:,}"})]


async def run(service: Service, job: Job) -> None:
    """Read the file and store its rows from where the last run stopped. Raises Overtaken."""
    try:
        source = await asyncio.to_thread(open_source, Path(job.path))
    except FileNotFoundError:
        missing = Unreadable("上传的文件已不在服务器上，请重新上传", "the uploaded file is gone: send it again")
        await _refuse(service, job, missing)
        return
    except Unreadable as unreadable:
        await _refuse(service, job, unreadable)
        return
    async with service.database.transaction() as conn:
        layout = source.layout
        await imports.recognized(
            conn,
            job.id,
            kind=source.kind,
            header=layout.header,
            unknown=layout.unknown,
            is_office=layout.is_office_export,
            rows=source.rows,
        )
        known = await institutions.all_of_them(conn)
    await _store(service, job, source, known)
    async with service.database.transaction() as conn:
        await imports.finish(conn, job.id)
    await asyncio.to_thread(Path(job.path).unlink, missing_ok=True)


async def _store(service: Service, job: Job, source: Source, known: list[Institution]) -> None:
    """Read the next step while the database stores this one."""
    writer = service.settings.writer
    directory = Directory(known)
    if job.organization is not None and directory.with_code(job.organization) is None:
        directory.arrive(_own(job, writer))
    reader = RowReader(source.layout, directory, Importer(writer, job.organization, job.today))
    steps = Steps(source, reader, directory)
    keeper = Keeper(service, job, source.layout)
    reading = asyncio.create_task(asyncio.to_thread(steps.next))
    try:
        while (step := await reading) is not None:
            reading = asyncio.create_task(asyncio.to_thread(steps.next))
            await keeper.keep(step)
    finally:
        await asyncio.gather(reading, return_exceptions=True)


class Keeper:
    """Stores steps, one after another."""

    def __init__(self, service: Service, job: Job, layout: Layout) -> None:
        self._service = service
        self._job = job
        self._arrivals = Arrivals(layout, job.today)
        self._number = layout.name("number")
        self._holder = layout.name("applicants" if layout.is_office_export else "institution_name")
        self._next_row = job.next_row

    async def keep(self, step: Step) -> None:
        """One transaction: institutions, events and what follows from them, refusals, and the position."""
        if step.last < self._next_row:
            return  # stored by a run before this one
        counts = Counts(unchanged=step.repeated)
        async with self._service.unit() as unit:
            counts.institutions = await institutions.add(unit.conn, step.newcomers, by=self._job.subject)
            refusals = step.refusals + await self._take_in(unit, step, counts)
            refusals.sort()
            wrong = {refusal.row for refusal in refusals}
            taken = (row.entry.number for row, _ in step.accepted if row.line not in wrong)
            counts.records = list(islice(taken, imports.MOST_NAMED))
            counts.refused = len(refusals)
            counts.problems = sum(len(refusal.problems) for refusal in refusals)
            await imports.add_refusals(unit.conn, self._job.id, refusals)
            following = step.last + 1
            if not await imports.advance(
                unit.conn, self._job.id, after=self._next_row, to=following, handled=step.handled, counts=counts
            ):
                raise Overtaken
        self._next_row = following

    async def _take_in(self, unit: Unit, step: Step, counts: Counts) -> list[Refusal]:
        writer = self._service.settings.writer
        numbers = [row.entry.number for row, _ in step.accepted]
        known = await standing.known(unit.conn, numbers, writer)
        copies = await standing.other_writers(unit.conn, numbers, writer)
        refusals: list[Refusal] = []
        unsettled: list[Row] = []
        arriving: list[tuple[Row, Standing | None]] = []
        for row, cells in step.accepted:
            before = known.get(row.entry.number)
            problem = is_published_by_another(row, copies.get(row.entry.number, ()), self._number)
            if problem is None and before is not None:
                problem = belongs_to_another(row, before, self._holder)
            if problem is not None:
                refusals.append(Refusal(row.line, cells, [problem]))
            elif before is None:
                arriving.append((row, None))
            elif self._changes(row, before):
                unsettled.append(row)
            else:
                counts.unchanged += 1
        # Only what will change is locked: the same file sent again must not touch a million rows.
        held = await standing.locked(unit.conn, [row.entry.number for row in unsettled], writer) if unsettled else {}
        arriving += [(row, held.get(row.entry.number)) for row in unsettled]
        await self._settle(unit, arriving, counts)
        return refusals

    def _changes(self, row: Row, before: Standing) -> bool:
        is_marked = row.is_funded is not None and row.is_funded != before.is_funded
        return is_marked or self._arrivals.decide(row, before).outcome is not Outcome.UNCHANGED

    async def _settle(self, unit: Unit, arriving: list[tuple[Row, Standing | None]], counts: Counts) -> None:
        moment, identifiers = now(), _identifiers()
        events: list[Event] = []
        filled: list[Draft] = []
        dropped: list[str] = []
        funded: list[tuple[str, str, bool]] = []
        for row, before in arriving:
            arrival = self._arrivals.decide(row, before)
            entry = row.entry
            if arrival.body is not None:
                events.append(Event(arrival.body, next(identifiers), moment))
            if arrival.draft is not None:
                is_submitted = stocktaking.is_reviewable(arrival.draft)
                filled.append(
                    Draft(
                        entry.number,
                        entry.institution,
                        entry.home,
                        arrival.draft,
                        self._job.subject,
                        is_submitted=is_submitted,
                    )
                )
            if arrival.drops_draft:
                dropped.append(entry.number)
            if row.is_funded is not None and (before is None or row.is_funded != before.is_funded):
                funded.append((entry.number, entry.institution, row.is_funded))
            if arrival.outcome is Outcome.NEW:
                counts.new += 1
            else:
                counts.revised += 1
        await unit.announce(events)
        await drafts.save(unit.conn, filled)
        await drafts.mark_funded(unit.conn, funded)
        if dropped:
            await drafts.drop(unit.conn, dropped)


def _identifiers() -> Iterator[str]:
    """UUIDv7, one after another from a random one (RFC 9562, 6.2): chance is asked once for each step, not each row."""
    first = uuid7().int & ~(1 << 61)  # room to count within the random part
    return (str(UUID(int=number)) for number in count(first))


def _own(job: Job, writer: str) -> Institution:
    """The sender's own institution, as its account states it."""
    return Institution(
        code=job.organization or "",
        name=job.organization_name or "",
        kind=InstitutionKind.UNCLASSIFIED,
        home=job.jurisdiction,
        writer=writer,
    )


async def _refuse(service: Service, job: Job, unreadable: Unreadable) -> None:
    async with service.database.transaction() as conn:
        await imports.refuse(conn, job.id, str(unreadable), unreadable.english)
    await asyncio.to_thread(Path(job.path).unlink, missing_ok=True)
