"""Events in, events out: facts of others are noted, decisions take effect, and the library's entries follow them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, Final

from panhuo_contracts import BEIJING, Body, Event, Fact
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import (
    GuidelineEvaluated,
    LibraryEntryRemoved,
    PatentDelisted,
    PatentListed,
    PatentWithheld,
    PromotionAccepted,
    PromotionAssigned,
    PromotionClosed,
    PromotionReported,
)
from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)
from panhuo_contracts.events.inventory import (
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
)
from panhuo_contracts.events.matching import DealSigned, PatentSubscribed

from chassis.database import Connection
from chassis.delivery import Handler
from services.evaluation import library
from services.evaluation.store import decisions, dossiers, institutions, objections, promotion, tiers, withholding
from services.evaluation.store import facts as noted
from services.evaluation.store import guideline as guideline_forms


def _saved_and_followed(save: Callable[[Connection, Sequence[Fact[Any]]], Awaitable[None]]) -> Handler:
    """A handler that holds the dossiers, saves what the facts say of them, and says what follows for the library."""

    async def take(facts: Sequence[Fact[Any]], conn: Connection) -> list[Event]:
        await noted.hold(conn, (fact.key for fact in facts))
        await save(conn, facts)
        return await _follow(facts, conn)

    return take


async def note_records(facts: Sequence[Fact[PatentRecorded]], conn: Connection) -> list[Event]:
    await noted.save_records(conn, facts)
    return await _follow(facts, conn)


async def note_inventoried(facts: Sequence[Fact[PatentInventoried]], conn: Connection) -> list[Event]:
    await noted.save_annotated(conn, facts)
    return await _follow(facts, conn)


async def note_revisions(facts: Sequence[Fact[InventoryRevised]], conn: Connection) -> list[Event]:
    await noted.save_annotated(conn, facts)
    return await _follow(facts, conn)


note_returns: Final = _saved_and_followed(noted.save_returns)


async def note_legal_status(facts: Sequence[Fact[LegalStatusChanged]], conn: Connection) -> list[Event]:
    await noted.hold(conn, (fact.key for fact in facts))
    await noted.save_register_views(conn, facts)
    await noted.end_departures(conn, [fact for fact in facts if fact.body.is_away is False])
    return await _follow(facts, conn)


note_transfers_away: Final = _saved_and_followed(noted.save_departures)


async def note_register(
    _facts: Sequence[Fact[InstitutionAdmitted] | Fact[InstitutionRenamed]], _conn: Connection
) -> list[Event]:
    """Each record says its institution's name and ministry itself."""
    return []


async def note_suspensions(facts: Sequence[Fact[InstitutionSuspended]], conn: Connection) -> list[Event]:
    await institutions.suspend(conn, facts)
    return []


async def note_reinstatements(facts: Sequence[Fact[InstitutionReinstated]], conn: Connection) -> list[Event]:
    await institutions.reinstate(conn, facts)
    return []


async def note_mergers(facts: Sequence[Fact[InstitutionMerged]], conn: Connection) -> list[Event]:
    await institutions.merge(conn, facts)
    return []


async def note_enterprises(facts: Sequence[Fact[EnterpriseRegistered]], conn: Connection) -> list[Event]:
    await noted.save_enterprises(conn, facts)
    return []


async def note_subscriptions(facts: Sequence[Fact[PatentSubscribed]], conn: Connection) -> list[Event]:
    await noted.save_subscriptions(conn, facts)
    return []


async def note_signed_deals(facts: Sequence[Fact[DealSigned]], conn: Connection) -> list[Event]:
    await noted.hold(conn, (fact.key for fact in facts))
    await noted.save_signed_deals(conn, facts)
    return []


note_filed_licenses: Final = _saved_and_followed(noted.save_filed_licenses)
take_self_evaluations: Final = _saved_and_followed(decisions.save_self_evaluations)


async def take_listings(facts: Sequence[Fact[PatentListed]], conn: Connection) -> list[Event]:
    await noted.hold(conn, (fact.key for fact in facts))
    await decisions.save_listings(conn, facts)
    await withholding.end(conn, facts)
    return await _say_entries([fact for fact in facts if _is_just_said(fact)], conn)


async def take_delistings(facts: Sequence[Fact[PatentDelisted]], conn: Connection) -> list[Event]:
    await noted.hold(conn, (fact.key for fact in facts))
    await decisions.save_delistings(conn, facts)
    return [Event.caused(fact, LibraryEntryRemoved(patent=fact.key)) for fact in facts if _is_just_said(fact)]


async def take_withheld(facts: Sequence[Fact[PatentWithheld]], conn: Connection) -> list[Event]:
    await noted.hold(conn, (fact.key for fact in facts))
    await withholding.save(conn, facts)
    return []


take_enterprise_evaluations: Final = _saved_and_followed(decisions.save_enterprise_evaluations)
take_objections: Final = _saved_and_followed(objections.save_objections)
take_reviews: Final = _saved_and_followed(objections.save_reviews)


async def take_guideline_forms(facts: Sequence[Fact[GuidelineEvaluated]], conn: Connection) -> list[Event]:
    await noted.hold(conn, (fact.key for fact in facts))
    await guideline_forms.save(conn, facts)
    return []


take_gradings: Final = _saved_and_followed(tiers.save)


async def take_promotions(facts: Sequence[Fact[PromotionAssigned]], conn: Connection) -> list[Event]:
    await promotion.save_assignments(conn, facts)
    return []


async def take_acceptances(facts: Sequence[Fact[PromotionAccepted]], conn: Connection) -> list[Event]:
    await promotion.save_acceptances(conn, facts)
    return []


async def take_reports(facts: Sequence[Fact[PromotionReported]], conn: Connection) -> list[Event]:
    await promotion.save_reports(conn, facts)
    return []


async def take_closings(facts: Sequence[Fact[PromotionClosed]], conn: Connection) -> list[Event]:
    await promotion.save_closings(conn, facts)
    return []


async def _follow(facts: Sequence[Fact[Body]], conn: Connection) -> list[Event]:
    """What a fact means for the library entries that are said from here: an end to them, or a new state."""
    listed = set(await dossiers.listed_here(conn, (fact.key for fact in facts)))
    return await _say_entries([fact for fact in facts if fact.key in listed], conn)


async def _say_entries(facts: Sequence[Fact[Body]], conn: Connection) -> list[Event]:
    events: list[Event] = []
    for day, said in _by_day(facts):
        present = await dossiers.load(conn, (fact.key for fact in said), day)
        for fact in said:
            dossier = present[fact.key]
            reason = library.reason_to_leave(dossier, day)
            body = library.entry(dossier) if reason is None else library.leave(dossier, reason, day)
            events.append(Event.caused(fact, body))
    return events


def _is_just_said(fact: Fact[Body]) -> bool:
    """Whether it is being said here and now: such a fact has no number yet, other writers' copies have one."""
    return fact.sequence == 0


def _by_day(facts: Sequence[Fact[Body]]) -> list[tuple[date, list[Fact[Body]]]]:
    """Facts by the Beijing day on which they were said, which decides what counts."""
    days: dict[date, list[Fact[Body]]] = {}
    for fact in facts:
        days.setdefault(fact.time.astimezone(BEIJING).date(), []).append(fact)
    return sorted(days.items())
