"""Subscriptions and negotiations as facts have them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.matching import (
    DealEnded,
    DealSigned,
    IntentExpressed,
    LicenseTerms,
    PatentSubscribed,
    Payment,
)

from chassis.database import Connection
from services.matching.deal import Deal, Draft, Ended, Negotiating, Parties, Signed
from services.matching.terms import SignedContract


@dataclass(frozen=True, slots=True)
class Record:
    """A negotiation with all that facts said of it, and the names of what it is about."""

    patent: str
    deal: str
    home: str
    institution: str
    enterprise: str
    intent_mode: str | None
    note: str
    expressed_on: date | None
    mode: str | None
    contract_number: str | None
    licensor_name: str | None
    licensee_name: str | None
    licensee_address: str | None
    license: LicenseTerms | None
    payment: Payment | None
    signed_on: date | None
    effective_on: date | None
    end_reason: str | None
    ended_on: date | None
    filing_number: str | None
    filed_on: date | None
    is_filed_on_time: bool | None
    title: str | None
    institution_name: str | None
    enterprise_name: str | None
    expires_on: date | None
    changed_on: date

    @property
    def parties(self) -> Parties:
        return Parties(self.patent, self.home, self.institution, self.enterprise)

    @property
    def is_open(self) -> bool:
        return self.signed_on is None and self.ended_on is None

    @property
    def contract(self) -> SignedContract | None:
        if self.contract_number is None or self.mode is None:
            return None
        return SignedContract(self.deal, ConversionMode(self.mode), self.contract_number, self.license)

    def state(self, draft: Draft | None) -> Deal:
        """The deal as decisions know it."""
        if self.contract is not None:
            return Signed(self.deal, self.parties, self.contract)
        if self.ended_on is not None:
            return Ended(self.deal, self.parties, self.end_reason or "")
        return Negotiating(self.deal, self.parties, draft)


RECORD = """
    SELECT deal.*, entry.expires_on,
        coalesce(entry.title, (
            SELECT known.title FROM patent_title AS known WHERE known.patent = deal.patent
            ORDER BY known.writer = deal.writer DESC, known.writer LIMIT 1
        )) AS title,
        coalesce(deal.licensor_name, entry.institution_name) AS institution_name,
        coalesce(deal.licensee_name, enterprise.name) AS enterprise_name
    FROM deal
    LEFT JOIN library_entry AS entry USING (patent)
    LEFT JOIN enterprise ON enterprise.enterprise = deal.enterprise
    WHERE deal.home IS NOT NULL
"""
"""Rows for ``read_record``; stubs that only the filing stream spoke of are not yet negotiations."""


async def save_subscriptions(conn: Connection, facts: Sequence[Fact[PatentSubscribed]]) -> None:
    """The first subscription of an enterprise to a patent counts, whichever system reports it first."""
    await conn.executemany(
        """
        INSERT INTO subscription AS known (patent, enterprise, subscribed_on) VALUES ($1, $2, $3)
        ON CONFLICT (patent, enterprise) DO UPDATE SET
            subscribed_on = least(known.subscribed_on, excluded.subscribed_on)
        """,
        sorted((body.patent, body.enterprise, body.subscribed_on) for body in (fact.body for fact in facts)),
    )


async def save_intents(conn: Connection, facts: Sequence[Fact[IntentExpressed]]) -> None:
    await conn.executemany(
        """
        INSERT INTO deal (patent, deal, writer, home, institution, enterprise, intent_mode, note, expressed_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (patent, deal) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            enterprise = excluded.enterprise, intent_mode = excluded.intent_mode, note = excluded.note,
            expressed_on = excluded.expressed_on
        """,
        sorted((*_parties(fact), fact.body.mode.value, fact.body.note, fact.body.expressed_on) for fact in facts),
    )


async def save_signatures(conn: Connection, facts: Sequence[Fact[DealSigned]]) -> None:
    await conn.executemany(
        """
        INSERT INTO deal (
            patent, deal, writer, home, institution, enterprise, mode, contract_number, licensor_name, licensee_name,
            licensee_address, license_kind, territory, term_from, term_to, payment, signed_on, effective_on
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::text::jsonb, $17, $18)
        ON CONFLICT (patent, deal) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            enterprise = excluded.enterprise, mode = excluded.mode, contract_number = excluded.contract_number,
            licensor_name = excluded.licensor_name, licensee_name = excluded.licensee_name,
            licensee_address = excluded.licensee_address, license_kind = excluded.license_kind,
            territory = excluded.territory, term_from = excluded.term_from, term_to = excluded.term_to,
            payment = excluded.payment, signed_on = excluded.signed_on, effective_on = excluded.effective_on
        """,
        [_signed_row(fact) for fact in sorted(facts, key=lambda fact: (fact.body.patent, fact.body.deal))],
    )


async def save_ends(conn: Connection, facts: Sequence[Fact[DealEnded]]) -> None:
    await conn.executemany(
        """
        INSERT INTO deal (patent, deal, writer, home, institution, enterprise, end_reason, ended_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (patent, deal) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            enterprise = excluded.enterprise, end_reason = excluded.end_reason, ended_on = excluded.ended_on
        """,
        sorted((*_parties(fact), fact.body.reason, fact.body.ended_on) for fact in facts),
    )


async def save_filings(conn: Connection, facts: Sequence[Fact[LicenseFiled]]) -> None:
    """What the register of contracts says; where it speaks first, the deal's own facts come later."""
    await conn.executemany(
        """
        INSERT INTO deal (patent, deal, filing_number, filed_on, is_filed_on_time) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (patent, deal) DO UPDATE SET
            filing_number = excluded.filing_number, filed_on = excluded.filed_on,
            is_filed_on_time = excluded.is_filed_on_time
        """,
        sorted(
            (body.patent, body.deal, body.filing_number, body.filed_on, body.is_on_time)
            for body in (fact.body for fact in facts)
        ),
    )


async def lock_patents(conn: Connection, patents: Sequence[str]) -> None:
    """Let only one command at a time decide on these patents' deals, until the transaction ends."""
    await conn.execute(
        """
        SELECT pg_advisory_xact_lock(hashtextextended('patent/' || patent, 0))
        FROM (SELECT DISTINCT unnest($1::text[]) AS patent ORDER BY 1) AS wanted
        """,
        patents,
    )


async def subscribed_on(conn: Connection, patents: Sequence[str], enterprise: str) -> dict[str, date]:
    """Since when an enterprise follows these patents."""
    rows = await conn.fetch(
        "SELECT patent, subscribed_on FROM subscription WHERE patent = ANY($1::text[]) AND enterprise = $2",
        patents,
        enterprise,
    )
    return {row["patent"]: row["subscribed_on"] for row in rows}


async def contracts(conn: Connection, patents: Sequence[str]) -> dict[str, tuple[SignedContract, ...]]:
    """Signed contracts by patent."""
    rows = await conn.fetch(
        f"{RECORD} AND deal.patent = ANY($1::text[]) AND deal.signed_on IS NOT NULL ORDER BY deal.deal", patents
    )
    found: dict[str, list[SignedContract]] = {}
    for row in rows:
        contract = read_record(row).contract
        if contract is not None:
            found.setdefault(row["patent"], []).append(contract)
    return {patent: tuple(signed) for patent, signed in found.items()}


async def record(conn: Connection, deal: str) -> Record | None:
    """One negotiation by its identifier."""
    row = await conn.fetchrow(f"{RECORD} AND deal.deal = $1 ORDER BY deal.patent LIMIT 1", deal)
    return None if row is None else read_record(row)


async def of_patent(conn: Connection, patents: Sequence[str]) -> list[Record]:
    """All negotiations on these patents."""
    rows = await conn.fetch(
        f"{RECORD} AND deal.patent = ANY($1::text[]) ORDER BY deal.changed_on DESC, deal.deal", patents
    )
    return [read_record(row) for row in rows]


def read_record(row: asyncpg.Record) -> Record:
    """A negotiation from a row of ``RECORD``."""
    values = dict(row)
    kind = values.pop("license_kind")
    period = {name: values.pop(name) for name in ("territory", "term_from", "term_to")}
    payment = values.pop("payment")
    values.pop("writer")
    return Record(
        **{**values, "note": values["note"] or ""},
        license=None if kind is None else LicenseTerms(kind=kind, **period),
        payment=None if payment is None else Payment.model_validate_json(payment),
    )


def _parties(fact: Fact[IntentExpressed] | Fact[DealSigned] | Fact[DealEnded]) -> tuple[str, str, str, str, str, str]:
    body = fact.body
    return body.patent, body.deal, fact.writer, body.home, body.institution, body.enterprise


def _signed_row(fact: Fact[DealSigned]) -> tuple[object, ...]:
    body = fact.body
    agreed = body.license
    return (
        *_parties(fact),
        body.mode.value,
        body.contract_number,
        body.licensor_name,
        body.licensee_name,
        body.licensee_address,
        agreed.kind.value if agreed else None,
        agreed.territory if agreed else None,
        agreed.term_from if agreed else None,
        agreed.term_to if agreed else None,
        json.dumps(body.payment.model_dump(mode="json", exclude_none=True), sort_keys=True),
        body.signed_on,
        body.effective_on,
    )
