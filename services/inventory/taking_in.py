"""Rows that keep the rules, against the library: each is new, revised, unchanged or refused, in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Final
from uuid import UUID

from panhuo_contracts import Event, uuid7

from chassis.clock import now
from chassis.service import Unit
from services.inventory import stocktaking
from services.inventory.arrival import (
    Arrivals,
    Outcome,
    Standing,
    belongs_to_another,
    has_left,
    is_published_by_another,
    says_that_it_left,
)
from services.inventory.rows import Row
from services.inventory.rules import Problem
from services.inventory.standard_format import Layout
from services.inventory.store import drafts, inventors, standing
from services.inventory.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class Sender:
    """On whose behalf rows are taken in."""

    writer: str
    subject: str
    today: date
    job: str | None = None
    """The import, which the events name as their correlation."""


class TakingIn:
    """Takes in rows of one layout, a patent at most once at a time."""

    def __init__(self, layout: Layout, sender: Sender) -> None:
        self._sender: Final = sender
        self._arrivals = Arrivals(layout, sender.today)
        self._number = layout.name("number")
        self._holder = layout.name("applicants" if layout.is_office_export else "institution_name")
        self._implementation = layout.name("implementation")
        self._names_inventors = "inventors" in layout.places

    async def take_in(self, unit: Unit, rows: Sequence[Row]) -> list[Outcome | Problem]:
        """What became of each row, in their order."""
        numbers = [row.entry.number for row in rows]
        known = await standing.known(unit.conn, numbers, self._sender.writer)
        copies = await standing.other_writers(unit.conn, numbers, self._sender.writer)
        named = await inventors.of(unit.conn, list(known)) if self._names_inventors and known else {}
        outcomes: list[Outcome | Problem] = []
        unsettled: list[int] = []
        arriving: list[tuple[Row, Standing | None]] = []
        for place, row in enumerate(rows):
            before = known.get(row.entry.number)
            problem = is_published_by_another(row, copies.get(row.entry.number, ()), self._number)
            if problem is None and before is None:
                problem = says_that_it_left(row, self._implementation)
            elif problem is None and before is not None:
                problem = belongs_to_another(row, before, self._holder)
            if problem is not None:
                outcomes.append(problem)
            elif before is None:
                outcomes.append(Outcome.NEW)
                arriving.append((row, None))
            else:
                outcomes.append(Outcome.UNCHANGED)
                is_renamed = row.inventors is not None and row.inventors != named.get(row.entry.number, ())
                if is_renamed or self._changes(row, before):
                    unsettled.append(place)
        # Only what will change is locked: the same file sent again must not touch a million rows.
        if unsettled:
            changing = [numbers[place] for place in unsettled]
            held = await standing.locked(unit.conn, changing, self._sender.writer)
            for place in unsettled:
                row, before = rows[place], held.get(numbers[place])
                outcomes[place] = has_left(row, before, self._holder) or Outcome.REVISED
                if outcomes[place] is Outcome.REVISED:
                    arriving.append((row, before))
        await self._settle(unit, arriving)
        return outcomes

    def _changes(self, row: Row, before: Standing) -> bool:
        is_marked = row.is_funded is not None and row.is_funded != before.is_funded
        return is_marked or self._arrivals.decide(row, before).outcome is not Outcome.UNCHANGED

    async def _settle(self, unit: Unit, arriving: Sequence[tuple[Row, Standing | None]]) -> None:
        moment, identifiers = now(), _identifiers()
        events: list[Event] = []
        filled: list[Draft] = []
        dropped: list[str] = []
        funded: list[tuple[str, str, bool]] = []
        named: dict[str, tuple[str, ...]] = {}
        for row, before in arriving:
            arrival = self._arrivals.decide(row, before)
            entry = row.entry
            if arrival.body is not None:
                events.append(Event(arrival.body, next(identifiers), moment, correlation_id=self._sender.job))
            if arrival.draft is not None:
                is_submitted = stocktaking.is_reviewable(arrival.draft)
                by = self._sender.subject
                filled.append(
                    Draft(entry.number, entry.institution, entry.home, arrival.draft, by, is_submitted=is_submitted)
                )
            if arrival.drops_draft:
                dropped.append(entry.number)
            if row.is_funded is not None and (before is None or row.is_funded != before.is_funded):
                funded.append((entry.number, entry.institution, row.is_funded))
            if row.inventors or (row.inventors is not None and before is not None):
                named[entry.number] = row.inventors
        await unit.announce(events)
        await drafts.save(unit.conn, filled)
        await drafts.mark_funded(unit.conn, funded)
        await inventors.save(unit.conn, named)
        if dropped:
            await drafts.drop(unit.conn, dropped)


def _identifiers() -> Iterator[str]:
    """UUIDv7, one after another from a random one (RFC 9562, 6.2): chance is asked once for each step, not each row."""
    first = uuid7().int & ~(1 << 61)  # room to count within the random part
    return (str(UUID(int=number)) for number in count(first))
