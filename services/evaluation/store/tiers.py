"""Tiers as they stand, and proposals to set others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import PromotionTag, Tier
from panhuo_contracts.events.evaluation import GradingReason, PatentGraded
from pydantic import TypeAdapter

from chassis.database import Connection
from services.evaluation.store.columns import by_key, columns, listed, unlisted
from services.evaluation.tiers.grading import Standing

_REASONS: Final[TypeAdapter[tuple[GradingReason, ...]]] = TypeAdapter(tuple[GradingReason, ...])


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person would set. ``office``: whom they act for, a credit code or a jurisdiction."""

    proposal: UUID
    patent: str
    tier: Tier
    note: str
    office: str
    proposed_by: str
    proposed_name: str
    proposed_on: date


async def save(conn: Connection, facts: Sequence[Fact[PatentGraded]]) -> None:
    await conn.execute(
        """
        INSERT INTO tier AS t
            (patent, writer, home, institution, tier, reasons, tags, rules, computed, note, graded_on)
        SELECT u.patent, u.writer, u.home, u.institution, u.tier, u.reasons::jsonb, u.tags::jsonb, u.rules,
               u.computed, u.note, u.graded_on
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::date[])
             AS u(patent, writer, home, institution, tier, reasons, tags, rules, computed, note, graded_on)
        ON CONFLICT (patent) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution, tier = excluded.tier,
            reasons = excluded.reasons, tags = excluded.tags, rules = excluded.rules, computed = excluded.computed,
            note = excluded.note, graded_on = excluded.graded_on
        WHERE t.writer <= excluded.writer
        """,
        *columns(
            (
                fact.key,
                fact.writer,
                fact.body.home,
                fact.body.institution,
                fact.body.tier,
                _REASONS.dump_json(fact.body.reasons).decode(),
                listed(fact.body.tags),
                fact.body.rules,
                fact.body.computed,
                fact.body.note,
                fact.body.graded_on,
            )
            for fact in by_key(facts)
        ),
    )


async def standing(conn: Connection, patents: Iterable[str]) -> dict[str, Standing]:
    """The tiers of those patents that have one."""
    rows = await conn.fetch("SELECT * FROM tier WHERE patent = ANY($1::text[])", sorted(set(patents)))
    return {row["patent"]: _standing(row) for row in rows}


async def propose(conn: Connection, proposal: Proposal) -> bool:
    """Whether it was taken down; one that is open stands in its way."""
    taken = await conn.fetchval(
        """
        INSERT INTO kept.tier_proposal
            (proposal, patent, tier, note, office, proposed_by, proposed_name, proposed_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (patent) WHERE decided_by IS NULL DO NOTHING RETURNING true
        """,
        proposal.proposal,
        proposal.patent,
        proposal.tier,
        proposal.note,
        proposal.office,
        proposal.proposed_by,
        proposal.proposed_name,
        proposal.proposed_on,
    )
    return bool(taken)


async def open_proposal(conn: Connection, patent: str, office: str) -> Proposal | None:
    """What waits for a second person of an office; locked until the end of a transaction that may write."""
    row = await conn.fetchrow(
        """
        SELECT proposal, patent, tier, note, office, proposed_by, proposed_name, proposed_on
        FROM kept.tier_proposal WHERE patent = $1 AND office = $2 AND decided_by IS NULL
        """,
        patent,
        office,
    )
    return None if row is None else Proposal(**{**dict(row), "tier": Tier(row["tier"])})


async def open_of_office(conn: Connection, office: str, after: str, limit: int) -> list[asyncpg.Record]:
    """What waits for a second person of an office, in the order of patent numbers, with the tier that stands."""
    rows: list[asyncpg.Record] = await conn.fetch(
        """
        SELECT p.patent, p.tier, p.note, p.proposed_by, p.proposed_name, p.proposed_on, g.tier AS standing,
               d.title, d.institution_name, coalesce(d.is_generated, false) AS is_generated
        FROM kept.tier_proposal AS p
        LEFT JOIN tier AS g ON g.patent = p.patent
        LEFT JOIN dossier AS d ON d.patent = p.patent
        WHERE p.office = $1 AND p.decided_by IS NULL AND p.patent > $2 ORDER BY p.patent LIMIT $3
        """,
        office,
        after,
        limit,
    )
    return rows


async def waiting_for(conn: Connection, office: str, subject: str) -> int:
    """How many proposals of colleagues wait for this second person."""
    count: int = await conn.fetchval(
        """
        SELECT count(*) FROM kept.tier_proposal WHERE office = $1 AND decided_by IS NULL AND proposed_by <> $2
        """,
        office,
        subject,
    )
    return count


async def decide(conn: Connection, proposal: UUID, *, by: str, day: date, is_agreed: bool) -> bool:
    """Whether it was still open."""
    decided = await conn.fetchval(
        """
        UPDATE kept.tier_proposal SET decided_by = $2, decided_on = $3, is_agreed = $4
        WHERE proposal = $1 AND decided_by IS NULL RETURNING true
        """,
        proposal,
        by,
        day,
        is_agreed,
    )
    return bool(decided)


def _standing(row: asyncpg.Record) -> Standing:
    return Standing(
        tier=Tier(row["tier"]),
        reasons=_REASONS.validate_json(row["reasons"]),
        tags=tuple(PromotionTag(tag) for tag in unlisted(row["tags"])),
        rules=row["rules"],
        computed=None if row["computed"] is None else Tier(row["computed"]),
        note=row["note"],
        graded_on=row["graded_on"],
    )
