"""Terms under negotiation and their signatures: not facts yet, so kept apart and never rebuilt."""

from datetime import date

from chassis.database import Connection
from services.matching.deal import Draft, Side
from services.matching.terms import Terms


async def draft(conn: Connection, deal: str) -> Draft | None:
    """The terms as they stand, with the signatures that hold for them."""
    row = await conn.fetchrow(
        """
        SELECT draft.version, draft.terms, array_agg(signature.side) FILTER (WHERE signature.side IS NOT NULL) AS sides
        FROM kept.draft
        LEFT JOIN kept.signature ON signature.deal = draft.deal AND signature.version = draft.version
        WHERE draft.deal = $1
        GROUP BY draft.deal
        """,
        deal,
    )
    if row is None:
        return None
    return Draft(row["version"], Terms.model_validate_json(row["terms"]), frozenset(map(Side, row["sides"] or ())))


async def save_draft(conn: Connection, deal: str, written: Draft, *, by: str, on: date) -> None:
    """Replace the terms; signatures of earlier versions stand there no longer."""
    await conn.execute(
        """
        INSERT INTO kept.draft (deal, version, terms, drafted_by, drafted_on) VALUES ($1, $2, $3::text::jsonb, $4, $5)
        ON CONFLICT (deal) DO UPDATE SET
            version = excluded.version, terms = excluded.terms, drafted_by = excluded.drafted_by,
            drafted_on = excluded.drafted_on
        """,
        deal,
        written.version,
        written.terms.model_dump_json(),
        by,
        on,
    )
    await conn.execute("DELETE FROM kept.signature WHERE deal = $1 AND version < $2", deal, written.version)


async def save_signature(conn: Connection, deal: str, side: Side, version: int, *, by: str, on: date) -> None:
    await conn.execute(
        "INSERT INTO kept.signature (deal, side, version, signed_by, signed_on) VALUES ($1, $2, $3, $4, $5)",
        deal,
        side.value,
        version,
        by,
        on,
    )
