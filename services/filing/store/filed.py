"""What was decided: licenses, refusals, products; and what was handed in for them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from panhuo_contracts import Fact
from panhuo_contracts.codes import LicenseKind
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized

from chassis.database import Connection
from services.filing.license import License
from services.filing.store import columns


async def add_licenses(conn: Connection, facts: Sequence[Fact[LicenseFiled]]) -> None:
    """Enter licenses on the register; each patent at most once."""
    rows = [
        (
            f.body.filing_number,
            f.writer,
            f.key,
            f.body.deal,
            f.body.home,
            f.body.institution,
            f.body.enterprise,
            f.body.contract_number,
            f.body.terms.kind.value,
            f.body.terms.territory,
            f.body.terms.term_from,
            f.body.terms.term_to,
            f.body.payment.model_dump_json(exclude_none=True),
            f.body.effective_on,
            f.body.filed_on,
            f.body.is_on_time,
            f.id,
            f.time,
        )
        for f in sorted(facts, key=lambda f: f.key)
    ]
    await conn.execute(
        """
        INSERT INTO license (filing_number, writer, patent, deal, home, institution, enterprise, contract_number, kind,
            territory, term_from, term_to, payment, effective_on, filed_on, is_on_time, event_id, event_at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::date[], $12::date[], $13::jsonb[], $14::date[], $15::date[],
            $16::boolean[], $17::uuid[], $18::timestamptz[])
        """,
        *columns(rows),
    )


async def add_refusals(conn: Connection, facts: Sequence[Fact[FilingRefused]]) -> None:
    """Keep refusals with their grounds; each patent at most once."""
    rows = [
        (
            f.id,
            f.time,
            f.writer,
            f.key,
            f.body.deal,
            f.body.home,
            f.body.institution,
            f.body.enterprise,
            f.body.contract_number,
            json.dumps([ground.model_dump() for ground in f.body.grounds], ensure_ascii=False),
            f.body.refused_on,
        )
        for f in sorted(facts, key=lambda f: f.key)
    ]
    await conn.execute(
        """
        INSERT INTO refusal (event_id, event_at, writer, patent, deal, home, institution, enterprise, contract_number,
            grounds, refused_on)
        SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::date[])
        """,
        *columns(rows),
    )


async def save_products(conn: Connection, facts: Sequence[Fact[ProductIndustrialized]]) -> None:
    """A product's latest report counts; each patent at most once."""
    rows = [
        (
            f.key,
            f.body.product,
            f.writer,
            f.body.home,
            f.body.institution,
            f.body.enterprise,
            f.body.deal,
            f.body.product_name,
            f.body.product_class,
            f.body.on_market_since,
            f.body.revenue.amount if f.body.revenue else None,
            f.body.reported_on,
            f.id,
        )
        for f in sorted(facts, key=lambda f: f.key)
    ]
    await conn.execute(
        """
        INSERT INTO product (patent, product, writer, home, institution, enterprise, deal, product_name, product_class,
            on_market_since, revenue, reported_on, event_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::date[], $11::numeric[], $12::date[], $13::uuid[])
        ON CONFLICT (patent, product, writer) DO UPDATE SET home = excluded.home,
            institution = excluded.institution, enterprise = excluded.enterprise, deal = excluded.deal,
            product_name = excluded.product_name, product_class = excluded.product_class,
            on_market_since = excluded.on_market_since, revenue = excluded.revenue,
            reported_on = excluded.reported_on, event_id = excluded.event_id
        """,
        *columns(rows),
    )


async def licenses_of(conn: Connection, patents: Collection[str]) -> dict[str, list[License]]:
    """The licenses on file for each patent, oldest first."""
    found: dict[str, list[License]] = {patent: [] for patent in patents}
    rows = await conn.fetch(
        """
        SELECT filing_number, patent, deal, enterprise, contract_number, kind, territory, term_from, term_to
        FROM license WHERE patent = ANY($1::text[]) ORDER BY filed_on, filing_number
        """,
        sorted(patents),
    )
    for row in rows:
        found[row["patent"]].append(License(**{**row, "kind": LicenseKind(row["kind"])}))
    return found


async def draw_numbers(conn: Connection, year: int, count: int) -> int:
    """The first of ``count`` numbers of a year. The row stays locked until commit: take it after all other locks."""
    last: int = await conn.fetchval(
        """
        INSERT INTO kept.filing_counter AS c (year, last) VALUES ($1, $2)
        ON CONFLICT (year) DO UPDATE SET last = c.last + excluded.last RETURNING last
        """,
        year,
        count,
    )
    return last - count + 1


async def keep_applications(
    conn: Connection, rows: Sequence[tuple[str, str, str, str]], *, submitted_at: datetime, submitted_by: str
) -> None:
    """Keep what was submitted; rows of event id, patent, deal and content as JSON."""
    await conn.execute(
        """
        INSERT INTO kept.application (event_id, patent, deal, content, submitted_at, submitted_by)
        SELECT e, p, d, c, $5, $6 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) AS r(e, p, d, c)
        """,
        *columns(rows),
        submitted_at,
        submitted_by,
    )
