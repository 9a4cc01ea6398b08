"""What stands: the fold of a right's register lines. The same lines in any order, however often, fold to one state."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple, TypeVar

from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind, RegisterSource
from panhuo_contracts.codes import RegisterEventKind as Kind

from services.inventory.legal.entry import RegisterEntry

V = TypeVar("V")

ENDED: Final = frozenset({LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED})
_EXCLUDING: Final = frozenset({LicenseKind.EXCLUSIVE, LicenseKind.SOLE})
_ENDS: Final = {
    Kind.FEE_LAPSED: LegalStatus.LAPSED,
    Kind.TERM_EXPIRED: LegalStatus.EXPIRED,
    Kind.RIGHT_ABANDONED: LegalStatus.ABANDONED,
    Kind.INVALIDATED_WHOLLY: LegalStatus.INVALIDATED,
}
_RANK: Final = {kind: rank for rank, kind in enumerate(Kind)}
"""Of two lines of one day: what sets a burden before what lifts it, what ends a right before what restores it."""


class Burden(NamedTuple):
    """A burden that stands, and until when the register says that it will."""

    flag: LegalFlag
    number: str
    until: date | None


@dataclass(frozen=True, slots=True)
class RightState:
    """A right as its lines leave it."""

    status: LegalStatus
    flags: tuple[LegalFlag, ...]
    effective_on: date
    """Day of the line that last changed anything of it."""
    cause: Kind
    expires_on: date | None
    """Where the term was changed."""
    holders: tuple[str, ...]
    """Where a line names them; empty: as recorded."""
    holder_code: str | None
    transferred_on: date | None
    is_partly_invalid: bool
    paid_year: int | None
    """The last patent year that a line says was paid for."""
    lapse_announced_on: date | None
    """Of a lapse that stands: from its notice the time for restoration runs."""
    burdens: tuple[Burden, ...]
    course: tuple[tuple[LegalStatus, date], ...]

    def is_away_from(self, institution: str, name: str) -> bool:
        """Whether the right is no longer the institution's, not even in common with others."""
        return self.transferred_on is not None and institution != self.holder_code and name not in self.holders


def fold(entries: Iterable[RegisterEntry]) -> RightState | None:
    """The state after all lines, by their effect and not by their arrival; None where there is no line."""
    ordered = sorted(set(entries), key=_place)
    if not ordered:
        return None
    compensated = max((e.until for e in ordered if e.kind is Kind.TERM_COMPENSATED and e.until), default=None)
    folding = _Folding(ordered[0])
    for entry in ordered:
        # An end by the clock was reckoned without the compensation that the register knows of.
        is_overruled = entry.source is RegisterSource.CLOCK and compensated and entry.effective_on < compensated
        if not is_overruled:
            folding.take(entry)
    return folding.state()


def _place(entry: RegisterEntry) -> tuple[object, ...]:
    """By day and kind; what is left stands in some order that is always the same."""
    return (
        entry.effective_on,
        _RANK[entry.kind],
        entry.announced_on or date.min,
        entry.number or "",
        entry.holders,
        entry.holder_code or "",
        entry.license_kind or "",
        entry.until or date.min,
        entry.annuity_year or 0,
        entry.status or "",
        entry.flags,
        entry.note,
        entry.source,
        entry.number is None,
    )


@dataclass(slots=True)
class _Folding:
    first: RegisterEntry
    status: LegalStatus = LegalStatus.IN_FORCE
    effective_on: date = date.min
    cause: Kind = Kind.GRANTED
    expires_on: date | None = None
    holders: tuple[str, ...] = ()
    holder_code: str | None = None
    transferred_on: date | None = None
    is_partly_invalid: bool = False
    paid_year: int | None = None
    lapse_announced_on: date | None = None
    pledges: dict[str, date | None] = field(default_factory=dict)
    preservations: dict[str, date | None] = field(default_factory=dict)
    licenses: dict[str, tuple[LicenseKind, date | None]] = field(default_factory=dict)
    stated: frozenset[LegalFlag] = frozenset()
    """By an extract; each lasts until a line of its own kind lifts it."""
    is_suspended: bool = False
    is_open: bool = False
    course: list[tuple[LegalStatus, date]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.effective_on, self.cause = self.first.effective_on, self.first.kind

    def take(self, entry: RegisterEntry) -> None:
        before = self._view()
        self._take(entry)
        if self._view() != before:
            self.effective_on, self.cause = entry.effective_on, entry.kind
        if not self.course or self.course[-1][0] is not self.status:
            self.course.append((self.status, entry.effective_on))

    def _take(self, entry: RegisterEntry) -> None:  # noqa: C901, PLR0912 - one branch for each kind of line
        number = entry.number or ""
        match entry.kind:
            case Kind.FEE_LAPSED | Kind.TERM_EXPIRED | Kind.RIGHT_ABANDONED | Kind.INVALIDATED_WHOLLY:
                self._end(entry)
            case Kind.RESTORED:
                self.status, self.lapse_announced_on = LegalStatus.IN_FORCE, None
            case Kind.ANNUITY_OVERDUE:
                if self.status is LegalStatus.IN_FORCE:
                    self.status = LegalStatus.FEE_GRACE
            case Kind.ANNUITY_PAID:
                self.paid_year = max(entry.annuity_year or 0, self.paid_year or 0)
                if self.status is LegalStatus.FEE_GRACE:
                    self.status = LegalStatus.IN_FORCE
            case Kind.PLEDGE_REGISTERED:
                self.pledges[number] = entry.until
            case Kind.PLEDGE_CHANGED:
                if number in self.pledges:
                    self.pledges[number] = entry.until or self.pledges[number]
            case Kind.PLEDGE_RELEASED:
                self._lift(self.pledges, entry.number, LegalFlag.PLEDGED)
            case Kind.PRESERVATION_SET:
                self.preservations[number] = entry.until
            case Kind.PRESERVATION_LIFTED:
                self._lift(self.preservations, entry.number, LegalFlag.PRESERVED)
            case Kind.LICENSE_FILED:
                self.licenses[number] = (entry.license_kind or LicenseKind.ORDINARY, entry.until)
            case Kind.LICENSE_CHANGED:
                kind, until = self.licenses.get(number, (LicenseKind.ORDINARY, None))
                self.licenses[number] = (entry.license_kind or kind, entry.until or until)
            case Kind.LICENSE_CANCELLED:
                self._lift(self.licenses, entry.number, LegalFlag.EXCLUSIVELY_LICENSED)
            case Kind.OPEN_LICENSE_DECLARED | Kind.OPEN_LICENSE_WITHDRAWN:
                self.is_open = entry.kind is Kind.OPEN_LICENSE_DECLARED
                self.stated -= {LegalFlag.OPEN_LICENSED}
            case Kind.SUSPENDED | Kind.RESUMED:
                self.is_suspended = entry.kind is Kind.SUSPENDED
                self.stated -= {LegalFlag.SUSPENDED}
            case Kind.TRANSFERRED if entry.holders:
                self.holders, self.holder_code = entry.holders, entry.holder_code
                self.transferred_on = entry.effective_on
            case Kind.HOLDER_CHANGED if entry.holders:
                self.holders, self.holder_code = entry.holders, entry.holder_code or self.holder_code
            case Kind.TERM_COMPENSATED:
                self.expires_on = entry.until or self.expires_on
            case Kind.INVALIDATED_PARTLY:
                self.is_partly_invalid = True
            case Kind.EXTRACT:
                self._restate(entry)
            case _:  # a grant, a license by force; a transfer that does not say to whom
                pass

    def _end(self, entry: RegisterEntry) -> None:
        """What has ended does not end again; but what was declared invalid was so from the beginning (article 47)."""
        if self.status in ENDED and entry.kind is not Kind.INVALIDATED_WHOLLY:
            return
        self.status = _ENDS[entry.kind]
        self.lapse_announced_on = entry.announced_on or entry.effective_on if entry.kind is Kind.FEE_LAPSED else None

    def _lift(self, standing: dict[str, V], number: str | None, flag: LegalFlag) -> None:
        """Lift the burden of this number; without a number, all of its kind."""
        self.stated -= {flag}
        if number is None:
            standing.clear()
        else:
            standing.pop(number, None)

    def _restate(self, extract: RegisterEntry) -> None:
        """An extract tells how things stood on its day: earlier lines no longer matter for status and burdens."""
        self.status = extract.status or self.status
        self.stated = frozenset(extract.flags)
        self.is_suspended = self.is_open = False
        self.pledges.clear()
        self.preservations.clear()
        self.licenses.clear()
        self.expires_on = extract.until or self.expires_on
        self.lapse_announced_on = extract.effective_on if extract.status is LegalStatus.LAPSED else None

    def _flags(self) -> tuple[LegalFlag, ...]:
        stands = {
            LegalFlag.PLEDGED: bool(self.pledges),
            LegalFlag.PRESERVED: bool(self.preservations),
            LegalFlag.SUSPENDED: self.is_suspended,
            LegalFlag.EXCLUSIVELY_LICENSED: self._is_excluding(),
            LegalFlag.OPEN_LICENSED: self.is_open,
        }
        return tuple(flag for flag in LegalFlag if stands.get(flag) or flag in self.stated)

    def _is_excluding(self) -> bool:
        return any(kind in _EXCLUDING for kind, _ in self.licenses.values())

    def _view(self) -> tuple[object, ...]:
        return (
            self.status,
            self.expires_on,
            self.holders,
            self.is_partly_invalid,
            self._is_excluding(),
            bool(self.pledges),
            bool(self.preservations),
            self.is_suspended,
            self.is_open,
            self.stated,
        )

    def _burdens(self) -> tuple[Burden, ...]:
        found = [Burden(LegalFlag.PLEDGED, number, until) for number, until in self.pledges.items()]
        found += [Burden(LegalFlag.PRESERVED, number, until) for number, until in self.preservations.items()]
        found += [
            Burden(LegalFlag.EXCLUSIVELY_LICENSED, number, until)
            for number, (kind, until) in self.licenses.items()
            if kind in _EXCLUDING
        ]
        return tuple(sorted(found, key=lambda burden: (burden.flag, burden.number)))

    def state(self) -> RightState:
        return RightState(
            self.status,
            self._flags(),
            self.effective_on,
            self.cause,
            self.expires_on,
            self.holders,
            self.holder_code,
            self.transferred_on,
            self.is_partly_invalid,
            self.paid_year,
            self.lapse_announced_on,
            self._burdens(),
            tuple(self.course),
        )
