"""Contracts under which an enterprise may make a product, to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chassis.database import Connection
from services.filing.product import OWNING_MODES

MOST_OFFERED: Final = 200


@dataclass(frozen=True, slots=True)
class Usable:
    """A contract with a license on file, or one by which the right itself passes."""

    patent: str
    deal: str
    title: str | None
    contract_number: str
    filing_number: str | None


async def usable(conn: Connection, enterprise: str, writer: str) -> Sequence[Usable]:
    """Those of one enterprise, the newest first."""
    rows = await conn.fetch(
        f"""
        SELECT d.patent, d.deal, r.title, d.contract_number, l.filing_number
        FROM deal d
        LEFT JOIN license l ON l.patent = d.patent AND l.deal = d.deal AND l.writer = d.writer
        LEFT JOIN patent_right r ON r.patent = d.patent AND r.writer = d.writer
        WHERE d.enterprise = $1 AND d.writer = $2 AND (l.filing_number IS NOT NULL OR d.mode = ANY($3::text[]))
        ORDER BY d.signed_on DESC, d.deal DESC, d.patent LIMIT {MOST_OFFERED}
        """,
        enterprise,
        writer,
        sorted(OWNING_MODES),
    )
    return [Usable(**dict(row)) for row in rows]
