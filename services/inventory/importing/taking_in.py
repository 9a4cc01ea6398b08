"""Rows that keep the rules, against the library: each is new, revised, unchanged, a claim or refused, all at once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Final
from uuid import UUID

from panhuo_contracts import Event, uuid7
from panhuo_contracts.events.inventory import PatentClaimed

from chassis.clock import now
from chassis.service import Unit
from services.inventory import records
from services.inventory.conflicts import claiming
from services.inventory.conflicts.claiming import MOST_CLAIMS, Headers, Judged
from services.inventory.files.standard_format import Layout
from services.inventory.importing.arrival import Arrivals, Outcome, Standing, has_left, is_same_body, says_that_it_left
from services.inventory.importing.rows import Row
from services.inventory.institutions import Directory
from services.inventory.review import stocktaking
from services.inventory.rules.problems import Problem
from services.inventory.store import claims, drafts, institutions, inventors, standing
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

    def __init__(self, layout: Layout, sender: Sender, *, claimed: int = 0) -> None:
        """``claimed``: how many rows of the same file or batch have ended as claims before."""
        self._sender: Final = sender
        self._arrivals = Arrivals(layout, sender.today)
        holder = layout.name("applicants" if layout.is_office_export else "institution_name")
        self._headers = Headers(layout.name("number"), holder)
        self._implementation = layout.name("implementation")
        self._names_inventors = "inventors" in layout.places
        self.claimed = claimed

    async def take_in(self, unit: Unit, rows: Sequence[Row]) -> list[Outcome | Problem]:
        """What became of each row, in their order."""
        numbers = [row.entry.number for row in rows]
        known = await standing.known(unit.conn, numbers, self._sender.writer)
        successors, rows = await self._followed(unit, rows, known)
        in_the_way = await self._stand_in_the_way(unit, rows, known, successors)
        named = await inventors.of(unit.conn, list(known)) if self._names_inventors and known else {}
        outcomes: list[Outcome | Problem] = []
        unsettled: list[int] = []
        arriving: list[tuple[Row, Standing | None]] = []
        for place, row in enumerate(rows):
            before = known.get(row.entry.number)
            if problem := in_the_way.get(row.entry.number):
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
            successors, waiting = await self._followed(unit, [rows[place] for place in unsettled], held)
            passed = [row for row in waiting if not is_same_body(held[row.entry.number].entry, row.entry, successors)]
            in_the_way = await self._stand_in_the_way(unit, passed, held, successors)
            for place, row in zip(unsettled, waiting, strict=True):
                before = held[row.entry.number]
                problem = in_the_way.get(row.entry.number) or has_left(row, before, self._headers.holder)
                outcomes[place] = problem or Outcome.REVISED
                if outcomes[place] is Outcome.REVISED:
                    arriving.append((row, before))
        await self._settle(unit, arriving)
        return outcomes

    async def _followed(
        self, unit: Unit, rows: Sequence[Row], known: Mapping[str, Standing]
    ) -> tuple[dict[str, str], Sequence[Row]]:
        """Who has taken whom over, of the bodies at odds here; and the rows, each under the body that stands now.

        A merged body's records pass on one by one, and a file may be read by a register from before the merger.
        """
        pairs = [(row.entry, before.entry) for row in rows if (before := known.get(row.entry.number))]
        at_odds = {one.institution for pair in pairs if not is_same_body(pair[1], pair[0]) for one in pair}
        successors = await institutions.successors(unit.conn, at_odds)
        merged = sorted({row.entry.institution for row in rows} & successors.keys())
        if not merged:
            return successors, rows
        directory = Directory(await institutions.among(unit.conn, merged, []))
        now = {code: directory.with_code(code) for code in merged}
        return successors, [
            row._replace(entry=records.under(row.entry, body)) if (body := now.get(row.entry.institution)) else row
            for row in rows
        ]

    async def _stand_in_the_way(
        self, unit: Unit, rows: Sequence[Row], known: Mapping[str, Standing], successors: Mapping[str, str]
    ) -> dict[str, Problem]:
        """Why rows are not taken in: their patents left before they were known, or others say that they are theirs.

        What is claimed by them for the first time is said.
        """
        found: dict[str, Problem] = {}
        said: list[PatentClaimed] = []
        numbers = [row.entry.number for row in rows]
        copies = await standing.copies(unit.conn, numbers, self._sender.writer) if rows else {}
        at_odds: list[Row] = []
        for row, number in zip(rows, numbers, strict=True):
            before = known.get(number)
            if before is None and (problem := says_that_it_left(row, self._implementation)):
                found[number] = problem
            elif claiming.is_at_odds(row, before, copies.get(number, ()), successors):
                at_odds.append(row)
        cases = await claims.of_patents(unit.conn, [row.entry.number for row in at_odds])
        sides = {side.code for some in cases.values() for case in some for side in case.sides}
        successors = {**successors, **await institutions.successors(unit.conn, sides)}
        judged = [
            claiming.judge(
                row,
                known.get(row.entry.number),
                copies.get(row.entry.number, ()),
                cases.get(row.entry.number, ()),
                self._headers,
                successors=successors,
                today=self._sender.today,
            )
            for row in at_odds
        ]
        for row, (problem, claim) in zip(at_odds, await self._bounded(unit, at_odds, judged), strict=True):
            if problem is not None:
                found[row.entry.number] = problem
            if claim is not None:
                said.append(claim)
        await unit.announce([Event.of(claim, correlation_id=self._sender.job) for claim in said])
        return found

    async def _bounded(self, unit: Unit, rows: Sequence[Row], judged: Sequence[Judged]) -> list[Judged]:
        """The same, but for claims beyond what people can settle: their rows are refused."""
        waiting = Counter(await claims.count_waiting(unit.conn, {one.claim.institution for one in judged if one.claim}))
        bounded: list[Judged] = []
        for row, one in zip(rows, judged, strict=True):
            kept = one
            if one.problem is not None and claiming.is_claim(one.problem):
                if self.claimed >= MOST_CLAIMS or (one.claim and waiting[one.claim.institution] >= MOST_CLAIMS):
                    kept = Judged(claiming.too_many(row, self._headers))
                else:
                    self.claimed += 1
            if kept.claim is not None:
                waiting[kept.claim.institution] += 1
            bounded.append(kept)
        return bounded

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
