"""What an accepted row of a file does to the library: a new record, a change, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from panhuo_contracts import Body
from panhuo_contracts.codes import ImplementationStatus, LegalStatus

from services.inventory import records
from services.inventory.files.options import IMPLEMENTATION
from services.inventory.files.standard_format import Layout
from services.inventory.importing.rows import Row
from services.inventory.institutions import is_provisional
from services.inventory.records import ENTRY_FIELDS, REMARK_FIELDS, Entry, Remarks
from services.inventory.rules.problems import Problem


class State(StrEnum):
    """Where a record's stocktaking stands, as events say it."""

    RECORDED = "recorded"
    INVENTORIED = "inventoried"
    RETURNED = "returned"


class Outcome(StrEnum):
    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is already known of a patent here."""

    entry: Entry
    remarks: Remarks
    state: State
    inventoried_on: date | None
    draft: Remarks | None = None
    is_funded: bool | None = None
    right: LegalStatus | None = None
    """As its writer last said it."""
    away_on: date | None = None
    """Since when a registered transfer has had the right elsewhere."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What follows from one row."""

    outcome: Outcome
    body: Body | None = None
    """The event that says it."""
    draft: Remarks | None = None
    """Annotations for the institution's review; those that no review could pass wait to be filled in."""
    drops_draft: bool = False


_UNCHANGED: Final = Arrival(Outcome.UNCHANGED)


class Arrivals:
    """Decides for the rows of one file. What a file has no column for stays as it is."""

    def __init__(self, layout: Layout, today: date) -> None:
        present = set(layout.places)
        if layout.is_office_export:
            present |= {"home", "institution", "institution_name", "patent_type", "grant_date", "co_patentees"}
        # Of the institution the registry speaks, not the file.
        present |= {"home", "institution", "institution_name", "institution_kind", "ministry"}
        present |= {"patent_type", "expires_on"}
        self._silent_of = tuple(field for field in ENTRY_FIELDS if field not in present)
        self._silent_on = tuple(field for field in REMARK_FIELDS if field not in present)
        self._today = today

    def decide(self, row: Row, standing: Standing | None) -> Arrival:
        if standing is None:
            return self._arrive(row)
        entry = row.entry._replace(**{field: getattr(standing.entry, field) for field in self._silent_of})
        if row.inventoried_on is not None:
            return self._inventory(entry, self._remarks(row, standing.remarks), row.inventoried_on, standing)
        return self._await_review(row, entry, standing)

    def _arrive(self, row: Row) -> Arrival:
        if row.inventoried_on is None:
            return Arrival(Outcome.NEW, records.recorded(row.entry, on=self._today), row.remarks)
        body = records.inventoried(row.entry, row.remarks or Remarks(), on=row.inventoried_on)
        return Arrival(Outcome.NEW, body)

    def _inventory(self, entry: Entry, remarks: Remarks, on: date, standing: Standing) -> Arrival:
        has_draft = standing.draft is not None
        if standing.state is not State.INVENTORIED:
            return Arrival(Outcome.REVISED, records.inventoried(entry, remarks, on=on), drops_draft=has_draft)
        changed = records.changes(standing.entry, entry) + records.remark_changes(standing.remarks, remarks)
        if not changed:
            return Arrival(Outcome.REVISED, drops_draft=True) if has_draft else _UNCHANGED
        body = records.revised(entry, remarks, changed=changed, on=max(on, self._today))
        return Arrival(Outcome.REVISED, body, drops_draft=has_draft)

    def _await_review(self, row: Row, entry: Entry, standing: Standing) -> Arrival:
        """The register's part takes effect at once, the institution's part awaits its review."""
        is_inventoried = standing.state is State.INVENTORIED
        changed = records.changes(standing.entry, entry)
        body: Body | None = None
        if changed and is_inventoried:
            body = records.revised(entry, standing.remarks, changed=changed, on=self._today)
        elif changed:
            body = records.recorded(entry, on=self._today)
        said = standing.draft if standing.draft is not None else standing.remarks if is_inventoried else None
        draft: Remarks | None = None
        if row.remarks is not None:
            stated = self._remarks(row, said or Remarks())
            draft = None if stated == said else stated
        if body is None and draft is None:
            return _UNCHANGED
        return Arrival(Outcome.REVISED, body, draft)

    def _remarks(self, row: Row, before: Remarks) -> Remarks:
        if row.remarks is None:
            return before
        return row.remarks._replace(**{field: getattr(before, field) for field in self._silent_on})


def is_same_body(before: Entry, now: Entry, successors: Mapping[str, str] = MappingProxyType({})) -> bool:
    """Whether both name one body, or now the one that has taken the former over.

    One that was known by name so far may turn out to have a code.
    """
    if successors.get(before.institution, before.institution) == now.institution:
        return True
    return is_provisional(before.institution) and before.institution_name == now.institution_name


def says_that_it_left(row: Row, header: str) -> Problem | None:
    """A patent that is not known here and was transferred before belongs to nobody's stock."""
    if row.remarks is None or row.remarks.implementation is not ImplementationStatus.TRANSFERRED:
        return None
    return Problem(header, IMPLEMENTATION[ImplementationStatus.TRANSFERRED][0], "E167", {})


def has_left(row: Row, standing: Standing | None, header: str) -> Problem | None:
    """What the register took from an institution, the institution's file does not change any more."""
    if standing is None or standing.away_on is None:
        return None
    return Problem(header, row.entry.institution_name, "E168", {"on": standing.away_on.isoformat()})
