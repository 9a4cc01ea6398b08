"""Taking register lines down: what is new goes out as it came, and then what stands by all lines together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from panhuo_contracts import Event

from chassis.errors import Invalid, NotFound
from chassis.identity import Principal, Right
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.importing.arrival import Standing
from services.inventory.legal.announcing import announcements
from services.inventory.legal.entry import RegisterEntry
from services.inventory.review.stocktaking import ReadOnlyCopy
from services.inventory.rules.problems import Problem
from services.inventory.store import legal, standing

MOST_AT_ONCE: Final = 1_000
_PATENT: Final = "专利号"
_DAY: Final = "生效日"

Line = tuple[str, RegisterEntry]
"""A patent's number, and what the register says of it."""


@dataclass(slots=True)
class TakenDown:
    """What became of lines."""

    new: int = 0
    known: int = 0
    changed: int = 0
    """Rights whose state is another now."""
    refused: list[tuple[int, Problem]] = field(default_factory=list)
    """By their places in the sequence that was handed in."""


async def record(unit: Unit, principal: Principal, lines: Sequence[Line], *, writer: str) -> TakenDown:
    """Take lines down, in one transaction; those of patents out of reach or not recorded here are refused one by one.

    All lines of a patent in one transaction have effect together: a lapse that the next line restores is not said.
    """
    scope = principal.scope(Right.LEGAL_STATUS_RECORD)
    numbers = sorted({number for number, _ in lines})
    held = {
        number: one
        for number, one in (await standing.locked(unit.conn, numbers, writer)).items()
        if scope.covers(jurisdiction=one.entry.home, organization=one.entry.institution)
    }
    owners = await standing.other_writers(unit.conn, [number for number in numbers if number not in held], writer)
    taken = TakenDown()
    fitting: list[Line] = []
    for place, line in enumerate(lines):
        wrong = _wrong(line, held, owners)
        if wrong is None:
            fitting.append(line)
        else:
            taken.refused.append((place, wrong))
    await take_down(unit, fitting, held, taken, writer=writer)
    if taken.new:
        details = {"lines": len(fitting), "new": taken.new}
        await audit(unit.conn, principal, "register.record", " ".join(sorted(held))[:4_000], details)
    return taken


async def record_one(unit: Unit, principal: Principal, line: Line, *, writer: str) -> TakenDown:
    """Take one line down. Raises NotFound for a patent that is not there, ReadOnlyCopy, Invalid."""
    taken = await record(unit, principal, [line], writer=writer)
    for _, problem in taken.refused:
        match problem.rule:
            case "E405":
                raise NotFound(line[0])
            case "E163":
                raise ReadOnlyCopy.of(problem.parts["writer"])
            case _:
                raise Invalid(problem.problem(), field="effective_on", english=problem.problem(english=True))
    return taken


def _wrong(line: Line, held: Mapping[str, Standing], owners: Mapping[str, Sequence[str]]) -> Problem | None:
    number, entry = line
    if number in held:
        filing = held[number].entry.filing_date
        if entry.effective_on >= filing:
            return None
        return Problem(_DAY, entry.effective_on.isoformat(), "E404", {"filing": filing.isoformat()})
    if number in owners:
        return Problem(_PATENT, number, "E163", {"writer": owners[number][0]})
    return Problem(_PATENT, number, "E405", {})


async def take_down(
    unit: Unit, lines: Sequence[Line], held: Mapping[str, Standing], taken: TakenDown, *, writer: str
) -> None:
    """The lines that are new, and what follows from them, of patents that are held."""
    numbers = sorted({number for number, _ in lines})
    seen = await legal.known(unit.conn, numbers, writer)
    new: list[Line] = []
    for number, entry in lines:
        identity = entry.identity(number)
        if identity in seen:
            taken.known += 1
            continue
        seen.add(identity)
        new.append((number, entry))
    if not new:
        return
    taken.new += len(new)
    touched = sorted({number for number, _ in new})
    before = await legal.states(unit.conn, touched, writer)
    said = []
    for number, entry in new:
        record = held[number].entry
        said.append(Event.of(entry.said_of(number, record.home, generated=record.generated)))
    await unit.announce(said)
    after = await legal.states(unit.conn, touched, writer)
    follows = [(number, announcements(held[number].entry, before.get(number), after[number])) for number in touched]
    taken.changed += sum(bool(bodies) for _, bodies in follows)
    await unit.announce([Event.of(body) for _, bodies in follows for body in bodies])
