"""Events in: each changes the dossiers of its patents and, by the difference, the census. Nothing follows from them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from panhuo_contracts import Body, Event, Fact
from panhuo_contracts.codes import ImplementationStatus, LegalStatus, SelfGrade
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.inventory import (
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
)
from panhuo_contracts.events.monitoring import DigestPublished

from chassis.database import Connection
from services.monitoring.digests import check_speaker
from services.monitoring.institution_words import RegisterBody
from services.monitoring.store import digests, dossiers, enterprise_views, enterprises, institutions, timeline

_UNUSED: Final = frozenset({ImplementationStatus.UNUSED, ImplementationStatus.TRANSFERRED})
_STANDING: Final = frozenset({LegalStatus.IN_FORCE, LegalStatus.FEE_GRACE})
_Recording = PatentRecorded | PatentInventoried | InventoryRevised


async def record_patents(facts: Sequence[Fact[PatentRecorded]], conn: Connection) -> list[Event]:
    await dossiers.take_turn(conn)
    rows = [(*_recorded(f, f.body), f.body.recorded_on, False, False, False) for f in facts]
    await dossiers.record(conn, rows, is_annotated=False)
    await timeline.keep(conn, facts)
    return []


async def record_inventoried(facts: Sequence[Fact[PatentInventoried]], conn: Connection) -> list[Event]:
    await dossiers.take_turn(conn)
    rows = [
        (*_recorded(f, f.body), f.body.inventoried_on, True, *_use(f.body.annotations.implementation)) for f in facts
    ]
    await dossiers.record(conn, rows, is_annotated=True)
    await timeline.keep(conn, facts)
    return []


async def record_revised(facts: Sequence[Fact[InventoryRevised]], conn: Connection) -> list[Event]:
    await dossiers.take_turn(conn)
    rows = [(*_recorded(f, f.body), f.body.revised_on, False, *_use(f.body.annotations.implementation)) for f in facts]
    await dossiers.record(conn, rows, is_annotated=True)
    await timeline.keep(conn, facts)
    return []


def _recorded(fact: Fact[Any], body: _Recording) -> tuple[Any, ...]:
    paper = body.bibliography
    return (
        body.patent, fact.writer, body.home, body.institution, body.institution_name, body.institution_kind,
        paper.patent_type, paper.title, body.generated, paper.filing_date, paper.grant_date, paper.expires_on,
    )  # fmt: skip


def _use(status: ImplementationStatus) -> tuple[bool, bool]:
    """Whether the patent is put to use, and whether it has left the institution."""
    return status not in _UNUSED, status is ImplementationStatus.TRANSFERRED


def _ended(body: LegalStatusChanged) -> str | None:
    """The times in which the right had ended, where its whole course is told."""
    if not body.course:
        return None
    ends = [stretch.since.isoformat() for stretch in body.course[1:]] + [""]
    times = [
        f"[{stretch.since.isoformat()},{end})"
        for stretch, end in zip(body.course, ends, strict=True)
        if stretch.status not in _STANDING
    ]
    return f"{{{','.join(times)}}}"


_Row = Callable[[Any], tuple[Any, ...]]
_Store = Callable[[Connection, Sequence[Sequence[Any]]], Awaitable[None]]
_Handler = Callable[[Sequence[Fact[Any]], Connection], Awaitable[list[Event]]]


def _changes(store: _Store, row: _Row) -> _Handler:
    """A handler that makes stubs where needed, changes the dossiers by the rows of its bodies and keeps the events."""

    async def change(facts: Sequence[Fact[Body]], conn: Connection) -> list[Event]:
        await dossiers.take_turn(conn)
        await dossiers.open_stubs(conn, [fact.key for fact in facts])
        await store(conn, [row(fact.body) for fact in facts])
        await timeline.keep(conn, facts)
        return []

    return change


take_back: Final[_Handler] = _changes(dossiers.take_back, lambda b: (b.patent, b.returned_on))
change_status: Final[_Handler] = _changes(
    dossiers.set_status,
    lambda b: (
        b.patent, b.effective_on, b.status, " ".join(b.flags), b.status in _STANDING, b.expires_on, _ended(b), b.is_away
    ),
)  # fmt: skip
send_away: Final[_Handler] = _changes(dossiers.send_away, lambda b: (b.patent, b.transferred_on))
grade: Final[_Handler] = _changes(
    dossiers.grade, lambda b: (b.patent, b.evaluated_on, b.grade, b.grade is SelfGrade.GOOD)
)
list_patents: Final[_Handler] = _changes(dossiers.set_listed, lambda b: (b.patent, b.listed_on, True))
delist_patents: Final[_Handler] = _changes(dossiers.set_listed, lambda b: (b.patent, b.delisted_on, False))
evaluate: Final[_Handler] = _changes(
    enterprise_views.evaluate, lambda b: (b.patent, b.evaluation, b.evaluated_on, b.valid_until)
)
object_to: Final[_Handler] = _changes(enterprise_views.object_to, lambda b: (b.patent, b.evaluation, b.objected_on))
review: Final[_Handler] = _changes(
    enterprise_views.review, lambda b: (b.patent, b.evaluation, b.reviewed_on, b.is_upheld)
)
subscribe: Final[_Handler] = _changes(dossiers.contact, lambda b: (b.patent, b.subscribed_on))
express_intent: Final[_Handler] = _changes(dossiers.contact, lambda b: (b.patent, b.expressed_on))
sign: Final[_Handler] = _changes(dossiers.sign, lambda b: (b.patent, b.signed_on))
file: Final[_Handler] = _changes(dossiers.file, lambda b: (b.patent, b.filed_on, b.effective_on, b.is_on_time))
industrialize: Final[_Handler] = _changes(dossiers.industrialize, lambda b: (b.patent, b.on_market_since))


async def keep_only(facts: Sequence[Fact[Body]], conn: Connection) -> list[Event]:
    """Events that no figure counts stand on the patent's time line."""
    await timeline.keep(conn, facts)
    return []


async def keep_institutions(facts: Sequence[Fact[RegisterBody]], conn: Connection) -> list[Event]:
    await institutions.keep(conn, facts)
    return []


async def register_enterprises(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
    await enterprises.register(conn, facts)
    return []


async def keep_digests(facts: Sequence[Fact[DigestPublished]], conn: Connection) -> list[Event]:
    for fact in facts:
        check_speaker(fact.writer, fact.body.topic)
    await digests.keep_stated(conn, facts)
    return []
