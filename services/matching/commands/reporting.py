"""Contracts that both sides signed outside, reported by the institution's office in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from panhuo_contracts import Event
from panhuo_contracts.body import Line
from panhuo_contracts.events.matching import DealSigned
from panhuo_contracts.identifiers import CreditCode, PatentNumber
from pydantic import ConfigDict

from chassis.errors import NotFound, Refused
from chassis.service import Unit
from services.matching import deal as decisions
from services.matching import refusals
from services.matching.commands.answers import Answer, read_rows
from services.matching.commands.negotiating import Party, offer_of
from services.matching.deal import Circumstances, Side
from services.matching.store import deals, enterprises, library
from services.matching.store.deals import Record
from services.matching.store.library import Entry, Right
from services.matching.terms import Terms

_CONTRACTS: Final = UUID("6f6d2f7e-5a4b-5d0e-9a6e-3a1f6f0b7c55")


class ReportedContract(Terms):
    """A contract as it was signed on paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patent: PatentNumber
    enterprise: CreditCode
    contract_number: Line
    signed_on: date
    deal: Line | None = None
    """The negotiation that led to it, where there was one here."""

    @property
    def terms(self) -> Terms:
        return Terms(**{name: getattr(self, name) for name in Terms.model_fields})

    def identifier(self, institution: str) -> str:
        """The same contract reported again is the same deal."""
        return self.deal or str(uuid5(_CONTRACTS, f"{institution}/{self.contract_number}/{self.patent}"))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables say of the patents and enterprises of one request."""

    entries: Mapping[str, Entry]
    rights: Mapping[str, Right]
    names: Mapping[str, str]
    records: Mapping[str, Sequence[Record]]
    writer: str
    today: date

    def around(self, said: ReportedContract, identifier: str) -> Circumstances:
        entry = self.entries.get(said.patent)
        right = self.rights.get(said.patent, Right())
        return Circumstances(
            offer=None if entry is None else offer_of(entry, right, self.writer),
            enterprise_name=self.names.get(said.enterprise),
            others=tuple(
                record.contract
                for record in self.records.get(said.patent, ())
                if record.contract is not None and record.deal != identifier
            ),
            today=self.today,
        )


async def report_all(unit: Unit, party: Party, rows: Sequence[Mapping[str, object]], today: date) -> list[Answer]:
    """Take each contract as signed, or answer why not. Sent again, they are unchanged."""
    good, answers = read_rows(rows, ReportedContract, "patent")
    patents = [said.patent for _, said in good]
    await deals.lock_patents(unit.conn, patents)
    known = _Known(
        entries=await library.entries(unit.conn, patents),
        rights=await library.rights(unit.conn, patents),
        names=await enterprises.names(unit.conn, [said.enterprise for _, said in good]),
        records=_by_patent(await deals.of_patent(unit.conn, patents)),
        writer=unit.delivery.writer,
        today=today,
    )
    events: list[Event] = []
    met: set[str] = set()
    for row, said in good:
        identifier = said.identifier(party.organization)
        try:
            _require_own(party, said.patent, identifier, known)
            if said.patent in met:
                raise refusals.RepeatedInRequest(
                    "同一专利在本次请求中出现多次", english="The patent stands more than once in this request"
                )
            body = _conclude(said, identifier, known)
        except NotFound:
            answers.append(Answer(row, said.patent, "not_found"))
            continue
        except Refused as refusal:
            answers.append(Answer(row, said.patent, "refused", deal=identifier, refusal=refusal))
            continue
        met.add(said.patent)
        answers.append(Answer(row, said.patent, "unchanged" if body is None else "accepted", deal=identifier))
        if body is not None:
            events.append(Event.of(body))
    await unit.announce(events)
    return sorted(answers, key=lambda answer: answer.row)


def _conclude(said: ReportedContract, identifier: str, known: _Known) -> DealSigned | None:
    """The contract as a fact; None where it stands already, word for word."""
    own = next((record for record in known.records.get(said.patent, ()) if record.deal == identifier), None)
    if own is not None and _says_the_same(own, said):
        return None
    if own is not None:
        decisions.require_open(own.state(None))
        if own.enterprise != said.enterprise:
            raise refusals.WrongParty(
                "该对接的另一方不是这家企业", english="The negotiation was with another enterprise"
            )
    around = known.around(said, identifier)
    return decisions.conclude(identifier, said.enterprise, said.terms, around, signed_on=said.signed_on)


def _says_the_same(record: Record, said: ReportedContract) -> bool:
    return (
        record.contract_number,
        record.enterprise,
        record.mode,
        record.license,
        record.payment,
        record.licensee_address,
        record.signed_on,
        record.effective_on,
    ) == (
        said.contract_number,
        said.enterprise,
        said.mode,
        said.license,
        said.payment,
        said.licensee_address,
        said.signed_on,
        said.effective_on,
    )


def _require_own(party: Party, patent: str, identifier: str, known: _Known) -> None:
    """Another institution's patent or negotiation is as if it were not there."""
    if party.side is not Side.INSTITUTION:
        raise NotFound
    institutions = {record.institution for record in known.records.get(patent, ()) if record.deal == identifier}
    if patent in known.entries:
        institutions.add(known.entries[patent].institution)
    if institutions - {party.organization}:
        raise NotFound


def _by_patent(records: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.patent, []).append(record)
    return found
