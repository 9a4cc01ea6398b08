"""Taking register lines down: what is new goes out as it came, and then what stands by all lines together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from panhuo_contracts import Event

from chassis.errors import NotFound, Refused
from chassis.identity import Principal, Right
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.arrival import Standing
from services.inventory.legal.announcing import announcements
from services.inventory.legal.entry import RegisterEntry
from services.inventory.stocktaking import ReadOnlyCopy
from services.inventory.store import legal, standing

MOST_AT_ONCE: Final = 1_000

Line = tuple[str, RegisterEntry]
"""A patent's number, and what the register says of it."""


@dataclass(slots=True)
class TakenDown:
    """What became of lines: places in the sequence that was handed in."""

    new: int = 0
    known: int = 0
    changed: int = 0
    """Rights whose state is another now."""
    refused: list[tuple[int, Refused]] = field(default_factory=list)


class NotInLibrary(Refused):
    """Nothing is taken down of a patent that no institution of this installation has recorded."""

    rule = "patent_not_recorded"
    basis = "标准格式 E167"
    mend = "先导入这件专利，再传登记簿事件"

    @classmethod
    def of(cls, number: str) -> "NotInLibrary":
        return cls(f"{number} 不在存量专利基础库中", english=f"{number} is not in the stock base library")


async def record(unit: Unit, principal: Principal, lines: Sequence[Line], *, writer: str) -> TakenDown:
    """Take lines down, in one transaction; those of patents out of reach or not recorded here are refused one by one.

    All lines of a patent in one transaction have effect together: a lapse that the next line restores is not said.
    """
    scope = principal.scope(Right.LEGAL_STATUS_RECORD)
    numbers = sorted({number for number, _ in lines})
    held = await standing.locked(unit.conn, numbers, writer)
    held = {
        number: one
        for number, one in held.items()
        if scope.covers(jurisdiction=one.entry.home, organization=one.entry.institution)
    }
    owners = await standing.other_writers(unit.conn, [number for number in numbers if number not in held], writer)
    taken = TakenDown()
    fitting: list[Line] = []
    for place, (number, entry) in enumerate(lines):
        if number in held:
            fitting.append((number, entry))
        elif number in owners:
            taken.refused.append((place, ReadOnlyCopy.of(owners[number][0])))
        else:
            taken.refused.append((place, NotInLibrary.of(number)))
    await take_down(unit, fitting, held, taken, writer=writer)
    if fitting:
        details = {"lines": len(fitting), "new": taken.new}
        await audit(unit.conn, principal, "register.record", " ".join(sorted(held))[:4_000], details)
    return taken


async def record_one(unit: Unit, principal: Principal, line: Line, *, writer: str) -> TakenDown:
    """Take one line down, or raise why not; NotFound for a patent that is not there."""
    taken = await record(unit, principal, [line], writer=writer)
    for _, refused in taken.refused:
        raise NotFound(line[0]) if isinstance(refused, NotInLibrary) else refused
    return taken


async def take_down(
    unit: Unit, lines: Sequence[Line], held: dict[str, Standing], taken: TakenDown, *, writer: str
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
