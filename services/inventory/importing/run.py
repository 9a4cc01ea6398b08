"""One file from its first row to its last: decided and stored in steps, each step one transaction."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from chassis import options
from chassis.service import Service
from services.inventory.conflicts.claiming import is_claim
from services.inventory.files.standard_format import Layout
from services.inventory.files.unreadable import Unreadable
from services.inventory.importing.arrival import Outcome
from services.inventory.importing.reader import Reader, reading
from services.inventory.importing.rows import Importer
from services.inventory.importing.steps import Order, Recognized, Step
from services.inventory.importing.taking_in import Sender, TakingIn
from services.inventory.institutions import Institution
from services.inventory.legal.terms import STOCK_GRANTED_BY
from services.inventory.rules.problems import Problem, Refusal
from services.inventory.settings import ipc_table_of
from services.inventory.store import imports, institutions, matches
from services.inventory.store.imports import Counts, Job
from services.inventory.words import at_hand


class Overtaken(Exception):
    """Another process carries this import on."""


async def run(service: Service, job: Job) -> None:
    """Read the file and store its rows from where the last run stopped. Raises Overtaken."""
    async with service.database.read() as conn:
        order = _order(service, job, await institutions.all_of_them(conn))
        options.hold(await options.holding_on(conn, job.today))
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
        self._taking = TakingIn(
            layout, Sender(service.settings.writer, job.subject, job.today, str(job.id)), claimed=job.claimed
        )
        self._next_row = job.next_row
        self._named: set[str] = set()
        """Institutions of patents whose inventors the file names, as far as they were noted."""

    async def keep(self, step: Step) -> None:
        """One transaction: institutions, events and what follows from them, refusals, and the position."""
        counts = Counts(unchanged=step.repeated)
        named = {row.entry.institution for row in step.accepted if row.inventors} - self._named
        async with self._service.unit() as unit:
            counts.institutions = await institutions.add(unit.conn, step.newcomers, by=self._job.subject)
            with at_hand(step.words):
                outcomes = await self._taking.take_in(unit, step.accepted)
            refusals = step.refusals + _count(step, outcomes, counts)
            refusals.sort()
            counts.refused = len(refusals) - counts.claimed
            counts.problems = sum(len(refusal.problems) for refusal in refusals)
            await matches.put_off(unit.conn, self._job.id, sorted(named))
            await imports.add_refusals(unit.conn, self._job.id, refusals)
            following = step.last + 1
            if not await imports.advance(
                unit.conn, self._job.id, after=self._next_row, to=following, handled=step.handled, counts=counts
            ):
                raise Overtaken
        self._next_row = following
        self._named |= named


def _count(step: Step, outcomes: Sequence[Outcome | Problem], counts: Counts) -> list[Refusal]:
    """Count what became of a step's rows; those that the library refuses."""
    refused: list[tuple[int, Problem]] = []
    for place, (row, outcome) in enumerate(zip(step.accepted, outcomes, strict=True)):
        match outcome:
            case Problem():
                counts.claimed += is_claim(outcome)
                refused.append((place, outcome))
                continue
            case Outcome.NEW:
                counts.new += 1
                granted = row.entry.grant_date
                counts.dynamic += granted is not None and granted > STOCK_GRANTED_BY
            case Outcome.REVISED:
                counts.revised += 1
            case Outcome.UNCHANGED:
                counts.unchanged += 1
            case _:
                assert_never(outcome)
        if len(counts.records) < imports.MOST_NAMED:
            counts.records.append(row.entry.number)
    sent = step.sent() if refused else []
    return [Refusal(step.accepted[place].line, sent[place], [problem]) for place, problem in refused]


def _order(service: Service, job: Job, known: list[Institution]) -> Order:
    writer = service.settings.writer
    importer = Importer(writer, job.organization, job.today, ipc_table_of(service.settings))
    return Order(Path(job.path), importer, known, job.next_row)
