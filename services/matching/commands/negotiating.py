"""Subscriptions and negotiations, one at a time."""

from dataclasses import dataclass
from datetime import date

from panhuo_contracts import Event, uuid7
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.events.matching import DealSigned

from chassis.database import Connection
from chassis.errors import NotFound
from chassis.identity import Principal, Role
from chassis.service import Unit
from services.matching import deal as decisions
from services.matching.commands.answers import Answer
from services.matching.deal import Circumstances, Deal, Draft, Offer, Side
from services.matching.store import deals, drafts, enterprises, library
from services.matching.store.deals import Record
from services.matching.store.library import Entry, Right
from services.matching.terms import Terms


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts in a negotiation, and on which side."""

    organization: str
    side: Side
    name: str

    @classmethod
    def of(cls, principal: Principal) -> "Party":
        """Raises NotFound for somebody who is on neither side of any negotiation."""
        if principal.role not in (Role.OFFICE, Role.ENTERPRISE) or principal.organization is None:
            raise NotFound
        side = Side.INSTITUTION if principal.role is Role.OFFICE else Side.ENTERPRISE
        return cls(principal.organization, side, principal.name)


async def subscribe(unit: Unit, party: Party, patent: str, today: date) -> Answer:
    """Follow a listed patent; again is as once."""
    await deals.lock_patents(unit.conn, [patent])
    if await deals.subscribed_on(unit.conn, [patent], party.organization):
        return Answer(1, patent, "unchanged")
    entry = await library.entry(unit.conn, patent)
    names = await enterprises.names(unit.conn, [party.organization])
    offer = _offer(entry, Right(), unit.delivery.writer)
    body = decisions.subscribe(offer, names.get(party.organization), party.organization, today)
    await unit.announce([Event.of(body)])
    return Answer(1, patent, "accepted")


async def express_intent(unit: Unit, party: Party, patent: str, *, mode: ConversionMode, note: str, today: date) -> str:
    """Begin a negotiation. Returns its identifier."""
    await deals.lock_patents(unit.conn, [patent])
    around = await circumstances(
        unit.conn, patent, party.organization, deal=None, writer=unit.delivery.writer, today=today
    )
    is_negotiating = any(
        record.enterprise == party.organization and record.is_open
        for record in await deals.of_patent(unit.conn, [patent])
    )
    body = decisions.express_intent(
        around, party.organization, mode, note, deal=str(uuid7()), is_negotiating=is_negotiating
    )
    await unit.announce([Event.of(body)])
    return body.deal


async def write_terms(unit: Unit, party: Party, deal: str, written: Terms, today: date) -> Draft:
    """Put terms on the table, or change them; the same terms again leave version and signatures as they are."""
    record, state = await _own(unit.conn, party, deal)
    around = await circumstances(
        unit.conn, record.patent, record.enterprise, deal=deal, writer=unit.delivery.writer, today=today
    )
    draft = decisions.draft(state, party.side, written, around)
    before = state.draft if isinstance(state, decisions.Negotiating) else None
    if draft is not before:
        await drafts.save_draft(unit.conn, deal, draft, by=party.name, on=today)
    return draft


async def sign(unit: Unit, party: Party, deal: str, version: int, today: date) -> Draft | DealSigned:
    """Accept the terms for one's own side."""
    record, state = await _own(unit.conn, party, deal)
    around = await circumstances(
        unit.conn, record.patent, record.enterprise, deal=deal, writer=unit.delivery.writer, today=today
    )
    outcome = decisions.sign(state, party.side, version, around)
    await drafts.save_signature(unit.conn, deal, party.side, version, by=party.name, on=today)
    if isinstance(outcome, DealSigned):
        await unit.announce([Event.of(outcome)])
    return outcome


async def end(unit: Unit, party: Party, deal: str, reason: str, today: date) -> None:
    """End a negotiation without a contract."""
    _, state = await _own(unit.conn, party, deal)
    await unit.announce([Event.of(decisions.end(state, reason, today))])


async def circumstances(
    conn: Connection, patent: str, enterprise: str, *, deal: str | None, writer: str, today: date
) -> Circumstances:
    """What a contract on this patent with this enterprise is measured by; ``deal`` itself is left out."""
    contracts = (await deals.contracts(conn, [patent])).get(patent, ())
    return Circumstances(
        offer=_offer(await library.entry(conn, patent), await library.right(conn, patent), writer),
        enterprise_name=(await enterprises.names(conn, [enterprise])).get(enterprise),
        others=tuple(contract for contract in contracts if contract.deal != deal),
        today=today,
    )


def offer_of(entry: Entry, right: Right, writer: str) -> Offer:
    """An entry as decisions know it; the register's word on the term goes before the library's."""
    return Offer(
        patent=entry.patent,
        home=entry.home,
        institution=entry.institution,
        institution_name=entry.institution_name,
        accepted_modes=frozenset(map(ConversionMode, entry.accepted_modes)),
        expires_on=right.expires_on or entry.expires_on,
        is_own=entry.writer == writer,
        status=right.status,
        suspended_for=entry.suspended_for,
    )


def is_party(record: Record, party: Party) -> bool:
    own = record.institution if party.side is Side.INSTITUTION else record.enterprise
    return own == party.organization


def _offer(entry: Entry | None, right: Right, writer: str) -> Offer | None:
    return None if entry is None else offer_of(entry, right, writer)


async def _own(conn: Connection, party: Party, deal: str) -> tuple[Record, Deal]:
    """A negotiation that the party takes part in, locked. Raises NotFound."""
    found = await deals.record(conn, deal)
    if found is None or not is_party(found, party):
        raise NotFound
    await deals.lock_patents(conn, [found.patent])
    # Read again under the lock: another signature or an end may have come meanwhile.
    record = await deals.record(conn, deal)
    if record is None:
        raise NotFound
    return record, record.state(await drafts.draft(conn, deal))
