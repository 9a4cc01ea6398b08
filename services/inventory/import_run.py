"""One file from its first row to its last: decided and stored in steps, each step one transaction."""

import asyncio
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from uuid import UUID

from panhuo_contracts import Event, uuid7
from panhuo_contracts.codes import InstitutionKind

from chassis.clock import now
from chassis.service import Service, Unit
from services.inventory import stocktaking
from services.inventory.arrival import Arrivals, Outcome, Standing, belongs_to_another, is_published_by_another
from services.inventory.import_reader import Reader, reading
from services.inventory.import_steps import Order, Recognized, Step
from services.inventory.institutions import Institution
from services.inventory.rows import Importer, Row
from services.inventory.rules import Problem, Refusal
from services.inventory.standard_format import Layout
from services.inventory.store import drafts, imports, institutions, standing
from services.inventory.store.drafts import Draft
from services.inventory.store.imports import Counts, Job
from services.inventory.unreadable import Unreadable
from services.inventory.words import at_hand


class Overtaken(Exception):
    """Another process carries this import on."""


async def run(service: Service, job: Job) -> None:
    """Read the file and store its rows from where the last run stopped. Raises Overtaken."""
    async with service.database.read() as conn:
        order = _order(job, service.settings.writer, await institutions.all_of_them(conn))
    async with reading(order) as reader:
        try:
            found = await reader.recognize()
        except Unreadable as unreadable:
            async with service.database.transaction() as conn:
                await imports.refuse(conn, job.id, str(unreadable), unreadable.english)
        else:
            await _store(service, job, found, reader)
    await asyncio.to_thread(Path(job.path).unlink, missing_ok=True)


async def _store(service: Service, job: Job, found: Recognized, reader: Reader) -> None:
    layout = found.layout
    async with service.database.transaction() as conn:
        await imports.recognized(
            conn,
            job.id,
            kind=found.kind,
            header=layout.header,
            unknown=layout.unknown,
            is_office=layout.is_office_export,
            rows=found.rows,
        )
    keeper = Keeper(service, job, layout)
    while (step := await reader.next()) is not None:
        await keeper.keep(step)
    async with service.database.transaction() as conn:
        await imports.finish(conn, job.id)


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
        counts = Counts(unchanged=step.repeated)
        async with self._service.unit() as unit:
            counts.institutions = await institutions.add(unit.conn, step.newcomers, by=self._job.subject)
            with at_hand(step.words):
                refusals = step.refusals + await self._take_in(unit, step, counts)
            refusals.sort()
            wrong = {refusal.row for refusal in refusals}
            taken = (row.entry.number for row in step.accepted if row.line not in wrong)
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
        numbers = [row.entry.number for row in step.accepted]
        known = await standing.known(unit.conn, numbers, writer)
        copies = await standing.other_writers(unit.conn, numbers, writer)
        refused: list[tuple[int, Problem]] = []
        unsettled: list[Row] = []
        arriving: list[tuple[Row, Standing | None]] = []
        for place, row in enumerate(step.accepted):
            before = known.get(row.entry.number)
            problem = is_published_by_another(row, copies.get(row.entry.number, ()), self._number)
            if problem is None and before is not None:
                problem = belongs_to_another(row, before, self._holder)
            if problem is not None:
                refused.append((place, problem))
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
        sent = step.sent() if refused else []
        return [Refusal(step.accepted[place].line, sent[place], [problem]) for place, problem in refused]

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


def _order(job: Job, writer: str, known: list[Institution]) -> Order:
    own: Institution | None = None
    if job.organization is not None and all(institution.code != job.organization for institution in known):
        own = Institution(  # as the sender's account states it
            code=job.organization,
            name=job.organization_name or "",
            kind=InstitutionKind.UNCLASSIFIED,
            home=job.jurisdiction,
            writer=writer,
        )
    return Order(Path(job.path), Importer(writer, job.organization, job.today), known, own, job.next_row)
